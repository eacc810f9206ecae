import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PublicKeyCache } from '#crypto'
import { certain, sure } from '#fault'
import { fakeKey } from '#identity'
import { announcedProcedures, digestOf } from '#procedure'
import { RecordVerifier } from '#unit'
import { foundingInActs, furtherTextsMax } from './division.ts'
import { fakeFounding, shippedTexts } from './fake-founding.ts'
import { constitution, found, further, goOn, procedureCount, signed, stage, told, unitOf } from './fixture.ts'

describe('a founding in several entries', () => {
  test('adopts everything entry 0 announced, in its order, and then is over', async () => {
    const at = await stage()
    sure(await found(at), 'the founding')
    const rest = further(at.fake)
    assert.ok(rest.length > 1)
    for (const { input } of rest) {
      assert.deepEqual(
        announcedProcedures(at.unit.state).slice(0, input.texts.length),
        input.texts.map((text) => digestOf(text)),
      )
      sure(await goOn(at, input.texts), 'the rest of it')
    }
    assert.deepEqual(announcedProcedures(at.unit.state), [])
    assert.equal(procedureCount(at.unit.state), shippedTexts().length)
    for (const { input } of rest) assert.equal(told(await goOn(at, input.texts)), 'founding-over')
  })

  test('listens to nobody else until it is whole, and the record does not verify otherwise', async () => {
    const at = await stage()
    sure(await found(at), 'the founding')
    const { keys } = at.fake
    const { thumbprint } = keys.authority.publicKey
    for (const key of [keys.founder, keys.node, keys.authority]) {
      const open = signed(key, thumbprint, 'case.open', { procedure: 'establish-office' })
      assert.equal(told(await at.unit.submit(open)), 'founding-unfinished')
    }
    assert.equal(told(await found(at)), 'unit-founded-already')
    for (const { input } of further(at.fake)) sure(await goOn(at, input.texts), 'the rest of it')
    const input = { procedure: 'establish-office', data: { office: 'archive' } }
    sure(await at.unit.submit(signed(keys.founder, thumbprint, 'case.open', input)), 'a case')

    const entries = await at.log.read(0, 10)
    const verifier = new RecordVerifier(constitution, new PublicKeyCache(), unitOf)
    assert.ok(verifier.next(certain(entries[0], 'entry 0')).ok)
    const judged = verifier.next(certain(entries.at(-1), 'the case'))
    assert.ok(!judged.ok && judged.fault.kind === 'entry-refused')
    assert.equal(judged.fault.cause.kind, 'founding-unfinished')
  })

  const small = 'procedure: x\ntitle: { en: X }\nopened-by: anyone\nsteps: { a: { by: anyone } }\n'
  const refusals: readonly (readonly [string, (texts: readonly string[]) => readonly string[], string])[] = [
    ['a text that entry 0 did not announce', () => [small], 'procedure-unannounced'],
    ['another text behind one that it announced', ([text = '']) => [text, small], 'procedure-unannounced'],
    ['another order', (texts) => texts.toReversed(), 'procedure-unannounced'],
    ['what stands first left out', (texts) => texts.slice(1), 'procedure-unannounced'],
    ['the same twice', ([text = '']) => [text, text], 'procedure-unannounced'],
    ['a text changed by a space', ([text = '']) => [`${text} `], 'procedure-unannounced'],
    ['nothing', () => [], 'act-malformed'],
    [
      'more texts than it takes',
      () => Array.from({ length: furtherTextsMax + 1 }, () => small),
      'act-malformed',
    ],
  ]
  for (const [what, instead, expected] of refusals) {
    test(`refuses ${what}`, async () => {
      const at = await stage()
      sure(await found(at), 'the founding')
      const [next] = further(at.fake)
      const texts = certain(next, 'the next entry').input.texts
      assert.equal(told(await goOn(at, instead(texts))), expected)
      assert.equal(at.log.size, 1)
      assert.equal(told(await goOn(at, texts)), 'founded')
    })
  }

  test('refuses what was announced and is no procedure of this unit', async () => {
    for (const [text, expected] of [
      ['procedure: x', 'procedure-text'],
      [small.replace('opened-by: anyone', 'opened-by: { office: gardener }'), 'procedure-text'],
      [small.replace('procedure: x', 'procedure: appoint'), 'procedure-repeated'],
    ] as const) {
      const at = await stage()
      sure(await found(at, { announced: [digestOf(text)] }), 'the founding')
      assert.equal(told(await goOn(at, [text])), expected)
    }
  })

  test('refuses every key but the one that founded', async () => {
    const at = await stage()
    sure(await found(at), 'the founding')
    const [next] = further(at.fake)
    const { texts } = certain(next, 'the next entry').input
    for (const key of [at.fake.keys.founder, at.fake.keys.node, at.fake.keys.issuing, fakeKey()]) {
      assert.equal(told(await goOn(at, texts, key)), 'founding-unfinished')
    }
    assert.equal(told(await goOn(await stage(at.fake), texts)), 'key-unknown')
  })

  test('has room for 15 procedures more of 1,000 octets', async () => {
    const at = await stage()
    const more = Array.from({ length: 15 }, (_, place) => {
      return `${small.replace(': x', `: x-${place}`)}# `.padEnd(999, '-').concat('\n')
    })
    const texts = [...shippedTexts(), ...more]
    for (const { act, input } of foundingInActs(fakeFounding(at.fake), texts)) {
      const { authority } = at.fake.keys
      sure(await at.unit.submit(signed(authority, authority.publicKey.thumbprint, act, input)), act)
    }
    assert.equal(procedureCount(at.unit.state), texts.length)
    const lengths = (await at.log.read(0, 10)).map(({ length }) => length)
    assert.ok((lengths[0] ?? Infinity) < 32 * 1024, String(lengths))
    for (const length of lengths) assert.ok(length < 56 * 1024, String(lengths))
  })

  test('is not needed: a unit whose entry 0 carries all it will have is whole at once', async () => {
    const at = await stage()
    sure(await found(at, { procedures: shippedTexts().slice(0, 20), announced: undefined }), 'the founding')
    const input = { procedure: 'establish-office', data: { office: 'archive' } }
    const { thumbprint } = at.fake.keys.authority.publicKey
    sure(await at.unit.submit(signed(at.fake.keys.founder, thumbprint, 'case.open', input)), 'a case')
    assert.equal(told(await goOn(at, [small])), 'founding-over')
    assert.equal(told(await goOn(at, [small], at.fake.keys.founder)), 'actor-differs')
  })
})
