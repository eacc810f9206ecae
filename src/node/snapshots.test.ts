import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { emptyState, type State } from '#unit'
import { Snapshots } from './snapshots.ts'

function stateOf(size: number): State {
  return { ...emptyState([]), size }
}

test('a snapshot is kept when so many entries have come, and at the end if any has', async () => {
  const kept: number[] = []
  const snapshots = new Snapshots(100, async ({ size }) => void kept.push(size), assert.fail)
  for (const size of [101, 50_099, 50_100, 50_101]) {
    snapshots.see(stateOf(size))
    await setImmediate()
  }
  assert.deepEqual(kept, [50_100])
  await snapshots.finish(stateOf(50_101))
  await snapshots.finish(stateOf(50_101))
  assert.deepEqual(kept, [50_100, 50_101])
})

test('one at a time is kept, and the end waits for the one under way', async () => {
  const kept: number[] = []
  let release = () => {}
  const slow = (state: State) =>
    new Promise<void>((resolve) => {
      kept.push(state.size)
      release = resolve
    })
  const snapshots = new Snapshots(0, slow, assert.fail)
  snapshots.see(stateOf(50_000))
  snapshots.see(stateOf(100_000))
  const end = snapshots.finish(stateOf(100_001))
  await setImmediate()
  assert.deepEqual(kept, [50_000])
  release()
  await setImmediate()
  assert.deepEqual(kept, [50_000, 100_001])
  release()
  await end
})

test('one that fails is told and tried again at the end', async () => {
  const failures: string[] = []
  let broken = true
  const kept: number[] = []
  const keep = async ({ size }: State): Promise<void> => {
    if (broken) throw new Error('no room')
    kept.push(size)
  }
  const snapshots = new Snapshots(0, keep, (error) => failures.push(error.message))
  snapshots.see(stateOf(50_000))
  await setImmediate()
  assert.deepEqual(failures, ['no room'])
  broken = false
  await snapshots.finish(stateOf(50_000))
  assert.deepEqual(kept, [50_000])
})
