import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { base64, utf8 } from '#bytes'
import { type Clock, day, isoInstant } from '#clock'
import { PrivateKey, PublicKeyCache, randomToken, signEnvelope, systemRandom } from '#crypto'
import { accept, certain, sure } from '#fault'
import { type FakeUnit, fakeKey, fakeUnit, identitySlice, roleKeys, speakerOf, unitProfile } from '#identity'
import { officeKnown, organizationSlice } from '#organization'
import { permitByStep, permitReading, procedureActs, procedureSlice, stepsForNode } from '#procedure'
import { Log, memoryStore } from '#record'
import { usesOf } from '#task'
import {
  type Act,
  actPayloadType,
  type Constitution,
  Documents,
  emptyState,
  RecordVerifier,
  type State,
  stateHash,
  Unit,
} from '#unit'
import { type Founding, foundingActs, foundingSpeaker } from './acts.ts'
import { fakeFounding } from './fake-founding.ts'

const now = Date.UTC(2026, 0, 5, 8)
const clock: Clock = { now: () => now }

/** The rooms that a founding begins, as the wiring puts them together. */
const constitution: Constitution = {
  slices: [identitySlice, organizationSlice, procedureSlice] as Constitution['slices'],
  acts: [...foundingActs, ...procedureActs] as Constitution['acts'],
  queries: [],
  speakerOf(state, key, act, time) {
    const founding = foundingSpeaker(act)
    return founding?.key === key ? accept(founding) : speakerOf(state, key, time)
  },
  permit: permitByStep,
  permitReading,
  eventsOfUse: usesOf,
  consequences: () => accept([]),
  roleKeys,
}

const unitOf = (state: State) => unitProfile(state)?.key

interface Stage {
  readonly fake: FakeUnit
  readonly unit: Unit
  readonly log: Log
}

async function stage(fake = fakeUnit(now)): Promise<Stage> {
  const signer = PrivateKey.generate('ed25519')
  const options = { store: memoryStore(), name: 'record', origin: 'unit.example/record', signer }
  const log = sure(await Log.open(options), 'the log')
  const unit = new Unit({
    constitution,
    log,
    state: emptyState(constitution.slices),
    clock,
    random: systemRandom,
    keys: new Map(),
    publicKeys: new PublicKeyCache(),
    documents: new Documents(),
    unitOf,
  })
  return { fake, unit, log }
}

function signed(signer: PrivateKey, unit: string, act: string, input: object): Uint8Array {
  const named = { act, id: randomToken(systemRandom, 16), unit, time: isoInstant(now) }
  const payload = utf8(JSON.stringify({ ...named, input }))
  return utf8(JSON.stringify(signEnvelope(actPayloadType, payload, signer)))
}

/** Founds, or tries to: with what is given instead of the usual, by the authority key or another. */
function found(
  { fake, unit }: Stage,
  instead: object = {},
  signer = fake.keys.authority,
): ReturnType<Unit['submit']> {
  const { thumbprint } = fake.keys.authority.publicKey
  return unit.submit(signed(signer, thumbprint, 'unit.found', { ...fakeFounding(fake), ...instead }))
}

describe('a founding', () => {
  test('is entry 0 and brings about the unit, offices, certificates, procedures and a duty', async () => {
    const at = await stage()
    const receipt = sure(await found(at), 'the founding')
    assert.equal(receipt.index, 0)
    const { state } = at.unit
    assert.equal(unitProfile(state)?.founder, 'fay')
    assert.equal(unitProfile(state)?.key, at.fake.keys.authority.publicKey.thumbprint)
    for (const { office } of fakeFounding(at.fake).offices) assert.ok(officeKnown(state, office))
    const speakers = [at.fake.keys.founder, at.fake.keys.node].map(({ publicKey }) => {
      const found = speakerOf(state, publicKey.thumbprint, now)
      return found.ok && `${found.value.speaker.kind} ${found.value.speaker.id}`
    })
    assert.deepEqual(speakers, ['person fay', 'node node'])
    assert.deepEqual(stepsForNode(state), [])
    assert.equal(procedureCount(state), fakeFounding(at.fake).procedures.length)
  })

  test('is decided again from its entry alone by whoever verifies the record', async () => {
    const at = await stage()
    sure(await found(at), 'the founding')
    const input = { procedure: 'establish-office', data: { office: 'archive' } }
    const { thumbprint } = at.fake.keys.authority.publicKey
    sure(await at.unit.submit(signed(at.fake.keys.founder, thumbprint, 'case.open', input)), 'a case')
    const verifier = new RecordVerifier(constitution, new PublicKeyCache(), unitOf)
    for (const bytes of await at.log.read(0, 10)) assert.ok(verifier.next(bytes).ok)
    const { slices } = constitution
    assert.equal(stateHash(slices, verifier.state), stateHash(slices, at.unit.state))
  })

  test('with another key’s signature is found by whoever verifies the record', async () => {
    const at = await stage()
    sure(await found(at), 'the founding')
    const [bytes] = await at.log.read(0, 1)
    const entry = JSON.parse(Buffer.from(certain(bytes, 'entry 0')).toString('utf8'))
    const stranger = PrivateKey.generate('ecdsa-p256-sha256')
    const payload = Buffer.from(entry.envelope.payload, 'base64')
    const { keyid } = entry.envelope.signatures[0]
    const forged = signEnvelope(actPayloadType, payload, stranger)
    const posing = { ...forged, signatures: [{ ...certain(forged.signatures[0], 'it'), keyid }] }
    for (const [envelope, kind] of [
      [forged, 'key-unknown'],
      [posing, 'signature-wrong'],
    ] as const) {
      const verifier = new RecordVerifier(constitution, new PublicKeyCache(), unitOf)
      const judged = verifier.next(utf8(JSON.stringify({ ...entry, envelope })))
      assert.ok(!judged.ok && judged.fault.kind === 'entry-refused')
      assert.equal(judged.fault.cause.kind, kind)
    }
  })

  test('leaves room in its entry beside the shipped procedures', async () => {
    const at = await stage()
    const receipt = sure(await found(at), 'the founding')
    assert.ok(Buffer.from(receipt.entry, 'base64').length < 50 * 1024)
  })
})

