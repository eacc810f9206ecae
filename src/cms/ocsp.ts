import type { Instant } from '#clock'
import { type DigestName, digestOfAlgorithm } from '#crypto'
import { contextConstructed, contextPrimitive, type DerReader, readPreciseTime, tag } from '#der'
import { accept, type Result, refuse } from '#fault'
import {
  type Extension,
  type Name,
  parseName,
  type RevocationReason,
  readExtensions,
  revocationReasonOf,
  type Signed,
  serialText,
} from '#x509'
import type { CmsFault } from './fault.ts'
import { member, readJudged, readValue } from './read.ts'

/**
 * An answer about certificates (BasicOCSPResponse, RFC 6960 §4.2.1) as data. That it could be read says
 * nothing about who signed it; `isSignedBy` of `x509` takes it.
 */
export interface OcspResponse extends Signed {
  /** The BasicOCSPResponse. */
  readonly der: Uint8Array
  readonly responder: OcspResponder
  readonly producedAt: Instant
  readonly answers: readonly OcspAnswer[]
  readonly extensions: readonly Extension[]
  /** Carried along by anyone; DER. */
  readonly certificates: readonly Uint8Array[]
}

export type OcspResponder =
  | { readonly kind: 'name'; readonly name: Name }
  /** SHA-1 of the octets of the key, without tag and unused bits. */
  | { readonly kind: 'key'; readonly digest: Uint8Array }

/** What is said about one certificate. */
export interface OcspAnswer {
  readonly certificate: OcspCertificate
  readonly status: OcspStatus
  readonly thisUpdate: Instant
  /** Absent: something newer may be had at any time. */
  readonly nextUpdate?: Instant
  readonly extensions: readonly Extension[]
}

/** Which certificate is meant (CertID): its issuer's name and key by digests, and its serial. */
export interface OcspCertificate {
  /** `undefined`: outside of the table, and so about a certificate that cannot be found. */
  readonly algorithm: DigestName | undefined
  readonly issuerName: Uint8Array
  /** Of the octets of the key, without tag and unused bits. */
  readonly issuerKey: Uint8Array
  /** As in `Certificate`. */
  readonly serial: string
}

export type OcspStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'revoked'; readonly at: Instant; readonly reason?: RevocationReason }
  | { readonly kind: 'unknown' }

/** OCSPResponseStatus by its numbers; 0 is an answer, all others are excuses. */
const statusMax = 6

/** id-pkix-ocsp-basic (RFC 6960 §4.2.1): the one form of answer there is. */
const basicResponse = '1.3.6.1.5.5.7.48.1.1'

const goodTag = contextPrimitive(0)
const revokedTag = contextConstructed(1)
const unknownTag = contextPrimitive(2)

/** Reads an OCSPResponse or a BasicOCSPResponse; never throws. */
export function parseOcspResponse(der: Uint8Array): Result<OcspResponse, CmsFault> {
  const outer = readValue(der, readOuter)
  if (!outer.ok) return outer
  const { kind } = outer.value
  if (kind === 'basic') return parseBasic(der)
  const { status, type, basic } = outer.value
  if (status !== 0 || !basic) return refuse({ kind: 'ocsp-unanswered', status })
  if (type !== basicResponse) {
    return refuse({ kind: 'content-type-unexpected', expected: basicResponse, found: type })
  }
  return parseBasic(basic)
}

type Outer =
  | { readonly kind: 'basic' }
  | { readonly kind: 'whole'; readonly status: number; readonly type: string; readonly basic?: Uint8Array }

/** A whole response begins with its status, a basic one with what is signed. */
function readOuter(reader: DerReader): Outer {
  return reader.sequence((inside) => {
    if (inside.nextTag !== tag.enumerated) {
      inside.list((rest) => rest.node())
      return { kind: 'basic' }
    }
    const status = inside.count(statusMax, tag.enumerated)
    const bytes = inside.optional(0xa0, (at) => {
      return at.explicit(0, (around) => {
        return around.sequence((pair) => ({ type: pair.objectIdentifier(), basic: pair.octetString() }))
      })
    })
    return { kind: 'whole', status, type: '', ...bytes }
  })
}

