import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { base64, utf8 } from '#bytes'
import { isoInstant } from '#clock'
import { suiteNamed } from '#crypto'
import { certain, sure } from '#fault'
import { fakePdf } from '#pdf'
import { type AuthorityClaim, type SigningWishes, signatureForms, wholePart } from '#signature'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'
import { folderTests } from './folder-tests.ts'
import { certificatesIn } from './profile.ts'

const unit = new FakeUnit()
before(() => unit.open())
after(() => unit.close())

const letter = fakePdf()
const documents: Readonly<Record<string, Uint8Array>> = {
  'permit.txt': utf8('granted'),
  'permit.pdf': letter,
  'permit.json': utf8('{"permit":17}'),
}

const { at, test } = folderTests(setUp)

function setUp(): void {
  unit.reset()
  for (const [name, bytes] of Object.entries(documents)) writeFileSync(at(name), bytes)
}

const time = Math.floor(Date.now() / 1000) * 1000

function claim(instead: Partial<AuthorityClaim> = {}): AuthorityClaim {
  return {
    unit: unit.unit,
    case: '17',
    step: 'decide',
    permission: 'document.sign',
    object: 'permit/17',
    epoch: 41,
    grant: new Uint8Array(32),
    ...instead,
  }
}

/** What a unit proposes for a file: by these claims, with as much of the path as it carries. */
function proposal(
  form: string,
  name: string,
  document: Uint8Array,
  instead: Partial<SigningWishes> = {},
): object {
  const [certificate, issuing] = certificatesIn(readFileSync(join(unit.folder, 'certificate.pem'), 'utf8'))
  assert.ok(certificate && issuing)
  const row = certain(signatureForms.get(form), form)
  const wishes: SigningWishes = {
    suite: certain(suiteNamed('ecdsa-p256-sha256'), 'the suite'),
    certificate,
    chain: [issuing],
    signingTime: time,
    commitments: ['1.2.840.113549.1.9.16.6.5'],
    roles: ['permits'],
    authority: claim(),
    ...instead,
  }
  const types: Readonly<Record<string, string>> = {
    cades: 'text/plain',
    pades: 'application/pdf',
    jades: 'application/json',
  }
  const content = { parts: [wholePart(name, document, types[form])], attached: form !== 'cades' }
  const prepared = sure(row.prepare(wishes, content), 'the preparation')
  const under = { case: '17', step: 'decide' }
  return {
    toBeSigned: base64(prepared.toBeSigned),
    time: isoInstant(time),
    act: { act: 'document.sign', under },
  }
}

function run(name: string): Promise<number> {
  const wishes = ['--object', 'permit/17', '--commitment', 'proof-of-approval']
  return runCommandLine(['sign', at(name), ...wishes], unit.ports({ clock: { now: () => Date.now() } }))
}

test('what the unit says itself is not taken from the command line', async () => {
  const argv = ['sign', at('permit.txt'), '--object', 'permit/17', '--role', 'minister']
  assert.equal(await runCommandLine(argv, unit.ports({ clock: { now: () => Date.now() } })), 2)
  assert.match(unit.err, /the unit sees to it: leave out `--role`/)
})

for (const [form, name] of [
  ['cades', 'permit.txt'],
  ['pades', 'permit.pdf'],
  ['jades', 'permit.json'],
] as const) {
  const document = documents[name] ?? letter

  test(`${form}: what the unit proposes is signed when this machine makes the same of it`, async () => {
    unit.situation = { '/signatures/prepare': proposal(form, name, document) }
    // The unit of the test takes no signatures: that it was asked to is what shows that one was made.
    assert.equal(await run(name), 1, unit.err)
    assert.match(unit.err, /there is nothing at `\/signatures`/)
  })

  const foreign: Readonly<Record<string, () => object>> = {
    'another document': () => proposal(form, name, form === 'pades' ? fakePdf('stream') : utf8('{"no":1}')),
    'another commitment': () => proposal(form, name, document, { commitments: [] }),
    'another object': () => proposal(form, name, document, { authority: claim({ object: 'permit/18' }) }),
    'another unit': () => proposal(form, name, document, { authority: claim({ unit: 'A'.repeat(43) }) }),
    'another permission': () =>
      proposal(form, name, document, { authority: claim({ permission: 'document.seal' }) }),
    'octets of something else': () => ({ ...proposal(form, name, document), toBeSigned: base64(document) }),
  }
  for (const [what, make] of Object.entries(foreign)) {
    test(`${form}: nothing is signed when the unit proposes ${what}`, async () => {
      unit.situation = { '/signatures/prepare': make() }
      assert.equal(await run(name), 4, unit.err)
      assert.match(unit.err, /what the unit proposes to be signed does not verify/)
      assert.equal(unit.received.length, 1)
      assert.equal(existsSync(at(`${name}.p7s`)), false)
    })
  }
}
