import { sha256, utf8 } from '#bytes'
import {
  attributeOid,
  commitmentType,
  contentTypeOid,
  timestampPolicy,
  writeAlgorithmProtection,
  writeAttribute,
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
  writeSignedAttributes,
  writeSignedData,
  writeSignerInfo,
  writeSignerLocation,
  writeSignerRoles,
  writeSigningCertificateV2,
  writeSigningTime,
  writeTimestampRequest,
  writeTimestampResponse,
  writeTstInfo,
} from '#cms'
import {
  bitString,
  element,
  enumerated,
  explicit,
  implicit,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  preciseTime,
  sequence,
} from '#der'
import { certificateOf, fixedAuthority, fixedKey, fuzzNow } from './authority.ts'
import { certificateSeeds, listSeeds } from './der-seeds.ts'

const key = fixedKey('signed message')
const { issuing, authority } = fixedAuthority()
const content = utf8('the office opens at nine')
const digest = sha256(content)
const imprint = { algorithm: 'sha256', digest } as const

const claim = {
  unit: 'p4VZ',
  case: '17',
  step: 'decide',
  permission: 'permit.sign',
  object: 'permit/17',
  epoch: 300,
  grant: digest,
}

/** One of every attribute that is read. */
export function attributeSeeds(): readonly Uint8Array[] {
  const policy = { kind: 'named', oid: '1.2.3', digest: imprint, uri: 'https://office.example/p' } as const
  const location = { country: 'DE', locality: '上海', postalAddress: ['Markt 1'] }
  const index = {
    algorithm: 'sha256',
    certificates: [digest],
    revocations: [],
    attributes: [digest],
  } as const
  const { algorithmIdentifier } = key.suite
  const values: readonly (readonly [string, Uint8Array])[] = [
    [attributeOid.contentType, objectIdentifier(contentTypeOid.data)],
    [attributeOid.messageDigest, writeMessageDigest(digest)],
    [attributeOid.signingTime, writeSigningTime(fuzzNow)],
    [attributeOid.signingCertificateV2, writeSigningCertificateV2(issuing, 'sha512')],
    [attributeOid.signingCertificate, sequence(sequence(sequence(octetString(digest.subarray(12)))))],
    [attributeOid.commitmentType, writeCommitment(commitmentType.proofOfApproval)],
    [attributeOid.signerLocation, writeSignerLocation(location)],
    [attributeOid.signerAttributesV2, writeSignerRoles(['Amtsleiterin', '主任'])],
    [attributeOid.sigPolicyId, writeSignaturePolicy(policy)],
    [attributeOid.sigPolicyId, nullValue()],
    [attributeOid.mimeType, writeMimeType('text/plain')],
    [attributeOid.contentHints, writeContentHints({ description: 'note', contentType: '1.2.3' })],
    [attributeOid.chanceryAuthority, writeAuthority(claim)],
    [attributeOid.chanceryAuthority, writeAuthority({ ...claim, office: '許可證' })],
    [attributeOid.certValues, writeCertificateValues([issuing.der])],
    [attributeOid.revocationValues, writeRevocationValues({ lists: [nullSequence()], ocsp: [basic()] })],
    [attributeOid.atsHashIndexV3, writeHashIndex(index)],
    [attributeOid.cmsAlgorithmProtection, writeAlgorithmProtection('sha512', algorithmIdentifier)],
  ]
  return values.map(([type, value]) => writeAttribute(type, value))
}

function nullSequence(): Uint8Array {
  return sequence(nullValue())
}

function signer(attributes: readonly Uint8Array[], unsigned: readonly Uint8Array[] = []): Uint8Array {
  const signed = attributes.length === 0 ? content : writeSignedAttributes(attributes).set
  return writeSignerInfo({
    identifier: { kind: 'issuer-serial', issuer: issuing.issuer.der, serial: issuing.serial },
    digestAlgorithm: 'sha512',
    signedAttributes: attributes,
    signatureAlgorithm: key.suite.algorithmIdentifier,
    signature: key.sign(signed),
    unsignedAttributes: unsigned,
  })
}

