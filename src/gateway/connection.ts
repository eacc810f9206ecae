import type { TLSSocket } from 'node:tls'
import type { Instant } from '#clock'
import { journalRefusal } from './access.ts'
import { admit, headProblem, type Refusal } from './admission.ts'
import type { CallerSide, Passage } from './caller-side.ts'
import type { GateContext } from './context.ts'
import { Exchange } from './exchange.ts'
import { noBody, parseRequestHead, type RequestHead } from './head.ts'
import { Peer } from './peer.ts'
import { type Problem, problemResponse } from './problem.ts'
import type { Session } from './session.ts'

const headEnd = Buffer.from('\r\n\r\n')

/**
 * One caller's connection after the handshake: takes one request after the other, and holds back what comes
 * before its turn. `lingering`: an answer that closes has been written; what still comes is thrown away for
 * a while, so that it does not reset the connection before the answer is read.
 */
export class CallerConnection implements CallerSide {
  readonly context: GateContext
  readonly peer: Peer
  readonly #socket: TLSSocket
  readonly #closed: (connection: CallerConnection) => void
  #state: 'open' | 'lingering' | 'closed' = 'open'
  #passage: Passage | undefined
  /** Bytes not taken yet: the beginning of a head, a body before its turn, further requests. */
  #held: Buffer | undefined
  /** How much of them was looked at. */
  #scanned = 0
  #pumping = false
  /** When it became idle, when the head began, or when it began to linger. */
  #since: Instant
  readonly #openedAt: Instant
  #lingerBytes = 0
  /** The certificate under which it counts, once it has been accepted. */
  #serial: string | undefined
  #exceeded = false

