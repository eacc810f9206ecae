import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { StandingClock } from './fake-unit.ts'
import { callersMax } from './limits.ts'
import { addressCaller, TokenBuckets } from './token-buckets.ts'

test('a bucket gives its burst and then as many as come back with time', () => {
  const clock = new StandingClock(0)
  const buckets = new TokenBuckets({ burst: 2, perSecond: 0.5 }, clock)
  assert.deepEqual(
    [1, 2, 3].map(() => buckets.take('a').ok),
    [true, true, false],
  )
  assert.deepEqual(buckets.take('a'), { ok: false, retrySeconds: 2 })
  clock.move(1500)
  assert.deepEqual(buckets.take('a'), { ok: false, retrySeconds: 1 })
  clock.move(500)
  assert.equal(buckets.take('a').ok, true)
  assert.equal(buckets.take('b').ok, true)
})

test('no caller gets more than the burst and what came back, whatever the clock does', () => {
  const steps = fc.array(
    fc.record({ move: fc.integer({ min: -5000, max: 5000 }), takes: fc.integer({ min: 0, max: 5 }) }),
  )
  fc.assert(
    fc.property(steps, (moves) => {
      const clock = new StandingClock(100_000)
      const buckets = new TokenBuckets({ burst: 3, perSecond: 1 }, clock)
      let taken = 0
      let forward = 0
      for (const { move, takes } of moves) {
        clock.move(move)
        forward += Math.max(0, move)
        for (let n = 0; n < takes; n++) if (buckets.take('a').ok) taken++
      }
      assert.ok(taken <= 3 + forward / 1000 + 1e-6)
    }),
  )
})

test('full buckets are forgotten, and never more are kept than the limit', () => {
  const clock = new StandingClock(0)
  const buckets = new TokenBuckets({ burst: 2, perSecond: 1 }, clock)
  for (let n = 0; n < callersMax + 10; n++) buckets.take(String(n))
  assert.equal(buckets.size, callersMax)
  clock.move(2000)
  buckets.take('last')
  assert.equal(buckets.size, 1)
})

const addresses = [
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:0:1:aaaa::1', '2001:db8:0:1::/64'],
  ['2001:db8:0:1::', '2001:db8:0:1::/64'],
  ['2001:DB8::1', '2001:db8:0:0::/64'],
  ['2001:0db8:0000:0001:0:0:0:9', '2001:db8:0:1::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['', ''],
] as const

for (const [address, caller] of addresses) {
  test(`${address || 'no address'} is the caller ${caller || 'without a name'}`, () => {
    assert.equal(addressCaller(address), caller)
  })
}
