import { z } from 'zod'
import { base64, base64url, canonicalJson, fromBase64, fromUtf8, sha256, utf8 } from '#bytes'
import { type Instant, isoInstant, parseInstant } from '#clock'
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
import { dnsNameForm, ownCertificatesMax } from '#identity'
import {
  type AgreementBounds,
  agreementBounds,
  type Certificate,
  type CertificateFault,
  parseCertificate,
  parseRevocationList,
  type RevocationList,
  type RevocationListFault,
} from '#x509'

/** The DSSE payload type of a bundle. */
const bundlePayloadType = 'application/vnd.chancery.bundle+json'

/**
 * 4 MiB: a revocation list of 40,000 certificates and a thousand agreements. Whoever follows a hundred units
 * holds all their bundles in memory.
 */
export const bundleBytesMax = 4 * 1024 * 1024

/** A ministry's agreements with every office of a country's counties. */
const agreementsMax = 2_048

/** Base64 of a certificate with ML-DSA-87 key and signature takes 10 KiB. */
const certificateTextMax = 12 * 1024

/** What a unit publishes of itself, as data. */
export interface BundleContent {
  /** Thumbprint of the authority key that founded the unit: its identifier for ever. */
  readonly unit: string
  readonly domain: string
  readonly name: string
  /** Rises by one with every bundle. */
  readonly number: number
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  /** Where the unit's API is reached, for visitors. */
  readonly api?: string
  /** DER, all of these: self-signed authority certificates, … */
  readonly authorities: readonly Uint8Array[]
  /** … of one authority key by another (key rollover), … */
  readonly links: readonly Uint8Array[]
  /** … of issuing keys, … */
  readonly issuing: readonly Uint8Array[]
  /** … the agreements the unit has signed that hold, … */
  readonly agreements: readonly Uint8Array[]
  /** … and the revocation lists of its issuing keys. */
  readonly lists: readonly Uint8Array[]
  /** Signed-note verifier key of its record. */
  readonly recordKey: string
  /** Signed note of its record as it stood before this bundle. */
  readonly checkpoint: string
}

/** A bundle that could be read: nothing in it is known to be true. */
export interface Bundle
  extends Omit<BundleContent, 'authorities' | 'links' | 'issuing' | 'agreements' | 'lists'> {
  readonly authorities: readonly Certificate[]
  readonly links: readonly Certificate[]
  readonly issuing: readonly Certificate[]
  readonly agreements: readonly ForeignAgreement[]
  readonly lists: readonly RevocationList[]
  readonly envelope: Envelope
  /** base64url SHA-256 of its one text. */
  readonly digest: string
  /** Thumbprint of the key that is to have signed it. */
  readonly signer: string
}

/** An agreement as another unit published it. */
export interface ForeignAgreement {
  readonly certificate: Certificate
  readonly bounds: AgreementBounds
}

export type BundleFormFault =
  | EnvelopeFault
  | { readonly kind: 'bundle-malformed'; readonly at: string; readonly problem: string }
  | {
      readonly kind: 'bundle-certificate'
      readonly at: string
      readonly fault: CertificateFault | RevocationListFault | { readonly kind: 'no-agreement' }
    }

const certificateTexts = (countMax: number) => z.array(z.base64().max(certificateTextMax)).max(countMax)

const instantForm = z.string().transform((text, context) => {
  const instant = parseInstant(text)
  if (instant !== undefined) return instant
  context.addIssue('must be an RFC 3339 time in UTC')
  return z.NEVER
})

const contentForm = z.strictObject({
  v: z.literal(1),
  unit: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be the thumbprint of a key'),
  domain: dnsNameForm,
  name: z.string().min(1).max(200),
  number: z.int().min(1),
  thisUpdate: instantForm,
  nextUpdate: instantForm,
  api: z
    .url({ protocol: /^https$/ })
    .max(300)
    .optional(),
  authorities: certificateTexts(ownCertificatesMax).min(1),
  links: certificateTexts(ownCertificatesMax),
  issuing: certificateTexts(ownCertificatesMax).min(1),
  agreements: certificateTexts(agreementsMax),
  lists: z.array(z.base64().max(bundleBytesMax)).min(1).max(ownCertificatesMax),
  recordKey: z.string().max(300),
  checkpoint: z.string().max(4_096),
})

