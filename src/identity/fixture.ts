import type { PrivateKey } from '#crypto'
import { certain, sure } from '#fault'
import { type Event, type Means, Rehearsal, type Speaker, stepFor } from '#unit'
import type { Grade } from '#x509'
import { authorityActs } from './authority.ts'
import { certificateActs } from './certificates.ts'
import {
  type FakeUnit,
  fakeFoundingEvents,
  fakeKey,
  fakeRequest,
  fakeSpeaker,
  fakeUnit,
} from './fake-unit.ts'
import { ownKeyActs } from './own-keys.ts'
import { identityQueries } from './queries.ts'
import { requestActs } from './requests.ts'
import { type CertificateIssued, identitySlice, type PrincipalKind } from './state.ts'

export const start = Date.UTC(2026, 0, 5, 8)

/** For tests: the registry of a unit just founded, and who speaks in it. */
export interface Registry {
  readonly office: Rehearsal
  readonly unit: FakeUnit
  readonly node: Speaker
  readonly registrar: Speaker
}

export function founded(issuingDays?: number, recordKey?: string): Registry {
  const unit = fakeUnit(start, issuingDays)
  let drawn = 0
  const means: Means = {
    // Other serials in the order of the draws, so that tests can be told one from another.
    random: (length) => new Uint8Array(length).fill(0x40).fill(++drawn, -1),
    signer: () => unit.keys.issuing,
  }
  const office = new Rehearsal({
    slices: [identitySlice],
    acts: [...requestActs, ...certificateActs, ...authorityActs, ...ownKeyActs],
    queries: identityQueries,
    permit: (_, question) => stepFor(question),
    eventsOfUse: () => [],
    means,
    time: start,
  })
  office.happen(...fakeFoundingEvents(unit, recordKey))
  const registrar = fakeSpeaker('person', 'rosa', fakeKey())
  return { office, unit, node: fakeSpeaker('node', 'node', unit.keys.node), registrar }
}

/** The digest of a request that is sure to be received. */
export function received({ office, node }: Registry, key: PrivateKey, commonName?: string): string {
  const done = office.act('request.receive', node, { request: fakeRequest(key, commonName) })
  const event = sure(done, 'a request').find(({ kind }) => kind === 'request-received')
  return certain(event as (Event & { readonly request: string }) | undefined, 'its event').request
}

/** What a registrar says of an applicant; what is given instead of the usual. */
export function attestation(request: string, instead: object = {}): object {
  return { request, kind: 'person', id: 'ann', name: 'Ann', evidence: 'passport seen', ...instead }
}

/** A certificate from its request to its issue, all in one case. */
export function enrolled(
  registry: Registry,
  key: PrivateKey,
  instead: {
    readonly kind?: PrincipalKind
    readonly id?: string
    readonly name?: string
    readonly grade?: Grade
    dns?: string[]
  } = {},
): CertificateIssued {
  const request = received(registry, key, `${instead.kind} ${instead.id} ${registry.office.entries.length}`)
  const { office, registrar } = registry
  sure(office.act('request.attest', registrar, attestation(request, instead)), 'attesting')
  return issued(office.act('certificate.issue', registrar, { request, kind: instead.kind ?? 'person' }))
}

/** The event of an issue that is sure to have happened. */
export function issued(done: ReturnType<Rehearsal['act']>): CertificateIssued {
  const event = sure(done, 'an issue').find(({ kind }) => kind === 'certificate-issued')
  return certain(event as CertificateIssued | undefined, 'its event')
}
