/** Whom a certificate names. */
export type Kind = 'person' | 'device' | 'service'

export const kinds: readonly Kind[] = ['person', 'device', 'service']

/** Whether somebody has a certificate that counts, and for how long. */
export type Standing = 'valid' | 'ending' | 'ended' | 'revoked'

export const standings: readonly Standing[] = ['valid', 'ending', 'ended', 'revoked']

/** What the evidence of a registration is worth, from nothing on. */
export const grades = ['test', 'rudimentary', 'basic', 'medium', 'high'] as const
export type Grade = (typeof grades)[number]

/** One line of `principal.list`. */
export interface PrincipalRow {
  readonly kind: Kind
  readonly id: string
  readonly name: string
  readonly grade: Grade
  readonly state: Standing
  /** When the last certificate ends. */
  readonly notAfter?: string
  /** One of the unit's own services. */
  readonly own?: true
  readonly offices?: readonly string[]
  readonly away?: boolean
}

/** A page of `principal.list`. */
export interface PrincipalList {
  readonly principals: readonly PrincipalRow[]
  readonly counts?: Readonly<Record<Kind, number>>
  readonly next?: string
}

export interface CertificateShown {
  readonly serial: string
  readonly grade: Grade
  readonly key: string
  /** Index of the entry that issued it. */
  readonly entry: number
  readonly state: Standing
  readonly notBefore: string
  readonly notAfter: string
  readonly dnsNames?: readonly string[]
  readonly use?: string
  readonly revoked?: string
  readonly reason?: RevocationReason
}

export const revocationReasons = [
  'key-compromise',
  'affiliation-changed',
  'superseded',
  'cessation-of-operation',
  'unspecified',
] as const
export type RevocationReason = (typeof revocationReasons)[number]

interface OfficeShown {
  readonly office: string
  readonly title: string
  readonly layer: string
}

export interface StepShown {
  readonly case: string
  readonly procedure: string
  readonly title: Readonly<Record<string, string>>
  readonly step: string
  readonly stepTitle?: Readonly<Record<string, string>>
  readonly state: string
  readonly since: string
  readonly deadline?: string
}

/** The answer of `principal.show`; what is missing is not told to the reader, or not of that kind. */
export interface PrincipalShown extends Omit<PrincipalRow, 'offices'> {
  readonly certificates: readonly CertificateShown[]
  readonly offices?: readonly (OfficeShown & { readonly since?: string; readonly substitute?: string })[]
  readonly standsIn?: readonly (OfficeShown & { readonly person: string })[]
  readonly substituteOf?: readonly (OfficeShown & { readonly person: string })[]
  readonly absence?: Period
  readonly ahead?: readonly Period[]
  readonly trainings?: readonly { readonly training: string; readonly until: string }[]
  readonly steps?: readonly StepShown[]
}

interface Period {
  readonly from: string
  readonly until: string
}

/** Whom a request was attested as; told to whoever is shown the case. */
export interface Attested {
  readonly kind: Kind
  readonly id: string
  readonly name: string
  readonly dnsNames: readonly string[]
  readonly by: string
  readonly grade: Grade
  readonly case: string
}

/** One of `request.list`. */
export interface WaitingRequest {
  /** Its digest, by which everybody names it. */
  readonly request: string
  readonly key: string
  readonly received: string
  readonly waits: 'attestation' | 'approval'
  readonly attested?: Attested
}

export interface RequestList {
  readonly requests: readonly WaitingRequest[]
  readonly waiting: number
  readonly waitingMax: number
}

/** The answer of `organization.show`, as far as offices are named here. */
export interface Chart {
  readonly offices: readonly (OfficeShown & { readonly holders: readonly unknown[] })[]
}
