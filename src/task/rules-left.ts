import { certain } from '#fault'
import {
  type Case,
  type Holder,
  holdersOf,
  isHeld,
  isPassedOver,
  type Party,
  type PersonFacts,
  sameParty,
} from './case.ts'
import { countsWhen, surelyBefore, type Way } from './order.ts'
import {
  type Constraint,
  type CountConstraint,
  type PairConstraint,
  type Procedure,
  stepPlace,
} from './procedure.ts'

/** A constraint of the procedure by its place, or the rule that nobody reviews himself (-1). */
export interface ConflictRule {
  readonly place: number
  readonly kind: Constraint['kind'] | 'review'
  readonly steps: readonly string[]
  readonly people?: number
}

/** A rule before people have numbers: steps by place, people by party. */
export interface RuleLeft {
  readonly source: ConflictRule
  readonly kind: Constraint['kind']
  readonly steps: readonly number[]
  readonly taken: readonly Party[]
  /** How many people a count asks for, of the steps that are taken on this way. */
  readonly people?: number
  /** What is known of whoever took the other step of a pair, and whether that is the first of it. */
  readonly facts?: PersonFacts
  readonly factsFirst?: boolean
}

/** Who takes steps in one of two ways that rules tell apart. */
export interface Choice {
  /** The steps, by place, that the founder takes as such. */
  readonly founding: ReadonlySet<number>
  /** People with a delegated part of a step who may take others of a count as well. */
  readonly delegates: ReadonlySet<string>
}

/** One way a case can go on, by one choice. */
interface Scene extends Choice {
  readonly procedure: Procedure
  readonly of: Case
  readonly way: Way
}

/** A holder of one of a constraint's steps. */
interface Part {
  readonly at: number
  readonly holder: Holder
}

/** What the constraints still ask for on each way. */
export function rulesLeft(
  procedure: Procedure,
  of: Case,
  ways: readonly Way[],
  choice: Choice,
): readonly RuleLeft[] {
  const rules = new Map<string, RuleLeft>()
  const add = (rule: RuleLeft): void => void rules.set(JSON.stringify(rule), rule)
  for (const way of ways) {
    const scene = { procedure, of, way, ...choice }
    for (const [place, constraint] of procedure.constraints.entries())
      for (const rule of constraintLeft(scene, constraint, { place, ...constraint })) add(rule)
    for (const at of way) for (const rule of reviewLeft(scene, at)) add(rule)
  }
  return [...rules.values()]
}

/** Nobody judges his own emergency. */
function reviewLeft({ procedure, of }: Scene, at: number): readonly RuleLeft[] {
  const { id, reviews } = certain(procedure.steps[at], 'a step')
  const broken = reviews.flatMap((reviewed) => of.steps[stepPlace(procedure, reviewed)]?.broken ?? [])
  if (broken.length === 0) return []
  const source = { place: -1, kind: 'review', steps: [id, ...reviews] } as const
  return [{ source, kind: 'different-people', steps: [at], taken: partiesOf(broken.map(({ by }) => by)) }]
}

function constraintLeft(scene: Scene, constraint: Constraint, source: ConflictRule): readonly RuleLeft[] {
  const { procedure, of, way } = scene
  const scope = constraint.steps.map((id) => stepPlace(procedure, id))
  const steps = scope.filter((at) => way.has(at))
  if (steps.length === 0) return []
  switch (constraint.kind) {
    case 'different-people':
      return differentLeft(scene, scope, steps, source)
    case 'same-person': {
      const executors = scope.flatMap((at) => of.steps[at]?.executor ?? [])
      const taken = partiesOf(executors)
      return steps.length + taken.length > 1 ? [{ source, kind: constraint.kind, steps, taken }] : []
    }
    case 'at-most':
      return atMostLeft(scene, constraint, scope, steps, source)
    case 'at-least':
      return atLeastLeft(scene, constraint, scope, steps, source)
    default:
      return pairLeft(scene, constraint, source)
  }
}

/**
 * Of a step that was given back, whoever held it may hold it again: only the other steps are closed to him.
 * So each step has its own list of people who are out, and those still open are told apart as well.
 */
function differentLeft(
  scene: Scene,
  scope: readonly number[],
  steps: readonly number[],
  source: ConflictRule,
): readonly RuleLeft[] {
  const kind = 'different-people'
  const real = steps.filter((at) => !scene.founding.has(at))
  const rules: RuleLeft[] = real.length > 1 ? [{ source, kind, steps: real, taken: [] }] : []
  for (const step of real) {
    const others = scope.filter((at) => at !== step)
    const parts = partsIn(scene, others).filter(
      (part) => !part.holder.founding && mayCount(scene, part, step),
    )
    const taken = partiesOf(parts.map(({ holder }) => holder))
    if (taken.length > 0) rules.push({ source, kind, steps: [step], taken })
  }
  return rules
}

