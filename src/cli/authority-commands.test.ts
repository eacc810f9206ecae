import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { hex, sha256 } from '#bytes'
import { day } from '#clock'
import { type KdfStrength, openKey, type PrivateKey, sealKey } from '#crypto'
import { sure } from '#fault'
import { fakeKey, fakeUnit } from '#identity'
import { type Certificate, fromPem, isSignedBy, parseCertificate, pem, sameName } from '#x509'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'

const unit = new FakeUnit()
const here = fakeUnit(unit.ports().clock.now())
const other = fakeUnit(unit.ports().clock.now())
const top = mkdtempSync(join(tmpdir(), 'chancery-authority-'))
const at = (name: string): string => join(top, name)
const passphrase = 'of the unit itself'
const weak: KdfStrength = { memoryKiB: 8, passes: 1, lanes: 1 }

before(async () => {
  await unit.open()
  await keep('old.key.json', here.keys.authority)
  await keep('other.key.json', fakeKey())
  certificates('authority.pem', here.authority)
  certificates('certificate.pem', here.founder, here.issuing)
  certificates('strangers.pem', other.founder, other.issuing)
})
after(() => {
  unit.close()
  rmSync(top, { recursive: true })
})
beforeEach(() => unit.reset())

async function keep(name: string, key: PrivateKey): Promise<void> {
  writeFileSync(at(name), await sealKey(key, passphrase, weak))
}

function certificates(name: string, ...list: readonly Certificate[]): void {
  writeFileSync(at(name), list.map(({ der }) => pem('CERTIFICATE', der)).join(''))
}

function argvOf(folder: string, instead: Readonly<Record<string, string>> = {}): readonly string[] {
  const options = {
    folder: at(folder),
    'authority-key': at('old.key.json'),
    authority: at('authority.pem'),
    issuing: at('certificate.pem'),
    ...instead,
  }
  return ['authority', 'new', ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])]
}

const environment = { CHANCERY_UNIT_PASSPHRASE: passphrase }
const run = (argv: readonly string[], ports = unit.ports({ environment })) => runCommandLine(argv, ports)

function parsed(text: string): Certificate {
  return sure(parseCertificate(sure(fromPem(text, 'CERTIFICATE'), 'PEM')), 'a certificate')
}

test('a new authority key comes sealed, with all that its rollover certifies', async () => {
  assert.equal(await run(argvOf('made')), 0, unit.err)
  const key = sure(await openKey(readFileSync(at('made/authority.key.json'), 'utf8'), passphrase), 'the key')
  assert.equal(statSync(at('made/authority.key.json')).mode & 0o777, 0o600)
  assert.notEqual(key.publicKey.thumbprint, here.keys.authority.publicKey.thumbprint)
  assert.equal(key.suite.name, here.keys.authority.suite.name)
  const rollover = JSON.parse(readFileSync(at('made/rollover.json'), 'utf8')) as Record<string, string>
  assert.deepEqual(Object.keys(rollover), ['authority', 'newWithOld', 'oldWithNew', 'issuing'])
  const [authority, newWithOld, oldWithNew, issuing] = Object.values(rollover).map(parsed)
  assert.ok(authority && newWithOld && oldWithNew && issuing)
  assert.ok(sameName(authority.subject, here.authority.subject))
  const [byNew, byOld] = [key.publicKey, here.keys.authority.publicKey]
  assert.ok(isSignedBy(authority, byNew) && isSignedBy(oldWithNew, byNew) && isSignedBy(issuing, byNew))
  assert.ok(isSignedBy(newWithOld, byOld))
  assert.deepEqual(issuing.spki, here.issuing.spki)
  assert.deepEqual(parsed(readFileSync(at('made/authority.pem'), 'utf8')).der, authority.der)
  assert.ok(unit.out.includes(`chancery authority roll-over --key ${key.publicKey.thumbprint}`))
  assert.doesNotMatch(unit.out + unit.err + readFileSync(at('made/rollover.json'), 'utf8'), /PRIVATE/)
})

test('another algorithm can be named for the new key', async () => {
  assert.equal(await run([...argvOf('ed'), '--suite', 'ed25519']), 0, unit.err)
  assert.match(readFileSync(at('ed/authority.key.json'), 'utf8'), /"suite":\s*"ed25519"/)
})

