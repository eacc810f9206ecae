import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute } from '#clock'
import { systemRandom } from '#crypto'
import type { Speaker } from '#unit'
import { StandingClock } from './fake-unit.ts'
import { Sessions } from './sessions.ts'

const mei: Speaker = { kind: 'person', id: 'mei', key: 'k' }
const leaf = Uint8Array.of(1)

function opened(): { readonly clock: StandingClock; readonly sessions: Sessions; readonly token: string } {
  const clock = new StandingClock(1_000_000)
  const sessions = new Sessions(clock, systemRandom)
  return { clock, sessions, token: sessions.begin(leaf, mei).token }
}

function kindOf(sessions: Sessions, token: string, isUse = false): string {
  const found = sessions.of(token, isUse)
  return found.ok ? 'counts' : found.fault.kind
}

test('a session gives the certificate that began it, one object each time', () => {
  const { sessions, token } = opened()
  const found = sessions.of(token, true)
  assert.ok(found.ok)
  assert.equal(found.value.leafDer, leaf)
})

test('a session ends a quarter of an hour after it was last used, and by use alone is it prolonged', () => {
  const { clock, sessions, token } = opened()
  clock.move(14 * minute)
  assert.equal(kindOf(sessions, token, true), 'counts')
  clock.move(14 * minute)
  assert.equal(kindOf(sessions, token), 'counts')
  clock.move(minute)
  assert.equal(kindOf(sessions, token, true), 'session-idle')
})

test('a session ends after eight hours however much it is used', () => {
  const { clock, sessions, token } = opened()
  for (let quarter = 0; quarter < 47; quarter++) {
    clock.move(10 * minute)
    assert.equal(kindOf(sessions, token, true), 'counts')
  }
  clock.move(10 * minute)
  assert.equal(kindOf(sessions, token, true), 'session-over')
})

test('a clock that is set back prolongs no session', () => {
  const { clock, sessions, token } = opened()
  clock.move(-2 * hour)
  assert.equal(kindOf(sessions, token, true), 'counts')
  clock.move(2 * hour + 15 * minute)
  assert.equal(kindOf(sessions, token), 'session-idle')
})

test('no other text opens a session, whatever it is', () => {
  const { sessions, token } = opened()
  for (const wrong of [
    '',
    'x',
    `${token}=`,
    `${token} `,
    token.slice(1),
    '__proto__',
    'é',
    'a'.repeat(100_000),
  ]) {
    assert.equal(kindOf(sessions, wrong), 'session-unknown', wrong.slice(0, 50))
  }
  sessions.end(token)
  assert.equal(kindOf(sessions, token), 'session-unknown')
})

test('of many sessions of one person the oldest give way, and nobody else loses one', () => {
  const { sessions, token } = opened()
  const other = sessions.begin(leaf, { ...mei, id: 'other' })
  for (let more = 0; more < 16; more++) sessions.begin(leaf, mei)
  assert.equal(kindOf(sessions, token), 'session-unknown')
  assert.equal(kindOf(sessions, other.token), 'counts')
  assert.equal(sessions.size, 17)
})

test('memory is bounded whoever signs in', () => {
  const { sessions, token } = opened()
  for (let one = 0; one < 20_050; one++) sessions.begin(leaf, { ...mei, id: `p${one}` })
  assert.equal(sessions.size, 20_000)
  assert.equal(kindOf(sessions, token), 'session-unknown')
})
