import { equalBytes, fromBase64url, hex, sha256, utf8 } from '#bytes'
import { type DigestName, derEcdsaSignature, digestBytes, isAnyObject, suiteOfJws } from '#crypto'
import { accept, type Result } from '#fault'
import type { Certificate } from '#x509'
import { noEvidence, together } from './cades-evidence.ts'
import { archivedOctets, contentOf, isArchivable, type JadesContent, signingInput } from './jades-content.ts'
import {
  type JwsFile,
  type JwsSignature,
  jsonOf,
  parseCounterSignature,
  parseJwsFile,
  type UnsignedComponent,
  unreadable,
} from './jades-file.ts'
import { type ProtectedHeader, readHeader } from './jades-header.ts'
import { componentOctets, evidenceOf, receiptOf, tokensOf } from './jades-unsigned.ts'
import type { FormFault } from './levels.ts'
import type { CarriedTimestamp, Evidence, SignatureObject, Unprotected } from './object.ts'
import { type SigningPart, wholePart } from './wishes.ts'

/** A counter-signature of a counter-signature is rare; of that one, unheard of. */
const counterDepthMax = 3

/** Parameters of the signing input's algorithm in which the value is r‖s (RFC 7518 §3.4). */
const ecdsa = /^ES(?:256|384|512)$/

/** A signature as read, with what later levels of it are made from. */
export interface ReadJades {
  readonly object: SignatureObject
  readonly header: ProtectedHeader
  readonly content: JadesContent
  readonly signature: JwsSignature
}

/** All signatures of a JWS (TS 119 182-1), whichever serialization it comes in. */
export function readJades(
  bytes: Uint8Array,
  parts: readonly SigningPart[],
): Result<readonly SignatureObject[], FormFault> {
  const file = parseJwsFile(bytes)
  if (!file.ok) return file
  const read = readSignatures(file.value, parts, counterDepthMax)
  if (!read.ok) return read
  const { spelling } = file.value
  if (!spelling) return accept(read.value.map(({ object }) => object))
  const beside = told('spelling of the JSON text', spelling)
  return accept(read.value.map(({ object }) => ({ ...object, unprotected: [...object.unprotected, beside] })))
}

/** The signatures of a file that was parsed. */
export function readSignatures(
  file: JwsFile,
  parts: readonly SigningPart[],
  depthLeft: number = counterDepthMax,
): Result<readonly ReadJades[], FormFault> {
  const list: ReadJades[] = []
  for (const signature of file.signatures) {
    const header = jsonOf(signature.protected)
    if (!isAnyObject(header)) return unreadable('a protected header is no JSON, or names a member twice')
    const read = readHeader(header)
    list.push(readSignature(signature, read, contentOf(read, file, parts), depthLeft))
  }
  return accept(list)
}

/** What was gathered from the components, in their order. */
interface Gathered {
  readonly timestamps: CarriedTimestamp[]
  readonly counters: SignatureObject[]
  readonly faults: string[]
  readonly covers: string[]
  /** How many components the last archive time-stamp covers. */
  covered: number
  evidence: Evidence
  receipt?: Uint8Array
}

function readSignature(
  signature: JwsSignature,
  header: ProtectedHeader,
  content: JadesContent,
  depthLeft: number,
): ReadJades {
  const value = valueOf(signature, header)
  const id = hex(sha256(value))
  const gathered: Gathered = {
    ...{ timestamps: [], counters: [], faults: [], covers: [id], covered: 0 },
    evidence: { ...noEvidence, certificates: header.certificates },
  }
  for (const token of header.contentTokens) gathered.timestamps.push(contentTimestamp(token, content))
  signature.components.forEach((component, at) => {
    gather(gathered, component, at, { signature, content, id, depthLeft })
  })
  const faults = [...header.faults, ...content.faults, ...gathered.faults]
  const { receipt, timestamps, counters } = gathered
  const { reference, claims, algorithm } = header
  const object: SignatureObject = {
    ...{ id, form: 'JAdES', value, algorithm, claims },
    signedBytes: signingInput(signature.protected, content.signed),
    suiteFor: (keyType) => suiteOfJws(algorithm, keyType),
    contents: content.contents,
    ...(reference ? { signingCertificate: reference } : {}),
    namesSigner: (certificate) => namesSigner(header, certificate),
    evidence: gathered.evidence,
    timestamps,
    evidenceRecords: [],
    counterSignatures: counters,
    ...(receipt ? { receipt } : {}),
    formFaults: [...faults, ...referenceFaults(header)],
    unprotected: signature.components
      .slice(gathered.covered)
      .map((component) => told(`unsigned component ${component.name}`, componentOctets(component))),
  }
  return { object, header, content, signature }
}

