import type { Instant } from '#clock'
import { numbersOf } from '#table'
import { type Actor, type Party, type Step, stepAt, type Title } from '#task'
import { read, type State } from '#unit'
import { groupOf, partyKey, stepOf } from './marks.ts'
import { organisationOf } from './organisation.ts'
import { maySee } from './sight.ts'
import { caseOf, procedureSlice } from './state.ts'

/** A live step of an open case, of which somebody is the holder or has a part. */
export interface HeldStep {
  readonly case: string
  readonly procedure: string
  readonly title: Title
  readonly step: string
  readonly stepTitle?: Title
  readonly state: Step['state']
  readonly since: Instant
  readonly deadline?: Instant
}

/**
 * The steps somebody holds, in the order of their cases: those of cases that are shown to the reader, and of
 * no others that there are any.
 */
export function stepsHeld(
  state: State,
  holder: Party,
  reader: Actor,
  time: Instant,
  countMax: number,
): readonly HeldStep[] {
  const organisation = organisationOf(state)
  const held: HeldStep[] = []
  for (const number of numbersOf(read(state, procedureSlice).sets, groupOf.held(partyKey(holder)))) {
    if (held.length >= countMax) break
    const { case: id, place } = stepOf(number)
    const running = caseOf(state, id)
    if (!running || !maySee(state, id, reader, organisation, time)) continue
    const { procedure, of } = running
    const { type, step } = stepAt(procedure, of, place)
    held.push({
      ...{ case: id, procedure: procedure.name, title: procedure.title, step: type.id },
      ...(type.title && { stepTitle: type.title }),
      ...{ state: step.state, since: step.since },
      ...(step.deadline !== undefined && { deadline: step.deadline }),
    })
  }
  return held
}
