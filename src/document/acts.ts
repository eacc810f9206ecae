import { z } from 'zod'
import { base64, fromBase64, hex } from '#bytes'
import { parsePublicKey, verifySignature } from '#crypto'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { type CertificateRow, certificateOf, ownCertificate, sealRole } from '#identity'
import { visitorOf } from '#recognition'
import {
  commitmentTypes,
  readStatement,
  type SignatureForm,
  type SignedStatement,
  signatureId,
} from '#signature'
import { row } from '#table'
import type { StepGrant } from '#task'
import { actTimeToleranceMilliseconds, type Context, defineAct, read } from '#unit'
import { type Certificate, keyPurpose, parseCertificate } from '#x509'
import { claimDifference } from './claim.ts'
import type { DocumentFault } from './fault.ts'
import {
  certificateForm,
  digestForm,
  fileNameForm,
  formForm,
  objectForm,
  signedForm,
  valueForm,
} from './form.ts'
import { type DocumentEvent, documentSlice, type SignedDocument, signatureOf } from './state.ts'

/**
 * A file, a thing or a case with more signatures than this is better sealed as a list; each further one
 * copies the list of those before.
 */
const listedMax = 1_000

const documentInput = {
  object: objectForm,
  document: digestForm,
  name: fileNameForm,
  form: formForm,
  signed: signedForm,
}

const sign = defineAct({
  name: 'document.sign',
  label: 'sign a document',
  input: z.strictObject({ ...documentInput, value: valueForm, certificate: certificateForm }),
  authority: { by: 'step', permission: 'document.sign', object: ({ object }) => object },
  decide(context, input): Result<readonly DocumentEvent[], DocumentFault> {
    const certificate = ownCertificateOf(context, input.certificate)
    if (!certificate.ok) return certificate
    const statement = statementUnder(context, input, certificate.value)
    if (!statement.ok) return statement
    const signed = octets(input.signed)
    const value = octets(input.value)
    const key = sure(parsePublicKey(certificate.value.spki), 'a key that was read before')
    const { suite } = statement.value
    if (!verifySignature(suite, key, signed, value)) return refuse({ kind: 'document-signature-wrong' })
    const facts = factsOf(context, input, statement.value, value, certificate.value)
    return facts.ok ? accept([{ kind: 'document-signed', ...facts.value }]) : facts
  },
})

const seal = defineAct({
  name: 'document.seal',
  label: 'seal a document with the unit’s seal',
  input: z.strictObject(documentInput),
  authority: { by: 'step', permission: 'document.seal', object: ({ object }) => object },
  decide(context, input): Result<readonly DocumentEvent[], DocumentFault> {
    const certificate = sealOf(context)
    if (!certificate.ok) return certificate
    const statement = statementUnder(context, input, certificate.value)
    if (!statement.ok) return statement
    const signer = context.means.signer(sealRole)
    const isCertified = signer.publicKey.thumbprint === ownCertificate(context.state, 'seal')?.key
    // The node's key file was changed, and the new key is not certified yet.
    if (!isCertified) return refuse({ kind: 'seal-missing' })
    if (statement.value.suite.name !== signer.suite.name) return refuse({ kind: 'statement-strange' })
    // Drawn last, so that nothing is signed that is refused after it.
    const room = roomFor(context, input)
    if (room) return refuse(room)
    const value = signer.sign(octets(input.signed))
    const facts = factsOf(context, input, statement.value, value, certificate.value)
    return facts.ok ? accept([{ kind: 'document-sealed', ...facts.value, value: base64(value) }]) : facts
  },
})

type DocumentInput = z.infer<z.ZodObject<typeof documentInput>>

/**
 * A certificate of the actor as it came along, of which the state has the digest: the one that the actor is
 * known by at this moment, or one of the same person for documents alone.
 */
function ownCertificateOf(context: Context, text: string): Result<Certificate, DocumentFault> {
  const { state, speaker } = context
  const { kind, key, serial = '' } = speaker
  if (kind !== 'person' && kind !== 'visitor') return refuse({ kind: 'signer-unfit', speaker: kind })
  const certificate = parseCertificate(octets(text))
  const own = certificate.ok ? documentsCertificate(context, certificate.value.serial) : undefined
  const known = own ?? (kind === 'visitor' ? visitorOf(state, key) : certificateOf(state, serial))
  if (!certificate.ok || certificate.value.fingerprint !== known?.fingerprint) {
    return refuse({ kind: 'signer-other', serial })
  }
  return maySignDocuments(certificate.value) ? certificate : refuse({ kind: 'signer-unfit', speaker: kind })
}

