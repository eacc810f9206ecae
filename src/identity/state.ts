import type { Instant } from '#clock'
import { emptyTable, row, rows, sortedRows, type Table, withoutRow, withRow } from '#table'
import { type Event, type Place, read, type Slice, type State } from '#unit'
import { type Certificate, type CertificateUse, type Grade, type OwnUse, ownUses } from '#x509'
import { recordedCertificate } from './recorded.ts'

/** Whom a certificate names. */
export type PrincipalKind = 'person' | 'device' | 'service'

/** Services that are the unit's own: nobody registers them. Those of a use neither act nor shake hands. */
export const ownService = { node: 'node', gate: 'gate' } as const
export const ownServices: readonly string[] = [...Object.values(ownService), ...ownUses]

/**
 * The grade of the unit's own services: the unit knows what it made and where it runs, but their keys lie in
 * files and not in certified hardware, so it is not the highest.
 */
export const ownServiceGrade: Grade = 'medium'

export interface PrincipalName {
  readonly kind: PrincipalKind
  /** Lower-case name, unique within its kind: the last segment of the SPIFFE ID. */
  readonly id: string
}

/** What the unit is, once it has been founded. */
export interface UnitProfile {
  /** In any script. */
  readonly name: string
  readonly domain: string
  /** Where the plain HTTP face is reached, without a final slash: certificates point there for the list. */
  readonly publicUrl: string
  /** The suite its keys are made with. */
  readonly suite: string
  /** The person who founded it. */
  readonly founder: string
  /** Thumbprint of the authority key that signed the founding: the unit's identifier. */
  readonly key: string
  /** Base64 DER, self-signed, the newest last: the newest signs agreements. The only anchors of trust. */
  readonly authorities: readonly string[]
  /** Base64 DER, the newest last: the newest signs. */
  readonly issuing: readonly string[]
  /** Base64 DER: certificates of one authority key by another of the unit, from key rollovers. */
  readonly links: readonly string[]
  /** Thumbprint of the key with which the node itself acts. */
  readonly node: string
  /** Signed-note verifier keys of the acts log and of the access journal. */
  readonly recordKey: string
  readonly journalKey: string
}

export interface Principal extends PrincipalName {
  /** As the registrar attested it. */
  readonly name: string
  /** That of the newest certificate. */
  readonly grade: Grade
  /** Its certificates that are not revoked, the newest last; those that expired are dropped with the next. */
  readonly serials: readonly string[]
}

/** A certificate as the unit knows it; its DER stands in the entry that issued it. */
export interface CertificateRow {
  readonly serial: string
  readonly principal: PrincipalName
  /** What the naming of the principal is worth, as the certificate's policies say it. */
  readonly grade: Grade
  /** Thumbprint of the subject's key. */
  readonly key: string
  /** Base64 DER of the SubjectPublicKeyInfo. */
  readonly spki: string
  /** Base64url SHA-256 of the DER. */
  readonly fingerprint: string
  readonly notBefore: Instant
  readonly notAfter: Instant
  /** Host names of a service or device. */
  readonly dnsNames?: readonly string[]
  /** What its key is for alone: one of the unit's own uses, or a person's documents. */
  readonly use?: CertificateUse
  /** Index of the entry that issued it. */
  readonly entry: number
  readonly revoked?: { readonly time: Instant; readonly reason: RevocationReason }
}

/** The reasons of RFC 5280 §5.3.1 that a unit gives. */
export type RevocationReason =
  | 'unspecified'
  | 'key-compromise'
  | 'affiliation-changed'
  | 'superseded'
  | 'cessation-of-operation'

/** The newest certificate of a key of the unit's own. */
export interface OwnCertificate {
  readonly serial: string
  /** Thumbprint of its key. */
  readonly key: string
  readonly notBefore: Instant
  readonly notAfter: Instant
  /** Base64 DER. */
  readonly der: string
}

export interface Attestation extends PrincipalName {
  readonly name: string
  readonly dnsNames: readonly string[]
  /** Person who attested. */
  readonly by: string
  /** What the evidence is worth. */
  readonly grade: Grade
  readonly evidence: string
  /** Case under which it was attested, and under which alone it can be approved. */
  readonly case: string
}

/** A certificate request that has been received and not yet decided. */
export interface RequestRow {
  /** Hexadecimal SHA-256 of the PKCS#10 DER. */
  readonly request: string
  readonly key: string
  readonly spki: string
  readonly received: Instant
  readonly attested?: Attestation
}

/** How a request ended, kept so that its sender can fetch the certificate or read why not. */
export type RequestEnd =
  | { readonly end: 'issued'; readonly serial: string }
  | { readonly end: 'rejected'; readonly reason: string }

