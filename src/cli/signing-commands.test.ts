import assert from 'node:assert/strict'
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite as group } from 'node:test'
import { PrivateKey, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import { fakePdf, markBoxOf, openPdf, viewOf } from '#pdf'
import { type SignatureObject, signatureForms, wholePart } from '#signature'
import { exportPkcs12 } from '#x509'
import { runCommandLine } from './command-line.ts'
import { type FakeTsa, openFakeTsa } from './fake-tsa.ts'
import { FakeUnit } from './fake-unit.ts'
import { folderTests } from './folder-tests.ts'
import type { CommandLinePorts } from './ports.ts'
import { certificatesIn } from './profile.ts'

const unit = new FakeUnit()
let tsa: FakeTsa
const document = 'the permit of the mill is granted\n'

before(async () => {
  await unit.open()
  tsa = await openFakeTsa()
})
after(() => {
  unit.close()
  tsa.close()
})
const { at, test } = folderTests(setUp)

function setUp(): void {
  unit.reset()
  writeFileSync(at('permit.txt'), document)
  writeFileSync(at('permit.json'), '{"permit":17}')
  writeFileSync(at('permit.pdf'), fakePdf())
}

function run(argv: readonly string[], more: Partial<CommandLinePorts> = {}): Promise<number> {
  return runCommandLine(argv, unit.ports({ clock: { now: () => Date.now() }, ...more }))
}

function readOf(form: string, name: string, beside?: string): readonly SignatureObject[] {
  const parts = beside === undefined ? [] : [wholePart(beside, readFileSync(at(beside)))]
  const row = certain(signatureForms.get(form), form)
  return sure(row.read(readFileSync(at(name)), parts), name)
}

const usual: readonly (readonly [string, readonly string[], string, string])[] = [
  ['a text beside it', ['permit.txt'], 'permit.txt.p7s', 'cades'],
  ['a text inside', ['permit.txt', '--attached'], 'permit.txt.p7m', 'cades'],
  ['a PDF in itself', ['permit.pdf'], 'permit-signed.pdf', 'pades'],
  ['JSON around it', ['permit.json'], 'permit.jades.json', 'jades'],
  ['JSON beside it', ['permit.json', '--detached'], 'permit.json.jades.json', 'jades'],
  ['several files in a container', ['permit.txt', 'permit.json'], 'permit.asice', 'asic'],
]

for (const [name, words, out, form] of usual) {
  test(`sign takes ${name}`, async () => {
    const argv = words.map((word) => (word.startsWith('-') ? word : at(word)))
    assert.equal(
      await run(['sign', ...argv, '--commitment', 'proof-of-approval', '--role', 'clerk']),
      0,
      unit.err,
    )
    const isBeside = out === 'permit.txt.p7s' || out === 'permit.json.jades.json'
    const [object] = readOf(form, out, isBeside ? words[0] : undefined)
    assert.equal(
      object?.contents.every(({ state }) => state === 'matches'),
      true,
    )
    assert.deepEqual(object?.claims.commitments, ['1.2.840.113549.1.9.16.6.5'])
    assert.deepEqual(object?.claims.roles, ['clerk'])
    assert.deepEqual(object?.formFaults, [])
    assert.match(unit.out, /holds the signature: \S+ B-B, by CN=mei/)
  })
}

for (const [name, words, out, form] of usual.filter(([, words]) => words.length === 1)) {
  test(`sign brings ${name} to B-LTA with a time-stamp authority`, async () => {
    const argv = words.map((word) => at(word))
    const level = ['--level', 'B-LTA', '--tsa', tsa.url, '--key', join(unit.folder, 'key.json')]
    const certificate = ['--certificate', join(unit.folder, 'certificate.pem')]
    const ports = { environment: { CHANCERY_PASSPHRASE: 'five words and one more' } }
    assert.equal(await run(['sign', ...argv, ...level, ...certificate], ports), 0, unit.err)
    const [object] = readOf(form, out, form === 'cades' ? words[0] : undefined)
    assert.equal((object?.timestamps.length ?? 0) >= 2, true)
  })
}

test('a mark is drawn on the page', async () => {
  const mark = ['--mark', '1,40,40,240,100', '--office', 'Permits Office']
  assert.equal(await run(['sign', at('permit.pdf'), ...mark]), 0, unit.err)
  assert.deepEqual(readOf('pades', 'permit-signed.pdf')[0]?.formFaults, [])
})

test('a mark takes the room of the field that is filled, in the languages asked for', async () => {
  const field = ['--field', 'approval', '--mark', 'field', '--languages', 'zh']
  assert.equal(await run(['sign', at('permit.pdf'), ...field, '--office', '许可科']), 0, unit.err)
  assert.deepEqual(readOf('pades', 'permit-signed.pdf')[0]?.formFaults, [])
  const view = viewOf(sure(openPdf(readFileSync(at('permit-signed.pdf'))), 'the signed file'))
  assert.deepEqual(markBoxOf(view, 'approval'), { page: 2, x: 72, y: 100, width: 200, height: 60 })
  assert.equal(await run(['sign', at('permit.pdf'), '--mark', 'field', '--out', at('none.pdf')]), 2)
  assert.match(unit.err, /finds no room: give `--field`/)
})

test('a second signer joins a file of signatures, and somebody else counter-signs', async () => {
  assert.equal(await run(['sign', at('permit.txt')]), 0, unit.err)
  const more = ['--add-to', at('permit.txt.p7s'), '--out', at('two.p7s')]
  assert.equal(await run(['sign', at('permit.txt'), ...more]), 0, unit.err)
  const [first, second] = readOf('cades', 'two.p7s', 'permit.txt')
  assert.ok(first && second)
  const several = await run(['counter-sign', at('two.p7s'), '--out', at('three.p7s')])
  assert.equal(several, 2)
  assert.match(unit.err, /holds several signatures: name one/)
  const named = ['--signature', first.id, '--out', at('three.p7s')]
  assert.equal(await run(['counter-sign', at('two.p7s'), ...named]), 0, unit.err)
  const counts = readOf('cades', 'three.p7s', 'permit.txt').map(
    ({ counterSignatures }) => counterSignatures.length,
  )
  assert.deepEqual(new Set(counts), new Set([0, 1]))
})

test('extend brings a file of signatures to a level and leaves it as it is', async () => {
  assert.equal(await run(['sign', at('permit.txt')]), 0, unit.err)
  const before = readFileSync(at('permit.txt.p7s'))
  const level = ['--level', 'B-LTA', '--tsa', tsa.url, '--content', at('permit.txt')]
  const ports = { environment: {} }
  assert.equal(
    await run(['extend', at('permit.txt.p7s'), ...level, '--out', at('long.p7s')], ports),
    0,
    unit.err,
  )
  const kinds = readOf('cades', 'long.p7s', 'permit.txt')[0]?.timestamps.map(({ kind }) => kind)
  assert.deepEqual(kinds, ['signature', 'archive'])
  assert.deepEqual(readFileSync(at('permit.txt.p7s')), before)
})

test('a file larger than memory may be is signed by its digests', async () => {
  truncateSync(at('permit.txt'), 80 * 1024 * 1024)
  assert.equal(await run(['sign', at('permit.txt')]), 0, unit.err)
  assert.equal(readFileSync(at('permit.txt.p7s')).length < 5_000, true)
  assert.equal(await run(['sign', at('permit.txt'), '--attached']), 2)
  assert.match(unit.err, /at most are read/)
})

test('a PKCS #12 file signs as the key and certificates in it', async () => {
  const folderCertificates = certificatesIn(readFileSync(join(unit.folder, 'certificate.pem'), 'utf8'))
  const other = PrivateKey.generate('ecdsa-p256-sha256')
  const issued = certificatesIn(unit.certify(other.publicKey.spki))
  const [leaf, ...chain] = issued
  assert.ok(leaf && folderCertificates.length > 0)
  const file = exportPkcs12({
    key: other.pkcs8(),
    certificate: leaf.der,
    chain: chain.map(({ der }) => der),
    friendlyName: 'Wang Li',
    passphrase: 'secret',
    random: systemRandom,
  })
  writeFileSync(at('wang.p12'), file)
  const secret = (text: string) => ({ environment: { CHANCERY_IMPORT_PASSPHRASE: text } })
  assert.equal(
    await run(['sign', at('permit.txt'), '--pkcs12', at('wang.p12')], secret('secret')),
    0,
    unit.err,
  )
  assert.equal(readOf('cades', 'permit.txt.p7s', 'permit.txt')[0]?.namesSigner(leaf), true)
  unit.reset()
  assert.equal(await run(['sign', at('permit.pdf'), '--pkcs12', at('wang.p12')], secret('secrets')), 1)
  assert.match(unit.err, /the passphrase is wrong, or the file was changed/)
})

group('what people get wrong is refused, and nothing is written', () => {
  const key = () => ['--key', join(unit.folder, 'key.json')]
  const certificate = () => ['--certificate', join(unit.folder, 'certificate.pem')]
  const passphrase = { environment: { CHANCERY_PASSPHRASE: 'five words and one more' } }
  const late = { clock: { now: () => Date.UTC(2099, 0) } }
  type Wrong = readonly [string, () => readonly string[], Partial<CommandLinePorts>, number, RegExp]
  const wrong: readonly Wrong[] = [
    ['nobody to sign as', () => [], { environment: {} }, 2, /nobody to sign as/],
    ['a key without its certificate', key, passphrase, 2, /wants its certificate/],
    [
      'the certificate of another key',
      () => [...key(), '--certificate', at('other.pem')],
      passphrase,
      1,
      /is of this key: give the one issued for it/,
    ],
    [
      'a wrong passphrase',
      () => [...key(), ...certificate()],
      { environment: { CHANCERY_PASSPHRASE: 'something else' } },
      1,
      /the passphrase is wrong/,
    ],
    ['an expired certificate', () => [], late, 1, /and not now: nothing was signed, have it renewed/],
    ['two keys', () => [...key(), '--pkcs12', 'x'], {}, 2, /one key signs/],
    [
      'a level without an authority',
      () => [...key(), ...certificate(), '--level', 'B-T'],
      passphrase,
      2,
      /name an authority for them by `--tsa/,
    ],
    [
      'an authority that is not there',
      () => ['--level', 'B-T', '--tsa', 'http://localhost:1/'],
      {},
      3,
      /gives no time-stamp/,
    ],
    ['a commitment nobody knows', () => ['--commitment', 'love'], {}, 2, /names no commitment by `love`/],
    ['a mark nowhere', () => ['--mark', '1,2,3'], {}, 2, /wants page, left, bottom, width and height/],
    ['a page that is not there', () => ['--mark', '99,1,1,240,100'], {}, 1, /none numbered 99/],
    ['a form nobody knows', () => ['--form', 'xades'], {}, 2, /`xades` is invalid/],
    [
      'a file that is no PDF',
      () => ['--form', 'pades', '--out', at('x.pdf'), at('permit.txt')],
      {},
      1,
      /does not sign 2 files/,
    ],
  ]
  for (const [name, argv, ports, code, err] of wrong) {
    test(name, async () => {
      const other = PrivateKey.generate('ecdsa-p256-sha256')
      writeFileSync(at('other.pem'), unit.certify(other.publicKey.spki))
      assert.equal(await run(['sign', at('permit.pdf'), ...argv()], ports), code, unit.err)
      assert.match(unit.err, err)
      assert.equal(existsSync(at('permit-signed.pdf')), false)
    })
  }

  test('an outcome that stands already', async () => {
    writeFileSync(at('permit.txt.p7s'), 'mine')
    assert.equal(await run(['sign', at('permit.txt')]), 1)
    assert.match(unit.err, /stands already and is not overwritten/)
    assert.equal(readFileSync(at('permit.txt.p7s'), 'utf8'), 'mine')
  })

  test('a PDF that was certified so that nothing may follow', async () => {
    assert.equal(await run(['sign', at('permit.pdf'), '--certify', '1']), 0, unit.err)
    assert.equal(await run(['sign', at('permit-signed.pdf')]), 1)
    assert.match(unit.err, /certifies that nothing may be changed after it/)
  })
})
