import { hex, sha256, utf8 } from '#bytes'
import { type PrivateKey, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import { fakeFoundingActs, foundingActs } from '#founding'
import {
  certificateActs,
  type FakeUnit,
  fakeKey,
  fakeRequest,
  fakeSpeaker,
  fakeUnit,
  identitySlice,
  requestActs,
} from '#identity'
import { organizationActs, organizationSlice } from '#organization'
import { permitByStep, procedureActs, procedureSlice } from '#procedure'
import { recognitionSlice } from '#recognition'
import { usesOf } from '#task'
import { type Constitution, type Event, Rehearsal, type Speaker } from '#unit'
import { gatewayActs } from './acts.ts'
import { gatewayQueries } from './queries.ts'
import { gatewaySlice } from './state.ts'

const start = Date.UTC(2026, 0, 5, 8)

/** For tests: a founded unit with everything the gate looks at, and who speaks in it. */
export interface Town {
  readonly office: Rehearsal
  readonly fake: FakeUnit
  readonly node: Speaker
  readonly founder: Speaker
}

export function foundedTown(permit: Constitution['permit'] = permitByStep): Town {
  const fake = fakeUnit(start)
  const office = new Rehearsal({
    slices: [identitySlice, organizationSlice, recognitionSlice, procedureSlice, gatewaySlice],
    acts: [
      ...foundingActs,
      ...requestActs,
      ...certificateActs,
      ...organizationActs,
      ...procedureActs,
      ...gatewayActs,
    ],
    queries: gatewayQueries,
    permit,
    eventsOfUse: usesOf,
    means: { random: (length) => systemRandom.bytes(length), signer: () => fake.keys.issuing },
    time: start,
  })
  const authority = fakeSpeaker('unit', 'authority', fake.keys.authority)
  for (const { act, input } of fakeFoundingActs(fake)) {
    sure(office.act(act, authority, input), 'the founding')
  }
  const [node, founder] = [
    fakeSpeaker('node', 'node', fake.keys.node),
    fakeSpeaker('person', 'fay', fake.keys.founder),
  ]
  return { office, fake, node, founder }
}

/** For tests: what is said of a service; what is given instead of the usual. */
export function publication(instead: object = {}): object {
  return {
    service: 'permits',
    title: 'Permits',
    hosts: ['permits.unit.example'],
    upstream: 'tcp://127.0.0.1:9000',
    routes: [{ method: 'GET', path: '/visits/:visit', permission: 'visit.look', object: 'visit/{visit}' }],
    ...instead,
  }
}

/** For tests: the founder works on the step of a case: claims it and does its act. */
function worked({ office, founder }: Town, id: string, step: string, act: string, input: object): void {
  sure(office.act('step.claim', founder, { case: id, step }), `claiming ${step}`)
  sure(office.act(act, founder, input), act)
}

/** For tests: the number of a case that is sure to be opened. */
export function opened({ office }: Town, by: Speaker, procedure: string, data: object = {}): string {
  const [event] = sure(office.act('case.open', by, { procedure, data }), `opening ${procedure}`)
  const { case: id } = certain(event, 'the opening') as Event & { readonly case: string }
  return id
}

/** For tests: a service behind the gate, by its two steps. */
export function published(town: Town, instead: object = {}): void {
  const said = publication(instead) as { readonly service: string }
  const { service } = said
  const id = opened(town, town.founder, 'publish-service', { service })
  worked(town, id, 'propose', 'service.propose', said)
  worked(town, id, 'publish', 'service.publish', { service })
}

/** For tests: who has a certificate: their key, how they speak, and the certificate's DER. */
export interface Resident {
  readonly key: PrivateKey
  readonly speaker: Speaker
  readonly der: Uint8Array
  readonly serial: string
}

/** For tests: a resident by registration, attested and approved by the founder. */
export function registered(
  town: Town,
  id: string,
  kind: 'person' | 'device' | 'service' = 'person',
): Resident {
  const { office, node } = town
  const key = fakeKey()
  const receipt = sure(office.act('request.receive', node, { request: fakeRequest(key, id) }), 'a request')
  const { request } = certain(receipt.at(-1), 'its event') as Event & { readonly request: string }
  const number = opened(town, town.founder, `register-${kind}`, { request })
  worked(town, number, 'attest', 'request.attest', { request, kind, id, name: id, evidence: 'seen' })
  worked(town, number, 'approve', 'certificate.issue', { request, kind })
  const issued = certain(office.entries.at(-1)?.events.at(-1), 'its event')
  const { der, serial } = issued as Event & { readonly der: string; readonly serial: string }
  return { key, speaker: fakeSpeaker(kind, id, key), der: Buffer.from(der, 'base64'), serial }
}

/** For tests: a procedure in which anybody may look, and stamp twice, for two hours. */
export function visitsAdopted({ office }: Town): void {
  const text =
    'procedure: visit\ntitle: { en: Visit }\nopened-by: anyone\nobjects: visit/{case}\nsteps:\n' +
    '  look: { by: anyone, permits: [visit.look, visit.stamp], uses: { visit.stamp: 2 }, within: PT2H }\n'
  office.happen({ kind: 'procedure-adopted', procedure: 'visit', digest: hex(sha256(utf8(text))), text })
}
