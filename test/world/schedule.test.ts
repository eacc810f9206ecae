import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Schedule } from './schedule.ts'

test('what is planned happens at its time, and of two at one time the one planned first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 60 }), async (waits) => {
      const schedule = new Schedule(0)
      const happened: (readonly [at: number, place: number])[] = []
      for (const [place, wait] of waits.entries()) {
        schedule.after(wait, () => happened.push([schedule.now, place]))
      }
      await schedule.pass(10)
      await schedule.pass(10)
      const due = waits.map((wait, place) => [wait, place] as const)
      assert.deepEqual(
        happened,
        due.toSorted(([a, one], [b, other]) => a - b || one - other),
      )
    }),
    { numRuns: 50 },
  )
})

test('time stands still until what followed has come to rest', async () => {
  const schedule = new Schedule(0)
  const seen: number[] = []
  schedule.after(5, () => {
    void (async () => {
      for (let step = 0; step < 100; step += 1) await Promise.resolve()
      seen.push(schedule.now)
      await schedule.pause(2)
      seen.push(schedule.now)
    })()
  })
  schedule.after(6, () => undefined)
  await schedule.pass(10)
  assert.deepEqual([...seen, schedule.now], [5, 7, 10])
})