/** What a proposal to roll over the authority key brought, all of it made and signed beside the safe. */
export interface Rollover {
  /** Person who proposed it. */
  readonly by: string
  /** How the key came about. */
  readonly evidence: string
  /** Thumbprint of the new key. */
  readonly key: string
  /** Base64 DER of the new self-signed certificate. */
  readonly authority: string
  /** Base64 DER: the new key by the old one, the old key by the new one. */
  readonly links: readonly [newWithOld: string, oldWithNew: string]
  /** Base64 DER of the issuing key's certificate by the new key. */
  readonly issuing: string
}

export interface IdentityState {
  readonly unit: UnitProfile | null
  readonly principals: Table<Principal>
  readonly certificates: Table<CertificateRow>
  /** Serial of the newest certificate of a key. */
  readonly keys: Table<string>
  readonly requests: Table<RequestRow>
  readonly requestEnds: Table<RequestEnd>
  /** Serials that stand on the revocation list. */
  readonly revoked: Table<Instant>
  /** By the case in which they were proposed. */
  readonly rollovers: Table<Rollover>
  /** By use. */
  readonly own: Table<OwnCertificate>
}

export type IdentityEvent =
  | ({ readonly kind: 'unit-founded' } & UnitProfile)
  | ({ readonly kind: 'rollover-proposed'; readonly case: string } & Rollover)
  | AuthorityRolledOver
  /** Its key is no anchor any more; the links with it stay, for those who hold to it. */
  | {
      readonly kind: 'authority-retired'
      readonly key: string
      readonly authority: string
      readonly reason: string
    }
  | CertificateIssued
  | CertificateRevoked
  | ({ readonly kind: 'request-received' } & Omit<RequestRow, 'received' | 'attested'>)
  | { readonly kind: 'request-attested'; readonly request: string; readonly attestation: Attestation }
  | { readonly kind: 'request-rejected'; readonly request: string; readonly reason: string }

export interface CertificateIssued extends Omit<CertificateRow, 'entry' | 'revoked'> {
  readonly kind: 'certificate-issued'
  readonly name: string
  /** Base64. */
  readonly der: string
  /** The request it answers; absent at founding and for the gate's own. */
  readonly request?: string
}

export interface CertificateRevoked {
  readonly kind: 'certificate-revoked'
  readonly serial: string
  readonly key: string
  readonly principal: PrincipalName
  readonly reason: RevocationReason
}

export interface AuthorityRolledOver extends Omit<Rollover, 'by' | 'evidence'> {
  readonly kind: 'authority-rolled-over'
  readonly case: string
  /** Issuing certificates and links that have ended and are kept no longer. */
  readonly lapsed: readonly string[]
}

export const identitySlice: Slice<IdentityState> = {
  name: 'identity',
  tables: ['principals', 'certificates', 'keys', 'requests', 'requestEnds', 'revoked', 'rollovers', 'own'],
  empty: {
    unit: null,
    principals: emptyTable(),
    certificates: emptyTable(),
    keys: emptyTable(),
    requests: emptyTable(),
    requestEnds: emptyTable(),
    revoked: emptyTable(),
    rollovers: emptyTable(),
    own: emptyTable(),
  },
  evolve(slice: IdentityState, event: Event, place: Place): IdentityState {
    return step(slice, event as IdentityEvent, place)
  },
}

function step(slice: IdentityState, event: IdentityEvent, place: Place): IdentityState {
  switch (event.kind) {
    case 'unit-founded': {
      const { kind: _, ...unit } = event
      return { ...slice, unit }
    }
    case 'rollover-proposed': {
      const { kind: _, case: id, ...rollover } = event
      return { ...slice, rollovers: withRow(slice.rollovers, id, rollover) }
    }
    case 'authority-rolled-over':
      return rolledOver(slice, event)
    case 'authority-retired':
      return retired(slice, event.authority)
    case 'certificate-issued':
      return issued(slice, event, place)
    case 'certificate-revoked':
      return revoked(slice, event, place)
    case 'request-received': {
      const { kind: _, ...request } = event
      const received = { ...request, received: place.time }
      return { ...slice, requests: withRow(slice.requests, event.request, received) }
    }
    case 'request-attested': {
      const request = row(slice.requests, event.request)
      if (!request) return slice
      const attested = { ...request, attested: event.attestation }
      return { ...slice, requests: withRow(slice.requests, event.request, attested) }
    }
    case 'request-rejected':
      return ended(slice, event.request, { end: 'rejected', reason: event.reason })
    default:
      return slice
  }
}

function rolledOver(slice: IdentityState, event: AuthorityRolledOver): IdentityState {
  const { unit } = slice
  if (!unit) return slice
  const kept = (texts: readonly string[]): readonly string[] =>
    texts.filter((text) => !event.lapsed.includes(text))
  return {
    ...slice,
    unit: {
      ...unit,
      authorities: [...unit.authorities, event.authority],
      links: [...kept(unit.links), ...event.links],
      issuing: [...kept(unit.issuing), event.issuing],
    },
    rollovers: withoutRow(slice.rollovers, event.case),
  }
}

