import fc from 'fast-check'
import { day, hour } from '#clock'
import { certain } from '#fault'
import { holdersOf, isAbsent, organizationSlice } from '#organization'
import { row, rows } from '#table'
import { type Case, type Procedure, stepPlace } from '#task'
import { type Event, read, type Speaker } from '#unit'
import { certify, founded, node, type Office, speaker } from './fixture.ts'
import { procedureSlice } from './state.ts'

const relay = `
procedure: relay
title: { en: A relay with everything }
opened-by: anyone
objects: ['relay/{case}', 'log/{case}/*']
steps:
  plan:
    by: [{ office: intake }, { office: inspector }]
    permits: [relay.read, relay.plan]
    outcomes: [go, stay]
    assign: { by: { office: head-of-permits }, within: PT4H }
    delegation: 2
  work:
    after: plan
    by: [{ office: inspector }, { office: intake }]
    permits: [relay.read, relay.seal]
    uses: { relay.seal: 2 }
    within: P2D
    training: valves
    delegation: { depth: 2, to: { office: inspector } }
    break-glass: { by: { office: intake }, within: PT6H, tell: { office: head-of-permits } }
  mate: { after: plan, by: { office: intake }, together: work, permits: [relay.read] }
  check: { after: [work, mate], by: { office: head-of-permits }, outcomes: [good, bad] }
  file: { after: check, by: opener, permits: [relay.file], uses: { relay.file: 1 } }
  left: { by: { office: intake }, excludes: right, permits: [relay.left], triggers: tidy }
  right: { by: { office: inspector }, permits: [relay.right], within: P1D }
  guard: { by: { office: inspector }, requires: left, permits: [relay.read], before: tidy }
  tidy: { by: anyone, permits: [relay.tidy], training: valves }
  review: { by: { office: head-of-permits }, reviews: work, within: P1D }
loops:
  - { from: check, when: check.outcome == bad, to: plan, release: plan, rounds: 3 }
constraints:
  - different-people: [plan, check]
  - at-most: { people: 4, steps: [plan, work, mate] }
  - different-office: [check, mate]
`

const watch = `
procedure: watch
title: { en: Watch over cases }
opened-by: anyone
objects: case/*
steps:
  watch: { by: { office: security-manager }, permits: [step.suspend, step.restore, step.revoke] }
`

const people = ['ann', 'bob', 'cyd', 'dan', 'eve'] as const
const held = ['intake', 'inspector', 'head-of-permits'] as const
const steps = ['plan', 'work', 'mate', 'check', 'file', 'left', 'right', 'guard', 'tidy', 'review'] as const
const permissions = ['relay.read', 'relay.plan', 'relay.seal', 'relay.file'] as const

/** For tests: `mara` watches over two cases of a procedure in which everything is possible. */
export function lively(): Office {
  const office = founded(relay, watch)
  certify(office, 'high', ...people, 'mara')
  office.appoint('ann', 'intake', 'inspector')
  office.appoint('bob', 'intake')
  office.appoint('cyd', 'inspector', 'head-of-permits')
  office.appoint('dan', 'inspector')
  office.appoint('eve', 'head-of-permits')
  office.appoint('mara', 'security-manager')
  for (const person of ['ann', 'bob', 'dan']) train(office, person, 10)
  office.open('relay', speaker('ann'))
  office.open('relay', speaker('eve'))
  const id = office.open('watch', speaker('mara'))
  office.act('step.claim', speaker('mara'), { case: id, step: 'watch' })
  return office
}

function train(office: Office, person: string, days: number): void {
  const until = office.time + days * day
  office.happen({ kind: 'training-recorded', person, training: 'valves', until })
}

