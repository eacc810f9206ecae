import { sha256, utf8 } from '#bytes'
import { digestBytes, digestForSuite, PrivateKey, type UnitSuiteName } from '#crypto'
import { objectIdentifier } from '#der'
import { sure } from '#fault'
import { type Certificate, extensionsOf, nameOf, parseCertificate, writeCertificate } from '#x509'
import { writeAttribute, writeMessageDigest, writeSignedAttributes } from './attribute.ts'
import { attributeOid, contentTypeOid } from './identifiers.ts'
import { writeSignerInfo } from './signer-info.ts'
import { writeSigningCertificateV2 } from './signing-certificate.ts'
import { writeSignedData } from './write-signed-data.ts'

/** Somebody with a key and a certificate that they signed themselves. */
export interface FakeSigner {
  readonly key: PrivateKey
  readonly certificate: Certificate
}

/** Whole seconds. */
const fakeNow = Date.UTC(2026, 10, 22, 9)

export function fakeSigner(suite: UnitSuiteName = 'ed25519', commonName = 'Ada'): FakeSigner {
  const key = PrivateKey.generate(suite)
  const name = nameOf({ commonName })
  const der = writeCertificate(
    {
      serial: sha256(utf8(commonName)).subarray(0, 16),
      issuer: name,
      subject: name,
      notBefore: fakeNow,
      notAfter: fakeNow + 86_400_000,
      spki: key.publicKey.spki,
      extensions: extensionsOf({ keyUsage: new Set(['digitalSignature']) }),
    },
    key,
  )
  return { key, certificate: sure(parseCertificate(der), 'a certificate') }
}

/** The SignerInfo of somebody over this content, with these unsigned attributes. */
export function fakeSignerInfo(
  { key, certificate }: FakeSigner,
  content: Uint8Array,
  unsignedAttributes: readonly Uint8Array[] = [],
): Uint8Array {
  const digestAlgorithm = digestForSuite(key.suite)
  const attributes = [
    writeAttribute(attributeOid.contentType, objectIdentifier(contentTypeOid.data)),
    writeAttribute(attributeOid.messageDigest, writeMessageDigest(digestBytes(digestAlgorithm, content))),
    writeAttribute(
      attributeOid.signingCertificateV2,
      writeSigningCertificateV2(certificate, digestAlgorithm),
    ),
  ]
  return writeSignerInfo({
    identifier: { kind: 'issuer-serial', issuer: certificate.issuer.der, serial: certificate.serial },
    digestAlgorithm,
    signedAttributes: attributes,
    signatureAlgorithm: key.suite.algorithmIdentifier,
    signature: key.sign(writeSignedAttributes(attributes).set),
    unsignedAttributes,
  })
}

/** A message over this content by each of them. */
export function fakeMessage(signers: readonly FakeSigner[], content: Uint8Array): Uint8Array {
  return writeSignedData({
    digestAlgorithms: signers.map(({ key }) => digestForSuite(key.suite)),
    contentType: contentTypeOid.data,
    content,
    certificates: signers.map(({ certificate }) => certificate.der),
    signers: signers.map((signer) => fakeSignerInfo(signer, content)),
  })
}
