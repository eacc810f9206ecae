import { z } from 'zod'
import { base64url, canonicalJson, fromUtf8, sha256, utf8 } from '#bytes'
import { type Duration, hour, type Instant, isoInstant, parseInstant } from '#clock'
import {
  type Envelope,
  type EnvelopeFault,
  envelopePayload,
  parseEnvelope,
  type Signer,
  signEnvelope,
  strictJson,
} from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import { certificateNameForm, dnsNameForm, idForm } from '#identity'

/** The DSSE payload type of an office statement. */
const statementPayloadType = 'application/vnd.chancery.office-statement+json'

/** The DSSE payload type by which a visitor shows a statement. */
const presentationPayloadType = 'application/vnd.chancery.presentation+json'

/** A working day: whoever is dismissed at home is a visitor elsewhere no longer than that. */
export const statementLifetime: Duration = 8 * hour

/** Other units may let a shift last longer; what lasts longer than a day says nothing of today's offices. */
export const statementLifetimeMax: Duration = 24 * hour

/** More offices than a person can hold; each is up to 63 characters. */
const officesMax = 64

/** 64 names of offices, one of a person and ten short members. */
const contentBytesMax = 8 * 1024

/** What a unit says of one of its people to another unit: who he is and which offices he holds now. */
export interface StatementContent {
  /** Thumbprint of the authority key that founded the home unit. */
  readonly unit: string
  /** The home unit's domain. */
  readonly domain: string
  /** Domain of the unit it is said to, and to no other. */
  readonly audience: string
  readonly person: string
  readonly name: string
  readonly offices: readonly string[]
  /** Fingerprint of the person's certificate, and thumbprint of its key. */
  readonly certificate: string
  readonly key: string
  readonly issued: Instant
  readonly expires: Instant
}

/** A statement that could be read: who signed it is not known. */
export interface OfficeStatement extends StatementContent {
  readonly envelope: Envelope
  /** base64url SHA-256 of its one text. */
  readonly digest: string
  /** Thumbprint of the key that is to have signed it. */
  readonly signer: string
}

/** That the holder of a key shows a statement to one unit at one time. */
export interface PresentationContent {
  /** Thumbprint of the authority key that founded the unit it is shown to. */
  readonly unit: string
  /** Digest of the statement. */
  readonly statement: string
  readonly time: Instant
}

export interface Presentation extends PresentationContent {
  readonly envelope: Envelope
  readonly signer: string
}

export type StatementFormFault =
  | { readonly kind: 'visit-unreadable'; readonly part: VisitPart; readonly fault: EnvelopeFault }
  | {
      readonly kind: 'visit-malformed'
      readonly part: VisitPart
      readonly at: string
      readonly problem: string
    }

type VisitPart = 'statement' | 'presentation'

const digestForm = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be a base64url SHA-256')

const instantForm = z.string().transform((text, context) => {
  const instant = parseInstant(text)
  if (instant !== undefined) return instant
  context.addIssue('must be an RFC 3339 time in UTC')
  return z.NEVER
})

/** An office as units name theirs. */
const officeForm = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be the name of an office')

const statementForm = z.strictObject({
  v: z.literal(1),
  unit: digestForm,
  domain: dnsNameForm,
  audience: dnsNameForm,
  person: idForm,
  name: certificateNameForm,
  offices: z.array(officeForm).max(officesMax),
  certificate: digestForm,
  key: digestForm,
  issued: instantForm,
  expires: instantForm,
})

const presentationForm = z.strictObject({
  v: z.literal(1),
  unit: digestForm,
  statement: digestForm,
  time: instantForm,
})

/** Signs a statement with an issuing key of the home unit. */
export function signStatement(content: StatementContent, signer: Signer): Envelope {
  const { issued, expires, ...facts } = content
  const times = { issued: isoInstant(issued), expires: isoInstant(expires) }
  return signEnvelope(statementPayloadType, utf8(canonicalJson({ v: 1, ...facts, ...times })), signer)
}

/** Signs a presentation with the visitor's own key. */
export function signPresentation({ time, ...facts }: PresentationContent, signer: Signer): Envelope {
  const payload = utf8(canonicalJson({ v: 1, ...facts, time: isoInstant(time) }))
  return signEnvelope(presentationPayloadType, payload, signer)
}

/** The digest by which a statement is named: of its one text, signature and all. */
export function statementDigest(envelope: Envelope): string {
  return base64url(sha256(utf8(canonicalJson(envelope))))
}

/** Reads a statement; never throws. That it can be read says nothing of who signed it. */
export function parseStatement(source: unknown): Result<OfficeStatement, StatementFormFault> {
  const read = readPart('statement', source, statementPayloadType, statementForm)
  if (!read.ok) return read
  const { envelope, form } = read.value
  const { v: _, ...content } = form
  if (content.expires <= content.issued) {
    return malformed('statement', 'expires', 'must be after `issued`')
  }
  return accept({ ...content, envelope, digest: statementDigest(envelope), signer: signerOf(envelope) })
}

/** Reads a presentation; never throws. */
export function parsePresentation(source: unknown): Result<Presentation, StatementFormFault> {
  const read = readPart('presentation', source, presentationPayloadType, presentationForm)
  if (!read.ok) return read
  const { envelope, form } = read.value
  const { v: _, ...content } = form
  return accept({ ...content, envelope, signer: signerOf(envelope) })
}

/** An envelope given as plain data, with the content its form wants. */
function readPart<T>(
  part: VisitPart,
  source: unknown,
  payloadType: string,
  form: z.ZodType<T>,
): Result<{ readonly envelope: Envelope; readonly form: T }, StatementFormFault> {
  const envelope = parseEnvelope(canonicalJson(source))
  if (!envelope.ok) return refuse({ kind: 'visit-unreadable', part, fault: envelope.fault })
  if (envelope.value.payloadType !== payloadType) {
    return malformed(part, 'payloadType', `is not \`${payloadType}\``)
  }
  const text = fromUtf8(envelopePayload(envelope.value))
  const content = form.safeParse(text.ok ? strictJson(text.value, contentBytesMax) : undefined)
  if (content.success) return accept({ envelope: envelope.value, form: content.data })
  const issue = content.error.issues[0]
  return malformed(part, issue?.path.join('.') || 'payload', issue?.message.toLowerCase() ?? 'malformed')
}

function malformed(part: VisitPart, at: string, problem: string): Result<never, StatementFormFault> {
  return refuse({ kind: 'visit-malformed', part, at, problem })
}

function signerOf({ signatures }: Envelope): string {
  return certain(signatures[0], 'the signature of an envelope').keyid
}
