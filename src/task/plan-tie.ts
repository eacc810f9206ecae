import type { PlanPerson } from './plan.ts'
import type { Classes } from './plan-class.ts'
import type { Demands } from './plan-demand.ts'
import { aspectOf, type Profiles } from './plan-profile.ts'
import { type PairKind, related } from './plan-rule.ts'

/** What a group asks of another, or the other of it. */
export interface Tie {
  readonly partner: number
  readonly kind: PairKind
  /** The classes the partner may be of when this group is taken by somebody of a profile: a row of bits. */
  readonly allowed: (profile: number) => Int32Array
}

/** The ties of each group; their rows are made when they are first asked for. */
export function tiesOf(
  { groups, pairs }: Demands,
  classes: Classes,
  profiles: Profiles,
): readonly (readonly Tie[])[] {
  const ties: Tie[][] = groups.map(() => [])
  const shared = new Map<string, Tie['allowed']>()
  let offices: Rows | undefined
  const rowsFor = (kind: PairKind, first: boolean): Tie['allowed'] => {
    const name = kind === 'senior' ? `${kind} ${first}` : kind
    if (aspectOf[kind] === 'offices') offices ??= rowsOfOffices(classes, profiles)
    const made = shared.get(name) ?? rowsByAspect(classes, profiles, kind, first, offices)
    shared.set(name, made)
    return made
  }
  for (const { kind, one, other } of pairs) {
    ties[one]?.push({ partner: other, kind, allowed: rowsFor(kind, true) })
    ties[other]?.push({ partner: one, kind, allowed: rowsFor(kind, false) })
  }
  return ties
}

type Rows = ReadonlyMap<string, Int32Array>

function rowsByAspect(
  classes: Classes,
  profiles: Profiles,
  kind: PairKind,
  first: boolean,
  offices: Rows | undefined,
): Tie['allowed'] {
  const known = new Map<number, Int32Array>()
  const alike = profiles.aspects[aspectOf[kind]]
  return (profile) => {
    const key = alike[profile] ?? 0
    const row = known.get(key) ?? rowFor(classes, profiles, kind, first, profile, offices)
    known.set(key, row)
    return row
  }
}

function rowFor(
  classes: Classes,
  { samples }: Profiles,
  kind: PairKind,
  first: boolean,
  profile: number,
  offices: Rows | undefined,
): Int32Array {
  const row = new Int32Array(classes.words)
  const mine = samples[profile]
  if (mine === undefined) return row
  if (offices !== undefined && aspectOf[kind] === 'offices') {
    for (const office of mine.offices) {
      const sharing = offices.get(office)
      sharing?.forEach((bits, word) => {
        row[word] = (row[word] ?? 0) | bits
      })
    }
    return kind === 'same-office' ? row : row.map((bits) => ~bits)
  }
  const meets = (other: PlanPerson): boolean =>
    first ? related(kind, mine, other) : related(kind, other, mine)
  classes.profileOf.forEach((theirs, place) => {
    const other = theirs === 0 ? undefined : samples[theirs]
    if (other !== undefined && meets(other)) setBit(row, place)
  })
  return row
}

/** Who holds each office. */
function rowsOfOffices({ profileOf, words }: Classes, { samples }: Profiles): Rows {
  const rows = new Map<string, Int32Array>()
  profileOf.forEach((profile, place) => {
    for (const office of samples[profile]?.offices ?? []) {
      const row = rows.get(office) ?? new Int32Array(words)
      rows.set(office, row)
      setBit(row, place)
    }
  })
  return rows
}

function setBit(row: Int32Array, place: number): void {
  row[place >>> 5] = (row[place >>> 5] ?? 0) | (1 << (place & 31))
}
