import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hashOf } from './hash.ts'
import {
  changedRows,
  emptyTable,
  has,
  row,
  rows,
  sortedRows,
  type Table,
  tableOf,
  withoutRow,
  withRow,
} from './index.ts'

const clashing = sameHashTexts(4)
const keys = fc.oneof(
  fc.constantFrom(...clashing),
  fc.nat(200).map((number) => `p-${String(number).padStart(6, '0')}`),
  fc.string({ maxLength: 3 }),
)
const values = fc.oneof(fc.nat(3), fc.constant(undefined))
const changes = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('put' as const), key: keys, value: values }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('drop' as const), key: keys }) },
  ),
  { maxLength: 150 },
)

test('a table holds what a Map holds after the same changes', () => {
  fc.assert(
    fc.property(changes, (list) => {
      const model = new Map<string, number | undefined>()
      let table = emptyTable<number | undefined>()
      for (const change of list) {
        table =
          change.kind === 'put' ? withRow(table, change.key, change.value) : withoutRow(table, change.key)
        if (change.kind === 'put') model.set(change.key, change.value)
        else model.delete(change.key)
      }
      sameContent(table, model)
      for (const { key } of list) assert.equal(has(table, key), model.has(key))
    }),
  )
})

test('an older version stays as it was, whatever is made of it', () => {
  fc.assert(
    fc.property(changes, changes, (before, after) => {
      const old = changed(emptyTable(), before)
      const content = [...rows(old)]
      changed(old, after)
      assert.deepEqual([...rows(old)], content)
      assert.equal(old.size, content.length)
    }),
  )
})

test('a table made at once has the shape of one that grew row by row or shrank to the same rows', () => {
  fc.assert(
    fc.property(fc.uniqueArray(keys), fc.uniqueArray(keys), (kept, dropped) => {
      const content = kept.map((key, index) => [key, index] as const)
      let table = emptyTable<number>()
      for (const [key, value] of content) table = withRow(table, key, value)
      assert.deepEqual(table, tableOf(content))
      for (const key of dropped) if (!has(table, key)) table = withoutRow(withRow(table, key, -1), key)
      assert.deepEqual(table, tableOf(content))
    }),
  )
})

test('texts that share the whole hash are told apart, added, changed and taken out one by one', () => {
  assert.equal(new Set(clashing).size, 16)
  assert.equal(new Set(clashing.map(hashOf)).size, 1)
  let table = tableOf(clashing.map((key) => [key, key] as const))
  for (const key of clashing) assert.equal(row(table, key), key)
  for (const [index, key] of clashing.entries()) {
    table = withoutRow(withRow(table, key, 'changed'), key)
    assert.equal(table.size, clashing.length - index - 1)
    assert.equal(row(table, key), undefined)
  }
  assert.deepEqual(table, emptyTable())
})

test('a change that changes nothing gives the same table back', () => {
  const table = tableOf([
    ['a', 1],
    ['b', 2],
  ])
  assert.equal(withRow(table, 'a', 1), table)
  assert.equal(withoutRow(table, 'c'), table)
  assert.notEqual(withRow(table, 'a', 2), table)
})

test('a row whose value is undefined is a row', () => {
  const table = withRow(emptyTable<undefined>(), 'a', undefined)
  assert.equal(has(table, 'a'), true)
  assert.equal(has(table, 'b'), false)
  assert.equal(table.size, 1)
})

test('of several rows with one key the last counts', () => {
  const table = tableOf([
    ['a', 1],
    ['a', 2],
  ])
  assert.deepEqual([...rows(table)], [['a', 2]])
})

test('sorted rows stand in the order of UTF-16 code units', () => {
  const table = tableOf(
    ['b', 'a', 'é', 'Z', '10', '9', '\u{1f600}', '\uffff'].map((key) => [key, key] as const),
  )
  assert.deepEqual(
    sortedRows(table).map(([key]) => key),
    ['10', '9', 'Z', 'a', 'b', 'é', '\u{1f600}', '\uffff'],
  )
})

