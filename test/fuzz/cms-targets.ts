import assert from 'node:assert/strict'
import { hex } from '#bytes'
import {
  type Attribute,
  attributeOid,
  type CmsFault,
  derOfBer,
  parseEvidenceRecord,
  parseOcspResponse,
  parseSignedData,
  parseSignerInfo,
  parseTimestampRequest,
  parseTimestampResponse,
  parseTstInfo,
  readAlgorithmProtection,
  readAuthority,
  readCertificateValues,
  readCommitment,
  readContentHints,
  readContentType,
  readHashIndex,
  readMessageDigest,
  readMimeType,
  readRevocationValues,
  readSignaturePolicy,
  readSignerLocation,
  readSignerRoles,
  readSigningCertificate,
  readSigningTime,
  type SignerInfo,
  withEvidence,
  withUnsignedAttributes,
  writeAuthority,
  writeCertificateValues,
  writeCommitment,
  writeContentHints,
  writeEvidenceRecord,
  writeHashIndex,
  writeMessageDigest,
  writeMimeType,
  writeRevocationValues,
  writeSignaturePolicy,
  writeSignerLocation,
  writeSignerRoles,
  writeSigningTime,
  writeTimestampRequest,
  writeTstInfo,
} from '#cms'
import { digestOfAlgorithm, type KeyType, suiteOfSignerInfo } from '#crypto'
import { type DerReader, objectIdentifier, readDer, sequence, setOf } from '#der'
import { type Result, sure } from '#fault'
import { isSignedBy } from '#x509'
import { fixedKey } from './authority.ts'
import {
  attributeSeeds,
  infoSeeds,
  messageSeeds,
  ocspSeeds,
  recordSeeds,
  requestSeeds,
  responseSeeds,
} from './cms-seeds.ts'
import { mutateDer } from './der-mutation.ts'
import { elementSeeds } from './der-seeds.ts'
import { type Outcome, outcomeOf, type Target } from './target.ts'

/** The parsers of signed messages, time-stamps and evidence. */
export const cmsTargets: readonly Target[] = [
  { name: 'ber', seeds: berSeeds, mutate: mutateDer, run: runBer },
  { name: 'signed-message', seeds: messageSeeds, mutate: mutateDer, run: runMessage },
  { name: 'signer-attribute', seeds: attributeSeeds, mutate: mutateDer, run: runAttribute },
  { name: 'timestamp-request', seeds: requestSeeds, mutate: mutateDer, run: runRequest },
  { name: 'timestamp-response', seeds: responseSeeds, mutate: mutateDer, run: runResponse },
  { name: 'timestamp-info', seeds: infoSeeds, mutate: mutateDer, run: runInfo },
  { name: 'evidence-record', seeds: recordSeeds, mutate: mutateDer, run: runRecord },
  { name: 'ocsp-response', seeds: ocspSeeds, mutate: mutateDer, run: runOcsp },
]

const keyTypes: readonly KeyType[] = ['p256', 'p384', 'p521', 'ed25519', 'ed448', 'rsa', 'ml-dsa-65', 'dsa']

function berSeeds(): readonly Uint8Array[] {
  return [...elementSeeds(), ...messageSeeds()]
}

/** What comes out is its own DER, and the source itself where the strict reader takes it. */
function runBer(input: Uint8Array): Outcome {
  return outcomeOf(derOfBer(input), (der) => {
    assert.equal(hex(sure(derOfBer(der), 'DER made of BER')), hex(der))
    const strict = readDer(input, (reader: DerReader) => reader.encoding())
    if (strict.ok) assert.equal(der, input)
    return `${der === input} ${strict.ok || strict.fault.kind}`
  })
}

/** To put nothing into a message changes nothing, and what is signed stays whatever is put in. */
function runMessage(input: Uint8Array): Outcome {
  return outcomeOf(parseSignedData(input), (message) => {
    const { der, wasBer, signers } = message
    assert.equal(hex(der) === hex(input), !wasBer)
    assert.equal(hex(withEvidence(message, {})), hex(der))
    const more = [sequence(objectIdentifier('1.2.3'), setOf(objectIdentifier('1.2.4')))]
    signers.forEach((signer, place) => {
      assert.equal(hex(withUnsignedAttributes(message, place, [])), hex(der))
      const grown = sure(parseSignedData(withUnsignedAttributes(message, place, more)), 'a message grown')
      const before = signers.map(({ beforeUnsigned }) => hex(beforeUnsigned)).sort()
      const after = grown.signers.map(({ beforeUnsigned }) => hex(beforeUnsigned)).sort()
      assert.deepEqual(after, before)
      lookAt(signer)
    })
    return `${message.contentType} ${wasBer} ${signers.map(({ identifier: { kind } }) => kind).join()}`
  })
}

function lookAt(signer: SignerInfo): void {
  const { signedAttributes = [], unsignedAttributes } = signer
  const digest = digestOfAlgorithm(signer.digestAlgorithm)?.name
  for (const type of keyTypes) {
    const suite = suiteOfSignerInfo(signer.signatureAlgorithm, digest, type)
    assert.ok(suite === undefined || suite.keyType === type)
  }
  assert.equal(typeof readSigningCertificate(signedAttributes).ok, 'boolean')
  assert.equal(hex(sure(parseSignerInfo(signer.der), 'a signer').der), hex(signer.der))
  for (const { type, values } of [...signedAttributes, ...unsignedAttributes]) {
    for (const value of values) forms.get(type)?.(value)
  }
}

