import type { Instant } from '#clock'

/** Everything the acts of this room refuse. */
export type OrganizationFault = OfficeFault | AbsenceFault | SubstitutionFault | TrainingFault

export type OfficeFault =
  | PersonUnknown
  | OfficeUnknown
  | NotAppointed
  | { readonly kind: 'office-known'; readonly office: string }
  | { readonly kind: 'offices-full'; readonly officesMax: number }
  | { readonly kind: 'office-holders-full'; readonly office: string; readonly holdersMax: number }
  | { readonly kind: 'appointed-already'; readonly person: string; readonly office: string }

export type AbsenceFault =
  | PersonUnknown
  /** Devices, services and visitors hold no office here that they could be away from. */
  | { readonly kind: 'absence-for-people'; readonly speaker: string }
  | { readonly kind: 'absence-past'; readonly from: Instant; readonly now: Instant }
  | { readonly kind: 'absence-empty'; readonly from: Instant; readonly until: Instant }
  | { readonly kind: 'absence-far'; readonly from: Instant; readonly daysMax: number }
  /** Together with those it touches. */
  | {
      readonly kind: 'absence-long'
      readonly from: Instant
      readonly until: Instant
      readonly daysMax: number
    }
  | {
      readonly kind: 'absence-known'
      readonly person: string
      readonly from: Instant
      readonly until: Instant
    }
  | { readonly kind: 'absences-full'; readonly person: string; readonly countMax: number }
  | { readonly kind: 'not-absent'; readonly person: string; readonly next?: Instant }
  | { readonly kind: 'absence-unknown'; readonly person: string; readonly from: Instant }

export type SubstitutionFault =
  | PersonUnknown
  | OfficeUnknown
  | NotAppointed
  | { readonly kind: 'substitute-oneself'; readonly person: string }
  /** He counts for the office by himself. */
  | { readonly kind: 'substitute-appointed'; readonly substitute: string; readonly office: string }
  | ({ readonly kind: 'substitute-known' } & Substitution)
  | ({ readonly kind: 'not-substitute' } & Substitution)
  | { readonly kind: 'substitutions-full'; readonly substitute: string; readonly countMax: number }

export type TrainingFault =
  | PersonUnknown
  | { readonly kind: 'training-over'; readonly until: Instant; readonly now: Instant }
  | { readonly kind: 'training-long'; readonly until: Instant; readonly yearsMax: number }
  | {
      readonly kind: 'training-known'
      readonly person: string
      readonly training: string
      readonly until: Instant
    }
  | { readonly kind: 'training-unknown'; readonly person: string; readonly training: string }
  | { readonly kind: 'trainings-full'; readonly person: string; readonly countMax: number }

interface PersonUnknown {
  readonly kind: 'person-unknown'
  readonly person: string
}

interface OfficeUnknown {
  readonly kind: 'office-unknown'
  readonly office: string
}

interface NotAppointed {
  readonly kind: 'not-appointed'
  readonly person: string
  readonly office: string
}

/** Who is to stand in for whom, in which office. */
export interface Substitution {
  readonly person: string
  readonly substitute: string
  readonly office: string
}
