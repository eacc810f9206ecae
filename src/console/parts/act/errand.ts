import { deedOf, type Plan } from '#errand'
import { type Foreseen, foresee, type Intention, type Receipt } from '../../wire/act.ts'
import type { ActWish } from './acts.tsx'
import type { Wanted } from './situation.ts'

/** Something somebody wants done, without knowing by which step. */
export interface Errand extends Omit<ActWish, 'under' | 'override'> {
  readonly title: string
  /** What the permission of the act is on, as `certificate/4f`. */
  readonly object: string
  /** Narrows the choice of a step. */
  readonly procedure?: string
  readonly case?: string
  readonly step?: string
  /** The outcome to complete the step with. */
  readonly outcome?: string
  /** Leave the step open after the act. */
  readonly keep?: boolean
  /** To open a case with, where neither object nor input give it. */
  readonly data?: Readonly<Record<string, unknown>>
  /** What may be done all the same where it is refused without, by the names of overrides. */
  readonly overrides?: readonly string[]
}

/** The errand as it is planned, with what has been typed. */
export function wantedOf(errand: Errand, permission: string, input: Intention['input']): Wanted {
  const { object, procedure, case: of, step, outcome, keep = false, data } = errand
  return {
    ...{ permission, object, keep, data: { ...data, ...input } },
    ...(procedure !== undefined && { procedure }),
    ...(of !== undefined && { case: of }),
    ...(step !== undefined && { step }),
    ...(outcome !== undefined && { outcome }),
  }
}

/** The moves of a plan as acts; those after an opening name the case that it opened. */
function intentionsOf({ moves }: Plan, wished: Intention, opened: string | undefined): readonly Intention[] {
  return moves.map((move) => deedOf(move, wished, opened))
}

/**
 * What the moves up to the act that is wanted would come to. The number that a case would have is asked for
 * first, since the objects of its steps name it.
 */
export async function foreseePlan(plan: Plan, wished: Intention): Promise<Foreseen> {
  const [first] = intentionsOf(plan, wished, undefined)
  const isOpening = plan.moves[0]?.move === 'open'
  const opening = isOpening && first ? await foresee([first]) : undefined
  if (opening?.refused) return opening
  const all = intentionsOf(plan, wished, opening?.foreseen[0]?.opened)
  return foresee(all.slice(0, plan.moves.findIndex(({ move }) => move === 'act') + 1))
}

/** The number of the case that an act opened. */
export function openedBy({ events }: Receipt): string | undefined {
  const opened = events.find(({ kind }) => kind === 'case-opened')?.['case']
  return typeof opened === 'string' ? opened : undefined
}
