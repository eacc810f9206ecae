import { base64url, concat, equalBytes, fromBase64url, sha256, utf8 } from '#bytes'
import { type DigestName, digestBytes } from '#crypto'
import type { JwsFile, JwsSignature } from './jades-file.ts'
import type { DetachedObject, ProtectedHeader } from './jades-header.ts'
import type { SignedContent } from './object.ts'
import type { SigningPart } from './wishes.ts'

/** What one signature of a JWS is over. */
export interface JadesContent {
  /** What stands for the payload in the signing input (RFC 7515 §5.1). */
  readonly signed: Uint8Array
  /** What stands for it in time-stamps (TS 119 182-1 §5.3.6.3.1 steps 1 and 2); absent when not at hand. */
  readonly stamped?: Uint8Array
  readonly contents: readonly SignedContent[]
  readonly faults: readonly string[]
}

/** The content of a signature: in the file, named by digests, or detached without a word. */
export function contentOf(
  header: ProtectedHeader,
  { payload }: Pick<JwsFile, 'payload'>,
  parts: readonly SigningPart[],
): JadesContent {
  if (header.objects) {
    const faults = payload === undefined ? [] : ['there is a payload beside the objects that are signed']
    return { ...namedContent(header.objects, header.isEncoded, parts), faults }
  }
  return payload === undefined
    ? detachedContent(header.isEncoded, parts)
    : payloadContent(header, payload, parts)
}

/** The signing input (RFC 7515 §5.1, RFC 7797 §3). */
export function signingInput(head: string, payload: Uint8Array): Uint8Array {
  return concat(utf8(`${head}.`), payload)
}

function payloadContent(
  { isEncoded }: ProtectedHeader,
  payload: string,
  parts: readonly SigningPart[],
): JadesContent {
  const signed = utf8(payload)
  const decoded = isEncoded ? fromBase64url(payload) : undefined
  if (decoded?.ok === false) {
    return { signed, contents: [unknownContent], faults: ['the payload is not base64url'] }
  }
  const octets = decoded?.value ?? signed
  const digest = sha256(octets)
  const own: SignedContent = { name: 'document', algorithm: 'sha256', digest, state: 'matches' }
  // Who gives a document beside a signature that holds one wants to know whether it is that.
  const beside = parts.map(
    (part): SignedContent => ({ ...own, name: part.name, state: stateOf(part, digest) }),
  )
  return { signed, stamped: signed, contents: [own, ...beside], faults: [] }
}

function stateOf(part: SigningPart, digest: Uint8Array): SignedContent['state'] {
  const given = part.digest('sha256')
  if (!given) return 'absent'
  return equalBytes(given, digest) ? 'matches' : 'differs'
}

const unknownContent: SignedContent = {
  name: 'document',
  algorithm: 'sha256',
  digest: new Uint8Array(0),
  state: 'absent',
}

/** RFC 7515 appendix F: the payload was taken out, and nothing says which it was but the signature. */
function detachedContent(isEncoded: boolean, parts: readonly SigningPart[]): JadesContent {
  const [part, ...others] = parts
  const bytes = others.length === 0 ? part?.bytes : undefined
  if (!part || !bytes) return { signed: new Uint8Array(0), contents: [unknownContent], faults: [] }
  const signed = isEncoded ? utf8(base64url(bytes)) : bytes
  const contents = [
    { name: part.name, algorithm: 'sha256', digest: sha256(bytes), state: 'matches' },
  ] as const
  return { signed, stamped: signed, contents, faults: [] }
}

/** TS 119 182-1 §5.2.8.3.3: the payload is empty, and each object has its digest in the header. */
function namedContent(
  objects: readonly DetachedObject[],
  isEncoded: boolean,
  parts: readonly SigningPart[],
): Omit<JadesContent, 'faults'> {
  const found = objects.map((object) => partOf(object, objects, parts))
  const octets = found.map((part) => part?.bytes)
  const whole = octets.every((one) => one !== undefined) ? octets : undefined
  const stamped = whole && Buffer.concat(whole.map((one) => (isEncoded ? utf8(base64url(one)) : one)))
  const contents = objects.map(({ name, algorithm, digest }, at): SignedContent => {
    const part = found[at]
    const given = part && objectDigest(part, algorithm, isEncoded)
    const state = given === undefined ? 'absent' : equalBytes(given, digest) ? 'matches' : 'differs'
    return { name, algorithm, digest, state }
  })
  return { signed: new Uint8Array(0), contents, ...(stamped ? { stamped } : {}) }
}

/** The digest of an object as `hashV` has it: over the octets, or over their base64url if `b64` is true. */
export function objectDigest(
  part: SigningPart,
  algorithm: DigestName,
  isEncoded: boolean,
): Uint8Array | undefined {
  if (!isEncoded) return part.digest(algorithm)
  return part.bytes && digestBytes(algorithm, utf8(base64url(part.bytes)))
}

/** By name; where there is one of each, the name does not matter: files are renamed. */
function partOf(
  { name }: DetachedObject,
  objects: readonly DetachedObject[],
  parts: readonly SigningPart[],
): SigningPart | undefined {
  if (objects.length === 1 && parts.length === 1) return parts[0]
  const [first, ...others] = parts.filter((part) => part.name === name)
  return others.length === 0 ? first : undefined
}

/**
 * What an archive time-stamp is over (TS 119 182-1 §5.3.6.3.1): the content, the protected header, the value
 * and the first `count` components. `undefined` when the content is not at hand, or components are clear:
 * how those are to be written for it, no two programs agree.
 */
export function archivedOctets(
  { stamped }: JadesContent,
  { protected: head, signature, components }: JwsSignature,
  count: number,
): Uint8Array | undefined {
  if (!stamped || !isEncodedUpTo(components, count)) return undefined
  const before = components.slice(0, count).map(({ encoded = '' }) => encoded)
  return concat(stamped, utf8(`.${head}.${signature}.${before.join('')}`))
}

function isEncodedUpTo(components: JwsSignature['components'], count: number): boolean {
  return components.slice(0, count).every(({ encoded }) => encoded !== undefined)
}

/** Whether `archivedOctets` are at hand, without making them: a file may have hundreds of time-stamps. */
export function isArchivable(
  { stamped }: JadesContent,
  { components }: JwsSignature,
  count: number,
): boolean {
  return stamped !== undefined && isEncodedUpTo(components, count)
}
