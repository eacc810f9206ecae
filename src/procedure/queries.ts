import { z } from 'zod'
import { type Instant, isoInstant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { numbersOf, row, sortedRows } from '#table'
import {
  type Actor,
  type Case,
  mayClaim,
  nameForm,
  type Organisation,
  objectsOf,
  type Party,
  type Procedure,
  type Step,
  sameParty,
  stepAt,
  usesLeft,
  usesSoFar,
} from '#task'
import { defineQuery, read, type State } from '#unit'
import type { ProcedureFault } from './fault.ts'
import { caseForm } from './form.ts'
import { groupOf, partyKey, stepOf } from './marks.ts'
import { organisationOf, partyOf, waitingKeys } from './organisation.ts'
import { findGrant } from './permit.ts'
import { type Adoption, caseOf, currentProcedure, draftIn, procedureSlice } from './state.ts'
import { plainTitle } from './title.ts'

/** A day's work on one page; who has more claims and completes some first, or asks for one by its number. */
const casesShownMax = 200

/**
 * Waiting steps looked at for those the reader may claim: an office's whole queue need not be on the page.
 */
const waitingLookedAtMax = 1_000

const procedures = defineQuery({
  name: 'procedure.list',
  label: 'the procedures of this unit',
  path: '/procedures',
  input: z.strictObject({}),
  access: { by: 'public' },
  answer({ state }) {
    const { procedures: adoptions, versions } = read(state, procedureSlice)
    const shown = sortedRows(adoptions).flatMap(([, adoption]) => {
      const procedure = row(versions, adoption.digest)
      return procedure ? [procedureView(adoption, procedure)] : []
    })
    return accept({ procedures: shown })
  },
})

const procedure = defineQuery({
  name: 'procedure.show',
  label: 'one procedure with its text',
  path: '/procedures/:name',
  input: z.strictObject({ name: z.string().regex(nameForm, 'must be the name of a procedure') }),
  access: { by: 'public' },
  answer({ state }, { name }): Result<unknown, ProcedureFault> {
    const current = currentProcedure(state, name)
    if (!current) return refuse({ kind: 'procedure-unknown', procedure: name })
    return accept({ ...procedureView(current.adoption, current.procedure), text: current.text })
  },
})

const cases = defineQuery({
  name: 'case.list',
  label: 'the open cases I opened, work in or could',
  path: '/cases',
  input: z.strictObject({}),
  access: { by: 'member', visitors: true },
  answer({ state, reader }) {
    const party = reader && partyOf(reader)
    if (!reader || !party) return accept({ cases: [], more: false })
    const organisation = organisationOf(state)
    const ids = casesOf(state, reader, party, organisation)
    const shown = ids.slice(0, casesShownMax).flatMap((id) => {
      const running = caseOf(state, id)
      return running ? [caseView(running.procedure, running.of, reader, organisation)] : []
    })
    return accept({ cases: shown, more: ids.length > shown.length })
  },
})

const oneCase = defineQuery({
  name: 'case.show',
  label: 'one case',
  path: '/cases/:case',
  input: z.strictObject({ case: caseForm }),
  access: { by: 'member', visitors: true },
  answer({ state, reader, time }, { case: id }): Result<unknown, ProcedureFault> {
    const running = caseOf(state, id)
    const organisation = organisationOf(state)
    // Whether there is such a case is told to nobody who may not see it.
    if (!reader || !maySee(state, id, reader, organisation, time))
      return refuse({ kind: 'not-yours', case: id })
    if (!running) return refuse({ kind: 'case-unknown', case: id })
    return accept(caseView(running.procedure, running.of, reader, organisation))
  },
})

/** For whoever adopts a text: what was drafted in the case, and the digest to name. */
const review = defineQuery({
  name: 'procedure.review',
  label: 'what was drafted for a procedure',
  path: '/procedures/:name/drafts/:case',
  input: z.strictObject({
    name: z.string().regex(nameForm, 'must be the name of a procedure'),
    case: caseForm,
  }),
  access: {
    by: 'step',
    permission: 'procedure.adopt',
    object: ({ name }) => `procedure/${name}`,
    uncounted: true,
  },
  answer({ state }, { name, case: id }): Result<unknown, ProcedureFault> {
    const draft = draftIn(state, id)
    if (draft?.procedure !== name) return refuse({ kind: 'draft-missing', case: id, procedure: name })
    return accept({ case: id, ...draft })
  },
})

export const procedureQueries = [review, procedures, procedure, cases, oneCase] as const

function procedureView({ digest, entry, time }: Adoption, procedure: Procedure): object {
  return { ...procedure, digest, entry, adopted: isoInstant(time) }
}

/** His open cases, then those in which a step waits for him; each once, in the order they were opened. */
function casesOf(state: State, reader: Actor, party: Party, organisation: Organisation): readonly string[] {
  const { sets } = read(state, procedureSlice)
  const found = new Set<number>()
  for (const number of numbersOf(sets, groupOf.opened(partyKey(party)))) found.add(number)
  for (const number of numbersOf(sets, groupOf.held(partyKey(party)))) found.add(Number(stepOf(number).case))
  let looked = 0
  for (const group of waitingKeys(state, party, reader.key).map(groupOf.waits)) {
    for (const number of numbersOf(sets, group)) {
      if (++looked > waitingLookedAtMax) break
      const { case: id, place } = stepOf(number)
      const running = caseOf(state, id)
      const step = running?.procedure.steps[place]
      if (!running || !step) continue
      if (mayClaim(running.procedure, running.of, step.id, reader, organisation).ok) found.add(Number(id))
    }
  }
  return [...found].sort((a, b) => a - b).map(String)
}

function maySee(state: State, id: string, reader: Actor, organisation: Organisation, time: Instant): boolean {
  const running = caseOf(state, id)
  const party = partyOf(reader)
  if (running && party && isInvolved(running.procedure, running.of, reader, party, organisation)) return true
  if (party?.kind !== 'person' && party?.kind !== 'visitor') return false
  const who = { person: party.id, visitor: party.kind === 'visitor', key: reader.key }
  const asked = { ...who, permission: 'case.read', object: `case/${id}`, time }
  return findGrant(state, asked).ok
}

/** Who opened it, holds or held a step of it, or could claim one now. */
function isInvolved(
  procedure: Procedure,
  of: Case,
  reader: Actor,
  party: Party,
  organisation: Organisation,
): boolean {
  if (sameParty(of.opener, party)) return true
  const took = of.steps.some(({ executor, former }) =>
    [...former, ...(executor ? [executor] : [])].some((holder) => sameParty(holder, party)),
  )
  return took || procedure.steps.some(({ id }) => mayClaim(procedure, of, id, reader, organisation).ok)
}

function caseView(procedure: Procedure, of: Case, reader: Actor, organisation: Organisation): object {
  const { id, digest, opener, opened, data, state, ended, reason } = of
  return {
    case: id,
    procedure: procedure.name,
    title: plainTitle(procedure.title),
    digest,
    opener: shownTo(reader, opener),
    opened: isoInstant(opened),
    data,
    state,
    ...(ended !== undefined && { ended: isoInstant(ended) }),
    ...(reason !== undefined && { reason }),
    steps: procedure.steps.map((_, place) => stepView(procedure, of, place, reader, organisation)),
  }
}

function stepView(
  procedure: Procedure,
  of: Case,
  place: number,
  reader: Actor,
  organisation: Organisation,
): object {
  const { type, step } = stepAt(procedure, of, place)
  const party = partyOf(reader)
  const mine = party !== undefined && step.executor !== undefined && sameParty(step.executor, party)
  return {
    step: type.id,
    title: plainTitle(type.title ?? { en: type.id }),
    by: type.by,
    ...holdingView(step, reader, mine),
    mine,
    claimable: mayClaim(procedure, of, type.id, reader, organisation).ok,
    permits: type.permits.filter((permission) => usesLeft(type, step, permission)),
    objects: objectsOf(type, of),
    uses: type.uses.map(({ permission, uses }) => ({ permission, uses, used: usesSoFar(step, permission) })),
    outcomes: type.outcomes,
    asks: type.data,
  }
}

/** A visitor is told of this unit's people that they are some, and not what they wrote. */
function shownTo(reader: Actor, party: Party): Partial<Party> {
  const { kind, id } = party
  return reader.kind === 'visitor' && (kind !== 'visitor' || id !== reader.id) ? { kind } : { kind, id }
}

function holdingView(step: Step, reader: Actor, mine: boolean): object {
  const { state, end, since, instance, executor, deadline, outcome, data } = step
  const { office, founding } = executor ?? {}
  const told = mine || reader.kind !== 'visitor'
  return {
    state,
    ...(end && { end }),
    since: isoInstant(since),
    instance,
    ...(executor && {
      executor: { ...shownTo(reader, executor), ...(office && { office }), ...(founding && { founding }) },
    }),
    ...(deadline !== undefined && { deadline: isoInstant(deadline) }),
    ...(outcome !== undefined && { outcome }),
    ...(data && told && { data }),
  }
}
