import { base64url, fromBase64, fromBase64url } from '#bytes'
import { type Instant, parseInstant } from '#clock'
import { type DigestName, isAnyObject, type JsonObject, jwsAlgorithms } from '#crypto'
import { objectIdentifierOf } from './jades-identifier.ts'
import { tokensOf } from './jades-unsigned.ts'
import type { AuthorityClaim, CertificateReference, SignatureClaims } from './object.ts'

/** What a protected header says (RFC 7515 §4, TS 119 182-1 §5.1, §5.2). */
export interface ProtectedHeader {
  readonly algorithm: string
  /** Whether the payload is signed as base64url (RFC 7797). */
  readonly isEncoded: boolean
  /** DER, the signer's first. */
  readonly certificates: readonly Uint8Array[]
  readonly reference?: CertificateReference
  readonly claims: SignatureClaims
  /** The detached objects, where the content is named by them (`sigD`). */
  readonly objects?: readonly DetachedObject[]
  /** Time-stamp tokens over the content (`adoTst`). */
  readonly contentTokens: readonly Uint8Array[]
  /** What is wrong with it; any of it makes the signature worthless. */
  readonly faults: readonly string[]
}

/** One detached object as the signature names it (TS 119 182-1 §5.2.8.3.3). */
export interface DetachedObject {
  /** A file name, from its URI reference. */
  readonly name: string
  readonly algorithm: DigestName
  readonly digest: Uint8Array
}

export const objectByHash = 'http://uri.etsi.org/19182/ObjectIdByURIHash'

/** Digests by the names of TS 119 182-1 §5.2.2 (RFC 9530's registry would have others). */
export const jadesDigests: ReadonlyMap<string, DigestName> = new Map([
  ['S256', 'sha256'],
  ['S384', 'sha384'],
  ['S512', 'sha512'],
  ['S3-256', 'sha3-256'],
  ['S3-384', 'sha3-384'],
  ['S3-512', 'sha3-512'],
])

/** Parameters of others that are understood here, and so may be critical (RFC 7515 §4.1.11). */
const understood: ReadonlySet<string> = new Set([
  ...['b64', 'iat', 'sigT', 'x5t#o', 'srCms', 'sigPl', 'srAts', 'adoTst', 'sigPId', 'sigD', 'chAuth'],
])

/** Parts of a paper that people sign stay below; each is named with its digest. */
const objectsMax = 4096

/** Reads the parameters; whatever of them is not as it should be is told among the faults. */
export function readHeader(header: JsonObject): ProtectedHeader {
  const faults: string[] = []
  const wrong = (name: string): undefined => {
    faults.push(`\`${name}\` of the protected header is not as it should be`)
  }
  const take = <T>(name: string, read: (value: unknown) => T | undefined): T | undefined => {
    if (!Object.hasOwn(header, name)) return undefined
    return read(header[name]) ?? wrong(name)
  }
  const algorithm = take('alg', textOf) ?? ''
  if (!jwsAlgorithms.has(algorithm)) faults.push(`the algorithm \`${algorithm}\` makes no signatures here`)
  faults.push(...criticalFaults(header))
  if (Object.hasOwn(header, 'x5t')) faults.push('`x5t` names the certificate by a digest that is broken')
  const certificates = take('x5c', certificatesOf) ?? []
  const reference = take('x5t#S256', sha256Reference) ?? take('x5t#o', otherReference)
  const objects = take('sigD', objectsOf)
  const contentTokens = take('adoTst', tokensOf) ?? []
  const isEncoded = take('b64', (value) => (typeof value === 'boolean' ? value : undefined)) ?? true
  const claims = claimsOf(take, faults)
  return {
    ...{ algorithm, isEncoded, certificates, claims, contentTokens, faults },
    ...(reference ? { reference } : {}),
    ...(objects ? { objects } : {}),
  }
}

function criticalFaults(header: JsonObject): readonly string[] {
  const critical = header['crit']
  const isSaid = Object.hasOwn(header, 'crit')
  const names = Array.isArray(critical) ? (critical as readonly unknown[]) : []
  if (isSaid && (names.length === 0 || new Set(names).size !== names.length)) {
    return ['`crit` is no list of different names']
  }
  // RFC 7515 §4.1.11: names of that document must not stand there, and what does must be in the header.
  const faults = names
    .filter((name) => typeof name !== 'string' || !understood.has(name) || !Object.hasOwn(header, name))
    .map((name) => `\`${String(name)}\` is critical, and not understood or not there`)
  const needed = ['sigD', ...(header['b64'] === false ? ['b64'] : [])]
  const missing = needed.filter((name) => Object.hasOwn(header, name) && !names.includes(name))
  return [...faults, ...missing.map((name) => `\`${name}\` is not said to be critical`)]
}

type Take = <T>(name: string, read: (value: unknown) => T | undefined) => T | undefined

