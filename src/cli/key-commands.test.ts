import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { openKey } from '#crypto'
import { sure } from '#fault'
import { fromPem, nameText, parseRequest, verifyRequest } from '#x509'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'

const unit = new FakeUnit()
const folder = mkdtempSync(join(tmpdir(), 'chancery-keys-'))
const at = (name: string): string => join(folder, name)
const passphrase = 'some words nobody knows'
const environment = { CHANCERY_PASSPHRASE: passphrase }

before(() => unit.open())
after(() => {
  unit.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => unit.reset())

const openssl = hasOpenssl() ? false : 'there is no openssl on this machine'

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'])
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return false
  }
}

const forWang = ['--id', 'wang.li', '--name', '王丽', '--domain', 'unit.example']

test('a new key is sealed, and its request asks for the name in the unit’s domain', async () => {
  const argv = ['key', 'new', ...forWang, '--dns', 'a.unit.example', '--out', at('wang')]
  assert.equal(await runCommandLine(argv, unit.ports({ environment })), 0, unit.err)
  const sealed = readFileSync(at('wang/key.json'), 'utf8')
  assert.equal(statSync(at('wang/key.json')).mode & 0o777, 0o600)
  const key = sure(await openKey(sealed, passphrase), 'the key')
  const der = sure(fromPem(readFileSync(at('wang/request.pem'), 'utf8'), 'CERTIFICATE REQUEST'), 'the PEM')
  const request = sure(parseRequest(der), 'the request')
  assert.equal(sure(verifyRequest(request), 'its key').thumbprint, key.publicKey.thumbprint)
  assert.equal(nameText(request.subject), 'CN=王丽')
  assert.deepEqual(request.subjectAltName, [
    { kind: 'uri', value: 'spiffe://unit.example/person/wang.li' },
    { kind: 'dns', value: 'a.unit.example' },
  ])
  assert.ok(unit.out.includes(key.publicKey.thumbprint))
  assert.doesNotMatch(unit.out + unit.err, new RegExp(passphrase))
})

