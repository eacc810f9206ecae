import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepTyped, type TypedStore, typedIn } from './typed.ts'

function storeOf(kept = new Map<string, string>()): TypedStore & { readonly kept: Map<string, string> } {
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}

test('what was typed is there again, each form for itself', () => {
  const store = storeOf()
  keepTyped(store, 'a', { reason: 'it rains', 'data.site': '<b>7</b>' })
  keepTyped(store, 'b', { reason: 'another' })
  assert.deepEqual(typedIn(store, 'a'), { reason: 'it rains', 'data.site': '<b>7</b>' })
  assert.deepEqual(typedIn(store, 'b'), { reason: 'another' })
  assert.deepEqual(typedIn(store, 'c'), {})
})

test('an emptied form is forgotten, and so is one too long to keep', () => {
  const store = storeOf()
  keepTyped(store, 'a', { reason: 'x' })
  keepTyped(store, 'a', { reason: '' })
  assert.equal(store.kept.size, 0)
  keepTyped(store, 'a', { reason: 'x'.repeat(300_000) })
  assert.equal(store.kept.size, 0)
})

for (const strange of ['{', '7', 'null', '[1]', '{"reason":7}']) {
  test(`what this page did not write, ${strange}, is nothing`, () => {
    assert.deepEqual(typedIn(storeOf(new Map([['chancery.typed a', strange]])), 'a'), {})
  })
}
