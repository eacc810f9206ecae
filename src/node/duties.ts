import { type Clock, type Duration, day, type Instant, minute, second } from '#clock'
import type { PrivateKey, Random } from '#crypto'
import { certain, type Result } from '#fault'
import { gateCertificate, publishedHosts } from '#gateway'
import { certificateOf, isOwnKeyDue, ownKeyObject, speakerOf, unitProfile } from '#identity'
import { nextDue, permitByStep, stepsForNode } from '#procedure'
import { visitorsLeave } from '#recognition'
import type { Receipt, Refusal, Unit } from '#unit'
import { nameOf, type OwnUse, ownUses, pem, writeRequest } from '#x509'
import { signAct } from './sign.ts'

/** How often the node looks whether a duty is due; windows end on the record at most this much late. */
const lookMilliseconds: Duration = second

/** The gate's certificate lives 90 days and is renewed a month before its end, like those of the web. */
const renewBeforeMilliseconds: Duration = 30 * day

/**
 * A duty that was refused is tried again after this time and not at once, so that a fault cannot fill the
 * record.
 */
const retryMilliseconds: Duration = minute

/**
 * An entry ends 128 windows; this many entries at a look end those of a whole ministry after a long night.
 */
const ticksPerLook = 100

/** What certifying a key of the unit's own takes, without the key: it is for its use alone. */
export interface OwnKey {
  readonly thumbprint: string
  /** PKCS#10 request in PEM. */
  readonly request: string
}

/** The public side of the keys of the unit's own, proven by each key once. */
export function ownKeysOf(
  keys: Readonly<Record<'seal' | 'time-stamp' | 'log', PrivateKey>>,
): DutyOptions['ownKeys'] {
  const own = (key: PrivateKey, use: OwnUse): OwnKey => {
    return { thumbprint: key.publicKey.thumbprint, request: requestOf(key, use) }
  }
  return {
    seal: own(keys.seal, 'seal'),
    'time-stamp': own(keys['time-stamp'], 'time-stamp'),
    record: own(keys.log, 'record'),
  }
}

export interface DutyOptions {
  readonly unit: Pick<Unit, 'state' | 'stopped' | 'submit'>
  readonly nodeKey: PrivateKey
  readonly gateKey: PrivateKey
  readonly ownKeys: Readonly<Record<OwnUse, OwnKey>>
  /** Names under which gate and API are reached themselves. */
  readonly names: readonly string[]
  readonly clock: Clock
  readonly random: Random
  /** Is told when a duty is refused. */
  refused(act: string, refusal: Refusal): void
}

/**
 * What the node does by itself: it lets time pass on the record and keeps the certificates of the gate and of
 * the unit's own keys up to date.
 * It acts with its own key under the step of its duty case, like everybody else; when that step is held, the
 * duties rest.
 */
export class Duties {
  readonly #options: DutyOptions
  readonly #rest = new Map<string, Instant>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined

  constructor(options: DutyOptions) {
    this.#options = options
  }

  /** Looks now and from then on once a second. */
  start(): void {
    this.#timer = setInterval(() => void this.look(), lookMilliseconds)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  /** Does what is due; calls while it is under way share it. */
  look(): Promise<void> {
    this.#looking ??= this.#do().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  /** An act of the node. */
  async act(act: string, input: object): Promise<Result<Receipt, Refusal>> {
    const { unit, nodeKey, random } = this.#options
    const profile = certain(unitProfile(unit.state), 'the unit')
    const time = this.#now()
    return unit.submit(signAct({ act, input, unit: profile.key, signer: nodeKey, time, random }))
  }

  /** Whether the step of the node's duty permits something now, so that it need not be prepared in vain. */
  permits(permission: string, object: string): boolean {
    const { unit, nodeKey } = this.#options
    const time = this.#now()
    const known = speakerOf(unit.state, nodeKey.publicKey.thumbprint, time)
    if (!known.ok) return false
    const { speaker } = known.value
    return permitByStep(unit.state, { speaker, permission, object, time }).ok
  }

  /** As the record has it: when the machine's clock was set back, what is due is still due. */
  #now(): Instant {
    const { unit, clock } = this.#options
    return Math.max(clock.now(), unit.state.time)
  }

  async #do(): Promise<void> {
    const { unit } = this.#options
    if (unit.stopped) return
    for (const step of stepsForNode(unit.state)) await this.#try('step.claim', step)
    for (let ticks = 0; ticks < ticksPerLook && (nextDue(unit.state) ?? Infinity) <= this.#now(); ticks++) {
      if (!(await this.#try('clock.tick', {}))) break
    }
    for (let sweeps = 0; sweeps < ticksPerLook && visitorsLeave(unit.state); sweeps++) {
      if (!(await this.#try('visitor.sweep', {}))) break
    }
    if (this.#mustRenew())
      await this.#try('node.certify', { request: requestOf(this.#options.nodeKey, 'node') })
    if (this.#mustCertify()) await this.#try('gate.certify', this.#certifyInput())
    for (const use of ownUses) {
      if (!this.#mustCertifyOwn(use)) continue
      const { request } = this.#options.ownKeys[use]
      await this.#try('key.certify', { use, request }, use)
    }
  }

  /** Whether it was done; what is done for several things rests for each of them alone. */
  async #try(act: string, input: object, of = ''): Promise<boolean> {
    const now = this.#now()
    const resting = `${act} ${of}`
    if ((this.#rest.get(resting) ?? 0) > now) return false
    const receipt = await this.act(act, input)
    if (receipt.ok) return true
    // It puts nothing on the record and passes by itself; time is to pass meanwhile.
    if (receipt.fault.kind === 'unit-overloaded') return false
    this.#rest.set(resting, now + retryMilliseconds)
    this.#options.refused(act, receipt.fault)
    return false
  }

  /** Whether the certificate the node acts with comes to its end. */
  #mustRenew(): boolean {
    const { unit, clock, nodeKey } = this.#options
    const known = speakerOf(unit.state, nodeKey.publicKey.thumbprint, clock.now())
    const certificate = known.ok ? certificateOf(unit.state, known.value.speaker.serial ?? '') : undefined
    return certificate !== undefined && certificate.notAfter - clock.now() < renewBeforeMilliseconds
  }

  #mustCertify(): boolean {
    const { unit, clock, gateKey } = this.#options
    const certificate = gateCertificate(unit.state)
    if (!certificate || certificate.key !== gateKey.publicKey.thumbprint) return true
    if (certificateOf(unit.state, certificate.serial)?.revoked) return true
    if (certificate.notAfter - clock.now() < renewBeforeMilliseconds) return true
    return this.#names().join() !== [...certificate.names].sort().join()
  }

  /** Procedures of older units do not give the node this; then the unit goes without. */
  #mustCertifyOwn(use: OwnUse): boolean {
    const { unit, ownKeys } = this.#options
    const isDue = isOwnKeyDue(unit.state, use, ownKeys[use].thumbprint, this.#now())
    return isDue && this.permits('key.certify', ownKeyObject(use))
  }

  #names(): readonly string[] {
    const { names, unit } = this.#options
    return [...new Set([...names, ...publishedHosts(unit.state)])].sort()
  }

  #certifyInput(): object {
    return { request: requestOf(this.#options.gateKey, 'gate'), names: this.#names() }
  }
}

/** A certificate request in PEM; whom it is for the act says, not the request. */
function requestOf(key: PrivateKey, commonName: string): string {
  return pem('CERTIFICATE REQUEST', writeRequest({ subject: nameOf({ commonName }) }, key))
}
