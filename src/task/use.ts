import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import {
  type Case,
  type Delegate,
  type Executor,
  findStep,
  objectsOf,
  type Step,
  type StepView,
  stepAt,
  usesLeft,
  usesSoFar,
} from './case.ts'
import type { StepFault } from './fault.ts'
import { type Grant, granted, type StepGrant } from './grant.ts'
import { covers } from './object.ts'
import { type Procedure, useLimit } from './procedure.ts'
import { type Actor, isParty } from './standing.ts'
import type { StepStateFault } from './transition.ts'

/** Whether a step permits its executor, or a delegate of his, this on this object now: the guard of `use`. */
export function permitUse(
  procedure: Procedure,
  of: Case,
  step: string,
  asked: {
    readonly actor: Actor
    readonly permission: string
    readonly object: string
    readonly time: Instant
  },
): Result<StepGrant & Grant, StepFault> {
  const found = findStep(procedure, of, step)
  const named = { case: of.id, step }
  if (!found) return refuse({ kind: 'step-unknown', ...named })
  const { type, step: now } = found
  if (now.state !== 'valid') return refuse(stepState(named, now, ['valid']))
  const { actor, permission, object, time } = asked
  const holder = holderFor(now, actor)
  if (!holder) return refuse({ kind: 'not-executor', ...named })
  if (holder.key !== actor.key) return refuse({ kind: 'other-key', ...named })
  const deadline = deadlineOf(now, holder)
  if (deadline !== undefined && time >= deadline) return refuse({ kind: 'window-over', ...named, deadline })
  if (!permissionsOf(type.permits, holder).includes(permission))
    return refuse({ kind: 'permission-not-in-step', ...named, permission })
  const objects = objectsOf(type, of)
  if (!objects.some((one) => covers(one, object)))
    return refuse({ kind: 'object-not-in-step', ...named, object, objects })
  if (!usesLeft(type, now, permission)) {
    return refuse({ kind: 'uses-spent', ...named, permission, uses: usesSoFar(now, permission) })
  }
  return accept(stepGrant(found, of.id, holder, permission, object))
}

type StepHolder = Executor | Delegate

function holderFor({ executor, delegates = [] }: Step, actor: Actor): StepHolder | undefined {
  if (isParty(actor, executor)) return executor
  return delegates.find((delegate) => isParty(actor, delegate))
}

function permissionsOf(permits: readonly string[], holder: StepHolder): readonly string[] {
  const given = 'permissions' in holder ? holder.permissions : undefined
  return given ? permits.filter((permission) => given.includes(permission)) : permits
}

/** What was delegated ends with its own time or the step's, whichever is earlier. */
function deadlineOf({ deadline }: Step, holder: StepHolder): Instant | undefined {
  const until = 'until' in holder ? holder.until : undefined
  if (until === undefined) return deadline
  return deadline === undefined ? until : Math.min(until, deadline)
}

/** A grant that a live step gives on an object it names, and the key it is bound to. */
export interface LiveGrant {
  readonly grant: StepGrant & Grant
  readonly key: string
}

/**
 * Every grant the step at a place gives now, one for each holder, permission and object named (with its final
 * `*`): made when the step changes, so that asking is looking up. Windows are left to the asking.
 */
export function liveGrants(procedure: Procedure, of: Case, place: number): readonly LiveGrant[] {
  const view = stepAt(procedure, of, place)
  const { executor, delegates = [], state } = view.step
  if (state !== 'valid' || !executor) return []
  const objects = objectsOf(view.type, of)
  const left = view.type.permits.filter((permission) => usesLeft(view.type, view.step, permission))
  return [executor, ...delegates].flatMap((holder) =>
    objects.flatMap((object) =>
      permissionsOf(left, holder).map((permission) => ({
        grant: stepGrant(view, of.id, holder, permission, object),
        key: holder.key,
      })),
    ),
  )
}

/** The same grant on an object that the named one covers. */
export function onObject(grant: StepGrant & Grant, object: string): StepGrant & Grant {
  return grant.object === object ? grant : granted({ ...grant, object })
}

function stepGrant(
  { type, step }: StepView,
  of: string,
  holder: StepHolder,
  permission: string,
  object: string,
): StepGrant & Grant {
  const { office, founding, kind } = holder
  const deadline = deadlineOf(step, holder)
  return granted({
    by: 'step',
    case: of,
    step: type.id,
    epoch: step.epoch,
    permission,
    object,
    person: holder.id,
    ...(kind === 'node' && { node: true }),
    ...(kind === 'visitor' && { visitor: true }),
    ...(office !== undefined && { office }),
    ...(founding && { founding }),
    ...(holder.for !== undefined && { for: holder.for }),
    ...('by' in holder && { delegatedBy: holder.by.id }),
    ...(step.emergency && { emergency: true }),
    ...(deadline !== undefined && { deadline }),
    ...(useLimit(type, permission) !== undefined && { counted: true }),
  })
}

/** The step is in another state than the one wanted. */
export function stepState(
  named: { readonly case: string; readonly step: string },
  { state, end }: Step,
  wanted: StepStateFault['wanted'],
): StepStateFault {
  return { kind: 'step-state', ...named, state, ...(end && { end }), wanted }
}
