import { base64, equalBytes, fromBase64, fromUtf8, utf8 } from '#bytes'
import { isAnyObject, type JsonObject } from '#crypto'
import { noEvidence, together } from './cades-evidence.ts'
import { type UnsignedComponent, unsignedComponent } from './jades-file.ts'
import type { Evidence } from './object.ts'

/** The tokens of a time-stamp container (TS 119 182-1 §5.4.3.3), DER; `undefined` when it is none. */
export function tokensOf(value: unknown): readonly Uint8Array[] | undefined {
  if (!isAnyObject(value) || !isMembers(value, ['tstTokens', 'canonAlg'])) return undefined
  const tokens = objectValues(value['tstTokens'])
  return tokens && tokens.length > 0 ? tokens : undefined
}

/** A component that holds one token. */
export function tokenComponent(name: 'sigTst' | 'arcTst', token: Uint8Array): UnsignedComponent {
  return unsignedComponent(name, { tstTokens: [{ val: base64(token) }] })
}

/** What a component carries to prove the signature; `undefined` when it is broken or carries nothing so. */
export function evidenceOf({ name, value }: UnsignedComponent): Evidence | undefined {
  switch (name) {
    case 'xVals':
    case 'axVals':
      return certificatesOf(value)
    case 'rVals':
    case 'arVals':
      return revocationOf(value)
    case 'tstVD':
      return timestampEvidence(value)
    default:
      return undefined
  }
}

/** Components for what is new in `wanted`; `standing` is there already, also outside of the components. */
export function evidenceComponents(
  wanted: Evidence,
  standing: Evidence,
  hasValues: boolean,
): readonly UnsignedComponent[] {
  const certificates = missing(wanted.certificates, standing.certificates)
  const crlVals = missing(wanted.lists, standing.lists).map(pkiObject)
  const ocspVals = missing(wanted.ocsp, standing.ocsp).map(pkiObject)
  const xVals = certificates.map((der) => ({ x509Cert: pkiObject(der) }))
  const rVals = {
    ...(crlVals.length > 0 ? { crlVals } : {}),
    ...(ocspVals.length > 0 ? { ocspVals } : {}),
  }
  const values = {
    ...(xVals.length > 0 ? { xVals } : {}),
    ...(crlVals.length + ocspVals.length > 0 ? { rVals } : {}),
  }
  const names = Object.entries(values)
  // §5.3.5: each stands once; what is added later is there to prove time-stamps.
  if (hasValues) return names.length === 0 ? [] : [unsignedComponent('tstVD', values)]
  return names.map(([name, value]) => unsignedComponent(name, value))
}

/** `chReceipt`: base64 of the receipt's JSON; not clear, so that its octets stay as they are. */
export function receiptComponent(receipt: Uint8Array): UnsignedComponent {
  return unsignedComponent('chReceipt', base64(receipt))
}

export function receiptOf(value: unknown): Uint8Array | undefined {
  const bytes = typeof value === 'string' ? fromBase64(value) : undefined
  return bytes?.ok === true && fromUtf8(bytes.value).ok ? bytes.value : undefined
}

/** The octets of a component as they stand, or, of a clear one, its JSON without blanks. */
export function componentOctets({ name, value, encoded }: UnsignedComponent): Uint8Array {
  return utf8(encoded ?? JSON.stringify({ [name]: value }))
}

function certificatesOf(value: unknown): Evidence | undefined {
  if (!Array.isArray(value)) return undefined
  const certificates: Uint8Array[] = []
  for (const one of value as readonly unknown[]) {
    if (!isAnyObject(one) || !isMembers(one, ['x509Cert', 'otherCert'])) return undefined
    if (one['x509Cert'] === undefined) continue
    const der = objectValue(one['x509Cert'])
    if (!der) return undefined
    certificates.push(der)
  }
  return { ...noEvidence, certificates }
}

function revocationOf(value: unknown): Evidence | undefined {
  if (!isAnyObject(value) || !isMembers(value, ['crlVals', 'ocspVals', 'otherVals'])) return undefined
  const lists = objectValues(value['crlVals'] ?? [])
  const ocsp = objectValues(value['ocspVals'] ?? [])
  return lists && ocsp && { certificates: [], lists, ocsp }
}

function timestampEvidence(value: unknown): Evidence | undefined {
  if (!isAnyObject(value) || !isMembers(value, ['xVals', 'rVals'])) return undefined
  const certificates = certificatesOf(value['xVals'] ?? [])
  const revocation = revocationOf(value['rVals'] ?? {})
  return certificates && revocation && together(certificates, revocation)
}

function pkiObject(der: Uint8Array): JsonObject {
  return { val: base64(der) }
}

function objectValues(value: unknown): readonly Uint8Array[] | undefined {
  if (!Array.isArray(value)) return undefined
  const list = (value as readonly unknown[]).map(objectValue)
  return list.every((one) => one !== undefined) ? list : undefined
}

/** §5.4.2: DER in base64; another encoding is said by a URI, and not read. */
function objectValue(value: unknown): Uint8Array | undefined {
  if (!isAnyObject(value) || !isMembers(value, ['val', 'type', 'encoding', 'specRef'])) return undefined
  const { val, encoding } = value
  if (encoding !== undefined && encoding !== 'http://uri.etsi.org/01903/v1.2.2#DER') return undefined
  const read = typeof val === 'string' ? fromBase64(val) : undefined
  return read?.ok === true ? read.value : undefined
}

function isMembers(value: JsonObject, names: readonly string[]): boolean {
  return Object.keys(value).every((name) => names.includes(name))
}

function missing(wanted: readonly Uint8Array[], standing: readonly Uint8Array[]): readonly Uint8Array[] {
  return wanted.filter(
    (one, at) =>
      !standing.some((other) => equalBytes(one, other)) &&
      !wanted.slice(0, at).some((other) => equalBytes(one, other)),
  )
}