function procedureCount(state: State): number {
  return (state.slices.get('procedure') as { procedures: { size: number } }).procedures.size
}

type Told = { readonly kind: string; readonly which?: string; readonly fault?: { readonly kind: string } }

/** The kind of a refusal with which certificate it is about and what is wrong with it. */
function told(receipt: Awaited<ReturnType<Unit['submit']>>): string {
  if (receipt.ok) return 'founded'
  const { kind, which, fault } = receipt.fault as Told
  return [kind, which, fault?.kind].filter(Boolean).join(' ')
}

describe('a founding is refused for', () => {
  const leaf = (fake: FakeUnit, instead: object) =>
    base64(fake.leaf(fake.keys.founder, { id: 'fay', ...instead }))
  const nodeLeaf = (fake: FakeUnit, instead: object) =>
    base64(fake.leaf(fake.keys.node, { kind: 'service', grade: 'medium', id: 'node', ...instead }))
  const other = fakeUnit(now)
  const small = 'procedure: x\ntitle: { en: X }\nopened-by: anyone\nsteps: { a: { by: anyone } }\n'
  const isDuty = (text: string) => text.includes('procedure: node-duty')
  const cases: readonly (readonly [string, (fake: FakeUnit, usual: Founding) => object, string])[] = [
    ['a suite there is not', () => ({ suite: 'rot13' }), 'suite-unknown'],
    ['a suite whose founding fits into no entry', () => ({ suite: 'ml-dsa-65' }), 'suite-unknown'],
    [
      'an issuing certificate in no base64',
      () => ({ issuing: '?' }),
      'founding-certificate issuing not-base64',
    ],
    [
      'a founder without certificate',
      () => ({ founderCertificate: '' }),
      'founding-certificate founder not-der',
    ],
    [
      'a node’s certificate that is none',
      () => ({ nodeCertificate: 'AAAA' }),
      'founding-certificate node not-der',
    ],
    [
      'another unit’s issuing key',
      () => ({ issuing: base64(other.issuing.der) }),
      'founding-path founder signature-wrong',
    ],
    [
      'another unit’s founder',
      () => ({ founderCertificate: base64(other.founder.der) }),
      'founding-path founder signature-wrong',
    ],
    [
      'another unit’s node',
      () => ({ nodeCertificate: base64(other.node.der) }),
      'founding-path node signature-wrong',
    ],
    [
      'a founder whose certificate has ended',
      (fake) => ({ founderCertificate: leaf(fake, { notAfter: now - day, notBefore: now - 2 * day }) }),
      'founding-path founder expired',
    ],
    [
      'a node whose certificate has not begun',
      (fake) => ({ nodeCertificate: nodeLeaf(fake, { notBefore: now + day }) }),
      'founding-path node not-yet-valid',
    ],
    ['a founder of another name', () => ({ founder: { id: 'eve', name: 'Eve' } }), 'founding-name founder'],
    [
      'a founder who is a device',
      (fake) => ({ founderCertificate: leaf(fake, { kind: 'device' }) }),
      'founding-name founder',
    ],
    [
      'a founder of another domain',
      (fake) => ({ founderCertificate: leaf(fake, { domain: 'other.example' }) }),
      'founding-name founder',
    ],
    [
      'a node of another name',
      (fake) => ({ nodeCertificate: nodeLeaf(fake, { id: 'knot' }) }),
      'founding-name node',
    ],
    [
      'a node that is a person',
      (fake) => ({ nodeCertificate: nodeLeaf(fake, { kind: 'person' }) }),
      'founding-name node',
    ],
    [
      'a founder of a grade nobody attested',
      (fake) => ({ founderCertificate: leaf(fake, { grade: 'high' }) }),
      'founding-grade founder',
    ],
    [
      'a founder of the test grade',
      (fake) => ({ founderCertificate: leaf(fake, { grade: 'test' }) }),
      'founding-grade founder',
    ],
    [
      'a node of the founder’s grade',
      (fake) => ({ nodeCertificate: nodeLeaf(fake, { grade: 'basic' }) }),
      'founding-grade node',
    ],
    ['the domain of nobody’s certificate', () => ({ domain: 'other.example' }), 'founding-name founder'],
    [
      'no duty for the node',
      (_, { procedures }) => ({ procedures: procedures.filter((text) => !isDuty(text)) }),
      'duty-missing',
    ],
    ['no procedures at all', () => ({ procedures: [] }), 'duty-missing'],
    [
      'a procedure twice',
      (_, { procedures }) => ({ procedures: [...procedures, small, small] }),
      'procedure-repeated',
    ],
    [
      'a procedure that is none',
      (_, { procedures }) => ({ procedures: [...procedures, 'procedure: x'] }),
      'procedure-text',
    ],
    [
      'a procedure with a cycle',
      (_, { procedures }) => {
        const circle = '{ a: { by: anyone, after: b }, b: { by: anyone, after: a } }'
        return { procedures: [...procedures, small.replace('{ a: { by: anyone } }', circle)] }
      },
      'procedure-text',
    ],
    ['offices that procedures name and nobody establishes', () => ({ offices: [] }), 'procedure-text'],
    [
      'more than an entry holds',
      (_, { procedures }) => ({ procedures: [...procedures, ...fillers()] }),
      'entry-too-large',
    ],
    ['a member nobody knows', () => ({ more: 1 }), 'act-malformed'],
    ['a name that no certificate holds', () => ({ name: 'x'.repeat(65) }), 'act-malformed'],
    ['an address that no certificate holds', () => ({ publicUrl: 'http://ü.example' }), 'act-malformed'],
    ['an address to which no path can be added', () => ({ publicUrl: 'http://a.example/' }), 'act-malformed'],
    ['no authority', () => ({ authority: '' }), 'key-unknown'],
    ['an address that is no address', () => ({ publicUrl: 'ftp://unit.example' }), 'act-malformed'],
  ]
  for (const [what, instead, expected] of cases) {
    test(what, async () => {
      const at = await stage()
      const usual = fakeFounding(at.fake)
      assert.equal(told(await found(at, instead(at.fake, usual))), expected)
      assert.equal(at.log.size, 0)
      assert.equal(told(await found(at)), 'founded')
    })
  }

  function fillers(): readonly string[] {
    return Array.from({ length: 6 }, (_, at) => `${small.replace(': x', `: x${at}`)}# ${'x'.repeat(3_000)}\n`)
  }

  test('another key’s signature, its own or under the authority’s name', async () => {
    const at = await stage()
    const stranger = fakeKey()
    assert.equal(told(await found(at, {}, stranger)), 'key-unknown')
    assert.equal(told(await found(at, {}, at.fake.keys.issuing)), 'key-unknown')
    assert.equal(at.log.size, 0)
  })

  test('anything that stands before it, be it signed by the authority key again', async () => {
    const at = await stage()
    sure(await found(at), 'the founding')
    assert.equal(told(await found(at)), 'unit-founded-already')
    assert.equal(told(await found(at, {}, at.fake.keys.founder)), 'actor-differs')
    assert.equal(
      told(await found(at, { authority: base64(other.authority.der) }, other.keys.authority)),
      'unit-founded-already',
    )
    assert.equal(told(await found({ ...at, fake: other })), 'unit-differs')
    assert.equal(at.log.size, 1)
  })
})

test('before the founding nobody can do anything else', async () => {
  const at = await stage()
  const { thumbprint } = at.fake.keys.authority.publicKey
  for (const key of [at.fake.keys.authority, at.fake.keys.founder, at.fake.keys.node]) {
    const input = { procedure: 'audit' }
    assert.equal(told(await at.unit.submit(signed(key, thumbprint, 'case.open', input))), 'key-unknown')
  }
})

test('the authority key has no say in a unit once it is founded', async () => {
  const at = await stage()
  sure(await found(at), 'the founding')
  const { authority } = at.fake.keys
  const open = signed(authority, authority.publicKey.thumbprint, 'case.open', { procedure: 'audit' })
  assert.equal(told(await at.unit.submit(open)), 'key-unknown')
  const act = { act: 'case.open', input: { ...fakeFounding(at.fake) } } as const
  assert.equal(foundingSpeaker({ ...act, id: '', unit: '', time: now } satisfies Act), undefined)
})
