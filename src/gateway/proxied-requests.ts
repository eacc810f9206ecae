import { base64url, sha256 } from '#bytes'
import { isoInstant } from '#clock'
import { Access, journalRefusal } from './access.ts'
import { type Asker, admit } from './admission.ts'
import type { GateContext } from './context.ts'
import { PresentedLeaf } from './presented-leaf.ts'
import { type Problem, type ProblemDetails, type ProblemName, problemDetails, statusOf } from './problem.ts'

/**
 * Callers remembered between requests, so that a path to each is found once: as many as one proxy has busy at
 * once, some 10 KiB each.
 */
const leavesMax = 4_096

/** A request that came to another proxy, which vouches for the handshake with its caller. */
export interface ProxiedRequest {
  /** The service of this unit that asks, proven by its own certificate. */
  readonly proxy: string
  readonly method: string
  /** The request target as the proxy received it, not normalised. */
  readonly target: string
  readonly host: string | undefined
  /** The leaf whose key signed the handshake with the proxy. */
  readonly leafDer: Uint8Array | undefined
}

/** What the proxy is to do: pass the request on with these fields, or answer with the problem. */
export type ProxiedAnswer =
  | { readonly admitted: true; readonly fields: Readonly<Record<string, string>> }
  | { readonly admitted: false; readonly problem: ProblemName; readonly details: ProblemDetails }

/** Decides for proxies that stand before services in place of the gate. Owns what it remembers of callers. */
export class ProxiedRequests {
  readonly #context: GateContext
  readonly #leaves = new Map<string, PresentedLeaf>()

  constructor(context: GateContext) {
    this.#context = context
  }

  async decide(asked: ProxiedRequest): Promise<ProxiedAnswer> {
    const { tally, journal, keeper } = this.#context
    tally.asked++
    const { proxy, method, target, host } = asked
    const leaf = this.#leafOf(asked.leafDer)
    const asker: Asker = {
      address: undefined,
      serverName: undefined,
      through: proxy,
      caller: (by, now) => leaf.caller(by, now),
    }
    const admitted = admit(this.#context, asker, { method, target, fields: { host, expect: undefined } })
    if (!admitted.ok) {
      journalRefusal(this.#context, asker, method, admitted.fault)
      return this.#refused(admitted.fault.problem)
    }
    const admission = admitted.value
    const { service, caller, grant, epoch } = admission
    const access = new Access(this.#context, asker, asked, admission)
    const unused = grant.counted ? await access.use() : undefined
    if (unused) return this.#ended(access, 'refused', unused)
    if (!service.strict && !journal.behind) access.note(statusAdmitted)
    else if (!(await access.record('forwarded', statusAdmitted)))
      return this.#ended(access, 'failed', journalBroken)
    // What was waited for may have taken longer than the right lasted.
    if (keeper.epoch() !== epoch && !access.stillHolds()) return this.#ended(access, 'cut', rightOver)
    access.end('forwarded', statusAdmitted)
    return {
      admitted: true,
      fields: {
        'Chancery-Principal': caller.principal,
        'Chancery-Case': grant.case,
        'Chancery-Step': grant.step,
        'Chancery-Epoch': String(grant.epoch),
        'Chancery-Key': caller.key,
        'Chancery-Until': isoInstant(Math.min(grant.validUntil, caller.validUntil)),
        'Chancery-Token': keeper.token(caller, service, grant),
        'Client-Cert': leaf.fieldValue,
      },
    }
  }

  #ended(access: Access, outcome: 'refused' | 'failed' | 'cut', problem: Problem): ProxiedAnswer {
    access.end(outcome, statusOf(problem.name), problem.name)
    return this.#refused(problem)
  }

  #refused(problem: Problem): ProxiedAnswer {
    this.#context.tally.problems[problem.name]++
    return { admitted: false, problem: problem.name, details: problemDetails(problem) }
  }

  #leafOf(der: Uint8Array | undefined): PresentedLeaf {
    if (!der) return new PresentedLeaf(undefined)
    const key = base64url(sha256(der))
    const leaf = this.#leaves.get(key) ?? new PresentedLeaf(der)
    // Whoever came last stands last, and the first goes when there is no room.
    this.#leaves.delete(key)
    this.#leaves.set(key, leaf)
    for (const [oldest] of this.#leaves) {
      if (this.#leaves.size <= leavesMax) break
      this.#leaves.delete(oldest)
    }
    return leaf
  }
}

/** What the proxy is answered when it may pass the request on: nginx takes any 2xx, Envoy 200 alone. */
const statusAdmitted = 200

const journalBroken: Problem = {
  name: 'not-admitting',
  detail: 'the access could not be recorded and is therefore refused; try again later',
}
const rightOver: Problem = {
  name: 'permission-missing',
  detail: 'the right to this ended while it was being decided; ask again to learn what is missing now',
}
