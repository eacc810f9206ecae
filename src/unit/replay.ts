import { readEntry } from './entry.ts'
import { evolve, type Slice, type State } from './state.ts'

/** Entries read from the store at a time: about 2 MB of entries of the usual size. */
const replayBatchEntries = 1_024

/** The entry bytes of the acts log from an index on, at most `count`, fewer only at the end. */
export type ReadEntries = (from: number, count: number) => Promise<readonly Uint8Array[]>

/**
 * The state after the entries up to `size`, from a state that has seen fewer. Signatures and authority were
 * checked when the entries were made and the hashes when the log was opened; `verifyRecord` does it all anew.
 */
export async function replay(
  slices: readonly Slice[],
  from: State,
  size: number,
  readEntries: ReadEntries,
): Promise<State> {
  let state = from
  let ahead = readBatch(readEntries, from.size, size)
  while (state.size < size) {
    const batch = await ahead
    if (batch.length === 0) throw new Error(`the store holds ${state.size} entries, its log says ${size}`)
    // The store reads the next ones in a thread of its own while these are gone through.
    ahead = readBatch(readEntries, state.size + batch.length, size)
    for (const bytes of batch) {
      const entry = readEntry(bytes)
      state = evolve(slices, state, entry.events, entry.time)
    }
  }
  return state
}

async function readBatch(
  readEntries: ReadEntries,
  from: number,
  size: number,
): Promise<readonly Uint8Array[]> {
  return from < size ? readEntries(from, Math.min(replayBatchEntries, size - from)) : []
}
