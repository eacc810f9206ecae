import { type Duration, day, type Instant } from '#clock'
import type { DigestName, PublicKey, Suite } from '#crypto'
import { type SunsetRow, sunsetTable } from './sunset-table.ts'

/** An algorithm as it was used: what tables of sunsets are asked about. */
export interface AlgorithmUse {
  /** As in `SunsetRow`. */
  readonly algorithm: string
  /** Of the key, where its length is not told by the algorithm. */
  readonly bits?: number
}

/** What an algorithm is worth at some time: whether what is made then can be relied on. */
export interface AlgorithmStanding {
  /** `ending`: still good, and what rests on it is to be renewed before `until`. */
  readonly state: 'good' | 'ending' | 'ended'
  /** The first instant at which nothing new may rely on it; absent: no source names an end. */
  readonly until?: Instant
  readonly source: string
  /** The source names no such date: it is this program's reading of it. */
  readonly assumed?: true
  /** Which algorithm the end is of, where several were used together. */
  readonly algorithm: string
}

/** How standings are asked for. */
export interface SunsetTerms {
  /** In the place of the table that comes with the program. */
  readonly table?: readonly SunsetRow[]
  /** How long before its end an algorithm is `ending`. */
  readonly notice?: Duration
}

/**
 * Two years: an archive is renewed once a year, and once more when that was missed.
 */
const sunsetNotice: Duration = 730 * day

/** A digest as an algorithm that was used. */
export function digestUse(name: DigestName): AlgorithmUse {
  return { algorithm: name }
}

/** A signature's algorithms: what the key does, and the digest where it takes one. */
export function signatureUses(
  suite: Suite,
  key: Pick<PublicKey, 'type' | 'handle'>,
): readonly AlgorithmUse[] {
  const { modulusLength } = key.handle.asymmetricKeyDetails ?? {}
  const bits = modulusLength === undefined ? {} : { bits: modulusLength }
  if (suite.digest === null) return [{ algorithm: suite.name, ...bits }]
  const scheme = suite.name.slice(0, -suite.digest.length - 1)
  return [{ algorithm: scheme, ...bits }, { algorithm: suite.digest }]
}

/**
 * What algorithms that were used together are worth at that time: as much as the one that ends first. An
 * algorithm that no row is about has ended; a key of unknown length is taken for a short one.
 */
export function algorithmStanding(
  used: AlgorithmUse | readonly AlgorithmUse[],
  at: Instant,
  { table = sunsetTable, notice = sunsetNotice }: SunsetTerms = {},
): AlgorithmStanding {
  const uses = 'algorithm' in used ? [used] : used
  const ends = uses.map((use) => firstEnd(use, table))
  const unknown = uses.find((_, place) => ends[place] === undefined)
  if (unknown) return { state: 'ended', source: 'no row of the table', algorithm: unknown.algorithm }
  const row = ends.filter((end) => end !== undefined).reduce(earlier)
  const { algorithm, until, source, assumed } = row
  const told = { algorithm, source, ...(assumed ? { assumed } : {}) }
  if (until === undefined) return { state: 'good', ...told }
  if (at >= until) return { state: 'ended', until, ...told }
  return { state: until - at <= notice ? 'ending' : 'good', until, ...told }
}

/** Whether what rests on these algorithms is to be renewed: one of them has ended or soon will. */
export function nearsSunset(
  used: AlgorithmUse | readonly AlgorithmUse[],
  at: Instant,
  terms: SunsetTerms = {},
): boolean {
  return algorithmStanding(used, at, terms).state !== 'good'
}

function firstEnd({ algorithm, bits = 0 }: AlgorithmUse, table: readonly SunsetRow[]): SunsetRow | undefined {
  const rows = table.filter(
    (row) => row.algorithm === algorithm && (row.bitsBelow === undefined || bits < row.bitsBelow),
  )
  return rows.length === 0 ? undefined : rows.reduce(earlier)
}

function earlier(a: SunsetRow, b: SunsetRow): SunsetRow {
  return (b.until ?? Number.POSITIVE_INFINITY) < (a.until ?? Number.POSITIVE_INFINITY) ? b : a
}
