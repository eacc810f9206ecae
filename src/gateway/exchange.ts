import type { Instant } from '#clock'
import { Access } from './access.ts'
import type { Admission } from './admission.ts'
import { BodyReader, encode, type Found, findData, malformed, nothingFound } from './body.ts'
import type { CallerSide, Passage } from './caller-side.ts'
import { callerHead, idempotentMethods, interimHead, upstreamHead } from './forward.ts'
import type { AccessOutcome } from './gatekeeper.ts'
import { noBody, type RequestHead, type ResponseHead, responseFraming } from './head.ts'
import { type Problem, statusOf } from './problem.ts'
import { ResponseHeadReader } from './response-head-reader.ts'
import { Tunnel } from './tunnel.ts'
import type { Upstream, UpstreamUser } from './upstream.ts'

/**
 * `opening`: no connection to the upstream yet. `using`: a counted grant is being used up. `waiting`: the
 * request is sent, or on its way. `recording`: the response waits for its journal entry. `streaming`: the
 * response is on its way. `ended`: the entry is written, nothing more happens.
 */
type Phase = 'opening' | 'using' | 'waiting' | 'recording' | 'streaming' | 'ended'

/** One admitted request on its way through: caller → upstream → caller → journal. */
export class Exchange implements Passage, UpstreamUser {
  wantsBytes = false
  readonly #side: CallerSide
  readonly #head: RequestHead
  readonly access: Access
  readonly #request: BodyReader
  readonly #heads: ResponseHeadReader
  #phase: Phase = 'opening'
  #upstream: Upstream | undefined
  /** The request head, until it is written. */
  #unsentHead = ''
  #used = false
  #retried = false
  /** Whether the connection had served before, so that it may have been closed meanwhile. */
  #reused = false
  #response: BodyReader | undefined
  #responseHead: ResponseHead | undefined
  /** Response bytes that wait for the journal, and how their connection ended meanwhile. */
  #waitingBytes: Buffer = nothing
  #upstreamEnd: 'none' | 'ended' | 'broken' = 'none'
  #chunks = false
  #close = false
  #activeAt: Instant

  constructor(side: CallerSide, head: RequestHead, admission: Admission) {
    this.#side = side
    this.#head = head
    this.access = new Access(side.context, side.peer, head, admission)
    this.#request = new BodyReader(head.framing, side.context.limits)
    this.#heads = new ResponseHeadReader(side.context.limits)
    this.#activeAt = side.context.coarseNow
  }

  /** Asks for a connection to the upstream; the rest follows from what happens on it. */
  start(): void {
    this.#open(false)
  }

  // What the caller's connection reports.