test('a key that stands is not overwritten', async () => {
  writeFileSync(at('key.json'), 'mine')
  assert.equal(
    await runCommandLine(['key', 'new', ...forWang, '--out', folder], unit.ports({ environment })),
    1,
  )
  assert.match(unit.err, /key\.json` stands already and is not overwritten/)
  assert.equal(readFileSync(at('key.json'), 'utf8'), 'mine')
})

const secrets: readonly (readonly [name: string, answers: readonly (string | undefined)[], err: RegExp])[] = [
  ['a short passphrase is refused', ['short'], /too short: take 15 characters or more/],
  ['two passphrases that differ are refused', ['long enough it is', 'long enough it was'], /not the same/],
  ['a passphrase needs somebody to ask', [undefined], /set `CHANCERY_PASSPHRASE`/],
]

for (const [name, answers, err] of secrets) {
  test(name, async () => {
    const left = [...answers]
    const askSecret = (): Promise<string | undefined> => Promise.resolve(left.shift())
    const argv = ['key', 'new', ...forWang, '--out', at('none')]
    assert.equal(await runCommandLine(argv, unit.ports({ environment: {}, askSecret })), 2)
    assert.match(unit.err, err)
    assert.equal(existsSync(at('none')), false)
  })
}

const unsuitable: readonly (readonly [name: string, argv: readonly string[], err: RegExp])[] = [
  [
    'an identifier that fits no name',
    ['--id', 'Wang Li', '--name', 'W', '--domain', 'unit.example'],
    /identifier/,
  ],
  ['a domain that is none', ['--id', 'wang', '--name', 'W', '--domain', 'UNIT example'], /identifier/],
  ['an empty name', ['--id', 'wang', '--name', ' ', '--domain', 'unit.example'], /1 to 64 characters/],
  ['a host that is none', [...forWang, '--dns', 'a b'], /`a b` is no host name/],
  ['a kind nobody knows', [...forWang, '--kind', 'ghost'], /`ghost` is invalid/],
]

for (const [name, argv, err] of unsuitable) {
  test(`${name} makes no key`, async () => {
    const code = await runCommandLine(
      ['key', 'new', ...argv, '--out', at('none')],
      unit.ports({ environment }),
    )
    assert.equal(code, 2)
    assert.match(unit.err, err)
    assert.equal(existsSync(at('none')), false)
  })
}

test('the domain is asked of the unit', async () => {
  const facts = { name: 'unit', domain: 'asked.example', key: 'k', recordKey: 'r', journalKey: 'j' }
  unit.situation = { '/unit': facts }
  const argv = [
    '--as',
    unit.folder,
    'key',
    'new',
    '--id',
    'li',
    '--name',
    'Li',
    '--out',
    at('asked'),
    '--unit',
  ]
  // The public address of the fake is out of reach, which shows that it was asked there.
  assert.equal(await runCommandLine([...argv, 'http://localhost:1'], unit.ports({ environment })), 3)
  assert.match(unit.err, /`http:\/\/localhost:1` gives no answer/)
})

test('a key of openssl is brought in, its own passphrase asked for', { skip: openssl }, async () => {
  const pemFile = at('ec.pem')
  const argv = ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-aes256']
  execFileSync('openssl', [...argv, '-pass', 'pass:from openssl', '-out', pemFile], { stdio: 'pipe' })
  const bring = ['key', 'import', pemFile, ...forWang, '--out', at('brought')]
  const wrong = unit.ports({ environment: { ...environment, CHANCERY_IMPORT_PASSPHRASE: 'guess' } })
  assert.equal(await runCommandLine(bring, wrong), 1)
  assert.match(unit.err, /the passphrase is wrong/)
  const right = unit.ports({ environment: { ...environment, CHANCERY_IMPORT_PASSPHRASE: 'from openssl' } })
  assert.equal(await runCommandLine(bring, right), 0, unit.err)
  assert.ok((await openKey(readFileSync(at('brought/key.json'), 'utf8'), passphrase)).ok)
})

test('the folder’s key and certificate are shown without opening the key', async () => {
  assert.equal(await runCommandLine(['key', 'show', '--json'], unit.ports()), 0, unit.err)
  const facts = JSON.parse(unit.out) as Record<string, unknown>
  assert.equal(facts['holder'], 'person/mei')
  assert.equal(facts['domain'], 'unit.example')
  assert.equal(facts['suite'], 'ecdsa-p256-sha256')
})

test('key and certificate are exported as one file that openssl opens', { skip: openssl }, async () => {
  const ports = unit.ports()
  const withExport = { ...ports.environment, CHANCERY_EXPORT_PASSPHRASE: 'for the browser it is' }
  const argv = ['key', 'export', '--p12', at('mei.p12')]
  assert.equal(await runCommandLine(argv, { ...ports, environment: withExport }), 0, unit.err)
  assert.equal(statSync(at('mei.p12')).mode & 0o777, 0o600)
  const told = execFileSync(
    'openssl',
    ['pkcs12', '-in', at('mei.p12'), '-nodes', '-passin', 'pass:for the browser it is'],
    { encoding: 'utf8', stdio: 'pipe' },
  )
  assert.match(told, /friendlyName: mei \(unit\.example\)/)
  assert.equal(told.match(/BEGIN CERTIFICATE/g)?.length, 2)
})

test('a certificate of another key opens no session', async () => {
  assert.equal(
    await runCommandLine(['key', 'new', ...forWang, '--out', at('mixed')], unit.ports({ environment })),
    0,
  )
  for (const file of ['certificate.pem', 'authority.pem', 'unit.json']) {
    writeFileSync(at(`mixed/${file}`), readFileSync(join(unit.folder, file)))
  }
  const argv = ['--as', at('mixed'), 'case', 'show', '1']
  assert.equal(await runCommandLine(argv, unit.ports({ environment })), 2)
  assert.match(unit.err, /certificate\.pem` is not what it should be: it is the certificate of another key/)
})
