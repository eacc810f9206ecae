import { equalBytes, fromBase64url, fromUtf8, utf8 } from '#bytes'
import {
  type Attribute,
  attributeOid,
  parseSignedAttributes,
  readAlgorithmProtection,
  readContentType,
  readMessageDigest,
  readMimeType,
  readSingle,
  writeSignedAttributes,
} from '#cms'
import {
  type DigestName,
  digestBytes,
  digestForSuite,
  type JsonObject,
  parsePublicKey,
  type Suite,
  strictJson,
  suiteOfAlgorithm,
  suiteOfJws,
} from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type Certificate, parseCertificate } from '#x509'
import { signedAttributesFor } from './cades-attributes.ts'
import { readClaims } from './cades-claims.ts'
import { cmsWords } from './cms-problem.ts'
import { headOf } from './jades.ts'
import { contentOf } from './jades-content.ts'
import { readHeader } from './jades-header.ts'
import type { CertificateReference, SignatureClaims, SignatureForm } from './object.ts'
import type { SigningWishes } from './wishes.ts'

/** What a signer says and signs, told from the signed octets and the signer's certificate alone. */
export interface SignedStatement {
  readonly suite: Suite
  readonly claims: SignatureClaims
  /** The digest by which the content is named. */
  readonly content: { readonly algorithm: DigestName; readonly digest: Uint8Array }
  /** SHA-256 of the document, where these octets show it. */
  readonly document?: Uint8Array
}

/** Why octets are not the statement of this signer, or say more than is known here. */
export type StatementFault =
  | { readonly kind: 'statement-unreadable'; readonly problem: string }
  /** Their certificate names another key, or the octets another certificate. */
  | { readonly kind: 'statement-of-other' }
  /** There is something in them that this program would not have written. */
  | { readonly kind: 'statement-strange' }

/** The header of a JSON signature carries the signer's certificates: ML-DSA ones take some 7 KB each. */
const headerBytesMax = 64 * 1024

/** Headers nest 5 deep: a commitment with its identifier in a list. */
const headerDepthMax = 32

/**
 * Reads the octets that a signature of a form is made over. Whatever they say must be what this program
 * writes for it, octet by octet: so nothing is signed that was not looked at.
 */
export function readStatement(
  form: SignatureForm,
  signed: Uint8Array,
  certificate: Certificate,
): Result<SignedStatement, StatementFault> {
  return form === 'JAdES' ? jsonStatement(signed, certificate) : cmsStatement(form, signed, certificate)
}

function cmsStatement(
  form: SignatureForm,
  signed: Uint8Array,
  certificate: Certificate,
): Result<SignedStatement, StatementFault> {
  const attributes = parseSignedAttributes(signed)
  if (!attributes.ok) return unreadable(cmsWords(attributes.fault))
  const { claims, faults, signingCertificate } = readClaims(attributes.value)
  if (faults[0] !== undefined) return unreadable(faults[0])
  const key = parsePublicKey(certificate.spki)
  if (!key.ok) return refuse({ kind: 'statement-of-other' })
  if (signingCertificate && !isNamedBy(signingCertificate, certificate)) {
    return refuse({ kind: 'statement-of-other' })
  }
  const facts = cmsFacts(attributes.value, key.value.type)
  if (!facts) return unreadable('a message digest, its algorithms or a media type')
  const { suite, digest, contentType, mediaType } = facts
  const due = signedAttributesFor(wishesOf(claims, suite, certificate, []), {
    ...{ digest, inPdf: form === 'PAdES' },
    ...(contentType === undefined ? {} : { contentType }),
    ...(mediaType === undefined ? {} : { mediaType }),
  })
  if (!equalBytes(writeSignedAttributes(due).set, signed)) return refuse({ kind: 'statement-strange' })
  const algorithm = digestForSuite(suite)
  const isDocument = form === 'CAdES' && algorithm === 'sha256'
  return accept({
    ...{ suite, claims, content: { algorithm, digest } },
    ...(isDocument ? { document: digest } : {}),
  })
}

function isNamedBy({ algorithm, digest }: CertificateReference, { der }: Certificate): boolean {
  return equalBytes(digestBytes(algorithm, der), digest)
}

interface CmsFacts {
  readonly suite: Suite
  readonly digest: Uint8Array
  readonly contentType?: string
  readonly mediaType?: string
}