  takeBytes(bytes: Buffer): number {
    this.#activeAt = this.#side.context.coarseNow
    const found = findData(this.#request, bytes, 0)
    if (found.next === malformed) {
      this.#fail(bodyMalformed, 'left')
      return bytes.length
    }
    this.access.receivedBytes += found.bytes
    if (this.#request.done) this.wantsBytes = false
    this.#sendBody(found)
    return found.next
  }

  callerDrained(): void {
    this.#activeAt = this.#side.context.coarseNow
    if (this.#phase === 'streaming') this.#upstream?.resume()
  }

  callerClosed(): void {
    this.#end('left', this.#responseHead?.status ?? 0)
  }

  tick(now: Instant): void {
    const { limits, keeper } = this.#side.context
    const quiet = now - this.#activeAt
    if (this.#phase === 'opening' && quiet > limits.connectMillisecondsMax) this.#fail(upstreamSlow)
    else if (this.#phase === 'waiting' && !this.#request.done && quiet > limits.bodyIdleMillisecondsMax) {
      this.#fail(bodySlow, 'left')
    } else if (this.#phase === 'waiting' && this.#request.done && quiet > limits.responseMillisecondsMax) {
      this.#fail(upstreamSlow)
    } else if (this.#phase === 'streaming' && quiet > limits.bodyIdleMillisecondsMax) this.#breakOff('failed')
    else if (keeper.now() >= this.access.validUntil) this.recheck()
  }

  /**
   * A body still on its way, either way, needs the right to last; a request that only waits for its answer
   * goes on under the grant it began with, as long as its caller stands and the service is not suspended.
   */
  recheck(): void {
    const moving = this.#phase === 'streaming' || !this.#request.done
    if (moving ? !this.access.stillHolds() : !this.access.mayWait()) this.#breakOff('cut')
  }

  // What the upstream's connection reports.

  upstreamOpening(upstream: Upstream): void {
    this.#upstream = upstream
    this.#activeAt = this.#side.context.coarseNow
  }

  upstreamReady(upstream: Upstream): void {
    this.#upstream = upstream
    if (this.access.admission.grant.counted && !this.#used) void this.#use()
    else this.#send()
  }

  upstreamBytes(bytes: Buffer): void {
    this.#activeAt = this.#side.context.coarseNow
    if (this.#phase === 'streaming') this.#relay('', bytes, 0)
    else if (this.#phase === 'waiting') this.#readHead(bytes)
    else if (this.#phase === 'recording') this.#waitingBytes = Buffer.concat([this.#waitingBytes, bytes])
    else this.#fail(upstreamMalformed)
  }

  upstreamDrained(): void {
    this.#activeAt = this.#side.context.coarseNow
    if (this.wantsBytes) this.#side.resume()
  }

  upstreamClosed(ended: boolean): void {
    this.#upstream = undefined
    switch (this.#phase) {
      case 'opening':
        return this.#fail(upstreamUnreachable)
      case 'waiting':
        return this.#maySendAgain() ? this.#sendAgain() : this.#fail(upstreamBroken)
      case 'recording':
        this.#upstreamEnd = ended ? 'ended' : 'broken'
        return
      case 'streaming':
        return this.#responseEnds(ended)
      case 'using':
      case 'ended':
        return
      default:
        return this.#phase satisfies never
    }
  }

  // The request goes out.

  #open(fresh: boolean): void {
    const { context } = this.#side
    this.#phase = 'opening'
    this.#activeAt = context.coarseNow
    const taken = context.pool(this.access.admission.service.upstream).take(this, fresh)
    if (taken === 'busy') return this.#fail(upstreamBusy)
    if (taken === 'waiting') return
    this.#upstream = taken
    if (taken.open) this.upstreamReady(taken)
  }

  /**
   * The entry of the use stands before the request goes on; the connection is open by then, so it is not in
   * vain.
   */
  async #use(): Promise<void> {
    this.#phase = 'using'
    const problem = await this.access.use()
    if (this.#phase !== 'using') return
    if (problem) return this.#fail(problem, 'refused')
    this.#used = true
    if (this.#upstream?.usable) this.#send()
    else this.#open(false)
  }

  #send(): void {
    const { context, peer } = this.#side
    const { admission } = this.access
    const { caller, service, grant } = admission
    this.#phase = 'waiting'
    this.#activeAt = context.coarseNow
    this.#reused = this.#upstream?.reused === true
    this.#unsentHead = upstreamHead(this.#head, admission, peer, context.keeper.token(caller, service, grant))
    this.wantsBytes = !this.#request.done
    if (this.wantsBytes && this.#side.holds) {
      this.#side.resume()
      return this.#side.pump()
    }
    this.#sendBody(nothingFound)
  }

  /** Writes body data, behind the head if that is still to go. */
  #sendBody(found: Found): void {
    const head = this.#unsentHead
    const chunks = this.#head.framing.kind === 'chunked'
    const ends = chunks && this.#request.done
    const upstream = this.#upstream
    if (!upstream || (found.bytes === 0 && head === '' && !ends)) return
    this.#unsentHead = ''
    let more = true
    if (found.bytes === 0 && !ends) more = upstream.writeHead(head)
    else more = upstream.write(encode(head, found, chunks, this.#request.done))
    if (!more && this.wantsBytes) this.#side.pause()
  }

  #maySendAgain(): boolean {
    const repeatable = this.#head.framing === noBody && idempotentMethods.has(this.#head.method)
    return repeatable && this.#reused && !this.#retried && this.#heads.untouched
  }

  #sendAgain(): void {
    this.#retried = true
    this.#side.context.tally.retried++
    this.#open(true)
  }

  // The response comes back.

  #readHead(bytes: Buffer): void {
    this.#heads.take(bytes)
    for (let head = this.#heads.next(); head; head = this.#heads.next()) {
      if (head === 'malformed') return this.#fail(upstreamMalformed)
      if (head.status === 101 || head.status >= 200)
        return this.#answer(head, this.#heads.bytes, this.#heads.at)
      this.#side.write(Buffer.from(interimHead(head), 'latin1'))
    }
  }

  #answer(head: ResponseHead, bytes: Buffer, at: number): void {
    const { journal, draining, limits } = this.#side.context
    const upgraded = head.status === 101
    if (upgraded && !this.#asksForTunnel(head)) return this.#fail(upstreamMalformed)
    const framing = responseFraming(head, this.#head.method)
    this.#responseHead = head
    this.#response = new BodyReader(framing, limits)
    this.#chunks = framing.kind === 'chunked' || framing.kind === 'until-close'
    this.#close = this.#head.fields.close || draining || !this.#request.done
    const text = upgraded ? interimHead(head) : callerHead(head, framing, this.#close)
    if (this.access.admission.service.strict || upgraded || journal.behind) {
      this.#waitingBytes = Buffer.from(bytes.subarray(at))
      void this.#record(text, head)
    } else this.#begin(text, bytes, at)
  }

  #asksForTunnel(head: ResponseHead): boolean {
    return this.#head.webSocket && head.fields.upgrade === 'websocket' && head.fields.connectionUpgrade
  }

  /** The journal entry is durable before the caller sees anything of the response. */
  async #record(text: string, head: ResponseHead): Promise<void> {
    this.#phase = 'recording'
    this.#upstream?.pause()
    const durable = await this.access.record(head.status === 101 ? 'upgraded' : 'forwarded', head.status)
    if (this.#phase !== 'recording') return
    if (!durable) return this.#fail(journalBroken)
    if (head.status === 101) return this.#openTunnel(text)
    this.#begin(text, this.#waitingBytes, 0)
    if (this.#isStreaming() && this.#upstreamEnd !== 'none')
      this.upstreamClosed(this.#upstreamEnd === 'ended')
    else this.#upstream?.resume()
  }

  #openTunnel(text: string): void {
    const upstream = this.#upstream
    if (!upstream) return this.#fail(upstreamBroken)
    this.#phase = 'ended'
    new Tunnel(this.#side, this.access, upstream).start(text, this.#waitingBytes)
  }

  #begin(text: string, bytes: Buffer, at: number): void {
    this.#phase = 'streaming'
    this.#relay(text, bytes, at)
    // The right may have ended between the request and here; from here on only a change of state asks again.
    if (this.#isStreaming() && this.#side.context.keeper.epoch() !== this.access.admission.epoch)
      this.recheck()
  }

  #relay(text: string, bytes: Buffer, at: number): void {
    const response = this.#response
    if (!response) return
    const found = findData(response, bytes, at)
    if (found.next === malformed) return this.#responseMalformed(text !== '')
    this.access.sentBytes += found.bytes
    if (text !== '' || found.bytes > 0 || (response.done && this.#chunks)) {
      const more = this.#side.write(encode(text, found, this.#chunks, response.done))
      if (!more && !response.done) this.#upstream?.pause()
    }
    if (response.done) this.#complete(found.next === bytes.length)
  }

  #responseMalformed(unanswered: boolean): void {
    if (unanswered) this.#phase = 'waiting'
    this.#fail(upstreamMalformed)
  }

  /**
   * The connection ended under the response: its proper end, or a body cut short, which the caller must be
   * able to tell.
   */
  #responseEnds(ended: boolean): void {
    if (!ended || !this.#response?.endsWithConnection) return this.#breakOff('failed')
    this.#side.write(encode('', nothingFound, true, true))
    this.#complete(false)
  }

  #complete(clean: boolean): void {
    const head = this.#responseHead
    const upstream = this.#upstream
    if (upstream && clean && head && this.#request.done && !head.old && !head.fields.close) {
      this.#upstream = undefined
      upstream.release(this.#side.context.coarseNow)
    }
    this.#end('forwarded', head?.status ?? 0)
    this.#side.finished(this.#close)
  }

  // The end.

  /** A check of its own, because the phase changes under the calls before it. */
  #isStreaming(): boolean {
    return this.#phase === 'streaming'
  }

  /**
   * Answers in place of the upstream; once a response has begun the caller can only be told by breaking
   * off.
   */
  #fail(problem: Problem, outcome: AccessOutcome = 'failed'): void {
    if (this.#phase === 'streaming' || this.#phase === 'ended') return this.#breakOff(outcome)
    this.#end(outcome, statusOf(problem.name), problem)
    this.#side.answer(problem, this.#head, !this.#request.done)
  }

  #breakOff(outcome: AccessOutcome): void {
    this.#end(outcome, this.#responseHead?.status ?? 0)
    this.#side.destroy()
  }

  #end(outcome: AccessOutcome, status: number, problem?: Problem): void {
    if (this.#phase === 'ended') return
    const wasOpening = this.#phase === 'opening'
    this.#phase = 'ended'
    this.wantsBytes = false
    if (wasOpening) this.#side.context.pool(this.access.admission.service.upstream).leave(this)
    this.#upstream?.destroy()
    this.#upstream = undefined
    this.access.end(outcome, status, problem?.name)
  }
}

const nothing = Buffer.alloc(0)

const bodyMalformed: Problem = {
  name: 'framing-ambiguous',
  detail: 'the chunked coding of the body is malformed',
}
const bodySlow: Problem = { name: 'request-slow', detail: 'the body stalled; send it again on a better line' }
const upstreamUnreachable: Problem = {
  name: 'upstream-unreachable',
  detail: 'the service behind the gate accepts no connection; tell its operator',
}
const upstreamBroken: Problem = {
  name: 'upstream-broken',
  detail: 'the service closed the connection; whether it acted on the request is not known',
}
const upstreamMalformed: Problem = {
  name: 'upstream-malformed',
  detail: 'the answer of the service is not valid HTTP and was not passed on; tell its operator',
}
const upstreamSlow: Problem = {
  name: 'upstream-slow',
  detail: 'the service did not answer in time; whether it acted on the request is not known',
}
const upstreamBusy: Problem = {
  name: 'upstream-busy',
  detail: 'too many requests wait for the service; try again',
}
const journalBroken: Problem = {
  name: 'not-admitting',
  detail:
    'the access could not be recorded, therefore its answer is withheld; the service may have acted on it',
}
