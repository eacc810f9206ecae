import type { Receipt } from '../wire/act.ts'

/** An entry as `GET /record/entries/…` tells it. */
export interface ShownEntry {
  readonly receipt: Receipt
  /** `kind/id`, as `person/mei`; `unit` for the founding. */
  readonly actor: string
  readonly name?: string
  readonly spki?: string
  readonly certificate?: string
}
