import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { base64 } from '#bytes'
import { minute } from '#clock'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { countOf } from '#table'
import { read } from '#unit'
import { type FakeWish, fakeWish, fakeWishId } from './fake-wish.ts'
import { founded, node, type Office, permits, speaker, staffed, work } from './fixture.ts'
import { lodgedGroup } from './marks.ts'
import { procedureSlice } from './state.ts'
import { digestOf } from './texts.ts'

const key = PrivateKey.generate('ecdsa-p256-sha256')
const { thumbprint } = key.publicKey

function wishAt(office: Office, changed: Partial<FakeWish> = {}): string {
  return fakeWish({ unit: 'unit', time: office.time, key, ...changed })
}

const lodged = (office: Office, wish = wishAt(office)): string => office.tried('case.lodge', node, { wish })

interface Shown {
  readonly data: object
  readonly state: string
  readonly title: object
  readonly steps: readonly { readonly step: string; readonly progress: string; readonly outcome?: string }[]
}

function followed(office: Office, lodging = fakeWishId): Shown {
  return sure(office.ask('lodging.show', undefined, { lodging }), 'the lodging') as Shown
}

const progress = (office: Office): readonly string[] =>
  followed(office).steps.map((one) => `${one.step} ${one.progress}`)

describe('a citizen', () => {
  test('opens a case that the public may open, as a party who is nobody of the unit', () => {
    const office = founded(permits)
    const events = sure(office.act('case.lodge', node, { wish: wishAt(office) }), 'a lodging')
    const [opened, noted] = events
    assert.deepEqual(opened, {
      ...{ kind: 'case-opened', case: '2', procedure: 'building-permit' },
      digest: digestOf(permits),
      opener: { kind: 'citizen', id: thumbprint },
      data: { site: '7 Mill Lane' },
    })
    assert.deepEqual(noted, { kind: 'case-lodged', case: '2', lodging: fakeWishId })
    assert.deepEqual(office.replayed(), office.state)
  })

  test('follows it from the first step to its end, and is told of nobody', () => {
    const office = staffed()
    office.appoint('olga', 'inspector')
    lodged(office)
    assert.deepEqual(progress(office), ['accept waiting', 'inspect later', 'decide later', 'publish later'])
    work(office, '2', 'accept', 'ida')
    work(office, '2', 'inspect', 'ivo')
    sure(office.act('step.claim', speaker('hana'), { case: '2', step: 'decide' }), 'a claim')
    assert.deepEqual(progress(office), ['accept done', 'inspect done', 'decide under-way', 'publish later'])
    const completion = { case: '2', step: 'decide', outcome: 'rejected' }
    sure(office.act('step.complete', speaker('hana'), completion), 'a completion')
    const shown = followed(office)
    assert.equal(shown.state, 'finished')
    assert.deepEqual(shown.title, { en: 'Building permit', zh: '建筑许可' })
    assert.deepEqual(shown.steps.at(-1)?.progress, 'not-needed')
    assert.equal(shown.steps.at(-2)?.outcome, 'rejected')
    assert.doesNotMatch(JSON.stringify(shown), /ida|ivo|hana/)
  })

  test('is shown nothing under another identifier', () => {
    const office = founded(permits)
    lodged(office)
    const other = office.ask('lodging.show', undefined, { lodging: 'CitizensOwnRandomWish2' })
    assert.equal(other.ok ? '' : other.fault.kind, 'lodging-unknown')
    for (const guess of ['2', thumbprint, 'x'.repeat(21), `${fakeWishId}x`, 'constructor']) {
      assert.throws(() => office.ask('lodging.show', undefined, { lodging: guess }), guess)
    }
  })

  test('can neither cancel the case nor take a step of it, and whoever holds one ends it', () => {
    const office = staffed()
    lodged(office)
    const self = { kind: 'person', id: thumbprint, key: thumbprint, serial: 's' } as const
    assert.equal(office.tried('case.cancel', self, { case: '2', reason: 'mine' }), 'may-not-cancel')
    assert.equal(office.tried('step.claim', self, { case: '2', step: 'accept' }), 'not-trustee')
    sure(office.act('step.claim', speaker('ida'), { case: '2', step: 'accept' }), 'a claim')
    assert.equal(office.tried('case.cancel', speaker('ida'), { case: '2', reason: 'no site' }), 'done')
    assert.equal(followed(office).state, 'cancelled')
    assert.doesNotMatch(JSON.stringify(followed(office)), /no site/)
  })

  test('does not stand in the way of officials, who see that a citizen opened it', () => {
    const office = staffed()
    lodged(office)
    const shown = sure(office.ask('case.show', speaker('ida'), { case: '2' }), 'the case')
    assert.deepEqual((shown as { readonly opener: unknown }).opener, { kind: 'citizen', id: thumbprint })
    assert.equal(office.tried('step.claim', speaker('ida'), { case: '2', step: 'accept' }), 'done')
  })
})

