import { type Deed, deedOf, type Lack, type Move, type Plan, placeOf, planFor, type Wish } from '#errand'
import { accept, type Result, refuse } from '#fault'
import { askSituation } from './answers.ts'
import type { CliFault } from './fault.ts'
import type { CommandLinePorts } from './ports.ts'
import type { Session } from './profile.ts'
import { type Done, submit } from './submit.ts'

/** What was done, and what completing the step still takes. */
export interface Performance {
  readonly done: readonly Done[]
  /** The place in `done` of the act that was wished for. */
  readonly wished: Done
  readonly open?: Lack & { readonly case: string; readonly step: string }
}

/** Does an act under the step that is named. */
export async function performUnder(
  session: Session,
  ports: CommandLinePorts,
  deed: Deed,
): Promise<Result<Performance, CliFault>> {
  const done = await submit(session, ports, deed)
  return done.ok ? accept({ done: [done.value], wished: done.value }) : done
}

/** Makes the whole input of an act once its step is held, of what is told to its holder. */
export type Preparation = (place: Place) => Promise<Result<Deed['input'], CliFault>>

interface Place {
  readonly case: string
  readonly step: string
}

/** Finds the step that permits an act, claims it or opens its case where need be, acts, and completes it. */
export async function perform(
  session: Session,
  ports: CommandLinePorts,
  deed: Deed,
  wish: Omit<Wish, 'me' | 'data'>,
  prepare: Preparation = async () => accept(deed.input),
): Promise<Result<Performance, CliFault>> {
  const plan = await findPlan(session, deed, wish)
  return plan.ok ? follow(session, ports, deed, plan.value, prepare) : plan
}

/** The one way to a step that permits an act, as far as it is known here. */
export async function findPlan(
  session: Session,
  deed: Deed,
  wish: Omit<Wish, 'me' | 'data'>,
): Promise<Result<Plan, CliFault>> {
  const situation = await askSituation(session.caller)
  if (!situation.ok) return situation
  const { procedures, steps, offices } = situation.value
  const me = { person: session.me.id, offices }
  return planFor(procedures, steps, { ...wish, me, data: deed.input })
}

async function follow(
  session: Session,
  ports: CommandLinePorts,
  deed: Deed,
  plan: Plan,
  prepare: Preparation,
): Promise<Result<Performance, CliFault>> {
  const done: Done[] = []
  let opened: string | undefined
  let wished: Done | undefined
  let place: Place | undefined
  for (const move of plan.moves) {
    const next = await prepared(move, deed, opened, prepare)
    const result = next.ok ? await submit(session, ports, next.value) : next
    if (!result.ok) return stopped(result.fault, place, opened, move)
    done.push(result.value)
    if (move.move === 'open') {
      const id = caseOpenedBy(result.value)
      if (!id.ok) return id
      opened = id.value
    } else {
      place = placeOf(move, opened)
      if (move.move === 'act') wished = result.value
    }
  }
  if (wished === undefined || place === undefined) throw new Error('bug: a plan without the act it is for')
  return accept({ done, wished, ...(plan.lacks ? { open: { ...place, ...plan.lacks } } : {}) })
}

async function prepared(
  move: Move,
  deed: Deed,
  opened: string | undefined,
  prepare: Preparation,
): Promise<Result<Deed, CliFault>> {
  if (move.move !== 'act') return accept(deedOf(move, deed, opened))
  const input = await prepare(placeOf(move, opened))
  return input.ok ? accept(deedOf(move, { ...deed, input: input.value }, opened)) : input
}

/** Says what stays behind when a plan stops after its first move. */
function stopped(
  fault: CliFault,
  place: Place | undefined,
  opened: string | undefined,
  move: Move,
): Result<never, CliFault> {
  const left =
    place ?? (opened !== undefined && move.move !== 'open' ? { case: opened, step: move.step } : undefined)
  return refuse(left ? { kind: 'stopped', fault, ...left } : fault)
}

function caseOpenedBy({ receipt }: Done): Result<string, CliFault> {
  const event = receipt.events.find(({ kind }) => kind === 'case-opened')
  const id = event?.['case']
  if (typeof id === 'string') return accept(id)
  return refuse({ kind: 'unproven', what: 'the receipt', problem: 'it opens no case' })
}
