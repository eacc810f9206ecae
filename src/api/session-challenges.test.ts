import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute } from '#clock'
import { systemRandom } from '#crypto'
import { StandingClock } from './fake-unit.ts'
import { Challenges } from './session-challenges.ts'

const wanted = { fingerprint: 'f', host: 'unit.test' }

function opened(): { readonly clock: StandingClock; readonly challenges: Challenges; readonly text: string } {
  const clock = new StandingClock(Date.UTC(2026, 10, 23))
  const challenges = new Challenges(clock, systemRandom)
  return { clock, challenges, text: challenges.make(wanted) }
}

test('a challenge is answered once', () => {
  const { challenges, text } = opened()
  assert.equal(challenges.use(text, wanted).ok, true)
  const again = challenges.use(text, wanted)
  assert.deepEqual(again, { ok: false, fault: { kind: 'challenge-used' } })
})

test('a challenge is good for the certificate and host it was made for, and for this node', () => {
  const { challenges, text } = opened()
  const kinds = [
    challenges.refusal(text, { ...wanted, fingerprint: 'g' }),
    challenges.refusal(text, { ...wanted, host: 'other.test' }),
    challenges.refusal(text, { fingerprint: 'f\nunit.test', host: '' }),
    opened().challenges.refusal(text, wanted),
  ].map((fault) => fault?.kind)
  assert.deepEqual(kinds, Array(4).fill('challenge-unknown'))
})

test('no octet of a challenge can be changed, and nothing else is one', () => {
  const { challenges, text } = opened()
  const bytes = Buffer.from(text, 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.equal(challenges.refusal(changed.toString('base64url'), wanted)?.kind, 'challenge-unknown')
  }
  for (const wrong of ['', 'AAAA', `${text}A`, `${text}=`, text.slice(4)]) {
    assert.equal(challenges.refusal(wrong, wanted)?.kind, 'challenge-unknown', wrong)
  }
})

test('a challenge is good for two minutes', () => {
  const { clock, challenges, text } = opened()
  clock.move(2 * minute)
  assert.equal(challenges.refusal(text, wanted), undefined)
  clock.move(1)
  assert.equal(challenges.refusal(text, wanted)?.kind, 'challenge-over')
})

test('a million challenges fill no memory, and answered ones are forgotten when they are too old', () => {
  const { clock, challenges } = opened()
  for (let asked = 0; asked < 10_000; asked++) challenges.make(wanted)
  assert.equal(challenges.size, 0)
  for (let answered = 0; answered < 100; answered++) {
    assert.equal(challenges.use(challenges.make(wanted), wanted).ok, true)
  }
  assert.equal(challenges.size, 100)
  clock.move(5 * minute)
  challenges.use(challenges.make(wanted), wanted)
  assert.equal(challenges.size, 1)
})
