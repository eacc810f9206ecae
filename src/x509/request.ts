import { type PublicKey, type PublicKeyFault, parsePublicKey, type Signer } from '#crypto'
import {
  contextConstructed,
  type DerFault,
  type DerReader,
  implicit,
  integer,
  objectIdentifier,
  readDer,
  sequence,
  setOf,
  tag,
} from '#der'
import { accept, type Result, refuse } from '#fault'
import { type Extension, type ExtensionFault, readExtensions, writeExtensions } from './extension.ts'
import { extensionRequest } from './identifiers.ts'
import { type KnownExtensions, knownExtensions } from './known-extensions.ts'
import { type Name, readName } from './name.ts'
import { isSignedBy, readSigned, type Signed, writeSigned } from './signed.ts'

/** A PKCS #10 request (RFC 2986 §4) as data. What it asks for is a wish; only its key can be proved. */
export interface CertificateRequest extends Signed, KnownExtensions {
  readonly der: Uint8Array
  readonly subject: Name
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  readonly attributes: readonly RequestAttribute[]
  /** The extensions asked for (RFC 2985 §5.4.2); empty when none are. */
  readonly extensions: readonly Extension[]
}

export interface RequestAttribute {
  /** Dotted object identifier. */
  readonly type: string
  /** The encodings of the values. */
  readonly values: readonly Uint8Array[]
}

/** Why a request is refused. */
export type RequestFault =
  | { readonly kind: 'not-der'; readonly fault: DerFault }
  /** RFC 2986 §4.1: version 0 is all there is. */
  | { readonly kind: 'version-unsupported'; readonly version: number }
  | { readonly kind: 'attribute-duplicate'; readonly type: string }
  | { readonly kind: 'attribute-malformed'; readonly type: string }
  | { readonly kind: 'key-refused'; readonly fault: PublicKeyFault }
  /** The key asked for did not make the signature, or by no algorithm that is taken here. */
  | { readonly kind: 'signature-wrong' }
  | ExtensionFault

/** What a request to be written asks for. */
export interface RequestContent {
  readonly subject: Name
  /** Left out when empty. */
  readonly extensions?: readonly Extension[]
}

/** Reads one request; never throws. Its signature is not looked at: `verifyRequest` does that. */
export function parseRequest(der: Uint8Array): Result<CertificateRequest, RequestFault> {
  const read = readDer(der, (reader) => readSigned(reader, readContent))
  if (!read.ok) return refuse({ kind: 'not-der', fault: read.fault })
  const { content, tbs, signatureAlgorithm, signature } = read.value
  const { version, subject, spki, attributes } = content
  if (version !== 0) return refuse({ kind: 'version-unsupported', version })
  const extensions = requestedExtensions(attributes)
  if (!extensions.ok) return extensions
  const known = knownExtensions(extensions.value)
  if (!known.ok) return known
  const signed = { tbs, signatureAlgorithm, signature }
  return accept({ der, ...signed, subject, spki, attributes, extensions: extensions.value, ...known.value })
}

/** The key that signed the request, which is the key it asks a certificate for: the proof of possession. */
export function verifyRequest(request: CertificateRequest): Result<PublicKey, RequestFault> {
  const key = parsePublicKey(request.spki)
  if (!key.ok) return refuse({ kind: 'key-refused', fault: key.fault })
  if (!isSignedBy(request, key.value)) return refuse({ kind: 'signature-wrong' })
  return accept(key.value)
}

/** A request for the signer's key, signed by it. */
export function writeRequest(content: RequestContent, signer: Signer): Uint8Array {
  const { subject, extensions = [] } = content
  const wish = sequence(objectIdentifier(extensionRequest), setOf(writeExtensions(extensions)))
  const attributes = implicit(0, setOf(...(extensions.length === 0 ? [] : [wish])))
  const info = sequence(integer(0), subject.der, signer.publicKey.spki, attributes)
  return writeSigned(info, signer)
}

interface ReadContent {
  readonly version: number
  readonly subject: Name
  readonly spki: Uint8Array
  readonly attributes: readonly RequestAttribute[]
}

/** CertificationRequestInfo, RFC 2986 §4.1. */
function readContent(reader: DerReader): ReadContent {
  const version = reader.count(255)
  const subject = readName(reader)
  const spki = reader.encoding(tag.sequence)
  const attributes = reader.set((list) => list.list(readAttribute), contextConstructed(0))
  return { version, subject, spki, attributes }
}

function readAttribute(reader: DerReader): RequestAttribute {
  return reader.sequence((inside) => {
    const type = inside.objectIdentifier()
    return { type, values: inside.set((values) => values.listOfSome((value) => value.encoding())) }
  })
}

function requestedExtensions(
  attributes: readonly RequestAttribute[],
): Result<readonly Extension[], RequestFault> {
  const types = new Set<string>()
  let extensions: readonly Extension[] = []
  for (const { type, values } of attributes) {
    if (types.has(type)) return refuse({ kind: 'attribute-duplicate', type })
    types.add(type)
    if (type !== extensionRequest) continue
    const [value, ...more] = values
    if (!value || more.length > 0) return refuse({ kind: 'attribute-malformed', type })
    const read = readDer(value, readExtensions)
    if (!read.ok) return refuse({ kind: 'attribute-malformed', type })
    extensions = read.value
  }
  return accept(extensions)
}
