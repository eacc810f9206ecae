import { accept, type Result, refuse } from '#fault'
import { covers, type Trustee } from '#task'
import { type Filling, unify } from './template.ts'

/** A procedure as far as planning looks at it. */
export interface ProcedureView {
  readonly name: string
  /** While an office is unfilled the founder stands in for it, which only the unit can tell. */
  readonly founding: boolean
  readonly openedBy: Trustee
  /** What opening a case wants, by name. */
  readonly data: ReadonlyMap<string, { readonly required: boolean; readonly number: boolean }>
  readonly steps: readonly StepTypeView[]
}

/** What a step gives and what completing it takes. */
interface StepTerms {
  readonly step: string
  /** What it still permits. */
  readonly permits: readonly string[]
  /** How often it still gives a permission that is counted. */
  readonly usesLeft: ReadonlyMap<string, number>
  /** What a completion must name one of; empty when it names none. */
  readonly outcomes: readonly string[]
  /** Data that a completion must give. */
  readonly asks: readonly string[]
}

export interface StepTypeView extends StepTerms {
  readonly first: boolean
  readonly by: Trustee
  /** Templates, as `certificate/{serial}`. */
  readonly objects: readonly string[]
}

/** A step of a running case that I hold or may claim. */
export interface StepView extends StepTerms {
  readonly case: string
  readonly procedure: string
  readonly state: string
  /** I am or was its executor, or a part of it was given to me, whatever its state. */
  readonly mine: boolean
  /** I may claim it now. */
  readonly claimable: boolean
  /** Its objects, filled in; one may end in `/*`. */
  readonly objects: readonly string[]
}

/** What somebody wants done: an act that needs `permission` on `object`. */
export interface Wish {
  readonly permission: string
  readonly object: string
  /** Who wants it; offices are absent when they are not known here, and the unit then decides alone. */
  readonly me: {
    readonly person: string
    readonly offices?: readonly string[]
    /** Offices that nobody holds, in which the founder may stand in; absent when they are not known here. */
    readonly vacant?: readonly string[]
  }
  /** Values to open a case with that the object does not give: members of the act's input. */
  readonly data: Readonly<Record<string, unknown>>
  /** Narrows the choice. */
  readonly procedure?: string
  readonly case?: string
  readonly step?: string
  /** The outcome to complete the step with. */
  readonly outcome?: string
  /** Leave the step open after the act. */
  readonly keep: boolean
}

/** How the wish is done: each move is one act, in this order. `case` is absent for the one just opened. */
export type Move =
  | {
      readonly move: 'open'
      readonly procedure: string
      readonly data: Readonly<Record<string, string | number>>
    }
  | { readonly move: 'claim'; readonly case?: string; readonly step: string }
  | { readonly move: 'act'; readonly case?: string; readonly step: string }
  | { readonly move: 'complete'; readonly case?: string; readonly step: string; readonly outcome?: string }

export interface Plan {
  readonly moves: readonly Move[]
  /** What completing the step still takes, which nobody gave: it stays open until its holder does. */
  readonly lacks?: Lack
}

/** One of these outcomes, and a value for each of these names. */
export interface Lack {
  readonly outcomes: readonly string[]
  readonly asks: readonly string[]
}

/** A step that would give the permission, and what it takes to name it. */
export type Way =
  | { readonly way: 'step'; readonly case: string; readonly step: string; readonly procedure: string }
  | { readonly way: 'procedure'; readonly procedure: string; readonly step: string }

export type PlanFault =
  | {
      readonly kind: 'ways-several'
      readonly permission: string
      readonly object: string
      readonly ways: readonly Way[]
    }
  | {
      readonly kind: 'way-missing'
      readonly permission: string
      readonly object: string
      readonly near: readonly Near[]
    }
  | {
      readonly kind: 'outcome-unknown'
      readonly step: string
      readonly outcome: string
      readonly outcomes: readonly string[]
    }

/** A step of a running case that permits it and is not mine to use now. */
export interface WaitingStep {
  readonly near: 'waiting-step'
  readonly case: string
  readonly step: string
  readonly procedure: string
  /** The step's state; `held` when it is I who holds it back; on hold otherwise `suspended` or `waiting`. */
  readonly state: string
}

/** A case or procedure that permits it but not like this. */
export type Near =
  | WaitingStep
  /** `data` opens its case; absent when I may not open it or cannot know them. */
  | { readonly near: 'later-step'; readonly procedure: string; readonly step: string; readonly data?: Data }
  | { readonly near: 'not-opener'; readonly procedure: string; readonly openedBy: Trustee }
  | { readonly near: 'not-trustee'; readonly procedure: string; readonly step: string; readonly by: Trustee }
  | { readonly near: 'data-missing'; readonly procedure: string; readonly member: string }