function claimsOf(take: Take, faults: string[]): SignatureClaims {
  const issued = take('iat', secondsOf)
  const told = take('sigT', timeOf)
  if (issued !== undefined && told !== undefined) faults.push('`iat` and `sigT` tell two times of signing')
  const signingTime = issued ?? told
  const location = take('sigPl', placeOf)
  const policy = take('sigPId', policyOf)
  const authority = take('chAuth', authorityOf)
  const type = take('cty', textOf)
  return {
    commitments: take('srCms', commitmentsOf) ?? [],
    roles: take('srAts', rolesOf) ?? [],
    ...(signingTime === undefined ? {} : { signingTime }),
    ...(location === undefined ? {} : { location }),
    ...(policy ? { policy } : {}),
    ...(authority ? { authority } : {}),
    // RFC 7515 §4.1.10: `application/` is left out where no other slash follows.
    ...(type === undefined ? {} : { contentType: type.includes('/') ? type : `application/${type}` }),
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function secondsOf(value: unknown): Instant | undefined {
  const isTime = typeof value === 'number' && Number.isSafeInteger(value * 1000) && value >= 0
  return isTime ? value * 1000 : undefined
}

/** TS 119 182-1 §5.2.1: RFC 3339 in UTC, whole seconds. */
function timeOf(value: unknown): Instant | undefined {
  const isTime = typeof value === 'string' && /^[^.]{19}Z$/.test(value)
  return isTime ? parseInstant(value) : undefined
}

function octetsOf(value: unknown): Uint8Array | undefined {
  const read = typeof value === 'string' ? fromBase64url(value) : undefined
  return read?.ok === true ? read.value : undefined
}

function certificatesOf(value: unknown): readonly Uint8Array[] | undefined {
  const list = listOf(value, (one) => {
    const read = typeof one === 'string' ? fromBase64(one) : undefined
    return read?.ok === true ? read.value : undefined
  })
  return list && list.length > 0 ? list : undefined
}

function sha256Reference(value: unknown): CertificateReference | undefined {
  const digest = octetsOf(value)
  return digest && { algorithm: 'sha256', digest }
}

function otherReference(value: unknown): CertificateReference | undefined {
  if (!isAnyObject(value)) return undefined
  const algorithm = jadesDigests.get(textOf(value['digAlg']) ?? '')
  const digest = octetsOf(value['digVal'])
  return algorithm && digest && { algorithm, digest }
}

function commitmentsOf(value: unknown): readonly string[] | undefined {
  return listOf(value, (one) => (isAnyObject(one) ? objectIdentifierOf(one['commId']) : undefined))
}

/** The claimed roles that are texts (TS 119 182-1 §5.2.5); certified ones are nobody's words here. */
function rolesOf(value: unknown): readonly string[] | undefined {
  if (!isAnyObject(value)) return undefined
  if (value['claimed'] === undefined) return []
  const lists = listOf(value['claimed'], (one) => {
    if (!isAnyObject(one)) return undefined
    if (one['mediaType'] !== 'text/plain') return []
    return listOf(one['qVals'], textOf)
  })
  return lists?.flat()
}

function placeOf(value: unknown): string | undefined {
  if (!isAnyObject(value)) return undefined
  const parts = listOf(Object.values(value), textOf)
  return parts && parts.length > 0 ? parts.join(', ') : undefined
}

function policyOf(value: unknown): SignatureClaims['policy'] {
  if (!isAnyObject(value)) return undefined
  const oid = objectIdentifierOf(value['id'])
  const algorithm = jadesDigests.get(textOf(value['digAlg']) ?? '')
  const digest = octetsOf(value['digVal'])
  return oid === undefined ? undefined : { oid, ...(algorithm && digest ? { algorithm, digest } : {}) }
}

function objectsOf(value: unknown): readonly DetachedObject[] | undefined {
  if (!isAnyObject(value) || value['mId'] !== objectByHash) return undefined
  const algorithm = jadesDigests.get(textOf(value['hashM']) ?? '')
  const names = listOf(value['pars'], (one) => fileNameOf(textOf(one) ?? ''))
  const digests = listOf(value['hashV'], octetsOf)
  if (!algorithm || !names || names.length !== digests?.length) return undefined
  if (names.length === 0 || names.length > objectsMax || new Set(names).size !== names.length)
    return undefined
  return names.map((name, at) => ({ name, algorithm, digest: digests[at] ?? new Uint8Array(0) }))
}

/** The file name of a URI reference; `undefined` when its escapes are no UTF-8. */
function fileNameOf(reference: string): string | undefined {
  if (reference === '' || /%(?![0-9a-fA-F]{2})/.test(reference)) return undefined
  const octets = reference.replaceAll(/(?:%[0-9a-fA-F]{2})+/g, (escaped) =>
    Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8'),
  )
  return octets.includes('\u{FFFD}') ? undefined : octets
}

const authorityMembers = ['unit', 'case', 'step', 'permission', 'object'] as const

/** `chAuth`: members as `AuthorityClaim`, the grant's digest in base64url, and `v` 1. */
function authorityOf(value: unknown): AuthorityClaim | undefined {
  if (!isAnyObject(value) || value['v'] !== 1) return undefined
  const [unit, ofCase, step, permission, object] = authorityMembers.map((name) => textOf(value[name]))
  const { epoch, office } = value
  const grant = octetsOf(value['grant'])
  if (unit === undefined || ofCase === undefined || step === undefined) return undefined
  if (permission === undefined || object === undefined || grant?.length !== 32) return undefined
  if (typeof epoch !== 'number' || !Number.isSafeInteger(epoch) || epoch < 0) return undefined
  if (office !== undefined && textOf(office) === undefined) return undefined
  const held = typeof office === 'string' ? { office } : {}
  return { unit, case: ofCase, step, permission, object, epoch, ...held, grant }
}

/** The header parameter of a claim, as `authorityOf` reads it. */
export function authorityParameter({ grant, ...claim }: AuthorityClaim): JsonObject {
  return { v: 1, ...claim, grant: base64url(grant) }
}

function listOf<T>(value: unknown, read: (one: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined
  const list: T[] = []
  for (const one of value as readonly unknown[]) {
    const item = read(one)
    if (item === undefined) return undefined
    list.push(item)
  }
  return list
}
