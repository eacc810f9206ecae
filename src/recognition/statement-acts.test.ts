import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, minute } from '#clock'
import { sure } from '#fault'
import { enrolled, neighbours, received, visit } from './visit-fixture.ts'

test('a unit states the offices that count: none of whoever is away, and those stood in for', async () => {
  const [here, there] = await neighbours()
  const wei = enrolled(there, 'wei', ['inspector'])
  enrolled(there, 'mei', ['clerk'])
  const until = there.office.time + day
  there.office.happen({ kind: 'substitute-named', person: 'mei', substitute: 'wei', office: 'clerk' })
  there.office.happen({ kind: 'absence-began', person: 'mei', until })
  sure(visit(wei, here), 'a visit')
  assert.deepEqual(received(wei, here).offices, ['clerk', 'inspector'])
  there.office.happen({ kind: 'absence-began', person: 'wei', until })
  for (const { office } of [here, there]) office.time += minute
  sure(visit(wei, here), 'another visit')
  assert.deepEqual(received(wei, here).offices, [])
})