const refused: readonly (readonly [what: string, argv: readonly string[], code: number, err: RegExp])[] = [
  [
    'a key that is not the authority’s',
    argvOf('none', { 'authority-key': at('other.key.json') }),
    2,
    /no certificate of the authority key/,
  ],
  [
    'an issuing certificate of another unit',
    argvOf('none', { issuing: at('strangers.pem') }),
    2,
    /no issuing certificate by this authority key/,
  ],
  [
    'a file of certificates that holds none',
    argvOf('none', { authority: at('old.key.json') }),
    2,
    /no certificate in PEM/,
  ],
  ['an algorithm too large for the record', [...argvOf('none'), '--suite', 'ml-dsa-65'], 2, /invalid/],
]

for (const [what, argv, code, err] of refused) {
  test(`${what} makes no new key`, async () => {
    assert.equal(await run(argv), code)
    assert.match(unit.err, err)
    assert.equal(existsSync(at('none')), false)
  })
}

test('an authority whose time is over is not followed by another', async () => {
  const late = { now: () => here.authority.notAfter + day }
  assert.equal(await run(argvOf('none'), unit.ports({ environment, clock: late })), 2)
  assert.match(unit.err, /the time of its authority is over/)
  assert.equal(existsSync(at('none')), false)
})

test('what stands is not overwritten, and a short passphrase is not taken', async () => {
  writeFileSync(at('authority.key.json'), 'mine')
  assert.equal(await run(argvOf('.')), 1)
  assert.equal(readFileSync(at('authority.key.json'), 'utf8'), 'mine')
  const answers = [passphrase, 'short']
  const askSecret = () => Promise.resolve(answers.shift())
  assert.equal(await run(argvOf('none'), unit.ports({ environment: {}, askSecret })), 2)
  assert.match(unit.err, /too short/)
  assert.equal(existsSync(at('none')), false)
})

test('a fingerprint is read out in groups, of a file, of a folder and of a public address', async () => {
  const digits = hex(sha256(here.authority.spki))
  const groups = (digits.match(/.{4}/g) ?? []).join(' ')
  unit.situation = { '/authority': readFileSync(at('authority.pem'), 'utf8') }
  for (const argv of [
    [at('authority.pem')],
    ['--as', top],
    [unit.publicAddress],
    ['--url', unit.publicAddress],
  ]) {
    unit.out = ''
    assert.equal(await run(['authority', 'fingerprint', ...argv]), 0, unit.err)
    assert.match(unit.out, /authority +.*unit\.example authority/)
    assert.match(unit.out, /^key +[0-9a-f]{4}( [0-9a-f]{4}){7}\n +[0-9a-f]{4}( [0-9a-f]{4}){7}\n/m)
    assert.ok(unit.out.replaceAll(/\n +/g, ' ').includes(groups))
  }
})

test('what has no fingerprint is told with what has', async () => {
  const hints: readonly (readonly [argv: readonly string[], code: number, err: RegExp])[] = [
    [['other.example:8480'], 2, /an address begins with `http:\/\/`/],
    [['https://other.example:8444'], 3, /only an `http:\/\/` address needs none/],
    [[], 2, /name a PEM file or a public address, or your folder by `--as`/],
  ]
  for (const [argv, code, err] of hints) {
    unit.err = ''
    assert.equal(await run(['authority', 'fingerprint', ...argv]), code, unit.err)
    assert.match(unit.err, err)
  }
})

test('every authority of a file has its fingerprints, for machines too', async () => {
  certificates('both.pem', here.authority, other.authority)
  assert.equal(await run(['authority', 'fingerprint', at('both.pem'), '--json']), 0)
  const { authorities } = JSON.parse(unit.out) as { authorities: readonly Record<string, string>[] }
  assert.deepEqual(
    authorities.map(({ keySha256, thumbprint, certificateSha256 }) => [
      keySha256,
      thumbprint,
      certificateSha256,
    ]),
    [here, other].map(({ authority, keys }) => [
      hex(sha256(authority.spki)),
      keys.authority.publicKey.thumbprint,
      hex(sha256(authority.der)),
    ]),
  )
})

test('what is no authority has no fingerprint', async () => {
  unit.situation = { '/authority': 'hello' }
  assert.equal(await run(['authority', 'fingerprint', unit.publicAddress]), 3)
  assert.match(unit.err, /no certificate in PEM/)
  assert.equal(await run(['authority', 'fingerprint', at('nowhere.pem')]), 2)
})
