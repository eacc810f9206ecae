import type { Trustee } from '#task'
import type { ProcedureView, StepView } from './plan.ts'

/** Data that a case is opened with, or a completion gives. */
export interface Member {
  readonly name: string
  readonly type: 'text' | 'number'
  readonly required: boolean
}

/** A procedure as `procedure.list` tells it, as far as planning looks at it. */
export interface ProcedureAnswer {
  readonly name: string
  readonly founding: boolean
  readonly openedBy: Trustee
  readonly data: readonly Member[]
  readonly steps: readonly {
    readonly id: string
    readonly by: Trustee
    readonly after: readonly string[]
    readonly triggeredBy?: readonly string[]
    readonly awaits?: readonly string[]
    readonly permits: readonly string[]
    readonly objects: readonly string[]
    readonly uses: readonly { readonly permission: string; readonly uses: number }[]
    readonly outcomes: readonly string[]
    readonly data: readonly Member[]
  }[]
}

/** A case as `case.list` tells it to whoever asks, as far as planning looks at it. */
export interface CaseAnswer {
  readonly case: string
  readonly procedure: string
  readonly steps: readonly {
    readonly step: string
    readonly state: string
    readonly holds?: readonly string[]
    /** I hold it. */
    readonly mine: boolean
    /** A part of it was given to me. */
    readonly part?: boolean
    /** I may claim it now. */
    readonly claimable: boolean
    readonly permits: readonly string[]
    readonly objects: readonly string[]
    readonly uses: readonly { readonly permission: string; readonly uses: number; readonly used: number }[]
    readonly outcomes: readonly string[]
    readonly asks: readonly Member[]
  }[]
}

/** A procedure as planning takes it. */
export function procedureView({ name, founding, openedBy, data, steps }: ProcedureAnswer): ProcedureView {
  return {
    name,
    founding,
    openedBy,
    data: new Map(
      data.map(({ name: member, type, required }) => [member, { required, number: type === 'number' }]),
    ),
    steps: steps.map((type) => ({
      step: type.id,
      first: [type.after, type.triggeredBy ?? [], type.awaits ?? []].every(({ length }) => length === 0),
      by: type.by,
      permits: type.permits,
      objects: type.objects,
      usesLeft: new Map(type.uses.map(({ permission, uses }) => [permission, uses])),
      outcomes: type.outcomes,
      asks: requiredOf(type.data),
    })),
  }
}

/** The steps of a case as planning takes them. */
export function stepViews(of: CaseAnswer): readonly StepView[] {
  return of.steps.map((step) => ({
    case: of.case,
    step: step.step,
    procedure: of.procedure,
    state: stateOf(step.state, step.holds ?? []),
    mine: step.mine || step.part === true,
    claimable: step.claimable,
    permits: step.permits,
    objects: step.objects,
    usesLeft: new Map(step.uses.map(({ permission, uses, used }) => [permission, uses - used])),
    outcomes: step.outcomes,
    asks: requiredOf(step.asks),
  }))
}

/** A step on hold that its executor cannot resume is told apart. */
function stateOf(state: string, holds: readonly string[]): string {
  if (holds.includes('supervisor')) return 'suspended'
  return holds.includes('waiting') ? 'waiting' : state
}

function requiredOf(members: readonly Member[]): readonly string[] {
  return members.filter(({ required }) => required).map(({ name }) => name)
}
