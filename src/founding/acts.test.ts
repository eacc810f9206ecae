import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { base64, utf8 } from '#bytes'
import { day } from '#clock'
import { PrivateKey, PublicKeyCache, signEnvelope } from '#crypto'
import { certain, sure } from '#fault'
import { type FakeUnit, fakeKey, fakeUnit, speakerOf, unitProfile } from '#identity'
import { officeKnown } from '#organization'
import { digestOf, stepsForNode } from '#procedure'
import { actPayloadType, RecordVerifier, stateHash } from '#unit'
import type { Founding } from './acts.ts'
import { fakeFoundingActs } from './fake-founding.ts'
import {
  constitution,
  found,
  foundWhole,
  now,
  procedureCount,
  signed,
  stage,
  told,
  unitOf,
  usual,
} from './fixture.ts'

describe('a founding', () => {
  test('is entry 0 and brings about the unit, offices, certificates, procedures and a duty', async () => {
    const at = await stage()
    const receipt = sure(await found(at), 'the founding')
    assert.equal(receipt.index, 0)
    const { state } = at.unit
    assert.equal(unitProfile(state)?.founder, 'fay')
    assert.equal(unitProfile(state)?.key, at.fake.keys.authority.publicKey.thumbprint)
    for (const { office } of usual(at.fake).offices) assert.ok(officeKnown(state, office))
    const speakers = [at.fake.keys.founder, at.fake.keys.node].map(({ publicKey }) => {
      const found = speakerOf(state, publicKey.thumbprint, now)
      return found.ok && `${found.value.speaker.kind} ${found.value.speaker.id}`
    })
    assert.deepEqual(speakers, ['person fay', 'node node'])
    assert.deepEqual(stepsForNode(state), [])
    assert.equal(procedureCount(state), usual(at.fake).procedures.length)
  })

  test('is decided again from its entry alone by whoever verifies the record', async () => {
    const at = await stage()
    await foundWhole(at)
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

  test('leaves room in each of its entries', async () => {
    const at = await stage()
    await foundWhole(at)
    const sizes = (await at.log.read(0, 10)).map(({ length }) => length)
    assert.ok(certain(sizes[0], 'entry 0') < 32 * 1024, String(sizes))
    for (const size of sizes) assert.ok(size < entryBytesAimed, String(sizes))
  })
})

/** An entry holds 60 KiB. */
const entryBytesAimed = 56 * 1024

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
      'an announcement of what it adopts itself',
      (_, { procedures }) => ({ announced: procedures.map((text) => digestOf(text)) }),
      'announcement-repeated',
    ],
    [
      'the same announced twice',
      () => ({ announced: [digestOf(small), digestOf(small)] }),
      'announcement-repeated',
    ],
    ['an announcement that is no digest', () => ({ announced: ['x'] }), 'act-malformed'],
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
      assert.equal(told(await found(at, instead(at.fake, usual(at.fake)))), expected)
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
    await foundWhole(at)
    assert.equal(told(await found(at)), 'unit-founded-already')
    assert.equal(told(await found(at, {}, at.fake.keys.founder)), 'actor-differs')
    assert.equal(
      told(await found(at, { authority: base64(other.authority.der) }, other.keys.authority)),
      'unit-founded-already',
    )
    assert.equal(told(await found({ ...at, fake: other })), 'unit-differs')
    assert.equal(at.log.size, fakeFoundingActs(at.fake).length)
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
  await foundWhole(at)
  const { authority } = at.fake.keys
  const open = signed(authority, authority.publicKey.thumbprint, 'case.open', { procedure: 'audit' })
  assert.equal(told(await at.unit.submit(open)), 'key-unknown')
})
