import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { day } from '#clock'
import { PrivateKey } from '#crypto'
import { certain } from '#fault'
import { fakeLeaf, fakeNow, fakeUnit, read } from './fake-unit.ts'
import {
  type CertificateContent,
  certificateSubject,
  extensionsOf,
  type GeneralName,
  type KnownExtensions,
  leafContent,
  pem,
  writeCertificate,
  writeRevocationList,
} from './index.ts'

const unit = fakeUnit()
const key = PrivateKey.generate('ecdsa-p256-sha256')
const leaf = read(fakeLeaf(unit, key))
const openssl =
  spawnSync('openssl', ['version']).status === 0 ? undefined : 'the openssl program is not there'

test('openssl verify takes the chain strictly, and no more once the list revokes it', {
  skip: openssl,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-'))
  try {
    const path = (name: string, label: string, der: Uint8Array): string => {
      writeFileSync(join(folder, name), pem(label, der))
      return join(folder, name)
    }
    const list = (entries: Parameters<typeof writeRevocationList>[0]['entries']): Uint8Array => {
      const authorityKeyIdentifier = certain(unit.issuing.subjectKeyIdentifier, 'ski')
      const times = { thisUpdate: fakeNow, nextUpdate: fakeNow + day }
      const content = { issuer: unit.issuing.subject, ...times, number: 1n, authorityKeyIdentifier, entries }
      return writeRevocationList(content, unit.issuingKey)
    }
    const authority = path('a.pem', 'CERTIFICATE', unit.authority.der)
    const issuing = path('i.pem', 'CERTIFICATE', unit.issuing.der)
    const person = path('l.pem', 'CERTIFICATE', leaf.der)
    const when = ['-x509_strict', '-attime', `${fakeNow / 1000}`]
    const verify = (...flags: readonly string[]): string => {
      const { stdout, stderr } = spawnSync('openssl', ['verify', ...when, ...flags, person], {
        encoding: 'utf8',
      })
      return stdout + stderr
    }
    const chain = ['-check_ss_sig', '-purpose', 'sslclient', '-CAfile', authority, '-untrusted', issuing]
    assert.match(verify(...chain), /l\.pem: OK/)
    const partial = ['-partial_chain', '-crl_check', '-CAfile', issuing, '-CRLfile']
    assert.match(verify(...partial, path('empty.pem', 'X509 CRL', list([]))), /l\.pem: OK/)
    const revoking = list([{ serial: leaf.serial, at: fakeNow, reason: 'keyCompromise' }])
    assert.match(verify(...partial, path('full.pem', 'X509 CRL', revoking)), /certificate revoked/)
    const text = execFileSync('openssl', ['x509', '-in', person, '-noout', '-text'], { encoding: 'utf8' })
    assert.match(text, /URI:spiffe:\/\/office\.example\/person\/ada/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

const uri = (value: string): GeneralName => ({ kind: 'uri', value })
const signing: KnownExtensions = { basicConstraints: { ca: false }, keyUsage: new Set(['digitalSignature']) }
const names = (...subjectAltName: readonly GeneralName[]): KnownExtensions => ({ ...signing, subjectAltName })
const ada = uri('spiffe://office.example/person/ada')

const nobodies: readonly (readonly [what: string, known: KnownExtensions, kind: string])[] = [
  ['no names', signing, 'uri-names'],
  ['no URI name', names({ kind: 'dns', value: 'a.example' }), 'uri-names'],
  ['two URI names', names(ada, uri('spiffe://office.example/person/eve')), 'uri-names'],
  ['a URI that is no SPIFFE ID', names(uri('https://office.example/person/ada')), 'spiffe-scheme'],
  ['a path that is none of ours', names(uri('spiffe://office.example/robot/r2')), 'subject-kind-unknown'],
  ['a path too long', names(uri('spiffe://office.example/person/ada/x')), 'subject-kind-unknown'],
  ['only the trust domain', names(uri('spiffe://office.example')), 'subject-kind-unknown'],
  ['the rights of an authority', { ...names(ada), basicConstraints: { ca: true } }, 'not-a-leaf'],
  ['no key usage', { basicConstraints: { ca: false }, subjectAltName: [ada] }, 'not-a-leaf'],
  [
    'a key that signs certificates',
    { ...names(ada), keyUsage: new Set(['digitalSignature', 'keyCertSign']) },
    'not-a-leaf',
  ],
  ['a key that only agrees', { ...names(ada), keyUsage: new Set(['keyAgreement']) }, 'not-a-leaf'],
]

for (const [what, known, kind] of nobodies) {
  test(`a certificate with ${what} names nobody`, () => {
    const serial = Buffer.from(leaf.serial, 'hex')
    const content: CertificateContent = { ...leaf, serial, extensions: extensionsOf(known) }
    const subject = certificateSubject(read(writeCertificate(content, unit.issuingKey)))
    assert.equal(subject.ok ? 'accepted' : subject.fault.kind, kind)
  })
}

test('content that no certificate of a unit may have is a bug and throws', () => {
  const issue = {
    kind: 'person' as const,
    id: 'ada',
    domain: 'office.example',
    commonName: 'Ada',
    organization: 'Office',
    spki: key.publicKey.spki,
    serial: new Uint8Array(16).fill(1),
    notBefore: fakeNow,
    notAfter: fakeNow + day,
    issuer: unit.issuing,
  }
  assert.doesNotThrow(() => leafContent(issue))
  assert.throws(() => leafContent({ ...issue, serial: new Uint8Array(8) }), /8 octets/)
  assert.throws(() => leafContent({ ...issue, id: 'a b' }), /spiffe-path/)
  assert.throws(() => leafContent({ ...issue, domain: 'Office.example' }), /spiffe-trust-domain/)
  assert.throws(() => leafContent({ ...issue, dnsNames: ['A b'] }), /DNS name/)
})
