import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Derivation, Derivations } from './derivation.ts'
import { emptyState, evolve, read, type Slice } from './state.ts'

const counting: Slice<{ readonly count: number }> = {
  name: 'counting',
  tables: [],
  empty: { count: 0 },
  evolve: (slice, event) => (event.kind === 'counted' ? { count: slice.count + 1 } : slice),
}

function told(): { readonly made: Derivation<{ readonly count: number }, string>; readonly calls: string[] } {
  const calls: string[] = []
  const made: Derivation<{ readonly count: number }, string> = {
    of: (state) => read(state, counting),
    make({ count }) {
      calls.push('make')
      return `${count}`
    },
    follow(view, before, after) {
      calls.push(`follow ${before.count} ${after.count}`)
      return `${view} ${after.count}`
    },
  }
  return { made, calls }
}

test('a view is made when first asked for, and followed only when what it is made of changed', () => {
  const { made, calls } = told()
  const slices: readonly Slice[] = [counting as Slice]
  const begun = emptyState(slices)
  const elsewhere = evolve(slices, begun, [{ kind: 'other' }], 1)
  const counted = evolve(slices, elsewhere, [{ kind: 'counted' }, { kind: 'counted' }], 2)
  const derivations = new Derivations()
  const views = [begun, begun, elsewhere, counted, counted].map((state) => derivations.of(made, state))
  assert.deepEqual(views, ['0', '0', '0', '0 2', '0 2'])
  assert.deepEqual(calls, ['make', 'follow 0 2'])
})

test('each unit has views of its own', () => {
  const { made, calls } = told()
  const state = emptyState([counting as Slice])
  new Derivations().of(made, state)
  new Derivations().of(made, state)
  assert.deepEqual(calls, ['make', 'make'])
})
