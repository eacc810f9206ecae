import { base64url, fromBase64url, fromUtf8, utf8 } from '#bytes'
import { isAnyObject, type JsonObject, strictJson } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import type { FormFault } from './levels.ts'

/** A document of 16 MiB as base64url, and its signatures' evidence beside it. */
const fileBytesMax = 32 * 1024 * 1024

/** A protected header with a chain of ten certificates of ML-DSA keys has some 100 KiB. */
const headerBytesMax = 256 * 1024

/** Clear components of `etsiU` nest deepest: file, signature, header, list, component, values, one value. */
const depthMax = 12

/** Everyone of an assembly signs, and a few more. */
const signaturesMax = 128

/** Each climb to a level and each counter-signature adds one to three. */
const componentsMax = 256

/** A JWS as its file carries it (RFC 7515 §7), whichever of its three serializations that is. */
export interface JwsFile {
  /** As it stands: base64url, unless a header says `b64: false`; absent when the content is detached. */
  readonly payload?: string
  readonly signatures: readonly JwsSignature[]
  /** The text, when it is spelled in another way than this program would. */
  readonly spelling?: Uint8Array
}

/** One signature of a JWS. */
export interface JwsSignature {
  /** The protected header, base64url as it was signed. */
  readonly protected: string
  /** Base64url. */
  readonly signature: string
  /** `etsiU` of the header that is not protected, in its order (TS 119 182-1 §5.3.1). */
  readonly components: readonly UnsignedComponent[]
}

/** One element of `etsiU`: a name and what it stands for. */
export interface UnsignedComponent {
  readonly name: string
  readonly value: unknown
  /** The element itself, base64url of its JSON; absent where it stands as clear JSON. */
  readonly encoded?: string
}

/** Reads the octets of a JWS; every refusal is `form-unreadable` with what is wrong. */
export function parseJwsFile(bytes: Uint8Array): Result<JwsFile, FormFault> {
  if (bytes.length > fileBytesMax) return unreadable(`it has more than ${fileBytesMax} octets`)
  const text = fromUtf8(bytes)
  if (!text.ok) return unreadable('it is not UTF-8')
  return parseJwsText(text.value)
}