/** For tests: something that somebody tries, or that happens. */
export const move = fc.record({
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('claim', 'claim', 'claim', 'work', 'work') },
    {
      weight: 2,
      arbitrary: fc.constantFrom('complete', 'hold', 'resume', 'resume', 'release', 'use', 'use'),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom('delegate', 'delegate', 'undelegate', 'break', 'assign', 'open'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('suspend', 'restore', 'restore', 'revoke', 'cancel', 'wait', 'tick'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'absence',
        'return',
        'return',
        'substitute',
        'unsubstitute',
        'appoint',
        'train',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('dismiss', 'untrain', 'lose-key', 'renew-key') },
  ),
  who: fc.constantFrom(...people),
  other: fc.constantFrom(...people),
  /** Whether it is tried where it has a place, by who has most reason to. */
  isFit: fc.integer({ min: 0, max: 9 }).map((chance) => chance > 0),
  step: fc.constantFrom(...steps),
  office: fc.constantFrom(...held),
  permission: fc.constantFrom(...permissions),
  number: fc.nat({ max: 20 }),
})
export type Move = typeof move extends fc.Arbitrary<infer M> ? M : never

/** For tests: every case with its procedure. */
export function casesIn({ state }: Pick<Office, 'state'>): readonly { of: Case; procedure: Procedure }[] {
  const { cases, versions } = read(state, procedureSlice)
  return [...rows(cases)].flatMap(([, of]) => {
    const procedure = row(versions, of.digest)
    return procedure ? [{ of, procedure }] : []
  })
}

/** The person with the key of the newest certificate. */
function currentSpeaker(office: Office, id: string): Speaker {
  const issued = office.entries
    .flatMap(({ events }) => events)
    .findLast((event) => event.kind === 'certificate-issued' && 'name' in event && event.name === id)
  const { key, serial } = certain(issued, `a certificate of ${id}`) as Event &
    Record<'key' | 'serial', string>
  return { ...speaker(id, key), serial }
}

/** For tests: tries one thing. */
export function tryMove(office: Office, one: Move): void {
  const open = casesIn(office).filter(({ of, procedure }) => {
    return procedure.name === 'relay' && (of.state === 'open' || !one.isFit)
  })
  const { of, procedure } = open[one.number % open.length] ?? {}
  if (!of || !procedure) {
    office.act('case.open', currentSpeaker(office, one.who), { procedure: 'relay' })
    return
  }
  const fit = procedure.steps.filter((_, place) =>
    statesFor[one.what]?.includes(of.steps[place]?.state ?? ''),
  )
  const type = one.isFit ? fit[one.number % fit.length] : undefined
  const step = type?.id ?? one.step
  const now = of.steps[stepPlace(procedure, step)]
  const holders = now && 'executor' in now ? [now.executor, ...(now.delegates ?? [])] : []
  const holder = one.isFit ? holders[one.number % holders.length]?.id : undefined
  const by = people.findIndex((person) => person === (holder ?? one.who))
  const under = { case: of.id, step }
  if (tryEvent(office, one)) return
  // Whoever it is for is found by asking one after another.
  const asked = one.isFit ? people.length : 1
  for (let turn = 0; turn < asked; turn++) {
    const who = people[(by + turn) % people.length] ?? one.who
    const others = one.isFit ? people : [one.other]
    for (const other of needsOther.includes(one.what) ? others : [one.other]) {
      const tried = tryAct(office, { ...one, other }, currentSpeaker(office, who), under, now?.epoch ?? 0)
      if (tried === 'done') return
    }
  }
}

const needsOther: readonly string[] = ['assign', 'delegate', 'undelegate', 'break']

/** In which states of a step something can be tried with success. */
const statesFor: Readonly<Record<string, readonly string[]>> = {
  ...{ claim: ['invoked'], work: ['invoked', 'valid'], assign: ['invoked'], restore: ['invoked', 'hold'] },
  ...{ complete: ['valid'], hold: ['valid'], resume: ['hold'], release: ['valid', 'hold'], use: ['valid'] },
  ...{ delegate: ['valid'], undelegate: ['valid', 'hold'], suspend: ['valid', 'hold'], revoke: ['hold'] },
  break: ['dormant', 'invoked', 'valid', 'hold'],
}

