import { hex, sha256, utf8 } from '#bytes'
import type { Instant } from '#clock'
import { sure } from '#fault'
import { row, type Table, withRow } from '#table'
import { type Procedure, parseProcedure } from '#task'
import type { Place } from '#unit'
import type { ProcedureAdopted, ProcedureDrafted } from './events.ts'

/** Who did something to a text, where that stands on the record and when it was. */
export interface Authorship {
  readonly by: string
  /** Index of the entry. */
  readonly entry: number
  readonly time: Instant
}

/** How a version of a procedure came to be the one that new cases are opened with. */
export interface Adoption {
  readonly procedure: string
  readonly digest: string
  /** Index of the entry that adopted it. */
  readonly entry: number
  readonly time: Instant
  /** The case it was drafted in, by whom, and who adopted it; what the founding adopted has none of these. */
  readonly case?: string
  readonly by?: string
  readonly drafted?: Authorship
}

/** A text drafted in a case. */
export interface Draft extends Authorship {
  readonly procedure: string
  readonly digest: string
  readonly text: string
}

/** What the state keeps of procedures' texts. */
export interface Texts {
  /** By the case in which they were drafted. */
  readonly drafts: Table<Draft>
  /** By name. */
  readonly procedures: Table<Adoption>
  /** By name: the adoptions before that one, the oldest first. */
  readonly former: Table<readonly Adoption[]>
  /** By digest of their text: every version that was ever adopted, because cases keep theirs. */
  readonly versions: Table<Procedure>
  readonly texts: Table<string>
  /** Digests of the texts that the founding announced and has not adopted yet, the next one first. */
  readonly announced: readonly string[]
}

/** SHA-256 of a procedure's text, hex. */
export function digestOf(text: string): string {
  return hex(sha256(utf8(text)))
}

/** After a text was drafted. */
export function drafted<T extends Texts>(
  slice: T,
  { case: id, procedure, digest, text, by }: ProcedureDrafted,
  { index, time }: Place,
): T {
  const draft: Draft = { procedure, digest, text, by, entry: index, time }
  return { ...slice, drafts: withRow(slice.drafts, id, draft) }
}

/** After a text was adopted: the one before it stays, because its cases go on by it. */
export function adopted<T extends Texts>(
  slice: T,
  { procedure, digest, text, case: id, by }: ProcedureAdopted,
  { index, time }: Place,
): T {
  const draft = id === undefined ? undefined : row(slice.drafts, id)
  const adoption: Adoption = {
    ...{ procedure, digest, entry: index, time },
    ...(id !== undefined && { case: id }),
    ...(by !== undefined && { by }),
    ...(draft && { drafted: { by: draft.by, entry: draft.entry, time: draft.time } }),
  }
  const before = row(slice.procedures, procedure)
  const { former } = slice
  const parsed = sure(parseProcedure(text), `the adopted text of ${procedure}`)
  return {
    ...slice,
    procedures: withRow(slice.procedures, procedure, adoption),
    former: before ? withRow(former, procedure, [...(row(former, procedure) ?? []), before]) : former,
    versions: withRow(slice.versions, digest, parsed.procedure),
    texts: withRow(slice.texts, digest, text),
    announced: slice.announced[0] === digest ? slice.announced.slice(1) : slice.announced,
  }
}