interface ReadBasic extends Omit<OcspResponse, 'der' | 'responder'> {
  readonly version: number
  readonly responder: { readonly name?: Uint8Array; readonly key?: Uint8Array }
}

function parseBasic(der: Uint8Array): Result<OcspResponse, CmsFault> {
  return readJudged(der, (reader) => {
    const { version, responder, ...rest } = reader.sequence(readBasic)
    if (version !== 0) return refuse({ kind: 'version-unsupported', version: version + 1 })
    const who = judgeResponder(responder)
    return who.ok ? accept({ der, responder: who.value, ...rest }) : who
  })
}

function judgeResponder({ name, key }: ReadBasic['responder']): Result<OcspResponder, CmsFault> {
  if (!name) return accept({ kind: 'key', digest: key ?? new Uint8Array(0) })
  const parsed = parseName(name)
  if (!parsed.ok) return refuse({ kind: 'not-der', fault: parsed.fault })
  return accept({ kind: 'name', name: parsed.value })
}

function readBasic(reader: DerReader): ReadBasic {
  const start = reader.position
  const content = reader.sequence(readData)
  const tbs = reader.since(start)
  const signatureAlgorithm = reader.encoding(tag.sequence)
  const signature = reader.wholeBitString()
  const certificates = reader.optional(0xa0, (at) => {
    return at.explicit(0, (inside) =>
      inside.sequence((list) => list.list((one) => one.encoding(tag.sequence))),
    )
  })
  return { ...content, tbs, signatureAlgorithm, signature, certificates: certificates ?? [] }
}

/** ResponseData, RFC 6960 §4.2.1. */
function readData(reader: DerReader): Omit<ReadBasic, keyof Signed | 'certificates'> {
  const version = reader.optional(0xa0, (at) => at.explicit(0, (inside) => inside.count(255))) ?? 0
  const responder =
    reader.nextTag === 0xa2
      ? { key: reader.explicit(2, (inside) => inside.octetString()) }
      : { name: reader.explicit(1, (inside) => inside.encoding(tag.sequence)) }
  const producedAt = readPreciseTime(reader)
  const answers = reader.sequence((list) => list.list(readAnswer))
  return { version, responder, producedAt, answers, extensions: explicitExtensions(reader) }
}

function readAnswer(reader: DerReader): OcspAnswer {
  return reader.sequence((inside) => {
    const certificate = inside.sequence(readCertificateId)
    const status = readStatus(inside)
    const thisUpdate = readPreciseTime(inside)
    const nextUpdate = inside.optional(0xa0, (at) => at.explicit(0, readPreciseTime))
    const extensions = explicitExtensions(inside)
    return { certificate, status, thisUpdate, ...member('nextUpdate', nextUpdate), extensions }
  })
}

function readCertificateId(reader: DerReader): OcspCertificate {
  return {
    algorithm: digestOfAlgorithm(reader.encoding(tag.sequence))?.name,
    issuerName: reader.octetString(),
    issuerKey: reader.octetString(),
    serial: serialText(reader.integerBytes()),
  }
}

function readStatus(reader: DerReader): OcspStatus {
  const offset = reader.position
  switch (reader.nextTag) {
    case revokedTag:
      return reader.sequence(readRevoked, revokedTag)
    case unknownTag:
      if (reader.octetString(unknownTag).length > 0) reader.fail('null-malformed', offset)
      return { kind: 'unknown' }
    default:
      if (reader.octetString(goodTag).length > 0) reader.fail('null-malformed', offset)
      return { kind: 'good' }
  }
}

function readRevoked(reader: DerReader): OcspStatus {
  const at = readPreciseTime(reader)
  const code = reader.optional(0xa0, (outer) =>
    outer.explicit(0, (inside) => inside.count(10, tag.enumerated)),
  )
  return { kind: 'revoked', at, ...member('reason', revocationReasonOf(code)) }
}

function explicitExtensions(reader: DerReader): readonly Extension[] {
  return reader.optional(0xa1, (at) => at.explicit(1, readExtensions)) ?? []
}
