import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Refusal } from '#unit'
import { tellFetch } from './fetch-words.ts'

const told: readonly (readonly [Refusal & Readonly<Record<string, unknown>>, RegExp])[] = [
  [{ kind: 'address-refused', address: '10.0.0.7', range: 'private' }, /^`10\.0\.0\.7` is a private address/],
  [{ kind: 'name-differs', host: 'a.example', names: ['b.example'] }, /is for `b\.example`, and not for/],
  [{ kind: 'name-differs', host: 'a.example', names: [] }, /is for no name, and not for `a\.example`/],
  [{ kind: 'redirected', status: 302, to: undefined }, /^it redirects \(302\) to nowhere/],
  [{ kind: 'media-type', mediaType: undefined }, /is of no media type and not JSON$/],
  [{ kind: 'too-slow', what: 'idle', millisecondsMax: 10_000 }, /^it was too slow \(idle: 10 s\)$/],
  [{ kind: 'node-failed' }, /see its log$/],
  // What the judging refuses, the API tells.
  [{ kind: 'bundle-rolled-back', number: 1, known: 2 }, /1.*2/],
  [{ kind: 'of-nobody-known' }, /^of-nobody-known$/],
]

for (const [fault, words] of told) {
  test(`${fault.kind} is told as ${words.source}`, () => {
    assert.match(tellFetch(fault), words)
  })
}
