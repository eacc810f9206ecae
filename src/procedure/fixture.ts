import { readdirSync, readFileSync } from 'node:fs'
import { day } from '#clock'
import { sure } from '#fault'
import { certificateActs, identitySlice } from '#identity'
import { organizationActs, organizationSlice } from '#organization'
import { agreementActs, recognitionSlice } from '#recognition'
import { row } from '#table'
import { type Step, usesOf } from '#task'
import { type Event, type Means, Rehearsal, read, type Speaker } from '#unit'
import type { Grade } from '#x509'
import { procedureActs } from './acts.ts'
import { consequences } from './consequences.ts'
import { foundingEvents } from './founding.ts'
import { findGrant, permitByStep } from './permit.ts'
import { procedureQueries } from './queries.ts'
import { procedureSlice } from './state.ts'

const shippedFolder = new URL('../../procedures/', import.meta.url)

/** For tests: the texts of the procedures that come with the house. */
export const shipped: readonly string[] = readdirSync(shippedFolder)
  .sort()
  .map((name) => readFileSync(new URL(name, shippedFolder), 'utf8'))

/** For tests: the offices those procedures name, and the sample's. */
export const offices = [
  'chief-information-officer',
  'security-manager',
  'auditor',
  'registrar',
  'operator',
  'intake',
  'inspector',
  'head-of-permits',
]

export const start = Date.UTC(2026, 0, 5, 8)

const nothingToDraw = (): never => {
  throw new Error('bug: an act of this room drew')
}
const noMeans: Means = { random: nothingToDraw, signer: nothingToDraw }

export function speaker(id: string, key = `key-${id}`): Speaker {
  return { kind: 'person', id, key, serial: `serial-${key}` }
}

export const node: Speaker = { kind: 'node', id: 'node', key: 'key-node', serial: 'serial-node' }

/** For tests: the rehearsal of a unit with the rooms up to this one, and what is often done in it. */
export interface Office extends Rehearsal {
  /** Opens a case that is sure to be opened; its number. */
  open(procedure: string, by: Speaker, data?: Readonly<Record<string, string>>): string
  appoint(person: string, ...to: readonly string[]): void
}

function newOffice(): Office {
  const slices = [identitySlice, organizationSlice, recognitionSlice, procedureSlice]
  const rehearsal = new Rehearsal({
    slices,
    acts: [...certificateActs, ...organizationActs, ...agreementActs, ...procedureActs],
    queries: procedureQueries,
    permit: permitByStep,
    eventsOfUse: usesOf,
    consequences,
    means: noMeans,
    time: start,
  })
  return Object.assign(rehearsal, {
    open(procedure: string, by: Speaker, data: Readonly<Record<string, string>> = {}): string {
      const [event] = sure(rehearsal.act('case.open', by, { procedure, data }), `opening ${procedure}`)
      return (event as Event & { readonly case: string }).case
    },
    appoint(person: string, ...to: readonly string[]): void {
      for (const office of to) rehearsal.happen({ kind: 'person-appointed', person, office })
    },
  })
}

/** For tests: a unit just founded by `fay`, with the shipped procedures and others. */
export function founded(...texts: readonly string[]): Office {
  const office = newOffice()
  const events = foundingEvents({
    texts: [...shipped, ...texts],
    announced: [],
    offices,
    node: { id: node.id, key: node.key },
    index: 0,
    time: start,
  })
  const unit = {
    name: 'Unit',
    domain: 'unit.example',
    publicUrl: 'http://unit.example',
    suite: 'p256',
    founder: 'fay',
  }
  const keys = { key: 'unit', authorities: [], issuing: [], node: node.key, recordKey: '', journalKey: '' }
  office.happen(
    { kind: 'unit-founded', ...unit, ...keys },
    ...offices.map((name) => ({ kind: 'office-established', office: name, title: name, layer: 'execution' })),
    ...sure(events, 'the founding').map((event) => ({ ...event })),
  )
  return office
}

/** For tests: gives people certificates of a grade, with the keys they speak with. */
export function certify(office: Office, grade: Grade, ...people: readonly string[]): void {
  for (const person of people) {
    office.happen({
      ...{ kind: 'certificate-issued', serial: person, principal: { kind: 'person', id: person }, grade },
      ...{ name: person, key: `key-${person}`, spki: '', der: '', notBefore: 0, notAfter: start + 365 * day },
    })
  }
}

/** For tests: the sample's procedure. */
export const permits = readFileSync(
  new URL('../../examples/permit-registry/building-permit.yaml', import.meta.url),
  'utf8',
)

/** For tests: a unit with the sample's procedure and one person in each of its offices. */
export function staffed(): Office {
  const office = founded(permits)
  office.appoint('ida', 'intake')
  office.appoint('ivo', 'inspector')
  office.appoint('hana', 'head-of-permits')
  return office
}

/** For tests: a step of a case as the state has it. */
export function stepOf(office: Office, id: string, step: string): Step | undefined {
  const of = row(read(office.state, procedureSlice).cases, id)
  const version = of && row(read(office.state, procedureSlice).versions, of.digest)
  return of?.steps[version?.steps.findIndex((type) => type.id === step) ?? -1]
}

/** For tests: what the gate finds: case, step and epoch, or the kind of fault. */
export function gate(
  office: Office,
  person: string,
  permission: string,
  object: string,
  key = `key-${person}`,
): string {
  const found = findGrant(office.state, { person, key, permission, object, time: office.time })
  return found.ok ? `${found.value.case} ${found.value.step} ${found.value.epoch}` : found.fault.kind
}

/** For tests: takes and completes a step. */
export function work(
  office: Office,
  id: string,
  step: string,
  person: string,
  outcome?: string,
): readonly string[] {
  const under = { case: id, step }
  return [
    office.tried('step.claim', speaker(person), under),
    office.tried('step.complete', speaker(person), { ...under, ...(outcome && { outcome }) }),
  ]
}
