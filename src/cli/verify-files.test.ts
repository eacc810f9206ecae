import assert from 'node:assert/strict'
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { after, before } from 'node:test'
import { day } from '#clock'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { fakePdf } from '#pdf'
import {
  type Certificate,
  extensionsOf,
  type KnownExtensions,
  keyIdentifier,
  nameOf,
  parseCertificate,
  pem,
  writeCertificate,
  writeRevocationList,
} from '#x509'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'
import { folderTests } from './folder-tests.ts'

const unit = new FakeUnit()
before(() => unit.open())
after(() => unit.close())

const now = Date.UTC(2026, 10, 22, 12)
const [rootKey, adaKey] = [0, 1].map(() => PrivateKey.generate('ecdsa-p256-sha256'))
const root = certified('root', rootKey, {
  basicConstraints: { ca: true },
  keyUsage: new Set(['keyCertSign', 'cRLSign']),
})
const ada = certified('Ada', adaKey, { keyUsage: new Set(['nonRepudiation']) })

function certified(name: string, key: PrivateKey | undefined, known: KnownExtensions): Certificate {
  assert.ok(key && rootKey)
  const content = {
    serial: Uint8Array.from(`serial${name}`, (letter) => letter.charCodeAt(0)),
    issuer: nameOf({ commonName: 'root' }),
    subject: nameOf({ commonName: name }),
    notBefore: now - day,
    notAfter: now + 30 * day,
    spki: key.publicKey.spki,
    extensions: extensionsOf({
      ...known,
      subjectKeyIdentifier: keyIdentifier(key.publicKey.spki),
      authorityKeyIdentifier: keyIdentifier(rootKey.publicKey.spki),
    }),
  }
  return sure(parseCertificate(writeCertificate(content, rootKey)), name)
}

function list(): Uint8Array {
  assert.ok(rootKey)
  const content = {
    issuer: root.subject,
    thisUpdate: now - day,
    nextUpdate: now + day,
    number: 1n,
    authorityKeyIdentifier: keyIdentifier(rootKey.publicKey.spki),
    entries: [],
  }
  return writeRevocationList(content, rootKey)
}

function run(...argv: readonly string[]): Promise<number> {
  unit.out = ''
  unit.err = ''
  return runCommandLine(argv, unit.ports({ environment: {}, clock: { now: () => now } }))
}

const { at, test } = folderTests(setUp)

async function setUp(): Promise<void> {
  assert.ok(adaKey)
  writeFileSync(at('ada.key'), adaKey.tlsPem())
  writeFileSync(at('ada.pem'), pem('CERTIFICATE', ada.der) + pem('CERTIFICATE', root.der))
  writeFileSync(at('root.pem'), pem('CERTIFICATE', root.der))
  writeFileSync(at('list.crl'), list())
  writeFileSync(at('permit.txt'), 'granted')
  writeFileSync(at('permit.pdf'), fakePdf())
  for (const name of ['permit.txt', 'permit.pdf']) {
    const identity = ['--key', at('ada.key'), '--certificate', at('ada.pem')]
    assert.equal(await run('sign', at(name), ...identity), 0, unit.err)
  }
}

const evidence = () => ['--evidence', at('list.crl')]
const trusting = () => ['--trust', at('root.pem'), ...evidence()]

