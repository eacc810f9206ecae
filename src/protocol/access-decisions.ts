import type { Clock, Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import type { Vouched } from '#procedure'
import type { StepGrant } from '#task'
import type { Refusal, Speaker, State } from '#unit'
import {
  answerOf,
  type Decision,
  decide,
  denied,
  type Permitted,
  unanswerable,
  unrecorded,
  type Wish,
  wishOf,
} from './decision.ts'
import { isHimself } from './entity.ts'
import type { ProtocolFault } from './fault.ts'
import { decidedLines } from './journal.ts'
import { type Boxcar, evaluationForm, readBoxcar, readQuestion, type Semantic } from './question.ts'

/** What deciding for enforcement points needs of the node. */
export interface DecisionPorts {
  /** The durable state; a new object after every entry. */
  state(): State
  readonly clock: Clock
  /** Why nothing is decided for now. */
  refusal(): Refusal | undefined
  /**
   * Puts the use of a counted grant on the record and resolves with the index of the entry once that is
   * durable; `used-up` when the grant itself does not bear it any more.
   */
  recordUse(grant: StepGrant): Promise<Result<number, { readonly kind: 'used-up' | 'unavailable' }>>
  /** Whether it is the unit itself that asks for this permission, before an act of its own. */
  isOfAct(permission: string): boolean
  /** Appends lines to the access journal; resolves when they are durable, rejects when they cannot be. */
  journal(lines: readonly Uint8Array[]): Promise<void>
}

/** One question (Authorization API 1.0 §6), from the bytes of its JSON. */
export async function evaluation(
  ports: DecisionPorts,
  asker: Speaker,
  body: Uint8Array,
): Promise<Result<object, Refusal>> {
  const one = readQuestion(evaluationForm, body)
  if (!one.ok) return one
  const boxcar = { evaluations: [one], semantic: 'execute_all', single: true } as const
  return answered(ports, asker, boxcar, 'access.evaluation')
}

/** Several at once (§7), or one where there are not several. */
export async function evaluations(
  ports: DecisionPorts,
  asker: Speaker,
  body: Uint8Array,
): Promise<Result<object, Refusal>> {
  const boxcar = readBoxcar(body)
  return boxcar.ok ? answered(ports, asker, boxcar.value, 'access.evaluations') : boxcar
}

async function answered(
  ports: DecisionPorts,
  asker: Speaker,
  { evaluations: asked, semantic, single }: Boxcar,
  what: string,
): Promise<Result<object, Refusal>> {
  const refusal = ports.refusal()
  if (refusal) return refuse(refusal)
  const before = ports.state()
  const wishes = asked.map((one) => (one.ok ? wishOf(before, one.value, asker) : one.fault))
  const [first] = wishes
  if (single && first && isFault(first)) return refuse(first)
  const named = wishes.flatMap((wish) => (isFault(wish) ? [] : [wish.vouched]))
  const fault = entitlementFault(asker, named)
  if (fault) return refuse(fault)
  const decisions = await decided(ports, wishes, semantic)
  const told = await journalled(ports, { asker, what, before }, decisions)
  const [only] = told
  return accept(single && only ? answerOf(only) : { evaluations: told.map(answerOf) })
}

type Asked = ReturnType<typeof wishOf>
type Fault = Exclude<Asked, Wish>

function isFault(asked: Asked): asked is Fault {
  return 'kind' in asked
}

/**
 * A service of the unit may ask about anybody, because it enforces what it is told; people about themselves.
 * Devices, the node and everybody else may not ask.
 */
export function entitlementFault(
  speaker: Speaker,
  subjects: readonly (Vouched | undefined)[],
): ProtocolFault | undefined {
  const { kind, id } = speaker
  if (kind === 'service') return undefined
  const asker = `${kind}/${id}`
  if (kind !== 'person' && kind !== 'visitor') {
    return { kind: 'asker-not-entitled', asker, cause: 'not-service' }
  }
  const own = subjects.every((subject) => isHimself(speaker, subject?.party))
  return own ? undefined : { kind: 'asker-not-entitled', asker, cause: 'other-subject' }
}

/** One after the other, as far as the semantic goes (§7.1.2.1); uses are on the record. */
async function decided(
  ports: DecisionPorts,
  wishes: readonly Asked[],
  semantic: Semantic,
): Promise<readonly Decision[]> {
  const decisions: Decision[] = []
  for (const wish of wishes) {
    const decision = isFault(wish) ? unanswerable(wish) : await used(ports, wish)
    decisions.push(decision)
    if (semantic === ('no' in decision ? 'deny_on_first_deny' : 'permit_on_first_permit')) break
  }
  return decisions
}

/**
 * The decision, where a yes to a counted permission is its use and on the record before it is told. What the
 * unit's own acts ask for is used by them alone: else any service could use up everybody's appointments,
 * dismissals and revocations before they are made.
 */
async function used(ports: DecisionPorts, wish: Wish): Promise<Decision> {
  const decision = decide(ports.state(), wish, ports.clock.now())
  if ('no' in decision || !wish.uses || !decision.yes.grant.counted) return decision
  if (ports.isOfAct(decision.yes.grant.permission)) return { ...decision, wish: { ...wish, uses: false } }
  const use = await ports.recordUse(decision.yes.grant)
  if (use.ok) return { ...decision, use: use.value }
  return use.fault.kind === 'used-up' ? denied(wish, 'uses-spent') : unrecorded(wish)
}

/**
 * The decisions once they stand in the journal, where they are about others. What was waited for may have
 * taken longer than a right lasted: then it is denied, and the journal says that, too.
 */
async function journalled(
  ports: DecisionPorts,
  { asker, what, before }: { readonly asker: Speaker; readonly what: string; readonly before: State },
  decisions: readonly Decision[],
): Promise<readonly Decision[]> {
  const isAboutOthers = decisions.some(({ wish }) => !isHimself(asker, wish.vouched?.party))
  const write = async (outcome: 'decided' | 'cut', lines: readonly Decision[]): Promise<void> => {
    const about = { asker, what, at: ports.clock.now(), outcome }
    if (isAboutOthers) await ports.journal(decidedLines(about, lines))
  }
  await write('decided', decisions)
  let told = decisions
  for (;;) {
    const [state, now] = [ports.state(), ports.clock.now()]
    const after = told.map((one) => ('no' in one || holds(one, state, before, now) ? one : over(one)))
    const cut = after.filter((one, at) => one !== told[at])
    if (cut.length === 0) return told
    told = after
    await write('cut', cut)
  }
}

/**
 * Whether a yes is still one, by the same grant. A use that was counted is not asked about again, because it
 * may have ended its own step.
 */
function holds({ wish, yes, use }: Permitted, state: State, before: State, now: Instant): boolean {
  if (use !== undefined) return true
  if (state === before) return now < yes.until
  const again = decide(state, wish, now)
  if ('no' in again) return false
  const { case: id, step, epoch } = again.yes.grant
  return id === yes.grant.case && step === yes.grant.step && epoch === yes.grant.epoch
}

function over({ wish }: Permitted): Decision {
  return denied(wish, 'right-over')
}