/** The value as the suites take it: ECDSA in DER. One that has no halves stays as it is, and fails. */
function valueOf({ signature }: JwsSignature, { algorithm }: ProtectedHeader): Uint8Array {
  const read = fromBase64url(signature)
  const raw = read.ok ? read.value : new Uint8Array(0)
  return ecdsa.test(algorithm) && raw.length % 2 === 0 ? derEcdsaSignature(raw) : raw
}

function gather(
  gathered: Gathered,
  component: UnsignedComponent,
  at: number,
  around: {
    readonly signature: JwsSignature
    readonly content: JadesContent
    readonly id: string
    readonly depthLeft: number
  },
): void {
  const { name, value } = component
  switch (name) {
    case 'sigTst':
    case 'arcTst': {
      const tokens = tokensOf(value)
      if (!tokens) gathered.faults.push(`a component \`${name}\` is not as it should be`)
      const covers = name === 'sigTst' ? [around.id] : [...gathered.covers]
      const evidence = name === 'sigTst' ? noEvidence : gathered.evidence
      const over = name === 'sigTst' ? utf8(around.signature.signature) : undefined
      const octets = (): Uint8Array | undefined => {
        return over ?? archivedOctets(around.content, around.signature, at)
      }
      for (const token of tokens ?? []) {
        const kind = name === 'sigTst' ? 'signature' : 'archive'
        gathered.timestamps.push({ kind, token, imprint: imprintOf(octets), covers, evidence })
      }
      gathered.covers.push(...(tokens ?? []).map((token) => hex(sha256(token))))
      const isOver = name === 'arcTst' && isArchivable(around.content, around.signature, at)
      if (tokens && isOver) gathered.covered = at
      return
    }
    case 'cSig':
      gatherCounter(gathered, value, around)
      return
    case 'chReceipt': {
      const receipt = receiptOf(value)
      if (!receipt || gathered.receipt)
        gathered.faults.push('a receipt is not as it should be, or one of two')
      else {
        gathered.receipt = receipt
        gathered.covers.push(hex(sha256(receipt)))
      }
      return
    }
    case 'xVals':
    case 'axVals':
    case 'rVals':
    case 'arVals':
    case 'tstVD': {
      const evidence = evidenceOf(component)
      if (evidence) gathered.evidence = together(gathered.evidence, evidence)
      else gathered.faults.push(`a component \`${name}\` is not as it should be`)
      return
    }
    default:
      // References and policy stores of others prove nothing here; they are told like all unsigned octets.
      return
  }
}

function gatherCounter(
  gathered: Gathered,
  value: unknown,
  {
    signature,
    id,
    depthLeft,
  }: { readonly signature: JwsSignature; readonly id: string; readonly depthLeft: number },
): void {
  // §5.3.2: its payload is the value of the signature around it, detached or repeated.
  const own = fromBase64url(signature.signature)
  const part = wholePart(`signature ${id}`, own.ok ? own.value : new Uint8Array(0))
  const file = parseCounterSignature(value)
  const read = file.ok && depthLeft > 0 ? readSignatures(file.value, [part], depthLeft - 1) : undefined
  if (read?.ok !== true) {
    gathered.faults.push('a counter-signature cannot be read')
    return
  }
  const objects = read.value.map(({ object }) => object)
  gathered.counters.push(...objects)
  gathered.covers.push(...objects.map((object) => object.id))
}

function contentTimestamp(token: Uint8Array, { stamped }: JadesContent): CarriedTimestamp {
  return { kind: 'content', token, imprint: imprintOf(() => stamped), covers: [], evidence: noEvidence }
}

function imprintOf(octets: () => Uint8Array | undefined): CarriedTimestamp['imprint'] {
  return (algorithm: DigestName) => {
    const over = octets()
    return over && digestBytes(algorithm, over)
  }
}

/** RFC 7515 §4.1.6: the first certificate is the signer's; the reference must be to it. */
function namesSigner({ certificates, reference }: ProtectedHeader, { der }: Certificate): boolean {
  const [first] = certificates
  if (first) return equalBytes(first, der)
  return reference !== undefined && equalBytes(digestBytes(reference.algorithm, der), reference.digest)
}

function referenceFaults({ certificates, reference }: ProtectedHeader): readonly string[] {
  const [first] = certificates
  if (!first || !reference) return []
  if (equalBytes(digestBytes(reference.algorithm, first), reference.digest)) return []
  return ['`x5c` begins with another certificate than the one that is named by its digest']
}

function told(what: string, octets: Uint8Array): Unprotected {
  return { what, octets: octets.length, digest: hex(sha256(octets)) }
}
