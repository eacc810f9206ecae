import type { BringFault, BroughtBundle } from '#api'
import type { Clock } from '#clock'
import { accept, type Result, refuse } from '#fault'
import {
  type AcceptFault,
  type Bundle,
  type Followed,
  judgeFollowed,
  type PublishedBundle,
  parsePublished,
  peerOf,
} from '#recognition'
import type { Documents, Receipt, Refusal, Unit } from '#unit'
import { type BundleChange, bundleChange } from './bundle-change.ts'
import type { DocumentKeeper, HeldDocument } from './document-keeper.ts'

type IntakeFault = AcceptFault | BringFault | UnprovenFault

/** What is fetched is asked for with the proof that the unit's record has grown from the one seen before. */
export interface UnprovenFault {
  readonly kind: 'record-growth-unproven'
  readonly seen: number
}

export interface IntakeOptions {
  readonly unit: Pick<Unit, 'state'>
  readonly documents: Documents
  readonly keeper: DocumentKeeper
  readonly clock: Clock
  /** Whom this unit follows now. */
  followed(): readonly Followed[]
  act(act: string, input: object): Promise<Result<Receipt, Refusal>>
  permits(permission: string, object: string): boolean
  /** Is told of every bundle that was accepted. */
  accepted(taken: BroughtBundle, change: BundleChange): void
}

/**
 * The one way in for bundles of other units, fetched or brought: read, judged as the act judges it, kept, and
 * only then put on the record. What is refused leaves nothing, neither in the store nor on the record.
 */
export class BundleIntake {
  readonly #options: IntakeOptions

  constructor(options: IntakeOptions) {
    this.#options = options
  }

  /** A bundle that is to be of the unit followed by this key. */
  take(bytes: Uint8Array, key: string): Promise<Result<BroughtBundle, IntakeFault | Refusal>> {
    return this.#reading(bytes, async (published, held) => {
      const unproven = this.#unproven(published, key)
      return unproven ? refuse(unproven) : this.#judge(published, held, key)
    })
  }

  /** A bundle of whichever followed unit: accepted for each key by which that one is known. */
  brought(bytes: Uint8Array): Promise<Result<BroughtBundle, IntakeFault | Refusal>> {
    return this.#reading(bytes, async (published, held) => {
      const { domain } = published.bundle
      const ways = this.#options.followed().filter((one) => one.domain === domain)
      let best: Result<BroughtBundle, IntakeFault | Refusal> | undefined
      for (const key of new Set(ways.map((one) => one.key))) {
        const taken = await this.#judge(published, held, key)
        if (!best || (taken.ok && (!best.ok || taken.value.outcome === 'accepted'))) best = taken
      }
      return best ?? refuse({ kind: 'bundle-unit-unfollowed', domain })
    })
  }

  /**
   * A file may come without the proof of growth, and the record says so; whoever answers over the network and
   * leaves it out may be hiding that the record was forked.
   */
  #unproven({ bundle, consistency }: PublishedBundle, key: string): UnprovenFault | undefined {
    const before = peerOf(this.#options.unit.state, key)
    if (!before || bundle.digest === before.bundle || bundle.number <= before.number) return undefined
    // The entry that published a newer bundle makes the record longer.
    const isProven = consistency?.from === before.size
    return isProven ? undefined : { kind: 'record-growth-unproven', seen: before.size }
  }

  #reading<T>(
    bytes: Uint8Array,
    work: (published: PublishedBundle, held: HeldDocument) => Promise<Result<T, IntakeFault | Refusal>>,
  ): Promise<Result<T, IntakeFault | Refusal>> {
    const { documents, keeper } = this.#options
    return keeper.during(bytes, async (held) => {
      const published = documents.read(held.digest, parsePublished) ?? parsePublished(bytes)
      return published.ok ? work(published.value, held) : published
    })
  }

  async #judge(
    published: PublishedBundle,
    held: HeldDocument,
    key: string,
  ): Promise<Result<BroughtBundle, IntakeFault | Refusal>> {
    const { unit, clock } = this.#options
    const { bundle } = published
    const { domain, number } = bundle
    const before = peerOf(unit.state, key)
    if (before?.number === number && before.bundle === bundle.digest && !before.lost) {
      return accept({ key, domain, number, outcome: 'known' })
    }
    const ways = this.#options.followed().filter((one) => one.key === key)
    const via = ways.find((one) => one.domain === domain) ?? ways[0]
    const judged = judgeFollowed({ state: unit.state, key, via, published, time: clock.now() })
    if (!judged.ok) return judged
    if (!this.#options.permits('bundle.accept', 'bundles')) return refuse({ kind: 'bundle-duty-held' })
    const earlier = before && this.#bundle(before.digest)
    const kept = await held.store()
    if (!kept.ok) return refuse({ kind: 'bundle-unkept', cause: kept.fault.kind })
    const receipt = await this.#options.act('bundle.accept', { key, digest: held.digest })
    if (!receipt.ok) return receipt
    const taken = { key, domain, number, outcome: 'accepted' } as const
    this.#options.accepted(taken, bundleChange(earlier, bundle))
    return accept(taken)
  }

  #bundle(digest: string): Bundle | undefined {
    const published = this.#options.documents.read(digest, parsePublished)
    return published?.ok ? published.value.bundle : undefined
  }
}
