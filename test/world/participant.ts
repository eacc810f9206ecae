import { type Clock, type Duration, minute, second } from '#clock'
import type { PrivateKey, Random } from '#crypto'
import { certain, sure } from '#fault'
import { fakeFoundingActs } from '#founding'
import { callerOf } from '#identity'
import { signAct } from '#node'
import { type Demand, type Horizon, horizonOf, pathTo, recordOrigin, visitorCaller } from '#recognition'
import { noteSigner, verifierKeyText, verifierOf } from '#record'
import type { Event, Receipt, State } from '#unit'
import type { Certificate } from '#x509'
import { Chance } from '../fuzz/chance.ts'
import { Disk } from './disk.ts'
import { Incarnation } from './incarnation.ts'
import type { Material } from './material.ts'
import type { Question } from './model.ts'
import type { Network, Station } from './network.ts'
import type { Schedule } from './schedule.ts'

/** How long it takes until a node that stopped is started again. */
const restartMin: Duration = 10 * second
const restartMax: Duration = 5 * minute

export type Given = Event & Readonly<Record<string, unknown>>

export interface ParticipantParts {
  readonly seed: number
  readonly material: Material
  readonly schedule: Schedule
  readonly network: Network
  /** What its clock is ahead of the world's. */
  readonly skew: Duration
  readonly lookPeriod: Duration
}

/** A unit of a world: its node, which dies and is started again, and its founder, who waits until it is. */
export class Participant {
  readonly material: Material
  readonly disk: Disk
  readonly clock: Clock
  /** Nodes that have been started so far. */
  starts = 0
  readonly #parts: ParticipantParts
  readonly #chance: Chance
  readonly #random: Random
  readonly #station: Station
  #node: Incarnation | undefined
  #waiting: ((node: Incarnation) => void)[] = []
  #gone = false
  #known: { readonly of: State; readonly node: Incarnation; readonly horizon: Horizon } | undefined

  constructor(parts: ParticipantParts) {
    const { seed, material, schedule, skew } = parts
    const { domain } = material
    const chance = new Chance(seed, `fate of ${domain}`)
    const random = new Chance(seed, `random of ${domain}`)
    this.material = material
    this.disk = new Disk(new Chance(seed, `disk of ${domain}`), schedule)
    this.clock = { now: () => schedule.now + skew }
    this.#parts = parts
    this.#chance = chance
    this.#random = { bytes: (length) => random.bytes(length) }
    this.#station = {
      domain,
      handOut: async (since) => this.#node?.bundles.ports().bundle(since),
      bring: (bytes) => {
        this.#node?.bundles.ports().takeBundle(bytes).catch(unlessDisk)
      },
    }
    parts.network.join(this.#station)
  }

  get domain(): string {
    return this.material.domain
  }

  /** The node that runs; `undefined` while none does. */
  get node(): Incarnation | undefined {
    return this.#node
  }