/** What is read of a value is written and read as the same; the label tells what became of it. */
function form<T>(
  read: (value: Uint8Array) => Result<T, CmsFault>,
  write?: (value: T) => Uint8Array,
): (value: Uint8Array) => Outcome {
  return (value) =>
    outcomeOf(read(value), (made) => {
      if (write) assert.equal(shown(sure(read(write(made)), 'a value just written')), shown(made))
    })
}

const forms: ReadonlyMap<string, (value: Uint8Array) => Outcome> = new Map([
  [attributeOid.contentType as string, form(readContentType, objectIdentifier)],
  [attributeOid.messageDigest, form(readMessageDigest, writeMessageDigest)],
  [attributeOid.signingTime, form(readSigningTime, writeSigningTime)],
  [attributeOid.commitmentType, form(readCommitment, writeCommitment)],
  [attributeOid.signerLocation, form(readSignerLocation, writeSignerLocation)],
  [attributeOid.signerAttributesV2, form(sortedRoles, writtenRoles)],
  [attributeOid.sigPolicyId, form(readSignaturePolicy, writeSignaturePolicy)],
  [attributeOid.mimeType, form(readMimeType, writeMimeType)],
  [attributeOid.contentHints, form(readContentHints, writeContentHints)],
  [attributeOid.chanceryAuthority, form(readAuthority, writeAuthority)],
  [attributeOid.certValues, form(readCertificateValues, writeCertificateValues)],
  [attributeOid.revocationValues, form(readRevocationValues, writeRevocationValues)],
  [attributeOid.atsHashIndexV3, form(readHashIndex, writeHashIndex)],
  [attributeOid.cmsAlgorithmProtection, form(readAlgorithmProtection)],
])

/** Written, they stand in the order of their encodings. */
function sortedRoles(value: Uint8Array): Result<readonly string[], CmsFault> {
  const read = readSignerRoles(value)
  return read.ok ? { ok: true, value: read.value.toSorted() } : read
}

/** Somebody may claim nothing; that is not how this program says it. */
function writtenRoles(roles: readonly string[]): Uint8Array {
  return roles.length === 0 ? sequence() : writeSignerRoles(roles)
}

/** The input is one attribute, read as what its type says. */
function runAttribute(input: Uint8Array): Outcome {
  const read = readDer(input, (reader) => {
    return reader.sequence((inside): Attribute => {
      const type = inside.objectIdentifier()
      return { type, values: inside.set((set) => set.listOfSome((one) => one.encoding())), der: input }
    })
  })
  const [value] = read.ok ? read.value.values : []
  if (!read.ok || !value) return outcomeOf(read, () => undefined)
  const reference = readSigningCertificate([read.value])
  if (!reference.ok || reference.value) return outcomeOf(reference, () => 'a reference')
  const { type } = read.value
  return forms.get(type)?.(value) ?? outcomeOf(read, () => 'of another type')
}

function runRequest(input: Uint8Array): Outcome {
  return outcomeOf(parseTimestampRequest(input), (request) => {
    const { extensions, ...rest } = request
    const again = sure(parseTimestampRequest(writeTimestampRequest(rest)), 'a request just written')
    assert.equal(shown(again), shown({ ...request, extensions: [] }))
    return `${request.imprint.algorithm} ${Object.keys(rest).join()} ${extensions.length}`
  })
}

function runResponse(input: Uint8Array): Outcome {
  return outcomeOf(parseTimestampResponse(input), ({ status, failures, token }) => {
    const signed = token && parseSignedData(token)
    return `${status} ${failures.join()} ${signed?.ok}`
  })
}

function runInfo(input: Uint8Array): Outcome {
  return outcomeOf(parseTstInfo(input), (info) => {
    assert.equal(shown(sure(parseTstInfo(writeTstInfo(info)), 'just written')), shown(info))
    return `${info.imprint.algorithm} ${Object.keys(info).join()} ${info.extensions.length}`
  })
}

function runRecord(input: Uint8Array): Outcome {
  return outcomeOf(parseEvidenceRecord(input), (record) => {
    const written = writeEvidenceRecord(record)
    assert.equal(shown(sure(parseEvidenceRecord(written), 'just written')), shown(record))
    return record.chains.map((chain) => chain.map(({ reducedTree }) => reducedTree?.length).join()).join(';')
  })
}

const { publicKey } = fixedKey('signed message')

function runOcsp(input: Uint8Array): Outcome {
  return outcomeOf(parseOcspResponse(input), (response) => {
    assert.equal(typeof isSignedBy(response, publicKey), 'boolean')
    const answers = response.answers.map(({ status }) => status.kind)
    return `${response.responder.kind} ${answers.slice(0, 4).join()}`
  })
}

/** Data as one text, octets in hexadecimal. */
function shown(value: unknown): string {
  return JSON.stringify(plain(value))
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return hex(value)
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]))
}