/** Those that are claimed while the same people of earlier rounds count are counted with them. */
function atMostLeft(
  scene: Scene,
  { people }: CountConstraint,
  scope: readonly number[],
  steps: readonly number[],
  source: ConflictRule,
): readonly RuleLeft[] {
  const parts = partsIn(scene, scope)
  const counted = countedIn(scene, steps, parts)
  const lists = counted.map((at) => ({ at, parts: parts.filter((part) => mayCount(scene, part, at)) }))
  return lists.map(({ parts: own }) => {
    const among = lists.filter((other) => own.every((part) => other.parts.includes(part)))
    const taken = partiesOf(own.map(({ holder }) => holder))
    // Where there are too many already those may go on, and nobody else.
    const most = Math.max(people, taken.length)
    return { source, kind: 'at-most', people: most, steps: among.map(({ at }) => at), taken }
  })
}

/**
 * Each step that is taken brings somebody who had none of them, or there are enough without: what comes of
 * that in whatever order they are. Steps that are taken without being counted may bring somebody each.
 */
function atLeastLeft(
  scene: Scene,
  { people }: CountConstraint,
  scope: readonly number[],
  steps: readonly number[],
  source: ConflictRule,
): readonly RuleLeft[] {
  const { of } = scene
  const counted = countedIn(scene, steps, partsIn(scene, scope))
  const taken = partiesOf(scope.flatMap((at) => of.steps[at]?.executor ?? []))
  const others = scope.filter((at) => !steps.includes(at) && hasCounted(scene, at)).length
  const most = Math.min(people, others + steps.length, taken.length + steps.length)
  const uncounted = steps.length - counted.length
  if (counted.length === 0) return []
  const rules: RuleLeft[] = []
  if (most - uncounted > 1)
    rules.push({ source, kind: 'at-least', people: most - uncounted, steps: counted, taken })
  const asked = Math.min(people, others + steps.length) - uncounted
  if (asked <= 1) return rules
  for (const delegate of delegatesIn(of, scope)) {
    if (!scene.delegates.has(delegate.id)) {
      for (const at of counted)
        rules.push({ source, kind: 'different-people', steps: [at], taken: [delegate] })
      continue
    }
    const own = partiesOf([delegate, ...executorsBut(of, scope, delegate)])
    rules.push({ source, kind: 'at-least', people: asked, steps: counted, taken: own })
  }
  return rules
}

/** People with a delegated part of one of these steps. */
export function delegatesIn({ steps }: Case, scope: readonly number[]): readonly Party[] {
  return partiesOf(scope.flatMap((at) => steps[at]?.delegates ?? []))
}

/** A step that was delegated to somebody counts for him where it is he who takes another. */
function executorsBut({ steps }: Case, scope: readonly number[], delegate: Party): readonly Party[] {
  return scope.flatMap((at) => {
    const { executor, delegates = [] } = steps[at] ?? {}
    return executor && !delegates.some((one) => sameParty(one, delegate)) ? [executor] : []
  })
}

/** Of a count's steps those for which it is held: none once the founder has taken one as such. */
function countedIn(scene: Scene, steps: readonly number[], parts: readonly Part[]): readonly number[] {
  const { procedure, of, way, founding } = scene
  const founded = parts.filter(({ holder }) => holder.founding)
  return steps.filter((at) => {
    if (founding.has(at) || founded.some((part) => countsFor(scene, part, at) === 'surely')) return false
    if (founding.size === 0) return true
    const before = surelyBefore(procedure, of, way, at)
    return !steps.some((other) => founding.has(other) && before.has(other))
  })
}

/** Whether a step that is not open counts as one of those that were taken. */
function hasCounted({ of }: Scene, at: number): boolean {
  const step = certain(of.steps[at], 'a step')
  return isHeld(step) || (step.state === 'invalid' && !isPassedOver(step))
}

function pairLeft(
  scene: Scene,
  { kind, steps: ids }: PairConstraint,
  source: ConflictRule,
): readonly RuleLeft[] {
  const { procedure, way, founding } = scene
  const [first, second] = ids.map((id) => stepPlace(procedure, id))
  if (first === undefined || second === undefined) return []
  const real = [first, second].filter((at) => way.has(at) && !founding.has(at))
  const rules: RuleLeft[] = real.length > 1 ? [{ source, kind, steps: real, taken: [] }] : []
  for (const at of real) {
    const other = at === first ? second : first
    for (const part of partsIn(scene, [other])) {
      const { facts, founding: asFounder } = part.holder
      if (!facts || asFounder || !mayCount(scene, part, at)) continue
      rules.push({ source, kind, steps: [at], taken: [], facts, factsFirst: other === first })
    }
  }
  return rules
}

function partsIn({ of }: Scene, scope: readonly number[]): readonly Part[] {
  return scope.flatMap((at) => holdersOf(certain(of.steps[at], 'a step')).map((holder) => ({ at, holder })))
}

function countsFor({ procedure, of, way }: Scene, { holder }: Part, place: number) {
  return countsWhen(procedure, of, way, holder, place)
}

function mayCount(scene: Scene, part: Part, place: number): boolean {
  return countsFor(scene, part, place) !== 'not'
}

/** Each once, without what else is known of them. */
function partiesOf(parties: readonly Party[]): readonly Party[] {
  return [...new Map(parties.map(({ kind, id }) => [`${kind} ${id}`, { kind, id }])).values()]
}
