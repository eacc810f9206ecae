import type { Instant } from '#clock'
import type { Admission, Asker, Refusal, Wish } from './admission.ts'
import type { GateContext } from './context.ts'
import type { AccessEntry, AccessOutcome, UseFault } from './gatekeeper.ts'
import { type Problem, type ProblemName, statusOf } from './problem.ts'
import { matchRoute } from './route.ts'
import type { UnderWay } from './session.ts'

/**
 * One admitted access: what it moves, whether the right to it still holds, and what the journal says of it.
 */
export class Access {
  readonly admission: Admission
  receivedBytes = 0
  sentBytes = 0
  /** When time alone may have ended the right, so that it must be asked about again. */
  validUntil: Instant
  readonly #context: GateContext
  readonly #asker: Asker
  readonly #method: string
  readonly #startedAt: Instant
  #recorded = false

  constructor(context: GateContext, asker: Asker, wish: Pick<Wish, 'method'>, admission: Admission) {
    this.#context = context
    this.#asker = asker
    this.#method = wish.method
    this.admission = admission
    this.#startedAt = context.keeper.now()
    this.validUntil = Math.min(admission.grant.validUntil, admission.caller.validUntil)
  }

  /** What previews show of it while it lasts. */
  get underWay(): UnderWay {
    const { service, grant } = this.admission
    const { permission, object, case: id, step, epoch } = grant
    return { service: service.id, permission, object, case: id, step, epoch, since: this.#startedAt }
  }

  /** Whether a request may wait for its answer: the caller is still one, the service is not suspended. */
  mayWait(): boolean {
    const { keeper } = this.#context
    return this.#asker.caller(keeper, keeper.now()).ok && !this.#suspended()
  }

  /**
   * Whether the access would still be admitted. A use that was counted has been used up and is not asked
   * about again: the use itself may have ended the step.
   */
  stillHolds(): boolean {
    const { keeper } = this.#context
    const { grant, host, target } = this.admission
    const caller = this.#asker.caller(keeper, keeper.now())
    if (!caller.ok || this.#suspended()) return false
    this.validUntil = caller.value.validUntil
    if (grant.counted) return true
    const service = keeper.service(host)
    const route = service && matchRoute(service.routes, this.#method, target.segments)
    const decision = route && keeper.decide(caller.value, service, route.permission, route.object)
    if (!decision?.allowed) return false
    this.validUntil = Math.min(decision.validUntil, this.validUntil)
    return true
  }

  /** Uses a counted grant up by one: once that is durable `undefined`, or why it cannot be used. */
  async use(): Promise<Problem | undefined> {
    const { caller, grant } = this.admission
    const used = await this.#context.keeper.use(caller, grant)
    return used.ok ? undefined : useProblem(used.fault)
  }

  /** Writes the entry that must stand before the caller sees the response; whether it is durable. */
  record(outcome: 'forwarded' | 'upgraded', status: number): Promise<boolean> {
    this.#recorded = true
    return this.#context.journal.writeDurably(this.#entry(outcome, status, undefined, false))
  }

  /** Writes the entry of a request that somebody else forwards, in the background. */
  note(status: number): void {
    this.#recorded = true
    this.#context.journal.write(this.#entry('forwarded', status, undefined, false))
  }

  /** Writes the last entry of the access, unless the one before the response says it all. */
  end(outcome: AccessOutcome, status: number, problem?: ProblemName): void {
    const { tally, journal } = this.#context
    tally.receivedBytes += this.receivedBytes
    tally.sentBytes += this.sentBytes
    if (outcome === 'forwarded' && this.#asker.through === undefined) tally.forwarded++
    if (outcome === 'cut') tally.cut++
    if (this.#recorded && outcome === 'forwarded') return
    journal.write(this.#entry(outcome, status, problem, true))
  }

  #suspended(): boolean {
    return this.#context.keeper.service(this.admission.host)?.suspended === true
  }

  #entry(
    outcome: AccessOutcome,
    status: number,
    problem: ProblemName | undefined,
    last: boolean,
  ): AccessEntry {
    const { service, caller, grant } = this.admission
    const at = this.#context.keeper.now()
    return {
      at,
      outcome,
      through: this.#asker.through,
      method: this.#method,
      service: service.id,
      permission: grant.permission,
      object: grant.object,
      principal: caller.principal,
      certificateSerial: caller.certificateSerial,
      address: undefined,
      case: grant.case,
      step: grant.step,
      epoch: grant.epoch,
      status,
      problem,
      receivedBytes: last ? this.receivedBytes : undefined,
      sentBytes: last ? this.sentBytes : undefined,
      durationMilliseconds: at - this.#startedAt,
    }
  }
}

function useProblem(fault: UseFault): Problem {
  switch (fault.kind) {
    case 'used-up':
      return { name: 'permission-used-up', detail: `the permission cannot be used: ${fault.reason}` }
    case 'unavailable':
      return { name: 'not-admitting', detail: `the use cannot be recorded: ${fault.reason}; try again later` }
    default:
      return fault satisfies never
  }
}

/** Problems that say something about who called or what they wanted; the others are counted only. */
const journalled: ReadonlySet<ProblemName> = new Set([
  'certificate-missing',
  'certificate-refused',
  'caller-refused',
  'proxy-not-named',
  'permission-missing',
  'route-unpublished',
  'service-suspended',
])

/** Writes the entry of a refusal before admission. */
export function journalRefusal(context: GateContext, asker: Asker, method: string, refusal: Refusal): void {
  const { problem, service, caller, route } = refusal
  if (!journalled.has(problem.name) || context.journal.broken) return
  const entry: AccessEntry = {
    at: context.keeper.now(),
    outcome: 'refused',
    through: asker.through,
    method,
    service: service?.id,
    permission: route?.permission,
    object: route?.object,
    principal: caller?.principal,
    certificateSerial: caller?.certificateSerial,
    address: caller ? undefined : asker.address,
    case: undefined,
    step: undefined,
    epoch: undefined,
    status: statusOf(problem.name),
    problem: problem.name,
    receivedBytes: 0,
    sentBytes: 0,
    durationMilliseconds: 0,
  }
  if (caller) context.journal.write(entry)
  else context.journal.writeStranger(entry)
}
