import { base64, base64url, sha256, utf8 } from '#bytes'
import {
  type DigestName,
  digestBytes,
  digestForSuite,
  type JsonObject,
  rawEcdsaSignature,
  type Suite,
} from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import { archivedOctets, objectDigest, signingInput } from './jades-content.ts'
import {
  type JwsFile,
  type JwsSignature,
  parseJwsFile,
  type UnsignedComponent,
  unsignedComponent,
  writeJwsFile,
} from './jades-file.ts'
import { authorityParameter, jadesDigests, objectByHash } from './jades-header.ts'
import { objectIdentifierParameter } from './jades-identifier.ts'
import { type ReadJades, readJades, readSignatures } from './jades-read.ts'
import { evidenceComponents, receiptComponent, tokenComponent } from './jades-unsigned.ts'
import type { FormFault, PreparedSignature, SignatureFormRow, SigningContent } from './levels.ts'
import type { Evidence } from './object.ts'
import { tokenFor } from './token.ts'
import type { SigningPart, SigningWishes } from './wishes.ts'

/** JAdES (TS 119 182-1): signatures of and in JSON, in the general serialization or compact. */
export const jadesRow: SignatureFormRow = {
  form: 'JAdES',
  read: readJades,
  prepare: prepareJades,
  prepareCounter,
  timestampImprint: (file, signature, algorithm) => {
    const found = signatureIn(file, signature, [])
    return found.ok ? accept(digestBytes(algorithm, utf8(found.value.own.signature.signature))) : found
  },
  withTimestamp: (file, signature, algorithm, token) => {
    return withComponents(file, signature, [], (own) => {
      const fit = tokenFor(token, algorithm, digestBytes(algorithm, utf8(own.signature.signature)))
      return fit.ok ? accept([tokenComponent('sigTst', token)]) : fit
    })
  },
  withEvidence: (file, signature, evidence) => {
    return withComponents(file, signature, [], (own) => accept(newEvidence(own, evidence)))
  },
  archiveImprint: (file, signature, algorithm, parts) => {
    const found = signatureIn(file, signature, parts)
    return found.ok ? archiveImprint(found.value.own, algorithm, parts) : found
  },
  withArchiveTimestamp: (file, signature, algorithm, token, parts) => {
    return withComponents(file, signature, parts, (own) => {
      const imprint = archiveImprint(own, algorithm, parts)
      const fit = imprint.ok ? tokenFor(token, algorithm, imprint.value) : imprint
      return fit.ok ? accept([tokenComponent('arcTst', token)]) : fit
    })
  },
  withReceipt: (file, signature, receipt) => {
    return withComponents(file, signature, [], ({ object }) =>
      object.receipt ? forbidden('it has a receipt already') : accept([receiptComponent(receipt)]),
    )
  },
}

/** What a first signature is put into: the content, and how headers tell it. */
interface Around {
  readonly file: JwsFile
  readonly parameters: JsonObject
  readonly payload: Uint8Array
}

function prepareJades(wishes: SigningWishes, content: SigningContent): Result<PreparedSignature, FormFault> {
  const standing = content.into === undefined ? accept(undefined) : parseJwsFile(content.into)
  if (!standing.ok) return standing
  const around = content.attached
    ? attachedContent(content.parts, standing.value)
    : detachedContent(wishes.suite, content.parts, standing.value)
  if (!around.ok) return around
  const { file, parameters, payload } = around.value
  const head = headOf(wishes, { typ: content.compact === true ? 'jose' : 'jose+json', ...parameters })
  if (wishes.suite.jws === undefined) return algorithmLacking(wishes.suite)
  if (content.compact === true && file.signatures.length > 0) {
    return refuse({ kind: 'form-lacks', form: 'JAdES', what: 'a second signature in a compact file' })
  }
  return prepared(wishes.suite, head, payload, (value) => {
    if (content.compact === true) return utf8(`${head}.${file.payload ?? ''}.${value}`)
    const signature: JwsSignature = { protected: head, signature: value, components: [] }
    return writeJwsFile({ ...file, signatures: [...file.signatures, signature] })
  })
}

