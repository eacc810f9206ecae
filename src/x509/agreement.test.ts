import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '#clock'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { type AgreementBounds, agreementBounds, agreementContent } from './agreement.ts'
import {
  type Certificate,
  type CertificateContent,
  parseCertificate,
  writeCertificate,
} from './certificate.ts'
import { extensionsOf, type KnownExtensions } from './known-extensions.ts'
import { nameOf } from './name.ts'
import { authorityContent } from './profile.ts'

const now = Date.UTC(2026, 0, 5)
const keys = { here: PrivateKey.generate('ed25519'), there: PrivateKey.generate('ed25519') }

function read(content: CertificateContent, key: PrivateKey): Certificate {
  return sure(parseCertificate(writeCertificate(content, key)), 'a certificate of the test')
}

function authority(domain: string, key: PrivateKey): Certificate {
  const times = { notBefore: now, notAfter: now + 10 * day }
  const name = nameOf({ commonName: `${domain} authority` })
  const serial = new Uint8Array(16).fill(7)
  return read(authorityContent({ ...times, name, domain, serial, spki: key.publicKey.spki }), key)
}

const issue = {
  issuer: authority('here.example', keys.here),
  subject: authority('there.example', keys.there),
  serial: new Uint8Array(16).fill(9),
  notBefore: now,
  notAfter: now + day,
}

const usual: AgreementBounds = {
  domains: ['there.example', 'further.example'],
  grade: 'medium',
  purposes: ['client'],
  hops: 1,
  statusAgeMaxSeconds: 3600,
  bundleUrl: 'https://there.example/bundle',
  privateAddresses: false,
}

const content = (bounds: AgreementBounds = usual): CertificateContent =>
  agreementContent({ ...issue, bounds })

test('the bounds of an agreement are read as they were written', () => {
  for (const bounds of [
    usual,
    { ...usual, purposes: ['signature'] },
    { ...usual, purposes: ['client', 'server', 'signature', 'time-stamp'] },
    { ...usual, grade: 'test', hops: 0, purposes: ['client', 'server'], privateAddresses: true },
  ] as const) {
    assert.deepEqual(agreementBounds(read(content(bounds), keys.here)), bounds)
  }
})

const wider: readonly (readonly [what: string, oid: string, known: KnownExtensions | undefined])[] = [
  [
    'names of every form',
    '2.5.29.30',
    { nameConstraints: { permitted: [{ kind: 'dns', value: 'there.example' }] } },
  ],
  ['a longer path', '2.5.29.19', { basicConstraints: { ca: true, pathLength: 5 } }],
  ['no path length', '2.5.29.19', { basicConstraints: { ca: true } }],
  ['any purpose beside its own', '2.5.29.37', { extendedKeyUsage: ['1.3.6.1.5.5.7.3.2', '2.5.29.37.0'] }],
  ['mappings allowed', '2.5.29.36', { policyConstraints: { requireExplicitPolicy: 0 } }],
  ['any-policy allowed', '2.5.29.54', undefined],
]

for (const [what, oid, known] of wider) {
  test(`a certificate with ${what} is no agreement`, () => {
    const { extensions, ...rest } = content()
    const [instead] = known ? extensionsOf(known) : []
    const changed = extensions.flatMap((one) => (one.oid === oid ? (instead ? [instead] : []) : [one]))
    assert.equal(agreementBounds(read({ ...rest, extensions: changed }, keys.here)), undefined)
  })
}

test('an authority’s own certificate is no agreement', () => {
  assert.equal(agreementBounds(issue.subject), undefined)
})
