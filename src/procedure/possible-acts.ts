import type { Instant } from '#clock'
import type { Result } from '#fault'
import {
  assigningAs,
  mayBreakGlass,
  mayCancel,
  mayClaim,
  mayComplete,
  mayDelegate,
  mayEndDelegation,
  mayRelease,
  mayResume,
  maySuspend,
  mayTakeOnceOpen,
  type Party,
  type RuleFault,
  type StepView,
  sameParty,
  stepAt,
  type Trustee,
} from '#task'
import type { Speaker } from '#unit'
import { type Candidates, candidatesFor } from './candidates.ts'
import type { ProcedureFault } from './fault.ts'
import { partyOf } from './organisation.ts'
import { leavesAWay, type Outlook } from './outlook.ts'
import { permitByStep } from './permit.ts'
import type { Running } from './state.ts'

/** An act that somebody could make in a case now, or why he cannot. */
export interface PossibleAct {
  readonly act: string
  readonly may: boolean
  /** The step of another case that permits it. */
  readonly under?: { readonly case: string; readonly step: string }
  /** Whom it is about, where that is settled: the delegate whose part would end. */
  readonly person?: string
  /** The office that counts for it. */
  readonly office?: string
  /** To whom it could be given, or who could be told; absent where the act names nobody. */
  readonly people?: Candidates
  readonly refusal?: ProcedureFault
}

/** Who asks what he may do in a case, and when. */
export interface Asked {
  readonly outlook: Outlook
  readonly running: Running
  readonly reader: Speaker
  readonly time: Instant
}

/** What the reader may do with a case as a whole. */
export function caseActs({ outlook, running, reader, time }: Asked): readonly PossibleAct[] {
  const { procedure, of } = running
  if (of.state !== 'open') return []
  const may = mayCancel(procedure, of, reader, outlook.staff.organisation, time)
  return [toldOf('case.cancel', may)]
}

/**
 * What the reader may do with one step as it stands, and of what stands near to him, why he may not: of a
 * step that somebody else holds only what others than its holders could do with it.
 */
export function stepActs(asked: Asked, place: number): readonly PossibleAct[] {
  const view = stepAt(asked.running.procedure, asked.running.of, place)
  switch (view.step.state) {
    case 'invalid':
      return []
    case 'dormant':
      return glassActs(asked, view)
    case 'invoked':
      return [...openActs(asked, view), ...glassActs(asked, view)]
    case 'valid':
    case 'hold':
      return [...holderActs(asked, view), ...glassActs(asked, view), ...supervisorActs(asked, view)]
    default:
      return view.step.state satisfies never
  }
}

function openActs(asked: Asked, view: StepView): readonly PossibleAct[] {
  const { outlook, running, reader } = asked
  const { procedure, of } = running
  const { organisation } = outlook.staff
  const { id, assignment } = view.type
  const acts = [claimAct(asked, view)]
  const assigning = assigningAs(procedure, of, view, reader, organisation)
  if (!assigning && !assignment?.by) return acts
  if (!assigning) {
    const by = assignment?.by
    const refusal = { kind: 'may-not-assign', case: of.id, step: id, ...(by && { by }) } as const
    return [...acts, { act: 'step.assign', may: false, refusal }]
  }
  const isAway = reader.kind === 'person' && organisation.isAbsent(reader.id)
  const away = { kind: 'person-absent', person: reader.id } as const
  const told: PossibleAct = isAway
    ? { act: 'step.assign', may: false, refusal: away }
    : { act: 'step.assign', may: true, ...shownTo(reader, takersOf(asked, view)) }
  return [...acts, told]
}

/** A visitor is not told who of this unit there is. */
function shownTo(reader: Speaker, people: Candidates): { readonly people?: Candidates } {
  return reader.kind === 'visitor' ? {} : { people }
}

/** Who could take a step now or once it is open, as far as what is known now says. */
export function takersOf({ outlook, running }: Asked, { type }: StepView): Candidates {
  const { procedure, of } = running
  return candidatesFor(outlook, of, type.by, (actor) => {
    const may = mayTakeOnceOpen(procedure, of, type.id, actor, outlook.staff.organisation)
    return may.ok ? undefined : may.fault
  })
}

function claimAct({ outlook, running, reader }: Asked, { place, type }: StepView): PossibleAct {
  const { procedure, of } = running
  const may = mayClaim(procedure, of, type.id, reader, outlook.staff.organisation)
  if (!may.ok || leavesAWay(outlook, running, place, reader, may.value)) return toldOf('step.claim', may)
  const cases = [{ case: of.id, procedure: procedure.name }]
  return { act: 'step.claim', may: false, refusal: { kind: 'strands-cases', cases, more: 0 } }
}

