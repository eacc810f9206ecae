/** Somebody with the name he was registered under, where he was. */
export interface NamedPerson {
  readonly person: string
  readonly name?: string
}

/** From when until when, RFC 3339. */
export interface Period {
  readonly from: string
  readonly until: string
}

/** Whoever is appointed to an office. */
export interface Holder extends NamedPerson {
  readonly since?: string
  readonly entry?: number
  readonly away?: Period
  readonly substitute?: NamedPerson & { readonly counts: boolean }
}

export const layers = ['decision', 'management', 'execution'] as const
export type Layer = (typeof layers)[number]

/** An office as the chart tells it. */
export interface OfficeShown {
  readonly office: string
  readonly title: string
  readonly layer: Layer
  readonly rank: number
  readonly since: string
  readonly entry: number
  /** How many are appointed, and how many of those and their substitutes count now. */
  readonly appointed: number
  readonly counted: number
  /** The first of them. */
  readonly holders: readonly Holder[]
}

/** The answer of `GET /organization`. */
export interface Chart {
  readonly offices: readonly OfficeShown[]
  readonly away: readonly (NamedPerson & Period)[]
  readonly substitutes: readonly {
    readonly office: string
    readonly person: string
    readonly name?: string
    readonly substitute: string
    readonly substituteName?: string
    readonly counts: boolean
  }[]
}

/** The answer of `GET /organization/:office`: a page of its holders. */
export interface OfficeInFull extends OfficeShown {
  readonly more: boolean
}

type Title = Readonly<Record<string, string>>

/** A procedure of which something hangs on single people. */
export interface FrailProcedure {
  readonly procedure: string
  readonly title: Title
  readonly completable: 'yes' | 'no' | 'unknown'
  readonly why?: string
  /** Without any one of these no new case could be finished. */
  readonly people: readonly NamedPerson[]
  /** Steps that one person alone could take, or nobody. */
  readonly steps: readonly (Partial<NamedPerson> & {
    readonly step: string
    readonly title: Title
    /** The founder, because nobody holds the office. */
    readonly founding?: true
  })[]
}

/** A page of `GET /dependence`. */
export interface DependencePage {
  readonly procedures: readonly FrailProcedure[]
  readonly next?: string
}

/** The answer of `GET /delegations`. */
export interface Delegations {
  readonly delegations: readonly {
    readonly case: string
    readonly procedure: string
    readonly title: Title
    readonly step: string
    readonly stepTitle: Title
    readonly from: NamedPerson
    readonly to: NamedPerson
    readonly permissions?: readonly string[]
    readonly until?: string
    readonly completes?: true
  }[]
  readonly more: boolean
}

/** The answer of `GET /absences`. */
export interface Absences {
  readonly mine: readonly (Period & { readonly away: boolean })[]
  readonly away: readonly (NamedPerson & Period)[]
}
