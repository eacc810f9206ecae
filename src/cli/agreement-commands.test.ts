import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { base64, hex, sha256 } from '#bytes'
import { day, hour } from '#clock'
import { type KdfStrength, type PrivateKey, sealKey } from '#crypto'
import { sure } from '#fault'
import { fakeKey, fakeUnit } from '#identity'
import { agreementBounds, type Certificate, fromPem, isSignedBy, parseCertificate, pem } from '#x509'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'
import type { CommandLinePorts } from './ports.ts'

const unit = new FakeUnit()
const now = unit.ports().clock.now()
const here = fakeUnit(now)
const there = fakeUnit(now, 365, 'there.example')
const folder = mkdtempSync(join(tmpdir(), 'chancery-agreements-'))
const at = (name: string): string => join(folder, name)
const passphrase = 'of the unit itself'
const weak: KdfStrength = { memoryKiB: 8, passes: 1, lanes: 1 }
const ourPem = pem('CERTIFICATE', here.authority.der)

before(async () => {
  await unit.open()
  await keep('authority.key.json', here.keys.authority)
  await keep('other.key.json', fakeKey())
  writeFileSync(at('authority.pem'), ourPem)
})
after(() => {
  unit.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => unit.reset())

async function keep(name: string, key: PrivateKey): Promise<void> {
  writeFileSync(at(name), await sealKey(key, passphrase, weak))
}

const terms = {
  domain: 'there.example',
  domains: ['there.example', 'further.example'],
  authority: base64(there.authority.der),
  key: there.keys.authority.publicKey.thumbprint,
  grade: 'medium',
  purposes: ['client'],
  hops: 1,
  days: 30,
  statusAgeMaxSeconds: 7_200,
  bundleUrl: 'https://there.example/.well-known/chancery-bundle',
  privateAddresses: false,
}

function proposal(instead: object = {}, id = '9'): object {
  return { case: id, by: 'mara', evidence: 'read out by telephone', terms: { ...terms, ...instead } }
}

const certifying = ['agreement', 'certify', '--proposal', at('proposal.json')]
const withKey = ['--authority-key', at('authority.key.json')]
const offline = [...certifying, ...withKey, '--authority', at('authority.pem')]

/** A command line of whoever sits beside the safe and gives these answers. */
function run(argv: readonly string[], answer?: string, more: Partial<CommandLinePorts> = {}) {
  const environment = {
    ...unit.ports().environment,
    CHANCERY_UNIT_PASSPHRASE: passphrase,
    ...more.environment,
  }
  return runCommandLine(argv, unit.ports({ ask: () => Promise.resolve(answer), ...more, environment }))
}

function proposed(...proposals: readonly object[]): void {
  writeFileSync(at('proposal.json'), JSON.stringify({ proposals }))
}

function certificateIn(text: string): Certificate {
  return sure(parseCertificate(sure(fromPem(text, 'CERTIFICATE'), 'PEM')), 'a certificate')
}

test('what was proposed is shown in words and signed beside the safe, without a network', async () => {
  proposed(proposal())
  assert.equal(await run([...offline, '--as', at('nowhere')], 'yes'), 0, unit.err)
  const certificate = certificateIn(unit.out)
  assert.ok(isSignedBy(certificate, here.keys.authority.publicKey))
  const { domains, grade, hops, bundleUrl, privateAddresses, statusAgeMaxSeconds } = terms
  assert.deepEqual(agreementBounds(certificate), {
    ...{ domains, grade, hops, bundleUrl, privateAddresses, statusAgeMaxSeconds },
    purposes: ['client'],
  })
  assert.deepEqual([certificate.notBefore, certificate.notAfter], [now - hour, now + 30 * day])
  const digits = hex(sha256(there.authority.spki))
  assert.ok(unit.err.includes(`${digits.slice(0, 4)} ${digits.slice(4, 8)} `))
  for (const said of [
    /recognise +there\.example\n/,
    /proposed +by mara in case 9\n/,
    /because +read out by telephone\n/,
    /names +there\.example and everything below it, further\.example\n/,
    /grade +medium and below\n/,
    /further +one further agreement may follow\n/,
    /status +at most 2 hours old\n/,
    /until +2026-12-22T12:00:00/,
  ]) {
    assert.match(unit.err, said)
  }
})

test('nothing is signed when whoever is asked says anything but yes, or nobody is there', async () => {
  proposed(proposal())
  for (const [answer, code, err] of [
    ['no', 1, /nothing was signed/],
    ['', 1, /nothing was signed/],
    [undefined, 2, /nobody to ask at a terminal/],
  ] as const) {
    unit.reset()
    assert.equal(await run(offline, answer), code)
    assert.match(unit.err, err)
    assert.equal(unit.out, '')
  }
  unit.reset()
  assert.equal(await run([...offline, '--yes']), 0)
  certificateIn(unit.out)
})

const text = (value: unknown) => () => writeFileSync(at('proposal.json'), JSON.stringify(value))
const wrong: readonly (readonly [what: string, set: () => void, err: RegExp, argv?: readonly string[]])[] = [
  ['no proposal', () => proposed(), /nothing is proposed/],
  ['two proposals', () => proposed(proposal(), proposal({}, '11')), /cases 9, 11 propose something/],
  ['a case that proposes nothing', () => proposed(proposal()), /case 3 proposes nothing/, ['--case', '3']],
  ['another key than the certificate’s', () => proposed(proposal({ key: 'x' })), /another key than its/],
  [
    'a certificate that is no authority’s',
    () => proposed(proposal({ authority: base64(there.founder.der) })),
    /none that can be recognised/,
  ],
  ['a certificate in no base64', () => proposed(proposal({ authority: '?' })), /none that can be recognised/],
  ['something else altogether', text({ certificates: [] }), /not what `agreement proposal --json` prints/],
  ['no JSON', () => writeFileSync(at('proposal.json'), '<html>'), /not what `agreement proposal --json`/],
]

for (const [what, set, err, more = []] of wrong) {
  test(`a proposal file with ${what} is refused before anybody is asked`, async () => {
    set()
    const ask = () => assert.fail('somebody was asked')
    assert.equal(await run([...offline, ...more], undefined, { ask }), 2)
    assert.match(unit.err, err)
  })
}

test('the key must be open to its holder and that of the authority', async () => {
  proposed(proposal())
  const other = [...certifying, '--authority-key', at('other.key.json'), '--authority', at('authority.pem')]
  assert.equal(await run(other, 'yes'), 2)
  assert.match(unit.err, /no certificate of the authority key/)
  unit.reset()
  const environment = { CHANCERY_UNIT_PASSPHRASE: 'guessed' }
  assert.equal(await run(offline, 'yes', { environment }), 1)
  assert.match(unit.err, /the passphrase is wrong/)
  assert.doesNotMatch(unit.err, /guessed/)
})

const countersigning = ['agreement', 'countersign', '--unit', 'there.example', ...withKey]

const signStep = {
  step: 'sign',
  state: 'invoked',
  mine: false,
  claimable: true,
  permits: ['agreement.sign'],
  objects: ['unit/there.example'],
  uses: [{ permission: 'agreement.sign', uses: 1, used: 0 }],
  outcomes: [],
  asks: [],
}

function atTheUnit(...proposals: readonly object[]): void {
  unit.situation = {
    '/procedures': { procedures: [] },
    '/cases': { cases: [{ case: '9', procedure: 'recognise-unit', steps: [signStep] }] },
    '/me/offices': { offices: ['chief-information-officer'] },
    '/authority': ourPem,
    '/units/there.example/proposals': { proposals },
  }
}

test('countersigning takes the step, shows what its case proposes, signs and puts into force', async () => {
  atTheUnit(proposal({ hops: 0 }, '7'), proposal())
  const argv = [...countersigning, '--case', '9', '--step', 'sign']
  assert.equal(await run(argv, 'yes'), 0, unit.err)
  const [claim, sign, ...rest] = unit.done
  assert.equal(claim, 'step.claim {"case":"9","step":"sign"}')
  assert.deepEqual(rest, [])
  const [, place, input = ''] = /^agreement\.sign (\S+) (.*)$/s.exec(sign ?? '') ?? []
  assert.equal(place, '9/sign')
  const { unit: named, certificate } = JSON.parse(input) as { unit: string; certificate: string }
  assert.equal(named, 'there.example')
  assert.equal(agreementBounds(certificateIn(certificate))?.hops, 1)
  assert.match(unit.out, /^claimed step sign of case 9 [^]*agreement\.sign stands on the record/)
})

test('who is to sign what nobody has proposed is told what comes first', async () => {
  atTheUnit()
  const by = { kind: 'office', office: 'security-manager' }
  const steps = [
    { id: 'propose', by, after: [], permits: ['agreement.propose'] },
    { id: 'sign', by: { kind: 'office', office: 'chief-information-officer' }, after: ['propose'] },
  ].map((step) => ({
    permits: ['agreement.sign'],
    objects: ['unit/{unit}'],
    uses: [],
    outcomes: [],
    data: [],
    ...step,
  }))
  const data = [{ name: 'unit', type: 'text', required: true }]
  const procedure = { name: 'recognise-unit', founding: true, openedBy: by, data, steps }
  Object.assign(unit.situation, { '/procedures': { procedures: [procedure] }, '/cases': { cases: [] } })
  assert.equal(await run(countersigning), 2)
  assert.match(unit.err, /nothing with `there\.example` waits to be signed: `agreement propose`, /)
  assert.deepEqual(unit.done, [])
})

test('who declines keeps the step, and nothing is signed', async () => {
  atTheUnit(proposal())
  assert.equal(await run(countersigning, 'no'), 1)
  assert.deepEqual(unit.done, ['step.claim {"case":"9","step":"sign"}'])
  assert.match(unit.err, /nothing was signed, as you decided; case 9 stays open/)
})

test('a unit that tells of another proposal than its own case’s is not believed', async () => {
  for (const [proposals, err] of [
    [[proposal({}, '7')], /case 9 proposes nothing/],
    [[proposal({ domain: 'elsewhere.example' })], /about another unit/],
    [[proposal({ key: here.keys.authority.publicKey.thumbprint })], /names? another key/],
  ] as const) {
    unit.reset()
    atTheUnit(...proposals)
    assert.equal(await run([...countersigning, '--yes']), 4)
    assert.match(unit.err, err)
    assert.equal(unit.done.length, 1)
  }
})

test('only the unit’s newest authority key signs, and that is seen before anything is done', async () => {
  atTheUnit(proposal())
  unit.situation['/authority'] = ourPem + pem('CERTIFICATE', there.authority.der)
  assert.equal(await run([...countersigning, '--yes']), 2)
  assert.match(unit.err, /no certificate of the authority key that was opened/)
  assert.deepEqual(unit.done, [])
})