function holderActs(asked: Asked, view: StepView): readonly PossibleAct[] {
  const { outlook, running, reader, time } = asked
  const { procedure, of } = running
  const { organisation } = outlook.staff
  const { step, type } = view
  const { executor, delegates = [], state } = step
  const party = partyOf(reader)
  const isReader = (one: Party | undefined): boolean =>
    party !== undefined && one !== undefined && sameParty(one, party)
  const mine = isReader(executor)
  const part = delegates.find(isReader)
  const acts: PossibleAct[] = []
  if (mine || part?.completes) {
    acts.push(toldOf('step.complete', mayComplete(procedure, of, type.id, reader, time)))
  }
  if (mine) {
    acts.push(
      state === 'valid'
        ? toldOf('step.hold', maySuspend(procedure, of, type.id, reader, time))
        : toldOf('step.resume', mayResume(procedure, of, type.id, reader, organisation, time)),
      toldOf('step.release', mayRelease(procedure, of, type.id, reader, time)),
    )
  }
  if ((mine || part) && type.delegation) acts.push(delegateAct(asked, view, type.delegation.to ?? type.by))
  const ended = delegates.filter(({ id }) => mayEndDelegation(procedure, of, type.id, reader, id).ok)
  return [...acts, ...ended.map(({ id }) => ({ act: 'step.undelegate', may: true, person: id }))]
}

function delegateAct(asked: Asked, { type }: StepView, to: Trustee): PossibleAct {
  const { outlook, running, reader, time } = asked
  const { procedure, of } = running
  const { organisation } = outlook.staff
  const giving = (person: string): Result<unknown, RuleFault> =>
    mayDelegate(procedure, of, type.id, reader, { person }, organisation, time)
  const may = withoutPerson(giving(nobody))
  if (!may.ok) return toldOf('step.delegate', may)
  const people = candidatesFor(outlook, of, to, ({ id }) => {
    const fit = giving(id)
    return fit.ok ? undefined : fit.fault
  })
  return { act: 'step.delegate', may: true, ...shownTo(reader, people) }
}

/** No id of a person has this form: what is asked is whether there could be anybody. */
const nobody = '?'

/** Nothing but the person is wrong: with the right one it could be done. */
function withoutPerson(may: Result<unknown, RuleFault>): Result<unknown, RuleFault> {
  const { fault } = may.ok ? { fault: undefined } : may
  const isPerson = fault?.kind === 'person-without-key' || fault?.kind === 'second-unfit'
  return isPerson ? { ok: true, value: undefined } : may
}

function glassActs({ outlook, running, reader }: Asked, { step, type }: StepView): readonly PossibleAct[] {
  if (!type.breakGlass || step.state === 'invalid') return []
  const { procedure, of } = running
  const { organisation } = outlook.staff
  const breaking = (second: string): Result<unknown, RuleFault> =>
    mayBreakGlass(procedure, of, type.id, reader, second, organisation)
  const may = withoutPerson(breaking(nobody))
  if (!may.ok) return [toldOf('step.break-glass', may)]
  const people = candidatesFor(outlook, of, type.breakGlass.tell, ({ id }) => {
    const fit = breaking(id)
    return fit.ok ? undefined : fit.fault
  })
  return [{ act: 'step.break-glass', may: true, ...shownTo(reader, people) }]
}

/** What a supervisor could do: told to whoever holds a step for it, or could. */
function supervisorActs(
  { outlook, running, reader, time }: Asked,
  { step }: StepView,
): readonly PossibleAct[] {
  const suspended = step.holds?.includes('supervisor') ?? false
  const wanted = [suspended ? 'step.restore' : 'step.suspend', 'step.revoke']
  // A node keeps the clock by its own step: nobody stops that but who cancels its case.
  if (step.executor?.kind === 'node') return []
  return wanted.flatMap((act): readonly PossibleAct[] => {
    const object = `case/${running.of.id}`
    const may = permitByStep(outlook.state, { speaker: reader, permission: act, object, time })
    if (may.ok) return [{ act, may: true, under: { case: may.value.case, step: may.value.step } }]
    if (may.fault.kind === 'no-step' && may.fault.openSteps.length === 0) return []
    return [{ act, may: false, refusal: may.fault }]
  })
}

function toldOf(act: string, may: Result<unknown, ProcedureFault>): PossibleAct {
  if (!may.ok) return { act, may: false, refusal: may.fault }
  const { office } = (may.value ?? {}) as { readonly office?: string }
  return { act, may: true, ...(office !== undefined && { office }) }
}
