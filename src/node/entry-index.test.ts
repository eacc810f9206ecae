import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { EntryWish } from '#api'
import { base64, utf8 } from '#bytes'
import { isoInstant } from '#clock'
import type { Event } from '#unit'
import { EntryIndex } from './entry-index.ts'

const start = Date.UTC(2026, 0, 5, 8)

interface Made {
  readonly time: number
  readonly actor: string
  readonly act: string
  readonly cases: readonly number[]
}

/** An entry as it stands in a log: the first case is that of its grant, events name the others. */
function written({ time, actor, act, cases }: Made): Uint8Array {
  const [first, ...others] = cases
  const payload = { act, id: 'A'.repeat(22), unit: 'u', time: isoInstant(start), input: {} }
  const events: readonly Event[] = [
    { kind: 'done' },
    ...others.map((number) => ({ kind: 'step-ended', case: String(number) })),
  ]
  const entry = {
    v: 1,
    time: isoInstant(time),
    envelope: {
      payloadType: 'application/vnd.chancery.act+json',
      payload: base64(utf8(JSON.stringify(payload))),
      signatures: [{ keyid: actor, sig: '' }],
    },
    grant: first === undefined ? { by: 'founding' } : { by: 'step', case: String(first), step: 'work' },
    drawn: [],
    events,
  }
  return utf8(JSON.stringify(entry))
}

/** A log in memory that can grow, and that fails when it is told to. */
function fakeLog(made: Made[]): {
  readonly log: { readonly size: number; read(from: number, count: number): Promise<readonly Uint8Array[]> }
  fails: boolean
} {
  const fake = {
    fails: false,
    log: {
      get size() {
        return made.length
      },
      async read(from: number, count: number) {
        if (fake.fails) throw new Error('disk gone')
        return made.slice(from, from + count).map(written)
      },
    },
  }
  return fake
}

async function indexOf(made: Made[]): Promise<EntryIndex> {
  const index = new EntryIndex(
    fakeLog(made).log,
    ({ envelope }) => envelope.signatures[0]?.keyid ?? '',
    assert.fail,
  )
  await index.whole()
  return index
}

const wishes = fc.record<EntryWish>({
  actor: fc.constantFrom(undefined, 'person/mei', 'person/lan', 'node/node', 'person/nobody'),
  act: fc.constantFrom(undefined, 'case.open', 'step.claim', 'no.act'),
  case: fc.constantFrom(undefined, '1', '2', '3', '9'),
  from: fc.option(fc.integer({ min: start - 1, max: start + 60 }), { nil: undefined }),
  to: fc.option(fc.integer({ min: start - 1, max: start + 60 }), { nil: undefined }),
  before: fc.option(fc.nat(60), { nil: undefined }),
  limit: fc.integer({ min: 1, max: 10 }),
})

const logs = fc.array(
  fc.record({
    time: fc.nat(3),
    actor: fc.constantFrom('person/mei', 'person/lan', 'node/node'),
    act: fc.constantFrom('case.open', 'step.claim'),
    cases: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
  }),
  { maxLength: 50 },
)

test('what is found is what looking at each entry finds, the newest first', async () => {
  const property = fc.asyncProperty(logs, fc.array(wishes, { minLength: 1 }), async (steps, asked) => {
    let time = start
    const made = steps.map((step) => {
      time += step.time
      return { ...step, time }
    })
    const index = await indexOf(made)
    for (const wish of asked) {
      const fitting = made.flatMap((entry, at) => {
        const { actor, act, case: id, from = -Infinity, to = Infinity, before = Infinity } = wish
        const fits =
          (actor === undefined || actor === entry.actor) &&
          (act === undefined || act === entry.act) &&
          (id === undefined || entry.cases.includes(Number(id))) &&
          entry.time >= from &&
          entry.time <= to &&
          at < before
        return fits ? [at] : []
      })
      const expected = fitting.toReversed()
      assert.deepEqual(index.find(wish), {
        indexes: expected.slice(0, wish.limit),
        more: expected.length > wish.limit,
      })
    }
    await index.stop()
  })
  await fc.assert(property, { numRuns: 60 })
})

test('it makes room and follows a log that grows', async () => {
  const made = Array.from({ length: 5000 }, (_, at) => ({
    ...{ time: start + at, actor: at % 2 === 0 ? 'person/mei' : 'person/lan', act: 'case.open' },
    cases: [at + 1],
  }))
  const index = await indexOf(made)
  assert.equal(index.size, 5000)
  assert.deepEqual(index.find({ case: '4999', limit: 5 }), { indexes: [4998], more: false })
  made.push({ time: start + 9000, actor: 'person/new', act: 'case.open', cases: [] })
  await index.whole()
  assert.deepEqual(index.find({ actor: 'person/new', limit: 5 }).indexes, [5000])
  await index.stop()
})

test('a log that cannot be read is told once, and what was indexed is still found', async () => {
  const made = [{ time: start, actor: 'person/mei', act: 'case.open', cases: [] }]
  const fake = fakeLog(made)
  const told: string[] = []
  const index = new EntryIndex(
    fake.log,
    () => 'person/mei',
    ({ message }) => told.push(message),
  )
  await index.whole()
  fake.fails = true
  made.push({ time: start, actor: 'person/mei', act: 'case.open', cases: [] })
  await index.whole()
  index.see()
  await index.stop()
  assert.deepEqual(told, ['disk gone'])
  assert.deepEqual(index.find({ limit: 5 }).indexes, [0])
})