/**
 * Finds the one way to a step that permits the wish: (1) a step I hold, (2) a step of a running case that I
 * may claim, (3) a case that I may open and whose first step permits it. The first of these that offers
 * anything counts; where it offers more than one way, the choice is the person's.
 */
export function planFor(
  procedures: readonly ProcedureView[],
  steps: readonly StepView[],
  wish: Wish,
): Result<Plan, PlanFault> {
  const live = steps.filter((step) => named(step, wish) && permits(step, wish))
  const held = live.filter((step) => step.mine && step.state === 'valid')
  if (held.length > 0) return one(wish, held.map(stepWay), () => useHeld(certainFirst(held), wish))
  const claimable = live.filter((step) => step.claimable)
  if (claimable.length > 0) {
    return one(wish, claimable.map(stepWay), () => claimFirst(certainFirst(claimable), wish))
  }
  const waiting = live.filter(({ state }) => state !== 'invalid').map(waitingStep)
  return wish.case === undefined ? open(procedures, waiting, wish) : missing(wish, waiting)
}

function named(step: StepView, wish: Wish): boolean {
  return (
    (wish.procedure ?? step.procedure) === step.procedure &&
    (wish.case ?? step.case) === step.case &&
    (wish.step ?? step.step) === step.step
  )
}

function permits(step: StepView, wish: Wish): boolean {
  return step.permits.includes(wish.permission) && step.objects.some((object) => covers(object, wish.object))
}

function stepWay(step: StepView): Way {
  return { way: 'step', case: step.case, step: step.step, procedure: step.procedure }
}

function one(wish: Wish, ways: readonly Way[], plan: () => Result<Plan, PlanFault>): Result<Plan, PlanFault> {
  if (ways.length === 1) return plan()
  return refuse({ kind: 'ways-several', permission: wish.permission, object: wish.object, ways })
}

function certainFirst<T>(list: readonly T[]): T {
  const [first] = list
  if (first === undefined) throw new Error('bug: a list that was found to hold something is empty')
  return first
}

/** A step I hold stays mine: it is completed only when an outcome is named. */
function useHeld(step: StepView, wish: Wish): Result<Plan, PlanFault> {
  const act: Move = { move: 'act', case: step.case, step: step.step }
  if (wish.outcome === undefined) return accept({ moves: [act] })
  return completed([act], step, wish, step.case)
}

function claimFirst(step: StepView, wish: Wish): Result<Plan, PlanFault> {
  const place = { case: step.case, step: step.step }
  return completed(
    [
      { move: 'claim', ...place },
      { move: 'act', ...place },
    ],
    step,
    wish,
    step.case,
  )
}

/** Ends with completing the step, unless it is to stay open, ends by itself or lacks what nobody gave. */
function completed(
  moves: readonly Move[],
  step: StepTerms,
  wish: Wish,
  caseId: string | undefined,
): Result<Plan, PlanFault> {
  const { outcome, keep } = wish
  const { outcomes, asks } = step
  if (outcome !== undefined && !outcomes.includes(outcome)) {
    return refuse({ kind: 'outcome-unknown', step: step.step, outcome, outcomes })
  }
  if (keep || endsByItself(step, wish)) return accept({ moves })
  if (asks.length > 0 || (outcome === undefined && outcomes.length > 0)) {
    return accept({ moves, lacks: { outcomes: outcome === undefined ? outcomes : [outcome], asks } })
  }
  const complete: Move = {
    move: 'complete',
    ...(caseId === undefined ? {} : { case: caseId }),
    step: step.step,
    ...(outcome === undefined ? {} : { outcome }),
  }
  return accept({ moves: [...moves, complete] })
}

/** Whether the act is the last use of the last permission: then the step is over with it. */
function endsByItself({ permits: left, usesLeft }: StepTerms, { permission }: Wish): boolean {
  return left.every((each) => each === permission) && usesLeft.get(permission) === 1
}

/** A procedure that can be opened for this, with the data of the case; or why it cannot. */
type Opening =
  | { readonly ok: true; readonly procedure: string; readonly step: StepTypeView; readonly data: Data }
  | { readonly ok: false; readonly near: Near }
type Data = Readonly<Record<string, string | number>>

