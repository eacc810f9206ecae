import { day, type Instant } from '#clock'
import {
  attributeOid,
  contentTypeOid,
  timestampPolicy,
  writeAttribute,
  writeMessageDigest,
  writeSignedAttributes,
  writeSignedData,
  writeSignerInfo,
  writeSigningCertificateV2,
  writeTstInfo,
} from '#cms'
import { type DigestName, digestBytes, documentSuite, PrivateKey, type UnitSuiteName } from '#crypto'
import { objectIdentifier } from '#der'
import { sure } from '#fault'
import {
  type Certificate,
  extensionsOf,
  type KnownExtensions,
  keyIdentifier,
  nameOf,
  parseCertificate,
  writeCertificate,
} from '#x509'
import type { SigningWishes } from './wishes.ts'

/** For tests: somebody with a key and its certificate, under one root. */
export interface FakeSigner {
  /** In the suite for documents. */
  readonly key: PrivateKey
  readonly certificate: Certificate
  readonly wishes: SigningWishes
}

export const fakeNow = Date.UTC(2026, 10, 22, 12)

const rootKey = PrivateKey.generate('ecdsa-p256-sha256')

export const fakeRoot: Certificate = certificateFor('root', rootKey, {
  basicConstraints: { ca: true },
  keyUsage: new Set(['keyCertSign', 'cRLSign']),
})

const clockKey = PrivateKey.generate('ecdsa-p256-sha256')
const clock = certificateFor('clock', clockKey, {
  keyUsage: new Set(['digitalSignature']),
  extendedKeyUsage: ['1.3.6.1.5.5.7.3.8'],
})

/** A signer of any suite, whose wishes say everything that can be said. */
export function fakeSigner(name: string, suite: UnitSuiteName = 'ecdsa-p256-sha256'): FakeSigner {
  const plain = PrivateKey.generate(suite)
  const key = sure(plain.under(documentSuite(plain.publicKey)), 'the key')
  const certificate = certificateFor(name, key, {
    keyUsage: new Set(['digitalSignature', 'nonRepudiation']),
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.36'],
  })
  const wishes: SigningWishes = {
    suite: key.suite,
    certificate,
    chain: [fakeRoot],
    signingTime: fakeNow,
    commitments: ['1.2.840.113549.1.9.16.6.1', '1.2.840.113549.1.9.16.6.5'],
    roles: ['head of permits', '局长'],
    location: 'Musterstadt',
    authority: {
      unit: 'A'.repeat(43),
      case: '17',
      step: 'decide',
      permission: 'document.sign',
      object: 'permit/17',
      epoch: 41,
      office: 'permits',
      grant: new Uint8Array(32).fill(7),
    },
  }
  return { key, certificate, wishes }
}

/** A token of a time-stamping authority under the same root, over an imprint. */
export function fakeToken(algorithm: DigestName, digest: Uint8Array, time: Instant = fakeNow): Uint8Array {
  const content = writeTstInfo({
    policy: timestampPolicy,
    imprint: { algorithm, digest },
    serial: BigInt(time),
    time,
    ordering: false,
  })
  const signed = [
    writeAttribute(attributeOid.contentType, objectIdentifier(contentTypeOid.tstInfo)),
    writeAttribute(attributeOid.messageDigest, writeMessageDigest(digestBytes('sha256', content))),
    writeAttribute(attributeOid.signingCertificateV2, writeSigningCertificateV2(clock, 'sha256')),
  ]
  const signer = writeSignerInfo({
    identifier: { kind: 'issuer-serial', issuer: clock.issuer.der, serial: clock.serial },
    digestAlgorithm: 'sha256',
    signedAttributes: signed,
    signatureAlgorithm: clockKey.suite.algorithmIdentifier,
    signature: clockKey.sign(writeSignedAttributes(signed).set),
  })
  return writeSignedData({
    digestAlgorithms: ['sha256'],
    contentType: contentTypeOid.tstInfo,
    content,
    certificates: [clock.der, fakeRoot.der],
    signers: [signer],
  })
}

function certificateFor(name: string, key: PrivateKey, known: KnownExtensions): Certificate {
  const content = {
    serial: Uint8Array.from(name.slice(-16), (letter) => letter.charCodeAt(0) & 0x7f),
    issuer: nameOf({ commonName: 'root', organization: 'Bürgeramt 役所' }),
    subject: nameOf({ commonName: name, organization: 'Bürgeramt 役所' }),
    notBefore: fakeNow - day,
    notAfter: fakeNow + 365 * day,
    spki: key.publicKey.spki,
    extensions: extensionsOf({
      ...known,
      subjectKeyIdentifier: keyIdentifier(key.publicKey.spki),
      authorityKeyIdentifier: keyIdentifier(rootKey.publicKey.spki),
    }),
  }
  return sure(parseCertificate(writeCertificate(content, rootKey)), 'a certificate of the test')
}
