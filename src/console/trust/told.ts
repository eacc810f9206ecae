/*
 * What the unit tells of the mesh, of paths and of agreements; written by `src/recognition`.
 */

/** A unit by its domain and the thumbprint of the key by which it is known. */
export interface NamedUnit {
  readonly unit: string
  readonly key: string
}

/** What is said of a unit's newest bundle. */
export interface Bundle {
  readonly number: number
  readonly thisUpdate: string
  readonly nextUpdate: string
  readonly accepted: string
  readonly recordSize: number
  readonly consistent: boolean
}

export interface MeshUnit extends NamedUnit {
  readonly name?: string
  /** Agreements from this unit on; absent where none lead. */
  readonly distance?: number
  readonly bundle?: Bundle
}

export interface Bounds {
  readonly grade?: string
  readonly purposes: readonly string[]
  readonly hops: number
  readonly statusAgeMaxSeconds: number
}

/** Ends, bounds and names by their places in the lists. */
export interface MeshAgreement {
  readonly agreement: string
  readonly by: number
  readonly with: number
  readonly bounds: number
  readonly names: number
  readonly notBefore: string
  readonly notAfter: string
}

/** `GET /mesh`: this unit first, then by the agreements it takes to get there. */
export interface Mesh {
  readonly at: string
  readonly known: { readonly units: number; readonly agreements: number }
  readonly units: readonly MeshUnit[]
  readonly bounds: readonly Bounds[]
  readonly names: readonly (readonly string[])[]
  readonly agreements: readonly MeshAgreement[]
}

/** An agreement by and with whom it is, and what it allows. */
export interface Agreement extends Bounds {
  readonly agreement: string
  readonly by: string
  readonly with: string
  /** Of whom it is with. */
  readonly key: string
  readonly domains: readonly string[]
  readonly notBefore: string
  readonly notAfter: string
}

/** Which agreement of a path is narrowest in a bound, and how narrow. */
export type Limit = { readonly agreement: string; readonly by: string } & (
  | { readonly bound: 'grade'; readonly highest: string }
  | { readonly bound: 'hops'; readonly spare: number }
  | { readonly bound: 'validity'; readonly until: string }
  | { readonly bound: 'status-age'; readonly spareSeconds: number }
  | { readonly bound: 'names'; readonly name: string }
)

/** The bound that stops a path. */
export type Obstacle = { readonly agreement: string; readonly by: string; readonly with: string } & (
  | { readonly bound: 'grade' | 'purpose' | 'names'; readonly permits: readonly string[] }
  | { readonly bound: 'validity'; readonly notBefore: string; readonly notAfter: string }
  | { readonly bound: 'hops'; readonly permits: number; readonly needs: number }
  | { readonly bound: 'status-age'; readonly permitsSeconds: number; readonly needsSeconds: number }
)

export type Nearest =
  | 'unconnected'
  | 'unknown'
  | { readonly agreements: readonly Agreement[]; readonly obstacles: readonly Obstacle[] }

/** How sure it is that so many paths share no third unit. */
export interface Disjoint {
  readonly paths: number
  readonly exact: boolean
}

/** A path that was found, with what it hangs on. */
export interface FoundPath {
  readonly path: readonly Agreement[]
  readonly limiting: readonly Limit[]
  readonly trusted: readonly NamedUnit[]
  readonly forgers: readonly NamedUnit[]
  readonly disjoint: Disjoint
}

/** `GET /trust/path`. */
export type PathAnswer = {
  readonly from: NamedUnit
  readonly to: NamedUnit
  readonly view: { readonly own: boolean; readonly heard?: string }
  readonly confirmed?: 'accepted' | 'refused' | 'unknown'
} & (
  | (FoundPath & {
      readonly answer: 'found'
      readonly statuses: readonly (NamedUnit & { readonly asOf: string; readonly ageSeconds: number })[]
    })
  | { readonly answer: 'none'; readonly nearest: Nearest }
  | { readonly answer: 'unknown' }
)

/** What a status on a certificate's path is about, and how long it is good for. */
export interface StatusHeld {
  readonly what: 'certificate' | 'agreement' | 'issuing-key' | 'link'
  readonly subject: string
  readonly serial: string
  readonly asOf: string
  readonly ageSeconds: number
  readonly until?: string
  readonly secondsLeft?: number
}