/** The actor's certificate of this serial number that is for documents alone and counts now. */
function documentsCertificate({ state, speaker, time }: Context, serial: string): CertificateRow | undefined {
  const row = certificateOf(state, serial)
  const { kind, id } = row?.principal ?? {}
  const isOwn = row?.use === 'documents' && kind === speaker.kind && id === speaker.id
  return isOwn && !row.revoked && row.notBefore <= time && time <= row.notAfter ? row : undefined
}

/** RFC 9336 §4: whoever verifies would not take it for a document's otherwise. */
function maySignDocuments({ extendedKeyUsage }: Certificate): boolean {
  const fit = [keyPurpose.documentSigning, keyPurpose.emailProtection, keyPurpose.any]
  return !extendedKeyUsage || fit.some((purpose) => extendedKeyUsage.includes(purpose))
}

/** The certificate of the unit's seal, as long as it counts. */
function sealOf({ state, time }: Context): Result<Certificate, DocumentFault> {
  const own = ownCertificate(state, 'seal')
  if (!own) return refuse({ kind: 'seal-missing' })
  const { serial, notAfter, certificate } = own
  if (certificateOf(state, serial)?.revoked) return refuse({ kind: 'seal-over', serial, cause: 'revoked' })
  return time > notAfter ? refuse({ kind: 'seal-over', serial, cause: 'expired' }) : accept(certificate)
}

/** What the signed octets say, which must be what this very grant is, said now. */
function statementUnder(
  context: Context,
  { form, signed, document }: DocumentInput,
  certificate: Certificate,
): Result<SignedStatement, DocumentFault> {
  const statement = readStatement(form, octets(signed), certificate)
  if (!statement.ok) return statement
  const { claims, document: shown } = statement.value
  if (!claims.authority) return refuse({ kind: 'claim-missing' })
  const differs = claimDifference(context.state, stepGrant(context), claims)
  if (differs) return refuse({ kind: 'claim-differs', ...differs })
  const late = timeFault(context, form, claims.signingTime)
  if (late) return refuse(late)
  const known = new Set(commitmentTypes.values())
  const isPlain = new Set(claims.commitments).size === claims.commitments.length
  if (!isPlain || claims.commitments.some((oid) => !known.has(oid))) {
    return refuse({ kind: 'claim-differs', part: 'commitments', due: [...commitmentTypes.keys()].join(', ') })
  }
  if (shown && hex(shown) !== document) {
    return refuse({ kind: 'claim-differs', part: 'document', due: hex(shown) })
  }
  return statement
}

/** A PDF says the time outside of what is looked at here; there the entry's own time stands. */
function timeFault(
  { time: now }: Context,
  form: SignatureForm,
  time: number | undefined,
): DocumentFault | undefined {
  const isNear = time !== undefined && Math.abs(time - now) <= actTimeToleranceMilliseconds
  if (isNear || (form === 'PAdES' && time === undefined)) return undefined
  const toleranceMilliseconds = actTimeToleranceMilliseconds
  return { kind: 'signing-time-off', time, now, toleranceMilliseconds }
}

function factsOf(
  context: Context,
  input: DocumentInput,
  { claims, content }: SignedStatement,
  value: Uint8Array,
  { serial }: Certificate,
): Result<SignedDocument, DocumentFault> {
  const { document, name, form } = input
  const signature = signatureId(value)
  const known = signatureOf(context.state, signature)
  if (known) return refuse({ kind: 'signature-recorded', signature, entry: known.entry })
  const full = roomFor(context, input)
  if (full) return refuse(full)
  const { case: id, step, object, office } = stepGrant(context)
  const { kind, id: actor } = context.speaker
  return accept({
    ...{ signature, document, name, form, serial, object, case: id, step },
    content: { algorithm: content.algorithm, digest: hex(content.digest) },
    by: { kind: kind === 'visitor' ? kind : 'person', id: actor },
    ...(office === undefined ? {} : { office }),
    commitments: claims.commitments,
  })
}

function roomFor(context: Context, { document }: DocumentInput): DocumentFault | undefined {
  const { byDocument, byObject, byCase } = read(context.state, documentSlice)
  const { case: id, object } = stepGrant(context)
  const lists = { document: row(byDocument, document), object: row(byObject, object), case: row(byCase, id) }
  const of = (['document', 'object', 'case'] as const).find((name) => (lists[name]?.length ?? 0) >= listedMax)
  return of && { kind: 'signatures-full', of, countMax: listedMax }
}

function stepGrant({ grant }: Context): StepGrant {
  return certain(grant.by === 'step' ? grant : undefined, 'the grant of a step')
}

/** Base64 that the input's form has let through. */
function octets(text: string): Uint8Array {
  return sure(fromBase64(text), 'base64 of a checked form')
}

export const documentActs = [sign, seal] as const