/** Signed messages attached and detached, with much and with nothing beside them, in DER and in BER. */
export function messageSeeds(): readonly Uint8Array[] {
  const attributes = attributeSeeds()
  const signed = attributes.slice(0, 4)
  const common = {
    digestAlgorithms: ['sha512'],
    contentType: contentTypeOid.data,
    certificates: [issuing.der, authority.der],
  } as const
  const counter = writeAttribute(attributeOid.counterSignature, signer(signed))
  const whole = writeSignedData({
    ...common,
    digestAlgorithms: ['sha512', 'sha3-256'],
    content,
    lists: listSeeds().slice(0, 1),
    ocsp: [basic(), answered()],
    signers: [signer([...signed, ...attributes.slice(5, 9)], [counter]), signer(signed), signer([])],
  })
  const detached = writeSignedData({ ...common, signers: [signer(signed, attributes.slice(14))] })
  const byKey = writeSignerInfo({
    identifier: { kind: 'key-identifier', identifier: digest.subarray(12) },
    digestAlgorithm: 'sha256',
    signedAttributes: signed,
    signatureAlgorithm: key.suite.algorithmIdentifier,
    signature: key.sign(content),
  })
  return [whole, detached, token(), writeSignedData({ ...common, content, signers: [byKey] }), streamed()]
}

/** As whoever does not know the length beforehand writes it. */
function streamed(): Uint8Array {
  const end = new Uint8Array(2)
  const open = (identifier: number, ...parts: readonly Uint8Array[]): Uint8Array => {
    return Buffer.concat([Uint8Array.of(identifier, 0x80), ...parts, end])
  }
  const parts = open(0x24, octetString(content), octetString(content))
  const inner = open(0x30, objectIdentifier(contentTypeOid.data), open(0xa0, parts))
  const certificates = element(0xa0, ...certificateSeeds().slice(0, 2))
  const signers = element(0x31, signer([]))
  const message = open(0x30, integer(1), element(0x31), inner, certificates, signers)
  return open(0x30, objectIdentifier(contentTypeOid.signedData), open(0xa0, message))
}

function token(): Uint8Array {
  const [info = content] = infoSeeds()
  return writeSignedData({
    digestAlgorithms: ['sha512'],
    contentType: contentTypeOid.tstInfo,
    content: info,
    certificates: [],
    signers: [signer(attributeSeeds().slice(0, 4))],
  })
}

export function infoSeeds(): readonly Uint8Array[] {
  const info = { policy: timestampPolicy, imprint, serial: 2n ** 64n, time: fuzzNow, ordering: false }
  const name = { kind: 'directory', name: certificateOf(issuing.der).subject } as const
  return [
    writeTstInfo({ ...info, time: fuzzNow + 120, accuracyMilliseconds: 1_500, nonce: 7n }),
    writeTstInfo({ ...info, time: fuzzNow + 7, microseconds: 10, ordering: true, tsaName: name }),
    writeTstInfo({ ...info, extensions: [{ oid: '1.2.3', critical: true, value: nullValue() }] }),
  ]
}

export function requestSeeds(): readonly Uint8Array[] {
  return [
    writeTimestampRequest({ imprint, certificateWanted: false }),
    writeTimestampRequest({ imprint, policy: timestampPolicy, nonce: 2n ** 64n, certificateWanted: true }),
  ]
}

export function responseSeeds(): readonly Uint8Array[] {
  return [
    writeTimestampResponse('granted', undefined, token()),
    writeTimestampResponse('rejection', { failure: 'badAlg', text: 'by SHA-256 or better' }),
    writeTimestampResponse('rejection', { failure: 'systemFailure' }),
  ]
}

export function recordSeeds(): readonly Uint8Array[] {
  const reducedTree = [[digest, digest], [digest]]
  const infos = element(0xa0, sequence(objectIdentifier('1.2.3')))
  const chains = [[{ token: token() }, { algorithm: 'sha256', reducedTree, token: token() }]] as const
  return [
    writeEvidenceRecord({ digestAlgorithms: ['sha256'], chains }),
    writeEvidenceRecord({ digestAlgorithms: ['sha256', 'sha3-512'], chains, cryptoInfos: infos }),
  ]
}

export function ocspSeeds(): readonly Uint8Array[] {
  return [basic(), answered(), sequence(enumerated(6))]
}

function answered(): Uint8Array {
  const bytes = sequence(objectIdentifier('1.3.6.1.5.5.7.48.1.1'), octetString(basic()))
  return sequence(enumerated(0), explicit(0, bytes))
}

function basic(): Uint8Array {
  const identifier = sequence(objectIdentifier('2.16.840.1.101.3.4.2.1'))
  const id = (serial: number): Uint8Array => {
    return sequence(identifier, octetString(digest), octetString(digest), integer(serial))
  }
  const at = preciseTime(fuzzNow)
  const answers = [
    sequence(id(1), implicit(0, nullValue()), at, explicit(0, at)),
    sequence(id(2), element(0xa1, at, explicit(0, enumerated(1))), at),
    sequence(id(255), implicit(2, nullValue()), at),
  ]
  const data = sequence(explicit(1, issuing.subject.der), at, sequence(...answers))
  const certificates = explicit(0, sequence(issuing.der))
  return sequence(data, key.suite.algorithmIdentifier, bitString(key.sign(data)), certificates)
}