test('numbered identifiers spread over the hash as random ones would', () => {
  const hashes = Array.from({ length: 100_000 }, (_, index) => hashOf(`p-${String(index).padStart(6, '0')}`))
  // Of 100,000 random 32-bit numbers about one pair meets; ten would need luck of one in a million.
  assert.ok(new Set(hashes).size > hashes.length - 10)
  for (let depth = 0; depth < 30; depth += 5) {
    const places = Array.from({ length: 32 }, () => 0)
    for (const hash of hashes) places[(hash >>> depth) & 31] = (places[(hash >>> depth) & 31] ?? 0) + 1
    // 3,125 are expected in each place and the standard deviation is 55: five of them are allowed.
    for (const amount of places) assert.ok(Math.abs(amount - 3125) < 275, `${depth}: ${places.join(' ')}`)
  }
})

test('the changed rows of two tables are those that a comparison row by row finds', () => {
  fc.assert(
    fc.property(changes, changes, fc.boolean(), (first, second, apart) => {
      const before = changed(emptyTable(), first)
      const after = changed(apart ? emptyTable() : before, second)
      const found = [...changedRows(before, after)]
      const either = new Set([...rows(before), ...rows(after)].map(([key]) => key))
      const differing = [...either].filter(
        (key) => has(before, key) !== has(after, key) || !Object.is(row(before, key), row(after, key)),
      )
      assert.equal(new Set(found).size, found.length, 'each once')
      assert.deepEqual(new Set(found), new Set(differing))
      assert.deepEqual(new Set(changedRows(after, before)), new Set(found))
    }),
    { numRuns: 300 },
  )
})

test('rows of one place are compared whatever shape it had and has: none, a row, a branch, one hash', () => {
  const shapes = [0, 1, 2, 3, 16].map((count) => tableOf(clashing.slice(0, count).map((key) => [key, 1])))
  for (const before of shapes) {
    for (const after of shapes) {
      const expected = clashing.filter((key) => has(before, key) !== has(after, key))
      assert.deepEqual(new Set(changedRows(before, after)), new Set(expected))
    }
  }
})

test('what two tables share is not looked at', () => {
  const many = tableOf(Array.from({ length: 100_000 }, (_, at) => [`p-${at}`, at] as const))
  const changedSlots = withRow(many, 'p-99', -1).root.slots
  const untouchable = new Proxy(many.root, { get: () => assert.fail('a shared branch was looked at') })
  const slots = many.root.slots.map((slot, at) => (slot === changedSlots[at] ? untouchable : slot))
  const before = { ...many, root: { ...many.root, slots } }
  assert.deepEqual([...changedRows(before, withRow(before, 'p-99', -1))], ['p-99'])
})

type Change =
  | { readonly kind: 'put'; readonly key: string; readonly value: number | undefined }
  | { readonly kind: 'drop'; readonly key: string }

function changed(table: Table<number | undefined>, list: readonly Change[]): Table<number | undefined> {
  return list.reduce(
    (made, change) =>
      change.kind === 'put' ? withRow(made, change.key, change.value) : withoutRow(made, change.key),
    table,
  )
}

function sameContent<V>(table: Table<V>, model: ReadonlyMap<string, V>): void {
  assert.equal(table.size, model.size)
  assert.deepEqual(new Map(rows(table)), model)
  for (const [key, value] of model) assert.equal(row(table, key), value)
}

/**
 * 2 ** `pairs` texts with one hash (Joux 2004): from each state of FNV find two pairs of units that lead to
 * the same next state; every choice among the pairs then ends in the same state.
 */
function sameHashTexts(pairs: number): readonly string[] {
  let texts = ['']
  let state = 0x811c9dc5
  for (let pair = 0; pair < pairs; pair++) {
    const { first, second, next } = meeting(state)
    texts = texts.flatMap((text) => [text + first, text + second])
    state = next
  }
  return texts
}

/** Two texts of two units that take FNV from one state to one next state: only the low half may differ. */
function meeting(state: number): { first: string; second: string; next: number } {
  const seen = new Map<number, { unit: number; half: number }>()
  for (let unit = 0; unit < 65_536; unit++) {
    const half = Math.imul(state ^ unit, 0x01000193)
    const other = seen.get(half >>> 16)
    if (other !== undefined) {
      const first = String.fromCharCode(other.unit, 0)
      const second = String.fromCharCode(unit, (other.half ^ half) & 0xffff)
      return { first, second, next: Math.imul(other.half, 0x01000193) }
    }
    seen.set(half >>> 16, { unit, half })
  }
  throw new Error('bug: 65,536 units and no two of them meet')
}
