import { base64, hex } from '#bytes'
import { isoInstant, second } from '#clock'
import type { Existence } from './existence.ts'
import type {
  Report,
  ReportedCertificate,
  ReportedStatus,
  SignatureReport,
  TimestampReport,
} from './report.ts'
import { reportText, signatureText } from './report-text.ts'
import { clauseOfReason, type Reason, type Verdict } from './verdict.ts'
import type { JudgedRecord } from './verify-record.ts'

/** Plain JSON. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json | undefined }

type Members = { readonly [name: string]: Json | undefined }

const digestUri = 'http://www.w3.org/2001/04/xmlenc#sha256'

/** By which process the answer was found (TS 119 102-2 §4.2.2): the one with the most it could use. */
const processUri = 'urn:etsi:019102:validationprocess:LTA'

/**
 * A report in the shape of TS 119 102-2: JSON members named as its elements are, times in RFC 3339, octets in
 * base64. What the standard has no element for stands under `Chancery`.
 */
export function reportJson(report: Report): Members {
  const { file, at, found } = report
  const common = {
    ValidationTime: isoInstant(at),
    Document: { Name: file.name, Octets: file.octets, DigestAlgAndValue: digestOf(file.digest) },
    Chancery: {
      Kind: found.kind,
      Text: { en: [...reportText(report, 'en')], zh: [...reportText(report, 'zh')] },
      ...(found.kind === 'signed' ? { EvidenceRecords: found.records.map(recordJson) } : {}),
      ...(found.kind === 'unsigned' ? { Look: plain(found.look) } : {}),
      ...(found.kind === 'unreadable' ? { Problem: found.problem } : {}),
    },
  }
  const signatures = found.kind === 'signed' ? found.signatures : []
  const objects = new Map<string, Members>()
  const reports = signatures.map((signature) => signatureJson(signature, report, objects))
  return {
    ...common,
    SignatureValidationReport: reports,
    SignatureValidationObjects: { ValidationObject: [...objects.values()] },
  }
}

function signatureJson(signature: SignatureReport, report: Report, objects: Map<string, Members>): Members {
  const { id, verdict, signer, existence, contents, claims, counterSignatures } = signature
  return {
    SignatureIdentifier: { DigestAlgAndValue: digestOf(id), Form: signature.form },
    ValidationTimeInfo: {
      ValidationTime: isoInstant(report.at),
      BestSignatureTime: existenceJson(existence),
    },
    SignersDocument: contents.map(({ name, algorithm, digest, state }) => {
      return { Name: name, DigestMethod: algorithm, DigestValue: base64(digest), State: state }
    }),
    SignatureAttributes: attributesJson(signature),
    ...(signer
      ? {
          SignerInformation: {
            Signer: signer.name,
            SignerCertificate: certificateReference(signer.certificate, objects),
            ...(signer.unit ? { Unit: { ...signer.unit } } : {}),
            ...(signer.grade ? { Grade: signer.grade } : {}),
          },
        }
      : {}),
    SignatureValidationProcess: { SignatureValidationProcessID: processUri },
    SignatureValidationStatus: {
      ...statusJson(verdict),
      AssociatedValidationReportData: associatedJson(signature, objects),
    },
    Timestamps: signature.timestamps.map((one) => timestampJson(one, objects)),
    Chancery: {
      Text: { en: signatureText(signature, 'en'), zh: signatureText(signature, 'zh') },
      Levels: { ...signature.levels },
      Untold: [...signature.untold],
      Unprotected: signature.unprotected.map(({ what, octets, digest }) => {
        return { What: what, Octets: octets, DigestAlgAndValue: digestOf(digest) }
      }),
      Notes: signature.notes.map(plain),
      ...(claims.authority ? { Authority: plain(claims.authority) } : {}),
      Receipt: receiptJson(signature),
      CounterSignatures: counterSignatures.map((one) => signatureJson(one, report, objects)),
    },
  }
}

function recordJson({ id, proven, timestamps, reasons }: JudgedRecord): Members {
  return {
    DigestAlgAndValue: digestOf(id),
    Timestamps: timestamps,
    ...(proven ? { POETime: isoInstant(proven.at), Authority: proven.authority } : {}),
    Reasons: reasons.map(reasonJson),
  }
}

/** What the signer says; TS 119 102-2 §4.2.6. */
function attributesJson({ claims }: SignatureReport): Members {
  const { signingTime, roles, commitments, location, reason, policy } = claims
  return {
    ...(signingTime === undefined ? {} : { SigningTime: { Signed: true, Time: isoInstant(signingTime) } }),
    ...(roles.length === 0 ? {} : { SignerRole: { Signed: true, Role: [...roles] } }),
    ...(commitments.length === 0
      ? {}
      : { CommitmentTypeIndication: { Signed: true, Identifier: [...commitments] } }),
    ...(location === undefined ? {} : { SignatureProductionPlace: { Signed: true, Place: location } }),
    ...(reason === undefined ? {} : { Reason: { Signed: true, Text: reason } }),
    ...(policy === undefined ? {} : { SignaturePolicyIdentifier: policy }),
  }
}