describe('a wish', () => {
  const other = PrivateKey.generate('ecdsa-p256-sha256')
  const refused: readonly (readonly [string, (office: Office) => string, string])[] = [
    ['that is no envelope', () => 'open it', 'wish-malformed'],
    ['of another kind', (at) => wishAt(at, { payloadType: 'text/plain' }), 'wish-malformed'],
    ['for another act', (at) => wishAt(at, { act: { act: 'case.cancel' } }), 'wish-malformed'],
    ['under a step', (at) => wishAt(at, { act: { under: { case: '1', step: 'serve' } } }), 'wish-malformed'],
    ['with an override', (at) => wishAt(at, { act: { override: 'strand-running-cases' } }), 'wish-malformed'],
    ['without its key', (at) => wishAt(at, { input: { key: undefined } }), 'wish-malformed'],
    ['with a key that is none', (at) => wishAt(at, { input: { key: 'MFkw' } }), 'wish-malformed'],
    ['with a long key', (at) => wishAt(at, { input: { key: 'A'.repeat(300) } }), 'wish-malformed'],
    ['with more in it', (at) => wishAt(at, { input: { opener: 'mei' } }), 'wish-malformed'],
    [
      'that names another key than signed it',
      (at) => wishAt(at, { input: { key: base64(other.publicKey.spki) } }),
      'wish-signature-wrong',
    ],
    ['for another unit', (at) => wishAt(at, { unit: 'another' }), 'wish-elsewhere'],
    ['of six minutes ago', (at) => wishAt(at, { time: at.time - 6 * minute }), 'wish-time-off'],
    ['of six minutes ahead', (at) => wishAt(at, { time: at.time + 6 * minute }), 'wish-time-off'],
    ['for no procedure', (at) => wishAt(at, { input: { procedure: 'grant-wishes' } }), 'procedure-unknown'],
    [
      'for a procedure of officials',
      (at) => wishAt(at, { input: { procedure: 'appoint', data: { person: 'mei', office: 'intake' } } }),
      'may-not-open',
    ],
    [
      'for the duty of the node',
      (at) => wishAt(at, { input: { procedure: 'node-duty', data: {} } }),
      'may-not-open',
    ],
    ['with data nobody asked for', (at) => wishAt(at, { input: { data: { price: '7' } } }), 'data-unknown'],
    ['with data of another type', (at) => wishAt(at, { input: { data: { site: 7 } } }), 'data-type'],
    [
      'with too long data',
      (at) => wishAt(at, { input: { data: { site: 'x'.repeat(257) } } }),
      'data-too-long',
    ],
    ['with a turned direction', (at) => wishAt(at, { input: { data: { site: 'a\u202eb' } } }), 'wish-hidden'],
    [
      'with a control character',
      (at) => wishAt(at, { input: { data: { site: 'a\u001b[2J' } } }),
      'wish-hidden',
    ],
  ]
  for (const [name, make, kind] of refused) {
    test(`${name} is refused as ${kind}, and leaves nothing`, () => {
      const office = founded(permits)
      const before = office.entries.length
      assert.equal(lodged(office, make(office)), kind)
      assert.equal(office.entries.length, before)
    })
  }

  test('may hold markup, which stays the text that it is', () => {
    const office = founded(permits)
    const site = '<img src=x onerror=alert(1)> ＆ {{7*7}}'
    assert.equal(lodged(office, wishAt(office, { input: { data: { site } } })), 'done')
    assert.deepEqual(followed(office).data, { site })
  })

  test('is taken once, and neither its second coming nor another under its identifier', () => {
    const office = founded(permits)
    const wish = wishAt(office)
    assert.equal(lodged(office, wish), 'done')
    assert.equal(lodged(office, wish), 'wish-repeated')
    assert.equal(lodged(office, wishAt(office, { key: other })), 'wish-repeated')
    assert.equal(lodged(office, wishAt(office, { id: 'CitizensOwnRandomWish2' })), 'done')
  })

  test('changed in one octet is refused', () => {
    const office = founded(permits)
    const envelope = JSON.parse(wishAt(office)) as { readonly payload: string }
    const payload = Buffer.from(envelope.payload, 'base64').toString().replace('7 Mill', '8 Mill')
    const changed = JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') })
    assert.equal(lodged(office, changed), 'wish-signature-wrong')
  })

  test('of somebody who has a certificate is refused: he opens cases in his own name', () => {
    const office = founded(permits)
    office.happen({
      ...{
        kind: 'certificate-issued',
        serial: '7',
        principal: { kind: 'person', id: 'mei' },
        grade: 'basic',
      },
      ...{ name: 'Mei', key: thumbprint, spki: '', der: '', notBefore: 0, notAfter: office.time + minute },
    })
    assert.equal(lodged(office), 'wish-key-known')
  })

  test('is brought by the node alone, under its duty', () => {
    const office = founded(permits)
    const wish = wishAt(office)
    assert.equal(office.tried('case.lodge', speaker('mei'), { wish }), 'actor-differs')
    assert.equal(office.tried('case.lodge', { ...node, key: 'key-of-another' }, { wish }), 'other-key')
  })
})

test('there is room for so many open cases of citizens, and again for one when one ends', () => {
  const office = staffed()
  const open = (at: number): string =>
    lodged(office, wishAt(office, { id: `CitizensOwnWish${String(at).padStart(7, '0')}` }))
  for (let at = 0; at < 5_000; at++) assert.equal(open(at), 'done')
  assert.equal(open(5_000), 'lodgings-full')
  assert.equal(countOf(read(office.state, procedureSlice).sets, lodgedGroup), 5_000)
  // Officials open theirs all the same.
  office.open('building-permit', speaker('mei'))
  sure(office.act('step.claim', speaker('ida'), { case: '2', step: 'accept' }), 'a claim')
  sure(office.act('case.cancel', speaker('ida'), { case: '2', reason: 'no' }), 'an end')
  assert.equal(open(5_000), 'done')
})