  constructor(context: GateContext, socket: TLSSocket, closed: (connection: CallerConnection) => void) {
    this.context = context
    this.#socket = socket
    this.#closed = closed
    this.#since = context.coarseNow
    this.#openedAt = context.keeper.now()
    this.peer = new Peer(socket)
    this.#enter()
    socket.on('data', (bytes: Buffer) => this.#take(bytes))
    socket.on('drain', () => this.#drained())
    socket.on('end', () => this.#callerEnds())
    // The cause is one of the network or of TLS; `close` follows and is what counts.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#gone())
  }

  // What the passage asks for.

  get holds(): boolean {
    return this.#held !== undefined
  }

  write(bytes: Buffer): boolean {
    return this.#socket.write(bytes)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  finished(close: boolean): void {
    this.#passage = undefined
    this.#since = this.context.coarseNow
    if (this.#state !== 'open') return
    if (close || this.context.draining) return this.#linger()
    if (this.#socket.isPaused()) this.#socket.resume()
    this.pump()
  }

  handOver(passage: Passage): void {
    this.#passage = passage
  }

  answer(problem: Problem, head: RequestHead, mustClose: boolean): void {
    const close = mustClose || head.fields.close || this.context.draining
    this.#writeProblem(problem, head, close)
    this.finished(close)
  }

  destroy(): void {
    this.#state = 'closed'
    this.#socket.destroy()
  }

  // What the gate asks for.

  tick(now: Instant): void {
    const { limits } = this.context
    const passed = now - this.#since
    if (this.#state === 'lingering') {
      if (passed > limits.lingerMillisecondsMax) this.destroy()
    } else if (this.#passage) this.#passage.tick(now)
    else if (this.#held) {
      if (passed > limits.headMillisecondsMax) this.#refuseUnread(headSlow)
    } else if (passed > limits.idleMillisecondsMax) this.#linger()
  }

  /**
   * Ends what the certificate or its grant no longer permits. One that never was accepted is left to its
   * limits.
   */
  recheck(): void {
    const { keeper } = this.context
    if (this.#state !== 'open') return
    if (this.#passage) this.#passage.recheck()
    else if (this.peer.accepted && !this.peer.caller(keeper, keeper.now()).ok) {
      this.context.tally.cut++
      this.destroy()
    }
  }

  /** Who is connected, and what is under way; `undefined` while nobody is accepted. */
  session(): Session | undefined {
    const caller = this.peer.accepted
    if (!caller || this.#state !== 'open') return undefined
    const { principal, certificateSerial, key } = caller
    const underWay = this.#passage ? [this.#passage.access.underWay] : []
    return { principal, certificateSerial, key, since: this.#openedAt, underWay }
  }

  /** The gate closes: an idle connection ends now, another after its response. */
  drain(): void {
    if (this.#state === 'open' && !this.#passage) this.#linger()
  }

  // What the socket reports.

  #take(bytes: Buffer): void {
    if (this.#state !== 'open') {
      this.#lingerBytes += bytes.length
      if (this.#lingerBytes > this.context.limits.lingerBytesMax) this.destroy()
      return
    }
    if (this.#held) this.#held = Buffer.concat([this.#held, bytes])
    else {
      this.#held = bytes
      if (!this.#passage) this.#since = this.context.coarseNow
    }
    this.pump()
  }

  #drained(): void {
    if (this.#passage) this.#passage.callerDrained()
    else this.pump()
  }

  /**
   * Who says to send no more is taken to have left: a caller that only half closes cannot be told from it.
   */
  #callerEnds(): void {
    if (this.#passage) this.destroy()
    else if (this.#state === 'open') this.#linger()
  }

  #gone(): void {
    this.#state = 'closed'
    const passage = this.#passage
    this.#passage = undefined
    this.#held = undefined
    passage?.callerClosed()
    if (this.#serial !== undefined) this.context.leave(this.#serial)
    this.#closed(this)
  }

  // The flow of requests.

  pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    while (this.#held && this.#state === 'open') {
      if (!(this.#passage ? this.#feed(this.#passage, this.#held) : this.#nextRequest(this.#held))) break
    }
    this.#pumping = false
  }

  /** Hands bytes to the passage; whether to go on. */
  #feed(passage: Passage, held: Buffer): boolean {
    if (!passage.wantsBytes) {
      // A caller that sends ahead waits in its own buffers, not in ours.
      if (held.length > this.context.limits.headBytesMax) this.#socket.pause()
      return false
    }
    this.#held = undefined
    const taken = passage.takeBytes(held)
    if (this.#state === 'open') this.#hold(held, taken)
    return true
  }

  #hold(bytes: Buffer, from: number): void {
    this.#held = from < bytes.length ? bytes.subarray(from) : undefined
    this.#scanned = 0
  }

  /** Reads one request head and sends the request on its way, or refuses it; whether to go on. */
  #nextRequest(held: Buffer): boolean {
    const { limits } = this.context
    if (this.#socket.writableNeedDrain) return false
    const end = held.indexOf(headEnd, Math.max(0, this.#scanned - headEnd.length))
    if ((end === -1 ? held.length : end) > limits.headBytesMax) return this.#refuseUnread(headTooLarge)
    if (end === -1) {
      if (hasStrayControl(held, this.#scanned)) return this.#refuseUnread(headMalformed)
      this.#scanned = held.length
      return false
    }
    this.#hold(held, end + headEnd.length)
    this.context.tally.requests++
    const parsed = parseRequestHead(held.toString('latin1', 0, end + 2), limits.fieldsMax)
    if (!parsed.ok) return this.#refuseUnread(headProblem(parsed.fault))
    if (this.#exceeded) return this.#refuseUnread(connectionsExceeded)
    const admission = admit(this.context, this.peer, parsed.value)
    if (!admission.ok) return this.#refuse(parsed.value, admission.fault)
    const exchange = new Exchange(this, parsed.value, admission.value)
    this.#passage = exchange
    exchange.start()
    return true
  }

  /** The body of a refused request is never read: if it has one, the connection ends with the answer. */
  #refuse(head: RequestHead, refusal: Refusal): boolean {
    const { name } = refusal.problem
    journalRefusal(this.context, this.peer, head.method, refusal)
    // TLS 1.3 cannot ask again: whoever needs another certificate needs another connection.
    const anew = name === 'certificate-missing' || name === 'certificate-refused'
    this.answer(refusal.problem, head, anew || head.framing !== noBody)
    return true
  }

  /** Refuses what could not be read, or is not to be; where the next request begins is not known. */
  #refuseUnread(problem: Problem): boolean {
    this.#writeProblem(problem, undefined, true)
    this.#linger()
    return false
  }

  #writeProblem(problem: Problem, head: RequestHead | undefined, close: boolean): void {
    this.context.tally.problems[problem.name]++
    const accepted = head?.fields.accept
    this.#socket.write(problemResponse(problem, { accept: accepted, head: head?.method === 'HEAD', close }))
  }

  #linger(): void {
    this.#state = 'lingering'
    this.#since = this.context.coarseNow
    this.#held = undefined
    this.#socket.end()
    this.#socket.resume()
  }

  /** Counts the connection under its certificate. A stranger's counts under the address only. */
  #enter(): void {
    const { keeper } = this.context
    const caller = this.peer.caller(keeper, keeper.now())
    if (!caller.ok) return
    if (this.context.enter(caller.value.certificateSerial)) this.#serial = caller.value.certificateSerial
    else this.#exceeded = true
  }
}

/** Whether a head not yet complete already has what none may have: NUL, or CR and LF apart. */
function hasStrayControl(bytes: Buffer, from: number): boolean {
  for (let at = Math.max(0, from - 1); at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === 0) return true
    if (byte === lineFeed && bytes[at - 1] !== carriageReturn) return true
    if (byte === carriageReturn && at + 1 < bytes.length && bytes[at + 1] !== lineFeed) return true
  }
  return false
}

const carriageReturn = 0x0d
const lineFeed = 0x0a

const headSlow: Problem = { name: 'request-slow', detail: 'the request head did not arrive in time' }
const headTooLarge: Problem = { name: 'head-too-large', detail: 'send fewer or shorter header fields' }
const headMalformed: Problem = {
  name: 'request-malformed',
  detail: 'the request head has a stray control character',
}
const connectionsExceeded: Problem = {
  name: 'connections-exceeded',
  detail: 'close some of the connections opened with this certificate, or use them again',
}
