import { accept, type Result, refuse } from '#fault'
import { askSituation } from './answers.ts'
import type { CliFault } from './fault.ts'
import { type Lack, type Move, type Plan, planFor, type Wish } from './plan.ts'
import type { CommandLinePorts } from './ports.ts'
import type { Session } from './profile.ts'
import { type Deed, type Done, submit } from './submit.ts'

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
  const situation = await askSituation(session.caller)
  if (!situation.ok) return situation
  const { procedures, steps, offices } = situation.value
  const me = { person: session.me.id, offices }
  const plan = planFor(procedures, steps, { ...wish, me, data: deed.input })
  return plan.ok ? follow(session, ports, deed, plan.value, prepare) : plan
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
    const next = await deedOf(move, deed, opened, prepare)
    const result = next.ok ? await submit(session, ports, next.value) : next
    if (!result.ok) return stopped(result.fault, place, opened, move)
    done.push(result.value)
    if (move.move === 'open') {
      const id = caseOpenedBy(result.value)
      if (!id.ok) return id
      opened = id.value
    } else {
      place = { case: move.case ?? opened ?? '', step: move.step }
      if (move.move === 'act') wished = result.value
    }
  }
  if (wished === undefined || place === undefined) throw new Error('bug: a plan without the act it is for')
  return accept({ done, wished, ...(plan.lacks ? { open: { ...place, ...plan.lacks } } : {}) })
}

async function deedOf(
  move: Move,
  deed: Deed,
  opened: string | undefined,
  prepare: Preparation,
): Promise<Result<Deed, CliFault>> {
  if (move.move === 'open') {
    return accept({ act: 'case.open', input: { procedure: move.procedure, data: move.data } })
  }
  const place = { case: move.case ?? opened ?? '', step: move.step }
  switch (move.move) {
    case 'claim':
      return accept({ act: 'step.claim', input: place })
    case 'act': {
      const input = await prepare(place)
      return input.ok ? accept({ ...deed, input: input.value, under: place }) : input
    }
    case 'complete': {
      const outcome = move.outcome === undefined ? {} : { outcome: move.outcome }
      return accept({ act: 'step.complete', input: { ...place, ...outcome } })
    }
    default:
      return move satisfies never
  }
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