function attachedContent(
  parts: readonly SigningPart[],
  standing: JwsFile | undefined,
): Result<Around, FormFault> {
  const [part, ...others] = parts
  if (standing && parts.length === 0 && standing.payload !== undefined) {
    return accept({ file: standing, parameters: {}, payload: utf8(standing.payload) })
  }
  if (!part || others.length > 0) return refuse({ kind: 'parts-unfit', form: 'JAdES', parts: parts.length })
  if (!part.bytes) return refuse({ kind: 'part-not-whole', name: part.name })
  // An empty payload is how a detached one is written.
  if (part.bytes.length === 0) return refuse({ kind: 'form-lacks', form: 'JAdES', what: 'an empty content' })
  const payload = base64url(part.bytes)
  if (standing && standing.payload !== payload) return refuse({ kind: 'content-other', name: part.name })
  const { mediaType } = part
  const cty = mediaType?.replace(/^application\/(?=[^/]*$)/, '')
  return accept({
    file: { payload, signatures: standing?.signatures ?? [] },
    parameters: cty === undefined ? {} : { cty },
    payload: utf8(payload),
  })
}

/** `sigD` with the digests of the octets: so nobody needs more than digests of what is too large to hold. */
function detachedContent(
  suite: Suite,
  parts: readonly SigningPart[],
  standing: JwsFile | undefined,
): Result<Around, FormFault> {
  if (parts.length === 0) return refuse({ kind: 'parts-unfit', form: 'JAdES', parts: 0 })
  if (standing?.payload !== undefined) return forbidden('it holds its content')
  const isEncoded = standing !== undefined && isEncodedIn(standing)
  const algorithm = digestForSuite(suite)
  const hashV: string[] = []
  for (const part of parts) {
    const digest = objectDigest(part, algorithm, isEncoded)
    if (!digest && isEncoded && !part.bytes) return refuse({ kind: 'part-not-whole', name: part.name })
    if (!digest) return refuse({ kind: 'digest-missing', name: part.name, algorithm })
    hashV.push(base64url(digest))
  }
  const ctys = parts.map(({ mediaType }) => mediaType ?? 'application/octet-stream')
  const pars = parts.map(({ name }) => name.split('/').map(encodeURIComponent).join('/'))
  const hashM = certain([...jadesDigests].find(([, name]) => name === algorithm)?.[0], 'the name of a digest')
  const sigD = { mId: objectByHash, pars, hashM, hashV, ctys }
  const critical = { sigD, crit: ['sigD', ...(isEncoded ? [] : ['b64'])] }
  return accept({
    file: { signatures: standing?.signatures ?? [] },
    parameters: isEncoded ? critical : { b64: false, ...critical },
    payload: new Uint8Array(0),
  })
}

/** RFC 7797 §3: all signatures of a file take the payload in one way. */
function isEncodedIn(file: JwsFile): boolean {
  const read = readSignatures(file, [])
  return !read.ok || read.value.every(({ header }) => header.isEncoded)
}

function prepareCounter(
  wishes: SigningWishes,
  file: Uint8Array,
  signature: string,
  parts: readonly SigningPart[],
): Result<PreparedSignature, FormFault> {
  const found = signatureIn(file, signature, parts)
  if (!found.ok) return found
  const { own, jws } = found.value
  if (wishes.suite.jws === undefined) return algorithmLacking(wishes.suite)
  // Checked before anyone signs, not after.
  const fault = clearFault(own)
  if (fault) return refuse(fault)
  const head = headOf(wishes, { typ: 'jose' })
  return prepared(wishes.suite, head, utf8(own.signature.signature), (value) => {
    return replaced(jws, own, [unsignedComponent('cSig', `${head}..${value}`)])
  })
}