function tryAct(
  office: Office,
  { what, other, permission, number, isFit }: Move,
  by: Speaker,
  under: { readonly case: string; readonly step: string },
  epoch: number,
): string {
  const outcomes: Readonly<Record<string, string>> = { plan: 'go', check: number % 2 === 0 ? 'bad' : 'good' }
  const completion = { ...under, ...(outcomes[under.step] && { outcome: outcomes[under.step] }) }
  switch (what) {
    case 'open':
      return office.tried('case.open', by, { procedure: 'relay' })
    case 'work':
      office.act('step.claim', by, under)
      return office.tried('step.complete', by, completion)
    case 'complete':
      return office.tried('step.complete', by, completion)
    case 'claim':
    case 'hold':
    case 'resume':
    case 'release':
      return office.tried(`step.${what}`, by, under)
    case 'assign':
      return office.tried('step.assign', by, { ...under, person: other })
    case 'delegate': {
      const part = number % 2 === 0 ? {} : { permissions: [permission] }
      const until = number % 3 === 0 ? { until: new Date(office.time + number * hour).toISOString() } : {}
      const completes = number % 4 === 0 ? { completes: true } : {}
      return office.tried('step.delegate', by, { ...under, person: other, ...part, ...until, ...completes })
    }
    case 'undelegate':
      return office.tried('step.undelegate', by, { ...under, person: other })
    case 'break':
      return office.tried('step.break-glass', by, { ...under, second: other, reason: 'fire' })
    case 'use': {
      const counted = under.step === 'file' ? 'relay.file' : 'relay.seal'
      const use = {
        permission: isFit ? counted : permission,
        object: `relay/${under.case}`,
        person: by.id,
        epoch,
      }
      return office.tried('step.use', node, { ...under, ...use })
    }
    case 'revoke':
      if (number > 5) return 'done'
      return office.tried('step.revoke', speaker('mara'), { ...under, reason: 'complaint' })
    case 'suspend':
      return office.tried('step.suspend', speaker('mara'), { ...under, reason: 'complaint' })
    case 'restore':
      return office.tried('step.restore', speaker('mara'), under)
    case 'cancel':
      // Rarely: a cancelled case is a dull one.
      return number > 0 ? 'done' : office.tried('case.cancel', by, { case: under.case, reason: 'enough' })
    default:
      return 'done'
  }
}

function tryEvent(office: Office, { what, who, other, office: name, number }: Move): boolean {
  const { state } = office
  const holds = holdersOf(state, name).includes(who)
  const former = row(read(state, organizationSlice).substitutes, `${name}\n${who}`)
  const removed = former === undefined ? [] : [substitution('substitute-removed', name, who, former)]
  switch (what) {
    case 'wait':
      office.time += (number + 1) * hour
      return true
    case 'tick':
      office.act('clock.tick', node, {})
      return true
    case 'absence':
      if (!isAbsent(state, who)) {
        office.happen({ kind: 'absence-began', person: who, until: office.time + number * hour })
      }
      return true
    case 'return': {
      const away = people.find((person) => isAbsent(state, person))
      if (away) office.happen({ kind: 'absence-ended', person: away })
      return true
    }
    case 'substitute':
      if (holds && !holdersOf(state, name).includes(other))
        office.happen(...removed, substitution('substitute-named', name, who, other))
      return true
    case 'unsubstitute':
      if (former !== undefined) office.happen(...removed)
      return true
    case 'train':
      train(office, who, number)
      return true
    case 'untrain':
      office.happen({ kind: 'training-withdrawn', person: who, training: 'valves', reason: 'forged' })
      return true
    case 'dismiss':
      if (holds) office.happen({ kind: 'person-dismissed', person: who, office: name }, ...removed)
      return true
    case 'appoint':
      office.appoint(who, name)
      return true
    case 'lose-key': {
      const { key, serial = '' } = currentSpeaker(office, who)
      const principal = { kind: 'person', id: who }
      office.happen({ kind: 'certificate-revoked', serial, key, principal, reason: 'key-compromise' })
      return true
    }
    case 'renew-key': {
      const key = `key-${who}-${office.entries.length}`
      office.happen({
        ...{ kind: 'certificate-issued', serial: key, principal: { kind: 'person', id: who }, grade: 'high' },
        ...{ name: who, key, spki: '', der: '', notBefore: 0, notAfter: office.time + 365 * day },
      })
      return true
    }
    default:
      return false
  }
}

function substitution(kind: string, office: string, person: string, substitute: string) {
  return { kind, office, person, substitute }
}
