import pino from 'pino'
import { type Clock, type Duration, day, hour, second } from '#clock'
import type { Random } from '#crypto'
import { sure } from '#fault'
import { Bundles, Duties, type OpenUnit, openUnit, ownKeysOf } from '#node'
import type { Disk } from './disk.ts'
import type { Material } from './material.ts'
import type { Network, Station } from './network.ts'

/** How often a unit publishes, and how long what it published counts. */
const publishPeriod: Duration = hour
const bundleLifetime: Duration = day

/** What a node of a world is started with. */
export interface NodeParts {
  readonly material: Material
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  readonly station: Station
}

/** A node from its start to its end: the unit open on the disk, with what it publishes and follows. */
export class Incarnation {
  readonly opened: OpenUnit
  readonly bundles: Bundles
  /** Resolves when the process is dead; whoever waits for an answer then gets none. */
  readonly ended: Promise<undefined>
  readonly #duties: Duties
  readonly #life: Life

  private constructor({ material, clock, random, network, station }: NodeParts, started: Started) {
    const { opened, store, life } = started
    const { unit, documents, record } = opened
    const { node: nodeKey, gate: gateKey, issuing, log, seal } = material.keys
    this.opened = opened
    this.#life = life
    this.ended = new Promise((resolve) => {
      life.end = () => resolve(undefined)
    })
    this.#duties = new Duties({
      ...{ unit, clock, random, nodeKey, gateKey, names: [material.domain] },
      ownKeys: ownKeysOf({ seal, log, 'time-stamp': material.keys['time-stamp'] }),
      refused: () => undefined,
    })
    this.bundles = new Bundles({
      configuration: {
        bundle: { periodSeconds: publishPeriod / second, lifetimeSeconds: bundleLifetime / second },
        follow: { enabled: true },
      },
      ...{ store, unit, documents, record, issuing, clock, random },
      duties: this.#duties,
      log: pino({ enabled: false }),
      fetch: ({ url }) => network.fetch(station, url),
    })
    unit.onEntry((state) => this.bundles.see(state))
  }

  /** Opens what lies on the disk, as a node does when it starts. */
  static async start(parts: NodeParts): Promise<Incarnation> {
    const { material, disk, clock, random } = parts
    const { log: logKey, issuing: issuingKey, seal: sealKey } = material.keys
    const life: Life = { isOver: false, end: () => undefined }
    const store = disk.open(() => life.isOver)
    const { domain } = material
    const opened = await openUnit({ store, domain, logKey, issuingKey, sealKey, clock, random })
    return new Incarnation(parts, { opened: sure(opened, `the unit at ${domain}`), store, life })
  }

  get isOver(): boolean {
    return this.#life.isOver
  }

  /** An act of the node, as when somebody comes to its door. */
  act(act: string, input: object): ReturnType<Duties['act']> {
    return this.#duties.act(act, input)
  }

  /** Does what is due; it comes to its end by and by. */
  look(): void {
    void this.#duties.look()
    void this.bundles.look()
  }

  /** Dies at once: nothing that is under way reaches the disk any more. */
  kill(): void {
    this.#life.isOver = true
    this.#life.end()
  }
}

interface Life {
  isOver: boolean
  end: () => void
}

interface Started {
  readonly opened: OpenUnit
  readonly store: ReturnType<Disk['open']>
  readonly life: Life
}