/** The protected header (TS 119 182-1 §5.1, §5.2), base64url. */
/** The protected header of wishes and of what the content brings, in base64url. */
export function headOf(wishes: SigningWishes, parameters: JsonObject): string {
  const { suite, certificate, chain, signingTime, commitments, roles, location, authority } = wishes
  const claimed = [{ mediaType: 'text/plain', encoding: 'binary', qVals: roles }]
  const srCms = commitments.map((oid) => ({ commId: objectIdentifierParameter(oid) }))
  const header = {
    alg: suite.jws,
    'x5t#S256': base64url(sha256(certificate.der)),
    x5c: [certificate, ...chain].map(({ der }) => base64(der)),
    ...(signingTime === undefined ? {} : { iat: Math.floor(signingTime / 1000) }),
    ...(srCms.length > 0 ? { srCms } : {}),
    ...(roles.length > 0 ? { srAts: { claimed } } : {}),
    ...(location === undefined ? {} : { sigPl: { addressLocality: location } }),
    ...(authority ? { chAuth: authorityParameter(authority) } : {}),
    ...parameters,
  }
  return base64url(utf8(JSON.stringify(header)))
}

function prepared(
  suite: Suite,
  head: string,
  payload: Uint8Array,
  file: (value: string) => Uint8Array,
): Result<PreparedSignature, FormFault> {
  return accept({
    suite,
    toBeSigned: signingInput(head, payload),
    assemble: (signature) => {
      const { ecdsaHalf } = suite
      const raw = ecdsaHalf === undefined ? signature : rawEcdsaSignature(signature, ecdsaHalf)
      // What is no ECDSA signature is put in as it came: it verifies as little there as it would elsewhere.
      return file(base64url(raw ?? signature))
    },
  })
}

function signatureIn(
  file: Uint8Array,
  id: string,
  parts: readonly SigningPart[],
): Result<{ readonly jws: JwsFile; readonly own: ReadJades }, FormFault> {
  const jws = parseJwsFile(file)
  if (!jws.ok) return jws
  const read = readSignatures(jws.value, parts)
  if (!read.ok) return read
  const own = read.value.find(({ object }) => object.id === id)
  return own ? accept({ jws: jws.value, own }) : refuse({ kind: 'signature-unknown', id })
}

/** Clear components are in nobody's one spelling, and the two kinds do not mix (§5.3.1). */
function clearFault({ signature }: ReadJades): FormFault | undefined {
  const isClear = signature.components.some(({ encoded }) => encoded === undefined)
  return isClear
    ? { kind: 'document-forbids', problem: 'its unsigned components stand as clear JSON' }
    : undefined
}

function withComponents(
  file: Uint8Array,
  id: string,
  parts: readonly SigningPart[],
  make: (own: ReadJades) => Result<readonly UnsignedComponent[], FormFault>,
): Result<Uint8Array, FormFault> {
  const found = signatureIn(file, id, parts)
  if (!found.ok) return found
  const { own, jws } = found.value
  const fault = clearFault(own)
  if (fault) return refuse(fault)
  const made = make(own)
  return made.ok ? accept(replaced(jws, own, made.value)) : made
}

function replaced(jws: JwsFile, own: ReadJades, added: readonly UnsignedComponent[]): Uint8Array {
  const signatures = jws.signatures.map((signature) => {
    if (signature !== own.signature) return signature
    return { ...signature, components: [...signature.components, ...added] }
  })
  return writeJwsFile({ ...jws, signatures })
}

function newEvidence({ object, signature }: ReadJades, evidence: Evidence): readonly UnsignedComponent[] {
  const hasValues = signature.components.some(({ name }) => name === 'xVals' || name === 'rVals')
  return evidenceComponents(evidence, object.evidence, hasValues)
}

function archiveImprint(
  own: ReadJades,
  algorithm: DigestName,
  parts: readonly SigningPart[],
): Result<Uint8Array, FormFault> {
  const fault = clearFault(own)
  if (fault) return refuse(fault)
  const octets = archivedOctets(own.content, own.signature, own.signature.components.length)
  if (octets) return accept(digestBytes(algorithm, octets))
  const absent = own.object.contents.find(({ name }) => !parts.find((part) => part.name === name)?.bytes)
  return refuse({ kind: 'part-not-whole', name: absent?.name ?? 'document' })
}

/** ECDSA with another digest than its curve's has no name in a JWS (RFC 7518 §3.4). */
function algorithmLacking({ name }: Suite): Result<never, FormFault> {
  return refuse({ kind: 'form-lacks', form: 'JAdES', what: `a name for the algorithm \`${name}\`` })
}

function forbidden(problem: string): Result<never, FormFault> {
  return refuse({ kind: 'document-forbids', problem })
}