test('what holds under the key that is trusted passes', async () => {
  assert.equal(await run('verify', at('permit.txt.p7s'), at('permit-signed.pdf'), ...trusting()), 0, unit.out)
  assert.match(
    unit.out,
    /permit\.txt\.p7s \(signed, .*\n {2}TOTAL-PASSED: CAdES, signature [0-9a-f]{64}\n {2}\S/,
  )
  assert.match(unit.out, /TOTAL-PASSED: PAdES/)
})

test('a fingerprint is enough where the file carries the certificate', async () => {
  const digits = Buffer.from(root.fingerprint, 'base64url').toString('hex')
  const groups = digits.match(/.{4}/g)?.join(' ') ?? ''
  for (const fingerprint of [root.fingerprint, digits, groups.toUpperCase()]) {
    assert.equal(
      await run('verify', at('permit.txt.p7s'), '--trust', fingerprint, ...evidence()),
      0,
      unit.out,
    )
  }
  const other = 'A'.repeat(43)
  assert.equal(await run('verify', at('permit.txt.p7s'), '--trust', other, ...evidence()), 5)
})

type Case = readonly [string, () => readonly string[], number, RegExp]
const cases: readonly Case[] = [
  [
    'nobody trusted',
    () => [at('permit.txt.p7s')],
    5,
    /INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND[^]*nobody is trusted/,
  ],
  [
    'a status that is not known',
    () => [at('permit.txt.p7s'), '--trust', at('root.pem')],
    5,
    /INDETERMINATE TRY_LATER/,
  ],
  ['a text without a signature', () => [at('permit.txt'), ...trusting()], 5, /\(unsigned, /],
  [
    'content that is not there',
    () => [at('alone.p7s'), ...trusting()],
    5,
    /INDETERMINATE SIGNED_DATA_NOT_FOUND/,
  ],
  [
    'other content',
    () => [at('permit.txt.p7s'), '--content', at('other.txt'), ...trusting()],
    1,
    /TOTAL-FAILED HASH_FAILURE/,
  ],
  [
    'one good file and one without',
    () => [at('permit-signed.pdf'), at('other.txt'), ...trusting()],
    5,
    /unsigned/,
  ],
  [
    'a certificate past its time',
    () => [at('permit.txt.p7s'), ...trusting(), '--time', '2030-01-01T00:00:00Z'],
    5,
    /INDETERMINATE/,
  ],
]

for (const [name, argv, code, out] of cases) {
  test(`${name} is told, with its exit code`, async () => {
    writeFileSync(at('alone.p7s'), readFileSync(at('permit.txt.p7s')))
    writeFileSync(at('other.txt'), 'refused')
    assert.equal(await run('verify', ...argv()), code, unit.out + unit.err)
    assert.match(unit.out, out)
  })
}

const wrong: readonly Case[] = [
  ['a time that is none', () => [at('permit.txt.p7s'), '--time', 'soon'], 2, /wants a time in UTC/],
  ['a file that is not there', () => [at('nothing')], 2, /there is no such file/],
  [
    'trust in a text',
    () => [at('permit.txt.p7s'), '--trust', at('permit.txt')],
    2,
    /no certificate that can be read/,
  ],
  [
    'evidence that is none',
    () => [at('permit.txt.p7s'), '--evidence', at('permit.txt')],
    2,
    /holds no certificates/,
  ],
]

for (const [name, argv, code, err] of wrong) {
  test(`${name} is wrong usage`, async () => {
    assert.equal(await run('verify', ...argv()), code)
    assert.match(unit.err, err)
  })
}

test('the report is printed as a page, and told as JSON', async () => {
  assert.equal(
    await run('verify', at('permit.txt.p7s'), ...trusting(), '--report', at('page.html'), '--json'),
    0,
  )
  assert.match(readFileSync(at('page.html'), 'utf8'), /^<!doctype html>/i)
  const report = JSON.parse(unit.out) as { readonly Chancery: { readonly Kind: string } }
  assert.equal(report.Chancery.Kind, 'signed')
})

test('a report speaks the language that is asked for', async () => {
  await run('verify', at('permit.txt'), '--language', 'zh')
  assert.match(unit.out, /\p{Script=Han}/u)
})

test('a document larger than memory may be is verified by its digests', async () => {
  truncateSync(at('permit.txt'), 80 * 1024 * 1024)
  rmSync(at('permit.txt.p7s'))
  const identity = ['--key', at('ada.key'), '--certificate', at('ada.pem')]
  assert.equal(await run('sign', at('permit.txt'), ...identity), 0, unit.err)
  assert.equal(await run('verify', at('permit.txt.p7s'), ...trusting()), 0, unit.out)
  assert.equal(await run('verify', at('permit.txt'), ...trusting()), 5)
})