  /** The node that runs, once one does. */
  running(): Promise<Incarnation> {
    if (this.#node) return Promise.resolve(this.#node)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Starts the node on what lies on the disk. */
  async start(): Promise<void> {
    const { network, schedule, lookPeriod } = this.#parts
    const parts = { disk: this.disk, clock: this.clock, random: this.#random, station: this.#station }
    const node = await Incarnation.start({ ...parts, material: this.material, network })
    this.#node = node
    this.starts += 1
    for (const told of this.#waiting.splice(0)) told(node)
    schedule.after(this.#chance.below(lookPeriod), () => this.#look(node))
  }

  /** The node dies, and is started again unless the unit is gone for good. */
  crash(): void {
    if (!this.#node) return
    this.#node.kill()
    this.disk.cutOff()
    this.#node = undefined
    if (this.#gone) return
    const wait = restartMin + this.#chance.below(restartMax - restartMin)
    this.#parts.schedule.after(wait, () => void this.start())
  }

  /** The unit is no more. */
  leave(): void {
    this.#gone = true
    this.crash()
  }

  #look(node: Incarnation): void {
    if (node.isOver) return
    if (node.opened.unit.stopped) return this.crash()
    node.look()
    this.#parts.schedule.after(this.#parts.lookPeriod, () => this.#look(node))
  }

  async found(): Promise<void> {
    await this.start()
    const { keys, suite, domain } = this.material
    const signer = sure(noteSigner(recordOrigin(domain), keys.log), 'the signer of its record')
    const recordKey = verifierKeyText(verifierOf(signer))
    const acts = fakeFoundingActs(this.material, { suite, recordKey }, (text) => needed.test(text))
    for (const { act, input } of acts) await this.does(act, input, keys.authority)
  }

  /** The founder does something: sent again, the very same, until the unit has said yes or no. */
  async does(act: string, input: object, signer: PrivateKey = this.material.keys.founder): Promise<Receipt> {
    const unit = this.material.keys.authority.publicKey.thumbprint
    const signed = () => signAct({ act, input, unit, signer, time: this.clock.now(), random: this.#random })
    for (let bytes = signed(); ; ) {
      const node = await this.running()
      const done = await Promise.race([node.opened.unit.submit(bytes), node.ended])
      if (done?.ok) return done.value
      const kind = done?.fault.kind ?? 'no-answer'
      if (kind === 'act-time-off') bytes = signed()
      else if (kind !== 'unit-stopped' && kind !== 'no-answer') {
        throw new Error(`${this.domain}: ${act} was refused: ${JSON.stringify(done)}`)
      }
      await this.#parts.schedule.pause(minute)
    }
  }

  /** The founder opens a case and takes one step after the other in it; what the last one brought about. */
  async decides(
    procedure: string,
    data: Readonly<Record<string, string>>,
    steps: readonly (readonly [step: string, act: string, input: (events: readonly Given[]) => object])[],
  ): Promise<readonly Given[]> {
    const opened = await this.does('case.open', { procedure, data })
    const id = certain((opened.events as Given[])[0], 'the opening')['case']
    let events: readonly Given[] = []
    for (const [step, act, input] of steps) {
      await this.does('step.claim', { case: id, step })
      events = (await this.does(act, input(events))).events as Given[]
    }
    return events
  }

  /** What the unit knows of others now. */
  horizon(node: Incarnation): Horizon {
    const { state } = node.opened.unit
    if (this.#known?.of === state && this.#known.node === node) return this.#known.horizon
    const horizon = horizonOf(state, node.opened.documents)
    this.#known = { of: state, node, horizon }
    return horizon
  }

  /** Whether the unit accepts somebody of another; a unit whose node is down accepts nobody. */
  accepts(other: Material, { resident, purpose, grade }: Question): boolean {
    return this.#reaches(other.people[resident], { purpose, grade })
  }

  /** Whether the founder of another unit would be received now. */
  wouldReceive(other: Material): boolean {
    return this.#reaches(other.founder, { purpose: 'client', grade: 'basic' })
  }

  /** Whether the founder of another unit is here on a visit. */
  hasVisitor(other: Material): boolean {
    const state = this.#node?.opened.unit.state
    return state !== undefined && visitorCaller(state, other.founder.der, this.clock.now()).ok
  }

  #reaches(leaf: Certificate, demand: Demand): boolean {
    if (!this.#node) return false
    return pathTo(this.horizon(this.#node), leaf, demand, this.clock.now()).answer === 'accepted'
  }

  /** Whether the unit knows its own founder; `undefined` while its node is down. */
  servesItsOwn(): boolean | undefined {
    const state = this.#node?.opened.unit.state
    return state && callerOf(state, this.material.founder.der, this.clock.now()).ok
  }
}

/** Whoever brings something while the disk fails is told so, and goes. */
function unlessDisk(error: Error): void {
  if (!error.message.startsWith('the disk failed')) throw error
}

/** Procedures that somebody of a world makes use of; the others would only be read at each founding. */
const needed =
  /^procedure: (node-duty|[a-z]+-recognition|recognise-unit|[a-z-]+-authority|revoke-certificate|visit)$/m