/** The bundle that says this, signed with an issuing key of the unit: the bytes of its one text. */
export function signBundle(content: BundleContent, signer: Signer): Uint8Array {
  const { authorities, links, issuing, agreements, lists, thisUpdate, nextUpdate, ...rest } = content
  const texts = {
    authorities: authorities.map(base64),
    links: links.map(base64),
    issuing: issuing.map(base64),
    agreements: agreements.map(base64),
    lists: lists.map(base64),
  }
  const times = { thisUpdate: isoInstant(thisUpdate), nextUpdate: isoInstant(nextUpdate) }
  const payload = utf8(canonicalJson({ v: 1, ...rest, ...times, ...texts }))
  return bundleText(signEnvelope(bundlePayloadType, payload, signer))
}

/** The one text of a bundle, of which its digest is made. */
function bundleText(envelope: Envelope): Uint8Array {
  return utf8(canonicalJson(envelope))
}

/** Reads a bundle; never throws. That it can be read says nothing of who signed it. */
export function parseBundle(bytes: Uint8Array): Result<Bundle, BundleFormFault> {
  const envelope = parseEnvelope(bytes, { bytesMax: bundleBytesMax })
  if (!envelope.ok) return envelope
  if (envelope.value.payloadType !== bundlePayloadType) {
    return refuse({ kind: 'bundle-malformed', at: 'payloadType', problem: 'is not that of a bundle' })
  }
  const text = fromUtf8(envelopePayload(envelope.value))
  // What no form takes stands for what is no JSON.
  const json = text.ok ? strictJson(text.value, bundleBytesMax) : undefined
  const form = contentForm.safeParse(json)
  if (!form.success) {
    const issue = form.error.issues[0]
    const at = issue?.path.join('.') || 'payload'
    return refuse({ kind: 'bundle-malformed', at, problem: issue?.message.toLowerCase() ?? 'malformed' })
  }
  const { v: _, authorities, links, issuing, agreements, lists, api, ...facts } = form.data
  if (facts.nextUpdate <= facts.thisUpdate) {
    return refuse({ kind: 'bundle-malformed', at: 'nextUpdate', problem: 'must be after `thisUpdate`' })
  }
  const read = readParts({ authorities, links, issuing, agreements, lists })
  if (!read.ok) return read
  return accept({
    ...facts,
    ...read.value,
    ...(api === undefined ? {} : { api }),
    envelope: envelope.value,
    digest: base64url(sha256(bundleText(envelope.value))),
    signer: certain(envelope.value.signatures[0], 'the signature of a bundle').keyid,
  })
}

interface Texts {
  readonly authorities: readonly string[]
  readonly links: readonly string[]
  readonly issuing: readonly string[]
  readonly agreements: readonly string[]
  readonly lists: readonly string[]
}

type Parts = Pick<Bundle, keyof Texts>

function readParts(texts: Texts): Result<Parts, BundleFormFault> {
  const authorities = readEach('authorities', texts.authorities, parseCertificate)
  if (!authorities.ok) return authorities
  const links = readEach('links', texts.links, parseCertificate)
  if (!links.ok) return links
  const issuing = readEach('issuing', texts.issuing, parseCertificate)
  if (!issuing.ok) return issuing
  const agreements = readEach('agreements', texts.agreements, readAgreement)
  if (!agreements.ok) return agreements
  const lists = readEach('lists', texts.lists, parseRevocationList)
  if (!lists.ok) return lists
  return accept({
    authorities: authorities.value,
    links: links.value,
    issuing: issuing.value,
    agreements: agreements.value,
    lists: lists.value,
  })
}

function readAgreement(
  der: Uint8Array,
): Result<ForeignAgreement, CertificateFault | { readonly kind: 'no-agreement' }> {
  const certificate = parseCertificate(der)
  if (!certificate.ok) return certificate
  const bounds = agreementBounds(certificate.value)
  return bounds ? accept({ certificate: certificate.value, bounds }) : refuse({ kind: 'no-agreement' })
}

type PartFault = Extract<BundleFormFault, { readonly kind: 'bundle-certificate' }>['fault']

function readEach<T>(
  what: string,
  texts: readonly string[],
  read: (der: Uint8Array) => Result<T, PartFault>,
): Result<readonly T[], BundleFormFault> {
  const parts: T[] = []
  for (const [place, text] of texts.entries()) {
    const at = `${what}.${place}`
    const der = fromBase64(text)
    if (!der.ok) return refuse({ kind: 'bundle-malformed', at, problem: 'must be base64' })
    // Its own memory: what is cut from the platform's shared slab keeps all 64 KiB of that alive.
    const part = read(new Uint8Array(der.value))
    if (!part.ok) return refuse({ kind: 'bundle-certificate', at, fault: part.fault })
    parts.push(part.value)
  }
  return accept(parts)
}
