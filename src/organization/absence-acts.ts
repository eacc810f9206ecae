import { z } from 'zod'
import { day, type Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { personKnown } from '#identity'
import { row } from '#table'
import { actTimeToleranceMilliseconds, type Context, defineAct, read } from '#unit'
import { type Absences, begun, noAbsences, type Period, withPeriod } from './absences.ts'
import { turnsOf } from './due.ts'
import type { AbsenceFault } from './fault.ts'
import { instantForm, personForm, reasonForm } from './form.ts'
import { type OrganizationEvent, organizationSlice } from './state.ts'

/** Whoever is away for longer is dismissed and appointed again: nobody remembers whom the office has. */
const absenceDaysMax = 366

/** Leave is planned for the next year; what lies further ahead is mostly a wrong year. */
const aheadDaysMax = 366

/** A year's holidays and courses. */
const absencesAheadMax = 12

type Outcome = Result<readonly OrganizationEvent[], AbsenceFault>

const periodForm = {
  from: instantForm('from when; now without it').optional(),
  until: instantForm('until when'),
}

const ownObject = 'absence/own'

function absenceObject(person: string | undefined): string {
  return person === undefined ? ownObject : `absence/person/${person}`
}

const declare = defineAct({
  name: 'absence.declare',
  label: 'declare that one will be away',
  input: z.strictObject({ ...periodForm, reason: reasonForm.optional() }),
  authority: { by: 'step', permission: 'absence.declare', object: () => ownObject },
  decide(context, input): Outcome {
    const { kind, id } = context.speaker
    return kind === 'person'
      ? declaration(context, id, input)
      : refuse({ kind: 'absence-for-people', speaker: kind })
  },
})

const record = defineAct({
  name: 'absence.record',
  label: 'record that somebody is away who cannot declare it',
  input: z.strictObject({ person: personForm, ...periodForm, reason: reasonForm }),
  authority: { by: 'step', permission: 'absence.record', object: ({ person }) => absenceObject(person) },
  decide(context, { person, ...input }): Outcome {
    if (!personKnown(context.state, person)) return refuse({ kind: 'person-unknown', person })
    return declaration(context, person, input)
  },
})

const end = defineAct({
  name: 'absence.end',
  label: 'come back early, or withdraw an absence declared ahead',
  input: z.strictObject({
    person: personForm.optional().describe('who; oneself without it'),
    from: instantForm(
      'when the absence that is withdrawn would begin; without it the one that runs ends',
    ).optional(),
  }),
  authority: { by: 'step', permission: 'absence.end', object: ({ person }) => absenceObject(person) },
  decide({ state, speaker }, { person = speaker.id, from }): Outcome {
    // Without a name it is the speaker's own, and only people have any.
    if (speaker.kind !== 'person') return refuse({ kind: 'absence-for-people', speaker: speaker.kind })
    const { running, ahead } = row(read(state, organizationSlice).absences, person) ?? noAbsences
    if (from !== undefined) {
      const known = ahead.some((period) => period.from === from)
      return known
        ? accept([{ kind: 'absence-withdrawn', person, from }])
        : refuse({ kind: 'absence-unknown', person, from })
    }
    const [next] = ahead
    return running
      ? accept([{ kind: 'absence-ended', person }])
      : refuse({ kind: 'not-absent', person, ...(next && { next: next.from }) })
  },
})

interface Declared {
  readonly from?: Instant | undefined
  readonly until: Instant
  readonly reason?: string | undefined
}

/** What is overdue comes first; what begins now begins with its declaration, the rest by the node's clock. */
function declaration({ state, time }: Context, person: string, input: Declared): Outcome {
  const { from = time, until, reason } = input
  const wrong = periodFault({ from, until }, time)
  if (wrong) return refuse(wrong)
  const period = { from: Math.max(from, time), until }
  const recorded = row(read(state, organizationSlice).absences, person) ?? noAbsences
  const { events: overdue, left } = turnsOf(recorded, person, time)
  const declared = withPeriod(left, period)
  const [next] = declared.ahead
  const begins = !declared.running && next !== undefined && next.from <= time ? next : undefined
  const after = begins ? begun(declared, begins.until, time) : declared
  const fault = absencesFault(left, after, person, period)
  if (fault) return refuse(fault)
  return accept([
    ...overdue,
    { kind: 'absence-declared', person, ...period, ...(reason !== undefined && { reason }) },
    ...(begins ? [{ kind: 'absence-began', person, until: begins.until } as const] : []),
  ])
}

function periodFault({ from, until }: Period, now: Instant): AbsenceFault | undefined {
  if (from < now - actTimeToleranceMilliseconds) return { kind: 'absence-past', from, now }
  if (until <= Math.max(from, now)) return { kind: 'absence-empty', from, until }
  return from > now + aheadDaysMax * day ? { kind: 'absence-far', from, daysMax: aheadDaysMax } : undefined
}

function absencesFault(
  known: Absences,
  after: Absences,
  person: string,
  { from, until }: Period,
): AbsenceFault | undefined {
  const whole = periodAt(after, from)
  const before = periodAt(known, from)
  if (before && before.until >= until) return { kind: 'absence-known', person, ...before }
  if (whole && whole.until - whole.from > absenceDaysMax * day)
    return { kind: 'absence-long', ...whole, daysMax: absenceDaysMax }
  if (after.ahead.length <= absencesAheadMax) return undefined
  return { kind: 'absences-full', person, countMax: absencesAheadMax }
}

function periodAt({ running, ahead }: Absences, at: Instant): Period | undefined {
  return [...(running ? [running] : []), ...ahead].find(({ from, until }) => from <= at && at < until)
}

export const absenceActs = [declare, record, end] as const