function parseJwsText(text: string): Result<JwsFile, FormFault> {
  if (!/^\s*\{/.test(text)) return compactFile(text)
  const value = strictJson(text, fileBytesMax, depthMax)
  if (!isAnyObject(value)) return unreadable('it is not JSON, or names a member twice')
  const file = jsonFile(value)
  if (!file.ok) return file
  const isUsual = JSON.stringify(value) === text
  return accept({ ...file.value, ...(isUsual ? {} : { spelling: utf8(text) }) })
}

/** A counter-signature: compact, or an object as in a file (TS 119 182-1 §5.3.2). */
export function parseCounterSignature(value: unknown): Result<JwsFile, FormFault> {
  if (typeof value === 'string') return compactFile(value)
  return isAnyObject(value) ? jsonFile(value) : unreadable('a counter-signature is neither text nor object')
}

function compactFile(text: string): Result<JwsFile, FormFault> {
  const parts = text.split('.')
  const [head = '', payload = '', signature = ''] = parts
  if (parts.length !== 3 || head === '') return unreadable('it is neither JSON nor three parts with dots')
  const read = jwsSignature({ protected: head, signature })
  if (!read.ok) return read
  return accept({ ...(payload === '' ? {} : { payload }), signatures: [read.value] })
}

function jsonFile(value: JsonObject): Result<JwsFile, FormFault> {
  const { payload, signatures, ...others } = value
  if (payload !== undefined && typeof payload !== 'string') return unreadable('`payload` is no text')
  const around = payload === undefined || payload === '' ? {} : { payload }
  if (signatures === undefined) {
    const read = jwsSignature(others)
    return read.ok ? accept({ ...around, signatures: [read.value] }) : read
  }
  const [other] = Object.keys(others)
  if (other !== undefined)
    return unreadable(`nothing is known of a member \`${other}\` beside \`signatures\``)
  if (!Array.isArray(signatures) || signatures.length === 0 || signatures.length > signaturesMax) {
    return unreadable(`\`signatures\` is no list of 1 to ${signaturesMax}`)
  }
  const list: JwsSignature[] = []
  for (const one of signatures as readonly unknown[]) {
    const read = isAnyObject(one) ? jwsSignature(one) : unreadable('a signature is no object')
    if (!read.ok) return read
    list.push(read.value)
  }
  return accept({ ...around, signatures: list })
}

function jwsSignature(value: JsonObject): Result<JwsSignature, FormFault> {
  const { protected: head, signature, header, ...others } = value
  const [other] = Object.keys(others)
  if (other !== undefined) return unreadable(`nothing is known of a member \`${other}\` of a signature`)
  if (typeof head !== 'string' || !fromBase64url(head).ok || head.length > headerBytesMax) {
    return unreadable('a protected header is not base64url, or too long')
  }
  if (typeof signature !== 'string' || signature === '' || !fromBase64url(signature).ok) {
    return unreadable('a signature value is not base64url')
  }
  const components = header === undefined ? accept([]) : componentsOf(header)
  if (!components.ok) return components
  return accept({ protected: head, signature, components: components.value })
}

/**
 * What is not protected may say nothing but `etsiU` (TS 119 182-1 §5.3): a reader that took `alg` or `kid`
 * from there would take them from anyone.
 */
function componentsOf(header: unknown): Result<readonly UnsignedComponent[], FormFault> {
  if (!isAnyObject(header)) return unreadable('a header is no object')
  const [other] = Object.keys(header).filter((name) => name !== 'etsiU')
  if (other !== undefined) return unreadable(`\`${other}\` stands in a header that is not protected`)
  const list = header['etsiU']
  if (!Array.isArray(list) || list.length === 0 || list.length > componentsMax) {
    return unreadable(`\`etsiU\` is no list of 1 to ${componentsMax}`)
  }
  const elements = list as readonly unknown[]
  if (new Set(elements.map((element) => typeof element)).size > 1) {
    return unreadable('`etsiU` mixes clear and encoded elements')
  }
  const components: UnsignedComponent[] = []
  for (const element of elements) {
    const component = componentOf(element)
    if (!component) return unreadable('an element of `etsiU` is no object with one member')
    components.push(component)
  }
  return accept(components)
}

function componentOf(element: unknown): UnsignedComponent | undefined {
  const value = typeof element === 'string' ? jsonOf(element) : element
  if (!isAnyObject(value)) return undefined
  const [first, ...others] = Object.entries(value)
  if (!first || others.length > 0) return undefined
  const [name, inner] = first
  return { name, value: inner, ...(typeof element === 'string' ? { encoded: element } : {}) }
}

/** The JSON in base64url; `undefined` when it is not that, or names a member twice. */
export function jsonOf(encoded: string): unknown {
  const bytes = fromBase64url(encoded)
  const text = bytes.ok ? fromUtf8(bytes.value) : undefined
  return text?.ok === true ? strictJson(text.value, fileBytesMax, depthMax) : undefined
}

/** A component as it is written: base64url of its JSON. */
export function unsignedComponent(name: string, value: unknown): UnsignedComponent {
  return { name, value, encoded: base64url(utf8(JSON.stringify({ [name]: value }))) }
}

/** The general JSON serialization (RFC 7515 §7.2.1), without blanks; encoded elements stay as they were. */
export function writeJwsFile({ payload, signatures }: JwsFile): Uint8Array {
  const list = signatures.map(({ protected: head, signature, components }) => {
    const etsiU = components.map(({ name, value, encoded }) => encoded ?? { [name]: value })
    return { protected: head, ...(etsiU.length > 0 ? { header: { etsiU } } : {}), signature }
  })
  return utf8(JSON.stringify({ ...(payload === undefined ? {} : { payload }), signatures: list }))
}

export function unreadable(problem: string): Result<never, FormFault> {
  return refuse({ kind: 'form-unreadable', form: 'JAdES', problem })
}
