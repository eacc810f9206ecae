import { generateKeyPairSync } from 'node:crypto'
import { day } from '#clock'
import { PrivateKey } from '#crypto'
import { certain, sure } from '#fault'
import {
  authorityContent,
  type Certificate,
  type CertificateContent,
  extensionsOf,
  issuingContent,
  type KnownExtensions,
  keyIdentifier,
  leafContent,
  nameOf,
  parseCertificate,
  policiesUpTo,
  writeCertificate,
} from '#x509'

/** A hierarchy as DER: who is trusted, who stands between, and leaves of the last of them. */
export interface Chain {
  readonly key: KeyName
  readonly shape: Shape
  readonly anchor: Uint8Array
  /** From the anchor down. */
  readonly between: readonly Uint8Array[]
  readonly leaves: readonly Uint8Array[]
  /** One that only claims to be of the last authority. */
  readonly forged: Uint8Array
}

export const keyNames = ['p256', 'rsa2048'] as const
export type KeyName = (typeof keyNames)[number]

/** `unit`: leaf, issuing key, authority of a unit. `three`: three authorities between, the first narrowed. */
export const shapes = ['unit', 'three'] as const
export type Shape = (typeof shapes)[number]

/** Enough that no contestant gets by with what it has just seen. */
export const leafCount = 64

export const chainTime = Date.UTC(2026, 10, 22, 12)
const domain = 'office.example'
const times = { notBefore: chainTime - 30 * day, notAfter: chainTime + 30 * day }

/** Names of authorities, from the anchor down. */
const authorities = ['authority', 'ministry', 'county', 'issuing']

interface Holder {
  readonly key: PrivateKey
  readonly certificate: Certificate
}

export function chainOf(keyName: KeyName, shape: Shape): Chain {
  const anchor = anchorWith(keyOf(keyName))
  const between: Holder[] = []
  for (let place = 0; place < (shape === 'unit' ? 1 : 3); place += 1) {
    const above = between.at(-1) ?? anchor
    const key = keyOf(keyName)
    const content = shape === 'unit' ? issuingUnder(above, key) : authorityUnder(above, key, place)
    between.push({ key, certificate: written(content, above.key) })
  }
  const last = certain(between.at(-1), 'the last authority')
  const leafKey = keyOf(keyName)
  const contents = Array.from({ length: leafCount }, (_, number) => leafUnder(last, leafKey, number))
  return {
    key: keyName,
    shape,
    anchor: anchor.certificate.der,
    between: between.map(({ certificate }) => certificate.der),
    leaves: contents.map((content) => writeCertificate(content, last.key)),
    forged: writeCertificate(certain(contents[0], 'a leaf'), leafKey),
  }
}

function keyOf(name: KeyName): PrivateKey {
  if (name === 'p256') return PrivateKey.generate('ecdsa-p256-sha256')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return sure(PrivateKey.of(privateKey), 'a key of the bench')
}

function anchorWith(key: PrivateKey): Holder {
  const name = nameOf({ commonName: 'authority', organization: 'Office', country: 'DE' })
  const issue = { ...times, domain, name, spki: key.publicKey.spki, serial: serialOf(1) }
  return { key, certificate: written(authorityContent(issue), key) }
}

function issuingUnder({ certificate }: Holder, key: PrivateKey): CertificateContent {
  const name = nameOf({ commonName: 'issuing', organization: 'Office', country: 'DE' })
  const crlUrl = `http://${domain}/authority.crl`
  const spki = key.publicKey.spki
  return issuingContent({ ...times, domain, name, spki, serial: serialOf(2), issuer: certificate, crlUrl })
}

/** What authorities of public hierarchies say: path length, usage, policies, and names for the first. */
function authorityUnder({ certificate }: Holder, key: PrivateKey, place: number): CertificateContent {
  const known: KnownExtensions = {
    basicConstraints: { ca: true, pathLength: 2 - place },
    keyUsage: new Set(['keyCertSign', 'cRLSign']),
    subjectKeyIdentifier: keyIdentifier(key.publicKey.spki),
    authorityKeyIdentifier: certain(certificate.subjectKeyIdentifier, 'the identifier of a key'),
    certificatePolicies: policiesUpTo('high').map((policy) => ({ policy })),
    ...(place === 0 && {
      nameConstraints: { permitted: [{ kind: 'dns', value: domain }] },
    }),
  }
  return {
    ...times,
    serial: serialOf(3 + place),
    issuer: certificate.subject,
    subject: nameOf({ commonName: authorities[place + 1] ?? '', organization: 'Office', country: 'DE' }),
    spki: key.publicKey.spki,
    extensions: extensionsOf(known),
  }
}

function leafUnder({ certificate }: Holder, key: PrivateKey, number: number): CertificateContent {
  const id = `permits-${number}`
  return leafContent({
    ...times,
    kind: 'service',
    grade: 'medium',
    id,
    domain,
    commonName: id,
    organization: 'Office',
    spki: key.publicKey.spki,
    serial: serialOf(16 + number),
    issuer: certificate,
    crlUrl: `http://${domain}/issuing.crl`,
    dnsNames: [`${id}.${domain}`],
  })
}

function serialOf(number: number): Uint8Array {
  return new Uint8Array(16).fill(7).fill(number, 15)
}

function written(content: CertificateContent, signer: PrivateKey): Certificate {
  return sure(parseCertificate(writeCertificate(content, signer)), 'a certificate of the bench')
}
