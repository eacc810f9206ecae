import { recordReader } from '../proof/record-reader.ts'
import { type Progress, verifyWhole } from '../proof/whole.ts'
import { Problem } from '../wire/problem.ts'

/** What the worker is told to begin with. */
export interface WholeTask {
  readonly unit: string
  readonly recordKey: string
}

/** What the worker says on its way. */
export type WholeWord =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'done' }
  /** The record could not be read on. */
  | {
      readonly kind: 'refused'
      readonly problem: Pick<Problem, 'type' | 'title' | 'status' | 'detail'>
    }

self.addEventListener('message', (event: MessageEvent<WholeTask>) => void verify(event.data))

async function verify(task: WholeTask): Promise<void> {
  try {
    for await (const progress of verifyWhole(recordReader(), task)) say({ kind: 'progress', progress })
    say({ kind: 'done' })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { type, title, status, detail } = error
    say({ kind: 'refused', problem: { type, title, status, detail } })
  }
}

function say(word: WholeWord): void {
  self.postMessage(word, { transfer: [] })
}