function waitingStep({ case: id, step, procedure, state, mine }: StepView): WaitingStep {
  return { near: 'waiting-step', case: id, step, procedure, state: mine && state === 'hold' ? 'held' : state }
}

function open(
  procedures: readonly ProcedureView[],
  waiting: readonly WaitingStep[],
  wish: Wish,
): Result<Plan, PlanFault> {
  const openings = procedures
    .filter((procedure) => (wish.procedure ?? procedure.name) === procedure.name)
    .flatMap((procedure) => openingsOf(procedure, wish))
  const possible = openings.filter((opening) => opening.ok)
  const [first] = possible
  if (first === undefined) {
    const runs = new Set(waiting.map(({ procedure }) => procedure))
    const near = openings.flatMap((opening) => (opening.ok ? [] : [opening.near]))
    return missing(wish, [...waiting, ...near.filter(({ procedure }) => !runs.has(procedure))])
  }
  const ways = possible.map(({ procedure, step }): Way => ({ way: 'procedure', procedure, step: step.step }))
  return one(wish, ways, () => {
    const { procedure, step, data } = first
    const moves: readonly Move[] = [
      { move: 'open', procedure, data },
      { move: 'claim', step: step.step },
      { move: 'act', step: step.step },
    ]
    return completed(moves, step, wish, undefined)
  })
}

function missing(wish: Wish, near: readonly Near[]): Result<Plan, PlanFault> {
  return refuse({ kind: 'way-missing', permission: wish.permission, object: wish.object, near })
}

function openingsOf(procedure: ProcedureView, wish: Wish): readonly Opening[] {
  const steps = procedure.steps.filter(
    (step) => step.permits.includes(wish.permission) && (wish.step ?? step.step) === step.step,
  )
  return steps.flatMap((step) => {
    const filling = fillingOf(step.objects, wish.object)
    return filling === undefined ? [] : [openingOf(procedure, step, wish, filling)]
  })
}

/** What the first template that fits must be filled with. */
function fillingOf(templates: readonly string[], object: string): Filling | undefined {
  for (const template of templates) {
    const filling = unify(template, object)
    // A case has its number only once it is open: an object that holds one is of a case that runs already.
    if (filling !== undefined && !filling.has('case')) return filling
  }
  return undefined
}

function openingOf(procedure: ProcedureView, step: StepTypeView, wish: Wish, filling: Filling): Opening {
  const { name, founding, openedBy } = procedure
  const no = (near: Near): Opening => ({ ok: false, near })
  const opener = mayBe(openedBy, wish, founding)
  const data = dataFor(procedure, wish, filling)
  if (!step.first) {
    const near = { near: 'later-step', procedure: name, step: step.step } as const
    return no(opener && data.ok ? { ...near, data: data.value } : near)
  }
  if (!opener) return no({ near: 'not-opener', procedure: name, openedBy })
  if (!mayBe(step.by, wish, founding)) {
    return no({ near: 'not-trustee', procedure: name, step: step.step, by: step.by })
  }
  if (!data.ok) return no({ near: 'data-missing', procedure: name, member: data.fault })
  return { ok: true, procedure: name, step, data: data.value }
}

/** What a case is opened with; refused with the first name that nothing gives a value for. */
function dataFor(procedure: ProcedureView, wish: Wish, filling: Filling): Result<Data, string> {
  const data: Record<string, string | number> = {}
  for (const [member, { required, number }] of procedure.data) {
    const value = filling.get(member) ?? wish.data[member]
    if (typeof value === 'string' || typeof value === 'number') {
      data[member] = number ? Number(value) : String(value)
    } else if (required) return refuse(member)
  }
  return accept(data)
}

/** Whether I may be this trustee, as far as it can be known here; where it cannot, the unit answers. */
function mayBe(trustee: Trustee, wish: Wish, founding: boolean): boolean {
  switch (trustee.kind) {
    case 'anyone':
    case 'opener':
      return true
    case 'person':
      return trustee.person === wish.me.person
    case 'office':
      return mayHold(trustee.office, wish.me, founding)
    case 'node':
    case 'public':
      return false
    case 'any-of':
      return trustee.of.some((one) => mayBe(one, wish, founding))
    case 'unit':
      // Which offices a visitor was received with is not told here.
      return wish.me.person.endsWith(`@${trustee.unit}`)
    default:
      return trustee satisfies never
  }
}

function mayHold(office: string, { offices, vacant }: Wish['me'], founding: boolean): boolean {
  if (offices === undefined || offices.includes(office)) return true
  return founding && (vacant === undefined || vacant.includes(office))
}
