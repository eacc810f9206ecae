import { day } from '#clock'
import { certain, sure } from '#fault'
import type { Event, Refusal } from '#unit'
import { founded, node, type Office, speaker, start } from './fixture.ts'
import { caseOf } from './state.ts'

/** For tests: one step after the other, the middle one for the trained and for none who wrote. */
export const files = `
procedure: files
title: { en: Files }
opened-by: anyone
objects: file/{case}
steps:
  write:
    by: { office: intake }
    delegation: { depth: 1, to: anyone }
    assign: { by: { office: auditor } }
    break-glass: { by: { office: auditor }, within: PT1H, tell: { office: registrar } }
  check: { after: write, by: { office: inspector }, training: safety, outcomes: [good, bad] }
  sign: { after: check, by: anyone, permits: [file.sign] }
  review: { by: { office: registrar }, reviews: write }
constraints:
  - different-people: [write, check]
`

/** For tests: only the people of another unit can look. */
export const wells = `
procedure: wells
title: { en: Wells }
opened-by: anyone
steps:
  look: { by: { unit: water.example } }
`

const staff = {
  'chief-information-officer': 'cleo',
  'security-manager': 'mara',
  registrar: 'rosa',
  auditor: 'aude',
  intake: 'ida',
  inspector: 'ivo',
} as const

const agreement = {
  ...{ kind: 'agreement-signed', agreement: '4a', case: '1', certificate: '', notBefore: 0 },
  notAfter: start + 365 * day,
  terms: { domain: 'water.example', key: 'water', name: 'Water', domains: [], grade: 'medium', hops: 0 },
}

/** For tests: the serial of somebody's certificate. */
export function serialOf(person: string): string {
  return Buffer.from(person).toString('hex')
}

export function certified(office: Office, person: string, serial = serialOf(person)): void {
  office.happen({
    ...{ kind: 'certificate-issued', serial, principal: { kind: 'person', id: person }, grade: 'medium' },
    ...{ name: person, key: `key-${person}`, spki: '', der: '', notBefore: 0, notAfter: start + 365 * day },
  })
}

/** For tests: a unit with one person in each office, `ivo` trained for a year, and one agreement. */
export function lean(...texts: readonly string[]): Office {
  const office = founded(...(texts.length > 0 ? texts : [files, wells]))
  for (const [to, person] of Object.entries(staff)) {
    certified(office, person)
    office.appoint(person, to)
  }
  trained(office, 'ivo')
  office.happen(agreement)
  return office
}

export function trained(office: Office, person: string, until = start + 365 * day): void {
  office.happen({ kind: 'training-recorded', person, training: 'safety', until })
}

interface Deed {
  readonly step: string
  readonly by: string
  readonly act: string
  readonly input: object
}

/** For tests: an act and the step under which it is done, of a case still to be opened. */
export interface Doing extends Deed {
  readonly procedure: string
  readonly data?: Readonly<Record<string, string>>
  /** What is done in the case before. */
  readonly first?: Pick<Deed, 'step' | 'by'> & Partial<Deed>
}

/** For tests: brings it so far that only the act itself is left, and tells how that is done. */
export function ready(office: Office, doing: Doing): (override?: string) => ReturnType<Office['act']> {
  const { procedure, data = {}, first, ...last } = doing
  const id = office.open(procedure, speaker((first ?? last).by), data)
  const taken = ({ step, by, act, input }: Deed): ReturnType<typeof ready> => {
    const under = { case: id, step }
    sure(office.act('step.claim', speaker(by), under), `claiming ${step}`)
    return (override) => office.act(act, speaker(by), input, under, override)
  }
  if (first) {
    const { step, by, act, input } = first
    if (act !== undefined && input) sure(taken({ step, by, act, input })(), act)
    else sure(office.act('step.claim', speaker(by), { case: id, step }), `claiming ${step}`)
    office.act('step.complete', speaker(by), { case: id, step })
  }
  return taken(last)
}

const ivoInspecting = { person: 'ivo', office: 'inspector' }

/** For tests: the dismissal of `ivo`, of whom his cases have only one. */
export const dismissal: Doing = {
  procedure: 'dismiss',
  data: ivoInspecting,
  first: {
    ...{ step: 'propose', by: 'mara', act: 'person.propose-dismissal' },
    input: { ...ivoInspecting, reason: 'he leaves' },
  },
  ...{ step: 'dismiss', by: 'cleo', act: 'person.dismiss', input: ivoInspecting },
}