function retired(slice: IdentityState, authority: string): IdentityState {
  const { unit } = slice
  if (!unit) return slice
  const authorities = unit.authorities.filter((text) => text !== authority)
  return { ...slice, unit: { ...unit, authorities } }
}

function issued(slice: IdentityState, event: CertificateIssued, place: Place): IdentityState {
  const { kind: _, der, request: _request, name, ...facts } = event
  const { serial, principal, key, grade, use, notBefore, notAfter } = facts
  const certificate = { ...facts, entry: place.index }
  const before = row(slice.principals, principalKey(principal))?.serials ?? []
  const live = before.filter((other) => (row(slice.certificates, other)?.notAfter ?? 0) > place.time)
  const named = { ...principal, name, grade, serials: [...live, serial] }
  const next = {
    ...slice,
    principals: withRow(slice.principals, principalKey(principal), named),
    certificates: withRow(slice.certificates, serial, certificate),
    keys: withRow(slice.keys, key, serial),
    ...(use &&
      use !== 'documents' && { own: withRow(slice.own, use, { serial, key, notBefore, notAfter, der }) }),
  }
  return event.request ? ended(next, event.request, { end: 'issued', serial }) : next
}

function revoked(slice: IdentityState, event: CertificateRevoked, place: Place): IdentityState {
  const certificate = row(slice.certificates, event.serial)
  if (!certificate) return slice
  const after = { ...certificate, revoked: { time: place.time, reason: event.reason } }
  const key = principalKey(certificate.principal)
  const principal = row(slice.principals, key)
  const serials = principal?.serials.filter((serial) => serial !== event.serial) ?? []
  return {
    ...slice,
    ...(principal && { principals: withRow(slice.principals, key, { ...principal, serials }) }),
    certificates: withRow(slice.certificates, event.serial, after),
    revoked: withRow(slice.revoked, event.serial, place.time),
  }
}

function ended(slice: IdentityState, request: string, end: RequestEnd): IdentityState {
  return {
    ...slice,
    requests: withoutRow(slice.requests, request),
    requestEnds: withRow(slice.requestEnds, request, end),
  }
}

export function principalKey(principal: PrincipalName): string {
  return `${principal.kind}/${principal.id}`
}

/** What the unit is; `undefined` before its founding. */
export function unitProfile(state: State): UnitProfile | undefined {
  return read(state, identitySlice).unit ?? undefined
}

/** Whether a person has been registered, whatever became of their certificates. */
export function personKnown(state: State, id: string): boolean {
  return row(read(state, identitySlice).principals, `person/${id}`) !== undefined
}

/** A principal by kind and id. */
export function principalOf(state: State, principal: PrincipalName): Principal | undefined {
  return row(read(state, identitySlice).principals, principalKey(principal))
}

/** The newest certificate that a person acts with and that counts as of the last entry, if there is any. */
export function certificateOfPerson(state: State, id: string): CertificateRow | undefined {
  const { principals, certificates } = read(state, identitySlice)
  const serials = row(principals, `person/${id}`)?.serials ?? []
  const rows = serials.map((serial) => row(certificates, serial))
  return rows.findLast((one) => one !== undefined && one.use === undefined && one.notAfter > state.time)
}

/** The certificate a key is known by, whatever has become of it. */
export function certificateOfKey(state: State, key: string): CertificateRow | undefined {
  const { keys, certificates } = read(state, identitySlice)
  const serial = row(keys, key)
  return serial === undefined ? undefined : row(certificates, serial)
}

/** Every request that waits for a decision, the longest waiting first. */
export function requestsWaiting(state: State): readonly RequestRow[] {
  const waiting = sortedRows(read(state, identitySlice).requests).map(([, request]) => request)
  return waiting.sort((a, b) => a.received - b.received)
}

/** People with a certificate that counts, as many as asked for; which ones is the same in every process. */
export function someoneCertified(
  state: State,
  countMax: number,
  isWanted: (id: string) => boolean,
): readonly string[] {
  const found: string[] = []
  for (const [, { kind, id }] of rows(read(state, identitySlice).principals)) {
    if (found.length >= countMax) break
    if (kind === 'person' && certificateOfPerson(state, id) && isWanted(id)) found.push(id)
  }
  return found
}

/** A certificate the unit has issued, by lower-case hexadecimal serial. */
export function certificateOf(state: State, serial: string): CertificateRow | undefined {
  return row(read(state, identitySlice).certificates, serial)
}

/** The newest certificate of a key of the unit's own, whatever became of it; `undefined` before the first. */
export function ownCertificate(
  state: State,
  use: OwnUse,
): (OwnCertificate & { readonly certificate: Certificate }) | undefined {
  const own = row(read(state, identitySlice).own, use)
  return own && { ...own, certificate: recordedCertificate(own.der) }
}
