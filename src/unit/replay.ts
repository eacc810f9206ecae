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
  while (state.size < size) {
    const batch = await readEntries(state.size, Math.min(replayBatchEntries, size - state.size))
    if (batch.length === 0) throw new Error(`the store holds ${state.size} entries, its log says ${size}`)
    for (const bytes of batch) {
      const entry = readEntry(bytes)
      state = evolve(slices, state, entry.events, entry.time)
    }
  }
  return state
}
