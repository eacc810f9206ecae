import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour } from '#clock'
import { sure } from '#fault'
import { unitProfile } from '#identity'
import { evolve } from '#unit'
import { parseRevocationList } from '#x509'
import { constitution } from './constitution.ts'
import { foundedNode, start } from './fixture.ts'
import { RevocationLists } from './revocation-lists.ts'

test('a list is made once, and again when something is revoked or half a day has gone', async () => {
  const { fake, opened, clock } = await foundedNode()
  const lists = new RevocationLists(fake.keys.issuing, clock)
  const { state } = opened.unit
  const first = lists.current(state)
  clock.time += 12 * hour - 1
  assert.equal(lists.current(state), first)

  const unrelated = evolve(constitution.slices, state, [], start)
  assert.equal(lists.current(unrelated), first)

  clock.time += 1
  const later = lists.current(state)
  assert.notEqual(later, first)
  const { nextUpdate } = sure(parseRevocationList(later), 'the list')
  assert.ok(nextUpdate > clock.time + 12 * hour - 1_000)

  const { serial } = fake.founder
  const key = unitProfile(state)?.key
  const principal = { kind: 'person', id: 'fay' }
  const event = { kind: 'certificate-revoked', serial, key, principal, reason: 'superseded' }
  const after = evolve(constitution.slices, state, [event], start)
  const entries = sure(parseRevocationList(lists.current(after)), 'the list').entries
  assert.deepEqual(
    entries.map((entry) => entry.serial),
    [serial],
  )
})
