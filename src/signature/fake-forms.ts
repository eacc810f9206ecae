import { concat, equalBytes, sha256, utf8 } from '#bytes'
import {
  attributeOid,
  contentTypeOid,
  timestampPolicy,
  writeAttribute,
  writeMessageDigest,
  writeSignedAttributes,
  writeSignedData,
  writeSignerInfo,
  writeTstInfo,
} from '#cms'
import {
  type DigestName,
  documentSuite,
  PrivateKey,
  parsePublicKey,
  type UnitSuiteName,
  verifySignature,
} from '#crypto'
import { objectIdentifier } from '#der'
import { sure } from '#fault'
import { type Certificate, extensionsOf, nameOf, parseCertificate, writeCertificate } from '#x509'
import type { PreparedSignature } from './levels.ts'
import type { SignatureObject } from './object.ts'
import type { SigningWishes } from './wishes.ts'

/** For tests: somebody who signs, with a certificate by themselves, and what they wish to say. */
export interface FakeSigner {
  readonly key: PrivateKey
  readonly certificate: Certificate
  readonly wishes: SigningWishes
}

export const fakeSigningTime = Date.UTC(2026, 10, 22, 9, 30)

export function fakeFormSigner(name: UnitSuiteName = 'ed25519', commonName = 'Ada 艾達'): FakeSigner {
  const generated = PrivateKey.generate(name)
  const key = sure(generated.under(documentSuite(generated.publicKey)), 'a key for documents')
  const subject = nameOf({ commonName })
  const der = writeCertificate(
    {
      serial: sha256(utf8(commonName)).subarray(0, 16),
      issuer: subject,
      subject,
      notBefore: fakeSigningTime - 86_400_000,
      notAfter: fakeSigningTime + 86_400_000,
      spki: key.publicKey.spki,
      extensions: extensionsOf({ keyUsage: new Set(['digitalSignature']) }),
    },
    key,
  )
  const certificate = sure(parseCertificate(der), 'a certificate')
  const authority = {
    unit: 'Z7sxF3bnxA6yQy7QpHbs5nzSJzQb9cPS9QTvqG2Wy1o',
    case: '12',
    step: 'approve',
    permission: 'permit.approve',
    object: 'permit/17',
    epoch: 41,
    office: 'clerk',
    grant: sha256(utf8('grant')),
  }
  const wishes: SigningWishes = {
    suite: key.suite,
    certificate,
    chain: [],
    signingTime: fakeSigningTime,
    commitments: ['1.2.840.113549.1.9.16.6.5'],
    roles: ['head of the building authority', '建築局長'],
    location: 'Bürgerstadt',
    authority,
  }
  return { key, certificate, wishes }
}

/** The file with the signature that the holder of the key makes. */
export function signedBy({ key }: FakeSigner, prepared: PreparedSignature): Uint8Array {
  return prepared.assemble(key.sign(prepared.toBeSigned))
}

/** A time-stamp token over an imprint, by nobody in particular. */
export function fakeToken(algorithm: DigestName, digest: Uint8Array, signer = fakeFormSigner()): Uint8Array {
  const { key, certificate } = signer
  const time = fakeSigningTime + 60_000
  const imprint = { algorithm, digest }
  const content = writeTstInfo({ policy: timestampPolicy, imprint, serial: 7n, time, ordering: false })
  const signedAttributes = [
    writeAttribute(attributeOid.contentType, objectIdentifier(contentTypeOid.tstInfo)),
    writeAttribute(attributeOid.messageDigest, writeMessageDigest(sha256(content))),
  ]
  const signerInfo = writeSignerInfo({
    identifier: { kind: 'issuer-serial', issuer: certificate.issuer.der, serial: certificate.serial },
    digestAlgorithm: 'sha256',
    signedAttributes,
    signatureAlgorithm: key.suite.algorithmIdentifier,
    signature: key.sign(writeSignedAttributes(signedAttributes).set),
  })
  return writeSignedData({
    digestAlgorithms: ['sha256'],
    contentType: contentTypeOid.tstInfo,
    content,
    certificates: [certificate.der],
    signers: [signerInfo],
  })
}

/** Whether a certificate among the evidence, the one that is named, made the signature. */
export function isMadeByNamed(object: SignatureObject): boolean {
  return object.evidence.certificates.some((der) => {
    const certificate = parseCertificate(der)
    if (!certificate.ok || !object.namesSigner(certificate.value)) return false
    const key = parsePublicKey(certificate.value.spki)
    const suite = key.ok ? object.suiteFor(key.value.type) : undefined
    return (
      key.ok && suite !== undefined && verifySignature(suite, key.value, object.signedBytes, object.value)
    )
  })
}

/** What of a file's signatures must differ when an octet of it does; nothing when one of them fails. */
export function meaningOf(objects: readonly SignatureObject[]): string {
  return JSON.stringify(objects.map(meaningOfOne))
}

function meaningOfOne(object: SignatureObject): unknown {
  const { id, contents, formFaults, unprotected, counterSignatures, timestamps } = object
  return [
    isMadeByNamed(object) && formFaults.length === 0 ? [id, object.signedBytes] : 'refused',
    contents.map(({ name, state }) => [name, state]),
    unprotected,
    counterSignatures.map(meaningOfOne),
    timestamps.map((timestamp) => [timestamp.kind, isOver(timestamp.token, timestamp.imprint('sha256'))]),
  ]
}

function isOver(token: Uint8Array, digest: Uint8Array | undefined): boolean {
  if (!digest) return false
  const at = Buffer.from(token).indexOf(digest)
  return at >= 0 && equalBytes(concat(token.subarray(at, at + digest.length)), digest)
}