/** TS 119 102-2 §4.2.10: indication and sub-indication as it spells them. */
function statusJson({ indication, subIndication, reasons }: Verdict): Members {
  return {
    MainIndication: `urn:etsi:019102:mainindication:${indication.toLowerCase()}`,
    ...(subIndication ? { SubIndication: [`urn:etsi:019102:subindication:${subIndication}`] } : {}),
    Reasons: reasons.map(reasonJson),
  }
}

function reasonJson(reason: Reason): Members {
  return { ...(plain(reason) as Members), clause: `EN 319 102-1 ${clauseOfReason(reason)}` }
}

/** TS 119 102-2 §4.2.12: what the answer rests on. */
function associatedJson(signature: SignatureReport, objects: Map<string, Members>): Members {
  const { path, statuses, algorithms } = signature
  const references = path.map((certificate) => certificateReference(certificate, objects))
  const anchor = references.at(-1)
  return {
    ...(anchor ? { TrustAnchor: anchor } : {}),
    CertificateChain: references,
    RevocationStatusInformation: statuses.map(statusInformation),
    CryptoInformation: algorithms.map(({ use, standing }) => {
      return {
        Use: use,
        Algorithm: standing.algorithm,
        SecureAlgorithm: standing.state !== 'ended',
        State: standing.state,
        ...(standing.until === undefined ? {} : { NotAfter: isoInstant(standing.until) }),
        Source: standing.source,
        ...(standing.assumed ? { Assumed: true } : {}),
      }
    }),
  }
}

function statusInformation(told: ReportedStatus): Members {
  const { subject, status, asOf, since, ageMilliseconds, source, reason } = told
  return {
    Subject: subject,
    Status: status,
    AsOf: isoInstant(asOf),
    AgeSeconds: Math.round(ageMilliseconds / second),
    Source: source,
    ...(since === undefined ? {} : { RevocationTime: timeJson(since) }),
    ...(reason ? { RevocationReason: reason } : {}),
  }
}

function timestampJson(stamp: TimestampReport, objects: Map<string, Members>): Members {
  const {
    id,
    kind,
    verdict,
    time,
    accuracyMilliseconds,
    authority,
    policy,
    existence,
    path,
    statuses,
    untold,
  } = stamp
  return {
    DigestAlgAndValue: digestOf(id),
    Kind: kind,
    ...(time === undefined ? {} : { TimeStampValue: isoInstant(time) }),
    AccuracyMilliseconds: accuracyMilliseconds,
    ...(authority === undefined ? {} : { Authority: authority }),
    ...(policy === undefined ? {} : { Policy: policy }),
    POE: existenceJson(existence),
    SignatureValidationStatus: statusJson(verdict),
    CertificateChain: path.map((certificate) => certificateReference(certificate, objects)),
    RevocationStatusInformation: statuses.map(statusInformation),
    Untold: [...untold],
  }
}

/** TS 119 102-2 §4.4.6: when, and how that is known. */
function existenceJson({ at, by }: Existence): Members {
  const POETime = isoInstant(at)
  if (by.kind === 'at-hand') return { POETime, TypeOfProof: 'urn:etsi:019102:poetype:provided' }
  const { id, authority } = by
  const TypeOfProof = 'urn:etsi:019102:poetype:validation'
  return { POETime, TypeOfProof, POEObject: { VOReference: id }, Kind: by.kind, Authority: authority }
}

/** A certificate once among the objects, and its reference. */
function certificateReference(certificate: ReportedCertificate, objects: Map<string, Members>): Members {
  const { fingerprint, subject, issuer, serial, notBefore, notAfter, der } = certificate
  objects.set(fingerprint, {
    Id: fingerprint,
    ObjectType: 'urn:etsi:019102:validationObject:certificate',
    Subject: subject,
    Issuer: issuer,
    Serial: serial,
    NotBefore: isoInstant(notBefore),
    NotAfter: isoInstant(notAfter),
    ValidationObjectRepresentation: { base64: base64(der) },
  })
  return { VOReference: fingerprint, Subject: subject }
}

function receiptJson({ receipt }: SignatureReport): Members {
  switch (receipt.state) {
    case 'none':
      return { State: receipt.state }
    case 'unproven':
      return { State: receipt.state, ...(receipt.problem ? { Problem: plain(receipt.problem) } : {}) }
    case 'contradicted':
    case 'proven': {
      const { act, unit, since, index, size, origin, actor, cosignatures } = receipt.entry
      return {
        State: receipt.state,
        ...(receipt.state === 'contradicted' ? { Differs: receipt.differs } : {}),
        Act: act,
        Unit: unit,
        Since: isoInstant(since),
        Index: index,
        Size: size,
        Origin: origin,
        Actor: actor,
        Cosignatures: cosignatures.map(({ witness, at }) => ({ Witness: witness, Time: isoInstant(at) })),
      }
    }
    default:
      return receipt satisfies never
  }
}

function digestOf(hexadecimal: string): Members {
  return { DigestMethod: digestUri, DigestValue: base64(Buffer.from(hexadecimal, 'hex')) }
}

function timeJson(at: number): string {
  return Number.isFinite(at) ? isoInstant(at) : 'unknown'
}

/** Data of this program as plain JSON: octets in hexadecimal, other things as they are. */
function plain(value: unknown): Json {
  if (value instanceof Uint8Array) return hex(value)
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]))
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'string' || typeof value === 'boolean' ? value : null
}
