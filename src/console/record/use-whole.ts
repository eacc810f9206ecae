import { useEffect, useRef, useState } from 'react'
import { indexedMemory } from '../proof/indexed-memory.ts'
import type { Progress } from '../proof/whole.ts'
import { Problem } from '../wire/problem.ts'
import type { WholeTask, WholeWord } from './whole-worker.ts'

/** How verifying the whole record goes. */
export interface Whole {
  readonly state: 'idle' | 'running' | 'done' | 'cancelled' | 'refused'
  readonly progress: Progress | undefined
  readonly problem: Problem | undefined
  readonly start: () => void
  readonly cancel: () => void
}

/** Verifies the whole record in a worker, so that the page stays at hand; it ends with the page. */
export function useWhole(): Whole {
  const worker = useRef<Worker>(undefined)
  const [state, setState] = useState<Whole['state']>('idle')
  const [progress, setProgress] = useState<Progress>()
  const [problem, setProblem] = useState<Problem>()
  const end = (next: Whole['state']): void => {
    worker.current?.terminate()
    worker.current = undefined
    setState(next)
  }
  useEffect(() => () => worker.current?.terminate(), [])
  const hear = ({ data }: MessageEvent<WholeWord>): void => {
    if (data.kind === 'progress') setProgress(data.progress)
    else if (data.kind === 'done') end('done')
    else {
      setProblem(new Problem(data.problem))
      end('refused')
    }
  }
  const start = async (): Promise<void> => {
    const pin = await (await indexedMemory()).pin()
    if (pin === undefined) return
    setProgress(undefined)
    setProblem(undefined)
    setState('running')
    const made = new Worker(new URL('./whole-worker.ts', import.meta.url), { type: 'module' })
    made.addEventListener('message', hear)
    made.addEventListener('error', ({ message }) => {
      setProblem(new Problem({ type: 'console:worker', title: '', status: 0, detail: message }))
      end('refused')
    })
    const task: WholeTask = { unit: pin.unit, recordKey: pin.recordKey }
    made.postMessage(task, { transfer: [] })
    worker.current = made
  }
  return { state, progress, problem, start: () => void start(), cancel: () => end('cancelled') }
}