/** `POST /trust/explain`. */
export type Explanation = {
  readonly certificate: {
    readonly subject: string
    readonly issuer: string
    readonly serial: string
    readonly notBefore: string
    readonly notAfter: string
  }
  readonly demanded: { readonly purpose: string; readonly grade: string; readonly at: string }
  readonly differences: readonly { readonly kind: string }[]
} & (
  | (FoundPath & {
      readonly answer: 'accepted'
      readonly home: NamedUnit
      readonly grade: string
      readonly until: string
      readonly statuses: readonly StatusHeld[]
    })
  | {
      readonly answer: 'refused'
      readonly where: 'issuer' | 'agreements' | 'certificate'
      readonly home?: NamedUnit
      readonly nearest?: Nearest
      readonly refusal: { readonly detail: string; readonly clause: string }
    }
  | { readonly answer: 'unknown'; readonly spent: string }
)

/** One agreement that would let a unit be accepted. */
export interface Plan {
  readonly with: string
  readonly key: string
  readonly domains: readonly string[]
  readonly purpose: string
  readonly grade: string
  readonly hops: number
  readonly statusAgeSeconds: number
  readonly onward: readonly Agreement[]
  readonly existing: readonly string[]
  readonly opens: readonly NamedUnit[]
}

/** `GET /trust/plan`. */
export type PlanAnswer = NamedUnit &
  (
    | { readonly answer: 'unneeded'; readonly awaited: boolean; readonly path: readonly Agreement[] }
    | { readonly answer: 'plans'; readonly plans: readonly Plan[] }
    | { readonly answer: 'none' }
    | { readonly answer: 'unknown' }
  )

/** `GET /trust/impact`. */
export interface TrustImpact {
  readonly lost:
    | 'unknown'
    | readonly (NamedUnit & {
        readonly accepted: readonly { readonly purpose: string; readonly grade: string }[]
      })[]
  readonly unfollowed: readonly NamedUnit[]
  readonly visitors: readonly {
    readonly visitor: string
    readonly offices: readonly string[]
    readonly until: string
    readonly reason: string
  }[]
}

/** `GET /agreements`. */
export interface Agreements {
  readonly agreements: readonly OwnAgreement[]
  readonly ended: readonly {
    readonly agreement: string
    readonly domain: string
    readonly key: string
    readonly ended: string
    readonly why: 'withdrawn' | 'replaced'
    readonly reason: string
  }[]
}

/** An agreement of this unit that holds. */
export interface OwnAgreement {
  readonly agreement: string
  readonly unit: string
  readonly notBefore: string
  readonly notAfter: string
  readonly entry: number
  readonly terms: Bounds & {
    readonly domains: readonly string[]
    readonly key: string
    readonly bundleUrl: string
    readonly privateAddresses: boolean
  }
}

/** A unit whose bundles are followed. */
export interface Followed extends NamedUnit {
  /** Serial of the own agreement through which it is followed. */
  readonly agreement: string
  readonly url: string
  readonly statusAgeMaxSeconds: number
  readonly state: 'never-seen' | 'lost' | 'fresh' | 'stale'
  readonly name?: string
  readonly number?: number
  readonly thisUpdate?: string
  readonly nextUpdate?: string
  readonly accepted?: string
  readonly secondsLeft?: number
  readonly recordSize?: number
  readonly consistent?: boolean
}

/** `GET /peers`. */
export interface Peers {
  readonly peers: readonly Followed[]
}

export interface CertificateTold {
  readonly subject: string
  readonly key: string
  readonly serial: string
  readonly notBefore: string
  readonly notAfter: string
}

/** `GET /peers/:unit`. */
export interface UnitTold extends NamedUnit {
  readonly name?: string
  readonly own: boolean
  readonly authorities: readonly (CertificateTold & { readonly pem: string })[]
  readonly bundle?: Bundle & { readonly recordKey: string; readonly digest: string }
  readonly issuing?: readonly CertificateTold[]
  readonly revoked?: number
  readonly followed?: {
    readonly agreement: string
    readonly own: boolean
    readonly url: string
    readonly statusAgeMaxSeconds: number
    readonly until?: string
    readonly fresh?: boolean
  }
  readonly recognises: { readonly known: number; readonly agreements: readonly Agreement[] }
  readonly recognisedBy: { readonly known: number; readonly agreements: readonly Agreement[] }
  readonly visitors: number
}