/** For tests: an appointment. */
export function appointment(person: string, to: string): Doing {
  const data = { person, office: to }
  const first = { step: 'propose', by: 'mara', act: 'person.propose', input: data }
  const last = { step: 'appoint', by: 'cleo', act: 'person.appoint', input: data }
  return { procedure: 'appoint', data, first, ...last }
}

/** For tests: what acts come to that take somebody or something away. */
export const losses: Readonly<Record<string, Doing & { readonly strands: readonly string[] }>> = {
  'a dismissal': { ...dismissal, strands: ['files'] },
  'an absence from now on': {
    ...{ procedure: 'absence', step: 'declare', by: 'ivo', act: 'absence.declare' },
    input: { until: '2026-02-01T00:00:00Z' },
    strands: ['files'],
  },
  'an absence announced for later': {
    ...{ procedure: 'absence', step: 'declare', by: 'ivo', act: 'absence.declare' },
    input: { from: '2026-01-20T00:00:00Z', until: '2026-02-01T00:00:00Z' },
    strands: ['files'],
  },
  'the absence of another': {
    ...{ procedure: 'record-absence', data: { person: 'ida' }, step: 'record', by: 'cleo' },
    first: { step: 'propose', by: 'mara' },
    act: 'absence.record',
    input: { person: 'ida', until: '2026-02-01T00:00:00Z', reason: 'she is ill' },
    strands: ['files'],
  },
  'a training withdrawn': {
    ...{ procedure: 'record-training', data: { person: 'ivo' }, step: 'record', by: 'rosa' },
    act: 'training.withdraw',
    input: { person: 'ivo', training: 'safety', reason: 'it was another’s' },
    strands: ['files'],
  },
  'the last certificate revoked': {
    ...{ procedure: 'revoke-certificate', data: { serial: serialOf('ivo') }, step: 'revoke', by: 'rosa' },
    act: 'certificate.revoke',
    input: { serial: serialOf('ivo'), reason: 'superseded' },
    strands: ['files'],
  },
  'one’s own last certificate revoked': {
    ...{ procedure: 'revoke-own-certificate', data: { serial: serialOf('ivo') }, step: 'revoke', by: 'ivo' },
    act: 'certificate.revoke-own',
    input: { serial: serialOf('ivo'), reason: 'key-compromise' },
    strands: ['files'],
  },
  'an agreement withdrawn': {
    ...{ procedure: 'withdraw-recognition', data: { unit: 'water.example' }, step: 'withdraw', by: 'cleo' },
    act: 'agreement.withdraw',
    input: { unit: 'water.example', agreement: '4a', reason: 'it lied' },
    strands: ['wells'],
  },
}

/** For tests: what a refusal tells of cases, or the kind of any other; of what was done the marks it made. */
export function told(done: ReturnType<Office['act']>): readonly string[] {
  if (done.ok) return done.value.flatMap(markText)
  const refusal = done.fault as Refusal & {
    readonly cases?: readonly { readonly case: string; readonly conflict?: ConflictShown }[]
  }
  if (!refusal.cases) return [refusal.kind]
  return refusal.cases.map((one) => `${one.case}: ${one.conflict ? conflictShown(one.conflict) : 'unknown'}`)
}

interface ConflictShown {
  readonly steps: readonly { readonly step: string; readonly people: readonly string[] }[]
  readonly constraints: readonly { readonly kind: string }[]
}

function conflictShown({ steps, constraints }: ConflictShown): string {
  const parts = steps.map(({ step, people }) => `${step} by ${people.join(' ') || 'nobody'}`)
  return [...parts, ...constraints.map(({ kind }) => kind)].join(', ')
}

function markText(event: Event): readonly string[] {
  if (event.kind !== 'case-stranded' && event.kind !== 'case-freed') return []
  const { case: id, override } = event as Event & { readonly case: string; readonly override?: string }
  return [override === undefined ? `freed ${id}` : `stranded ${id} ${override}`]
}

/** For tests: by which override a case is marked. */
export function markOf(office: Office, id: string): string | undefined {
  return certain(caseOf(office.state, id), `case ${id}`).of.stranded?.override
}

/** For tests: lets the node's clock say what is due. */
export function ticked(office: Office): readonly string[] {
  return told(office.act('clock.tick', node, {}))
}
