import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { day } from '#clock'
import { PrivateKey } from '#crypto'
import { certain } from '#fault'
import { fakeLeaf, fakeNow, fakeUnit, read } from './fake-unit.ts'
import {
  type Certificate,
  type CertificateContent,
  certificateSubject,
  extensionsOf,
  type GeneralName,
  gradePolicy,
  grades,
  type KnownExtensions,
  leafContent,
  linkContent,
  nameKey,
  nameOf,
  pem,
  policiesUpTo,
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
    const { issuer, notBefore, notAfter, spki } = leaf
    const validity = { notBefore, notAfter }
    const extensions = extensionsOf(known)
    const content = { issuer, subject: leaf.subject, ...validity, spki, serial, extensions }
    const subject = certificateSubject(read(writeCertificate(content, unit.issuingKey)))
    assert.equal(subject.ok ? 'accepted' : subject.fault.kind, kind)
  })
}

/** What `openssl verify` says strictly of a leaf under chains of PEM files, with what is asked besides. */
function opensslSays(
  given: Readonly<Record<'anchor' | 'leaf', Uint8Array>> & { readonly untrusted: readonly Uint8Array[] },
  ...flags: readonly string[]
): string {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-'))
  try {
    const path = (name: string, ...certificates: readonly Uint8Array[]): string => {
      writeFileSync(join(folder, name), certificates.map((der) => pem('CERTIFICATE', der)).join(''))
      return join(folder, name)
    }
    const chain = ['-CAfile', path('a.pem', given.anchor), '-untrusted', path('i.pem', ...given.untrusted)]
    const strict = ['-x509_strict', '-attime', `${fakeNow / 1000}`, ...chain]
    const argv = ['verify', ...strict, ...flags, path('l.pem', given.leaf)]
    const { stdout, stderr } = spawnSync('openssl', argv, { encoding: 'utf8' })
    return stdout + stderr
  } finally {
    rmSync(folder, { recursive: true })
  }
}

for (const grade of grades) {
  test(`openssl verify takes a leaf of grade ${grade} for its grade and those it includes`, {
    skip: openssl,
  }, () => {
    const chain = { anchor: unit.authority.der, untrusted: [unit.issuing.der] }
    const leaf = fakeLeaf(unit, key, { grade })
    for (const demanded of grades) {
      const policy = ['-explicit_policy', '-policy', gradePolicy[demanded]]
      const expected = policiesUpTo(grade).includes(gradePolicy[demanded]) ? /l\.pem: OK/ : /explicit policy/
      assert.match(opensslSays({ ...chain, leaf }, ...policy), expected, demanded)
    }
  })
}

test('the authority certificate names no policies, and the issuing one those of every grade', () => {
  assert.equal(unit.authority.certificatePolicies, undefined)
  const policies = unit.issuing.certificatePolicies?.map(({ policy }) => policy)
  assert.deepEqual(
    policies,
    grades.map((grade) => gradePolicy[grade]),
  )
})

describe('a link between two authority keys of a unit', () => {
  const serial = new Uint8Array(16).fill(9)
  const next = fakeUnit()
  const newWithOld = linkContent({ subject: next.authority, issuer: unit.authority, serial })
  const oldWithNew = linkContent({ subject: unit.authority, issuer: next.authority, serial })
  const nextWith = (instead: Partial<CertificateContent>): Certificate => {
    const { issuer, subject, notBefore, notAfter, spki, extensions } = next.authority
    const content = { issuer, subject, notBefore, notAfter, spki, extensions, serial, ...instead }
    return read(writeCertificate(content, next.authorityKey))
  }

  test('is self-issued, for an authority of every grade, and holds while both keys do', () => {
    const link = read(writeCertificate(newWithOld, unit.authorityKey))
    assert.deepEqual(nameKey(link.subject), nameKey(link.issuer))
    assert.deepEqual(link.basicConstraints, { ca: true })
    assert.deepEqual([...(link.keyUsage ?? [])], ['keyCertSign', 'cRLSign'])
    assert.deepEqual(link.spki, next.authority.spki)
    assert.deepEqual(link.subjectKeyIdentifier, next.authority.subjectKeyIdentifier)
    assert.deepEqual(link.authorityKeyIdentifier, unit.authority.subjectKeyIdentifier)
    assert.deepEqual(link.subjectAltName, unit.authority.subjectAltName)
    assert.deepEqual(link.certificatePolicies, unit.issuing.certificatePolicies)
    const later = nextWith({ notBefore: fakeNow + day, notAfter: fakeNow + 90 * day })
    for (const [subject, issuer] of [
      [later, unit.authority],
      [unit.authority, later],
    ] as const) {
      const { notBefore, notAfter } = linkContent({ subject, issuer, serial })
      assert.deepEqual([notBefore, notAfter], [later.notBefore, unit.authority.notAfter])
    }
  })

  test('leads openssl from either key to the leaves of both', { skip: openssl }, () => {
    const links = [
      writeCertificate(newWithOld, unit.authorityKey),
      writeCertificate(oldWithNew, next.authorityKey),
    ]
    const policy = ['-explicit_policy', '-policy', gradePolicy.basic]
    for (const [anchor, issued] of [
      [unit, next],
      [next, unit],
    ] as const) {
      const given = { anchor: anchor.authority.der, untrusted: [issued.issuing.der, ...links] }
      assert.match(opensslSays({ ...given, leaf: fakeLeaf(issued, key) }, ...policy), /l\.pem: OK/)
      const unlinked = { anchor: anchor.authority.der, untrusted: [issued.issuing.der] }
      assert.match(opensslSays({ ...unlinked, leaf: fakeLeaf(issued, key) }), /error/)
    }
  })

  test('between two names, or keys that never count together, is a bug and throws', () => {
    const subject = nextWith({ subject: nameOf({ commonName: 'another' }) })
    assert.throws(() => linkContent({ subject, issuer: unit.authority, serial }), /two names/)
    const notBefore = unit.authority.notAfter + 1_000
    const later = nextWith({ notBefore, notAfter: notBefore })
    assert.throws(() => linkContent({ subject: later, issuer: unit.authority, serial }), /never count/)
  })
})

test('content that no certificate of a unit may have is a bug and throws', () => {
  const issue = {
    kind: 'person' as const,
    grade: 'basic' as const,
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
