import type { Intention, Receipt } from '../../wire/act.ts'
import { Problem } from '../../wire/problem.ts'

/** Signs an act with the key this browser holds and sends it. */
export function signAndSend(intention: Intention): Promise<Receipt> {
  return Promise.reject(new Problem({ type: 'console:no-key', title: '', status: 0, detail: intention.act }))
}
