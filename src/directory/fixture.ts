import { readFileSync } from 'node:fs'
import { day, type Instant } from '#clock'
import { sure } from '#fault'
import { identitySlice, type PrincipalKind } from '#identity'
import { organizationSlice } from '#organization'
import { foundingEvents, permitByStep, procedureActs, procedureSlice } from '#procedure'
import { recognitionSlice } from '#recognition'
import { usesOf } from '#task'
import { type Event, Rehearsal, type Speaker } from '#unit'
import { directoryQueries } from './queries.ts'

type AnyEvent = Event & Readonly<Record<string, unknown>>

export const start: Instant = Date.UTC(2026, 0, 5, 8)

/** Those that the procedures name. */
const offices = ['operator', 'registrar', 'security-manager']

/** For tests: who is asked for, or asks. */
export function person(id: string, kind: Speaker['kind'] = 'person'): Speaker {
  return { kind, id, key: `key-${id}`, serial: id }
}

/** For tests: a certificate issued to somebody. */
export function certified(
  id: string,
  name: string,
  instead: { kind?: PrincipalKind; serial?: string; notAfter?: Instant } = {},
): AnyEvent {
  const { kind = 'person', serial = id, notAfter = start + 365 * day } = instead
  return {
    ...{ kind: 'certificate-issued', serial, principal: { kind, id }, name, grade: 'basic' },
    ...{ key: `key-${serial}`, spki: '', fingerprint: serial, der: '', notBefore: start, notAfter },
  }
}

/** For tests: a certificate revoked. */
export function revoked(id: string, serial: string, kind: PrincipalKind = 'person'): AnyEvent {
  const principal = { kind, id }
  return { kind: 'certificate-revoked', serial, key: `key-${serial}`, principal, reason: 'superseded' }
}

const procedures = new URL('../../procedures/', import.meta.url)
const duty = readFileSync(new URL('node-duty.yaml', procedures), 'utf8')
const registration = readFileSync(new URL('register-person.yaml', procedures), 'utf8')

const nothingToDraw = (): never => {
  throw new Error('bug: an act of the test drew')
}

/** For tests: a unit with the offices and the procedure of registration, and nobody in it. */
export function empty(): Rehearsal {
  const unit = new Rehearsal({
    slices: [identitySlice, organizationSlice, recognitionSlice, procedureSlice],
    acts: procedureActs,
    queries: directoryQueries,
    permit: permitByStep,
    eventsOfUse: usesOf,
    means: { random: nothingToDraw, signer: nothingToDraw },
    time: start,
  })
  const office = (name: string) => ({
    ...{ kind: 'office-established', office: name, title: `the ${name}`, layer: 'execution' },
  })
  const events = foundingEvents({
    texts: [duty, registration],
    announced: [],
    offices,
    node: { id: 'node', key: 'key-node' },
    index: 0,
    time: start,
  })
  unit.happen(...offices.map(office), ...sure(events, 'the founding').map((event) => ({ ...event })))
  return unit
}

/** For tests: the answer to a query, or the fault. */
export function asked(unit: Rehearsal, query: string, input: object, reader = person('wu.tao')): unknown {
  const answer = unit.ask(query, reader, input)
  return answer.ok ? answer.value : answer.fault
}