/** What of the attributes is about the content; `undefined` when some of it cannot be read. */
function cmsFacts(attributes: readonly Attribute[], keyType: Suite['keyType']): CmsFacts | undefined {
  const digest = readSingle(attributes, attributeOid.messageDigest, readMessageDigest)
  const type = readSingle(attributes, attributeOid.contentType, readContentType)
  const media = readSingle(attributes, attributeOid.mimeType, readMimeType)
  const protection = readSingle(attributes, attributeOid.cmsAlgorithmProtection, readAlgorithmProtection)
  if (!digest.ok || !type.ok || !media.ok || !protection.ok) return undefined
  const algorithm = protection.value?.signatureAlgorithm
  if (digest.value === undefined || algorithm === undefined) return undefined
  const suite = suiteOfAlgorithm(algorithm, keyType)
  if (!suite) return undefined
  return {
    ...{ suite, digest: digest.value },
    ...(type.value === undefined ? {} : { contentType: type.value }),
    ...(media.value === undefined ? {} : { mediaType: media.value }),
  }
}

function jsonStatement(
  signed: Uint8Array,
  certificate: Certificate,
): Result<SignedStatement, StatementFault> {
  const dot = signed.indexOf('.'.charCodeAt(0))
  const head = fromUtf8(signed.subarray(0, Math.max(dot, 0)))
  const payload = fromUtf8(signed.subarray(dot + 1))
  const octets = head.ok ? fromBase64url(head.value) : head
  const text = octets.ok ? fromUtf8(octets.value) : octets
  if (!text.ok || !payload.ok || !head.ok) return unreadable('a protected header in base64url')
  const json = strictJson(text.value, headerBytesMax, headerDepthMax)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return unreadable('no JSON object')
  const header = readHeader(json as JsonObject)
  const [fault] = header.faults
  if (fault !== undefined) return unreadable(fault)
  const due = dueHead(json as JsonObject, header, certificate)
  if (!due.ok) return due
  if (!equalBytes(utf8(due.value.head), utf8(head.value))) return refuse({ kind: 'statement-strange' })
  const within = payload.value === '' ? {} : { payload: payload.value }
  const { contents, faults } = contentOf(header, within, [])
  const [content, more] = contents
  if (faults[0] !== undefined || !content) return unreadable(faults[0] ?? 'no content')
  const { algorithm, digest } = content
  const isDocument = !more && algorithm === 'sha256' && (!header.objects || !header.isEncoded)
  return accept({
    ...{ suite: due.value.suite, claims: header.claims, content: { algorithm, digest } },
    ...(isDocument ? { document: digest } : {}),
  })
}

/** Parameters that say how the content is named. */
const contentParameters = ['typ', 'cty', 'b64', 'sigD', 'crit'] as const

/** The header as it is written for these claims by the holder of this certificate. */
function dueHead(
  json: JsonObject,
  { algorithm, certificates, claims }: ReturnType<typeof readHeader>,
  certificate: Certificate,
): Result<{ readonly suite: Suite; readonly head: string }, StatementFault> {
  const key = parsePublicKey(certificate.spki)
  const suite = key.ok ? suiteOfJws(algorithm, key.value.type) : undefined
  const [first, ...above] = certificates
  if (!suite || !first || !equalBytes(first, certificate.der)) return refuse({ kind: 'statement-of-other' })
  const chain = above.flatMap((der) => {
    const parsed = parseCertificate(der)
    return parsed.ok ? [parsed.value] : []
  })
  const wishes = wishesOf(claims, suite, certificate, chain)
  const names = Object.keys(json).filter((name) => contentParameters.some((known) => known === name))
  const parameters = Object.fromEntries(names.map((name) => [name, json[name]]))
  return accept({ suite, head: headOf(wishes, parameters) })
}

function wishesOf(
  claims: SignatureClaims,
  suite: Suite,
  certificate: Certificate,
  chain: readonly Certificate[],
): SigningWishes {
  const { signingTime, commitments, roles, location, authority } = claims
  return {
    ...{ suite, certificate, chain, commitments, roles },
    ...(signingTime === undefined ? {} : { signingTime }),
    ...(location === undefined ? {} : { location }),
    ...(authority ? { authority } : {}),
  }
}

function unreadable(problem: string): Result<never, StatementFault> {
  return refuse({ kind: 'statement-unreadable', problem })
}
