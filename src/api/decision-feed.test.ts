import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Refusal } from '#unit'
import { DecisionFeed } from './decision-feed.ts'
import type { ToldDecision } from './ports.ts'

interface Read {
  readonly from: number
  readonly to: number
}

/** A journal of so many entries, of which every tenth was refused; told what was read of it. */
function journal(size: number) {
  const reads: Read[] = []
  const state = { size }
  const watch = {
    journalSize: () => state.size,
    decisions: async (from: number, to: number): Promise<readonly ToldDecision[]> => {
      reads.push({ from, to })
      return Array.from({ length: to - from }, (_, place) => ({
        entry: from + place,
        decision: { permitted: (from + place) % 10 !== 0 },
      }))
    },
  }
  return { state, reads, watch }
}

interface Batch {
  readonly decisions: readonly { readonly entry: number; readonly permitted: boolean }[]
  readonly skipped: number
}

/** A stream that keeps what was written to it. */
function kept() {
  const texts: string[] = []
  const life = { end: '', pendingBytes: 0 }
  const stream = {
    write: (text: string) => void texts.push(text),
    get pendingBytes() {
      return life.pendingBytes
    },
    end: () => void (life.end = 'end'),
    cut: () => void (life.end = 'cut'),
  }
  const batches = (): readonly Batch[] =>
    texts.flatMap((text) => {
      const data = /event: decisions\ndata: (.*)\n/.exec(text)?.[1]
      return data === undefined ? [] : [JSON.parse(data) as Batch]
    })
  return { stream, life, batches, texts }
}

const speaker = { kind: 'person', id: 'mei' } as const
const clock = { now: () => 0 }
const limits = { lookMilliseconds: 1, entriesReadMax: 100, decisionsToldMax: 20 }

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1))
}

function feedOf(of: ReturnType<typeof journal>): DecisionFeed {
  return new DecisionFeed({ watch: of.watch, clock, limits })
}

test('of too many the refused ones are told first, in their order, and the rest is counted', async () => {
  const written = journal(500)
  const feed = feedOf(written)
  const { stream, batches } = kept()
  feed.start({ speaker, stream, refusal: () => undefined }, '399')
  await until(() => batches().length > 0)
  const [first] = batches()
  assert.equal(first?.decisions.length, 20)
  assert.equal(first.decisions.filter(({ permitted }) => !permitted).length, 10)
  assert.deepEqual(
    first.decisions.map(({ entry }) => entry),
    first.decisions.map(({ entry }) => entry).toSorted((one, other) => one - other),
  )
  assert.equal(first.skipped, 80)
  feed.close()
})

test('however fast the journal grows, a look reads no more of it than the limit', async () => {
  const written = journal(1)
  const feed = feedOf(written)
  const { stream, batches } = kept()
  feed.start({ speaker, stream, refusal: () => undefined }, '0')
  written.state.size = 1_000_000
  await until(() => batches().length > 0)
  assert.deepEqual(written.reads, [{ from: 999_900, to: 1_000_000 }])
  assert.equal(batches()[0]?.skipped, 999_979)
  feed.close()
})

test('nothing is read while nobody watches, or nothing was written', async () => {
  const written = journal(10)
  const feed = feedOf(written)
  const { stream, batches } = kept()
  const leave = feed.start({ speaker, stream, refusal: () => undefined }, undefined)
  await until(() => batches().length > 0)
  await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal(written.reads.length, 1)
  leave()
  written.state.size = 20
  await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal(written.reads.length, 1)
  assert.equal(feed.open, 0)
})

test('many who watch share one reading', async () => {
  const written = journal(10)
  const feed = feedOf(written)
  const watchers = Array.from({ length: 3 }, kept)
  for (const { stream } of watchers) feed.start({ speaker, stream, refusal: () => undefined }, '9')
  written.state.size = 12
  await until(() => watchers.every(({ batches }) => batches().length > 0))
  assert.deepEqual(written.reads, [{ from: 10, to: 12 }])
  feed.close()
})

test('whoever takes nothing is cut off', async () => {
  const written = journal(10)
  const feed = feedOf(written)
  const { stream, life } = kept()
  life.pendingBytes = 1_000_000
  feed.start({ speaker, stream, refusal: () => undefined }, undefined)
  await until(() => life.end === 'cut')
  assert.equal(feed.open, 0)
})

test('a right that ends while the journal is being read lets nothing more be told', async () => {
  const written = journal(10)
  const feed = feedOf(written)
  const { stream, life, batches } = kept()
  let ended: Refusal | undefined
  const { decisions } = written.watch
  written.watch.decisions = async (from, to) => {
    ended = { kind: 'certificate-missing' }
    return decisions(from, to)
  }
  feed.start({ speaker, stream, refusal: () => ended }, undefined)
  await until(() => life.end === 'end')
  assert.deepEqual(batches(), [])
})

test('what came before somebody looked is not counted as left out', async () => {
  const written = journal(500)
  const feed = feedOf(written)
  const { stream, batches } = kept()
  feed.start({ speaker, stream, refusal: () => undefined }, undefined)
  await until(() => batches().length > 0)
  assert.deepEqual([batches()[0]?.decisions.length, batches()[0]?.skipped], [20, 0])
  feed.close()
})
