import { z } from 'zod'
import { isoInstant } from '#clock'
import { accept } from '#fault'
import { principalOf } from '#identity'
import { numbersOf, row, sortedRows } from '#table'
import {
  ampleFor,
  completability,
  type Delegate,
  dependenceOf,
  hasSpares,
  type Procedure,
  type Staff,
  takersOf,
} from '#task'
import { type Asking, defineQuery, read, type Speaker, type State } from '#unit'
import { procedureForm } from './form.ts'
import { openGroup } from './marks.ts'
import { organisationOf } from './organisation.ts'
import { type NewCase, newCaseOf } from './prospect.ts'
import { maySee } from './sight.ts'
import { caseOf, procedureSlice, type Running } from './state.ts'

/** Procedures searched for one page: some milliseconds each, while the node does nothing else. */
const searchesMax = 50

/** Open cases looked at for their delegations: those without any are passed in a microsecond. */
const casesLookedAtMax = 10_000

/** More than one office's head reads; each is of a case that he may see. */
const delegationsShownMax = 500

/** For everybody of the unit: it tells of offices, which are public to them, and of no case. */
const dependence = defineQuery({
  name: 'office.dependence',
  label: 'the steps of procedures that hang on one person, or that nobody could take',
  path: '/dependence',
  input: z.strictObject({
    after: procedureForm.optional().describe('the name of a procedure: only those after it'),
  }),
  access: { by: 'member' },
  answer: ({ state }, { after }) => accept(dependencePage(state, after)),
})

const delegations = defineQuery({
  name: 'delegation.list',
  label: 'the delegations in force, in cases that are shown to me',
  path: '/delegations',
  input: z.strictObject({}),
  access: { by: 'member' },
  answer: (asking) => accept(delegationsShown(asking)),
})

export const dependenceQueries = [dependence, delegations] as const

/** What is told of procedures by name, as far as something of them hangs on single people. */
function dependencePage(state: State, after: string | undefined): object {
  const { procedures, versions } = read(state, procedureSlice)
  const found: object[] = []
  const budget = { searches: searchesMax }
  let last = after
  for (const [name, { digest }] of sortedRows(procedures)) {
    const procedure = row(versions, digest)
    if (!procedure || (after !== undefined && name <= after)) continue
    if (budget.searches <= 0) return { procedures: found, next: last }
    const told = frailtyOf(state, procedure, newCaseOf(state, procedure), budget)
    if (told) found.push(told)
    last = name
  }
  return { procedures: found }
}

/** Whom a new case needs, and the steps that one person alone could take; nothing where there are spares. */
function frailtyOf(
  state: State,
  procedure: Procedure,
  { of, staff }: NewCase,
  budget: { searches: number },
): object | undefined {
  const steps = procedure.steps.flatMap((type) => {
    const takers = takersOf(procedure, of, type, staff)
    if (takers.kind === 'several') return []
    const named = { step: type.id, title: type.title ?? { en: type.id }, by: type.by }
    if (takers.kind === 'nobody') return [named]
    return [{ ...named, ...person(state, takers.person), ...(takers.founding && { founding: true }) }]
  })
  if (steps.length === 0 && hasSpares(ampleFor(procedure, staff), of)) return undefined
  budget.searches -= 1
  const needed = neededFor(state, procedure, { of, staff })
  if (steps.length === 0 && needed.completable === 'yes' && needed.people.length === 0) return undefined
  return { procedure: procedure.name, title: procedure.title, ...needed, steps }
}

function neededFor(state: State, procedure: Procedure, { of, staff }: NewCase) {
  const answer = completability(procedure, of, staff)
  switch (answer.kind) {
    case 'yes': {
      const { people, undecided } = dependenceOf(procedure, of, staff)
      const named = people.map((id) => person(state, id))
      return { completable: 'yes', people: named, ...(undecided.length > 0 && { undecided }) } as const
    }
    case 'no':
      return { completable: 'no', people: [], conflict: answer.conflict } as const
    case 'unknown':
      return { completable: 'unknown', people: [] } as const
    default:
      return answer satisfies never
  }
}

function delegationsShown({ state, reader, time }: Asking): object {
  const organisation = organisationOf(state)
  const shown: object[] = []
  let looked = 0
  for (const number of numbersOf(read(state, procedureSlice).sets, openGroup)) {
    if (++looked > casesLookedAtMax || shown.length >= delegationsShownMax) {
      return { delegations: shown, more: true }
    }
    const running = caseOf(state, String(number))
    const delegated = running?.of.steps.some(({ delegates = [] }) => delegates.length > 0)
    if (!running || !delegated || !isShown(state, running, reader, organisation, time)) continue
    shown.push(...delegationsIn(state, running))
  }
  return { delegations: shown, more: false }
}

function isShown(
  state: State,
  { of }: Running,
  reader: Speaker | undefined,
  organisation: Staff['organisation'],
  time: number,
): boolean {
  return reader !== undefined && maySee(state, of.id, reader, organisation, time)
}

function delegationsIn(state: State, { procedure, of }: Running): readonly object[] {
  return procedure.steps.flatMap(({ id, title = { en: id } }, place) => {
    const { delegates = [] } = of.steps[place] ?? {}
    const named = {
      case: of.id,
      procedure: procedure.name,
      title: procedure.title,
      step: id,
      stepTitle: title,
    }
    return delegates.map((delegate) => ({ ...named, ...delegationShown(state, delegate) }))
  })
}

function delegationShown(state: State, { id, by, permissions, until, completes }: Delegate): object {
  return {
    from: person(state, by.id),
    to: person(state, id),
    ...(permissions && { permissions }),
    ...(until !== undefined && { until: isoInstant(until) }),
    ...(completes && { completes }),
  }
}

/** A person with the name he was registered under. */
function person(state: State, id: string): { readonly person: string; readonly name?: string } {
  const name = principalOf(state, { kind: 'person', id })?.name
  return { person: id, ...(name !== undefined && { name }) }
}
