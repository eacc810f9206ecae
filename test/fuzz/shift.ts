import { parentPort, workerData } from 'node:worker_threads'
import { certain } from '#fault'
import { Board } from './board.ts'
import { publicSeeds } from './public-data.ts'
import { type Failure, Session, shrunk, type Tally } from './session.ts'
import { targets } from './targets.ts'

/*
 * The thread that works: it takes turns between targets until its time is over. The thread that started it
 * looks on, and ends it when an input never comes back.
 */

/** What the thread is told. */
export interface ShiftOrder {
  readonly names: readonly string[]
  readonly seed: number
  readonly milliseconds: number
  readonly board: SharedArrayBuffer
}

/** What the thread tells. */
export type ShiftReport =
  | { readonly kind: 'failure'; readonly failure: Failure; readonly smallest: Uint8Array }
  | { readonly kind: 'done'; readonly tallies: readonly (Tally & { readonly name: string })[] }

/** Short, so that each target has had many turns when time is over; long beside a look at the clock. */
const runsPerTurn = 50

/** Failures of the same target with the same words are one; whoever mends it starts it again. */
const failuresPerTargetMax = 3

const { names, seed, milliseconds, board: memory } = workerData as ShiftOrder
const port = certain(parentPort, 'the thread that looks on')
const board = new Board(memory)
const end = performance.now() + milliseconds
const posts = names.map((name, place) => {
  const target = certain(
    targets.find((one) => one.name === name),
    `the target ${name}`,
  )
  const seeds = [...target.seeds(), ...publicSeeds(name)]
  return {
    name,
    place,
    target,
    session: new Session({ ...target, seeds: () => seeds }, seed),
    told: new Set<string>(),
  }
})

while (performance.now() < end) posts.forEach(turn)
tell({ kind: 'done', tallies: posts.map(({ name, session }) => ({ name, ...session.tally })) })

function turn({ place, target, session, told }: (typeof posts)[number]): void {
  for (let run = 0; run < runsPerTurn; run += 1) {
    const input = session.next()
    board.write(place, input)
    const failure = session.try(input)
    if (!failure || told.size >= failuresPerTargetMax || told.has(failure.error.message)) continue
    told.add(failure.error.message)
    tell({ kind: 'failure', failure, smallest: shrunk(target, failure) })
  }
}

function tell(report: ShiftReport): void {
  port.postMessage(report)
}
