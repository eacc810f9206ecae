import { type Clock, type Duration, type Instant, minute, second } from '#clock'
import type { Signer } from '#crypto'
import { type Result, refuse } from '#fault'
import { revocationList, revokedCertificates, unitProfile } from '#identity'
import { isCurrent, nextBundle, publicationOf, publishedBundle, recognitionSlice } from '#recognition'
import type { KeepRefusal, Log } from '#record'
import { type DocumentReader, type Receipt, type Refusal, read, type State, type Unit } from '#unit'
import type { DocumentKeeper } from './document-keeper.ts'

/** After a refusal: at once may do where an act came between, and twice as long each time it does not. */
const retryMillisecondsMin: Duration = second
const retryMillisecondsMax: Duration = minute

/** Why a bundle is due. */
export type PublishReason =
  /** None was published yet, */
  | 'first'
  /** the one that was is not in the store, */
  | 'missing'
  /** or no longer says anything, */
  | 'expired'
  /** something was signed, withdrawn, revoked or rolled over, */
  | 'changed'
  /** it is time for the next one. */
  | 'period'

export interface PublisherOptions {
  readonly unit: Unit
  readonly record: Pick<Log, 'checkpoint'>
  readonly documents: DocumentReader
  readonly keeper: DocumentKeeper
  readonly issuing: Signer
  readonly clock: Clock
  /** HTTPS address of the unit's API, for visitors. */
  readonly api?: string
  readonly periodMilliseconds: Duration
  readonly lifetimeMilliseconds: Duration
  act(act: string, input: object): Promise<Result<Receipt, Refusal>>
  /** Whether the node's duty lets it do this now. */
  permits(permission: string, object: string): boolean
  published(number: number, reason: PublishReason): void
  refused(refusal: Refusal): void
  /** The store or the process failed at it; it is tried again. */
  failed(error: Error): void
}

/** Publishes what the unit vouches for: when that has changed, and before what was published grows old. */
export class Publisher {
  readonly #options: PublisherOptions
  /** What a bundle holds of the state that was found to be published. */
  #current: readonly (object | undefined)[] = []
  #failures = 0
  #restUntil: Instant = 0
  #looking: Promise<void> | undefined

  constructor(options: PublisherOptions) {
    this.#options = options
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#looking
  }

  /** Publishes if a bundle is due; calls while it is under way share it. */
  look(): Promise<void> {
    this.#looking ??= this.#do().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #do(): Promise<void> {
    const { unit, clock } = this.#options
    const now = clock.now()
    // A rest that is longer than any began before the clock was set back.
    const rests = now < this.#restUntil && this.#restUntil <= now + retryMillisecondsMax
    if (unit.stopped || rests) return
    const reason = this.#reason(unit.state, now)
    // While the duty is held nothing is due: a bundle made now would lie in the store for nothing.
    if (!reason || !this.#options.permits('bundle.publish', 'bundle')) return
    try {
      const done = await this.#publish()
      if (!done.ok) return this.#rest(now, () => this.#options.refused(done.fault))
      this.#failures = 0
      this.#options.published(publicationOf(unit.state)?.number ?? 0, reason)
    } catch (error) {
      this.#rest(now, () => this.#options.failed(error as Error))
    }
  }

  #reason(state: State, now: Instant): PublishReason | undefined {
    const publication = publicationOf(state)
    if (!publication) return 'first'
    const bundle = publishedBundle(state, this.#options.documents)
    if (!bundle) return 'missing'
    if (now >= publication.nextUpdate) return 'expired'
    if (now - publication.thisUpdate >= this.#options.periodMilliseconds) return 'period'
    // Nothing is compared as long as the very objects are the same.
    const parts = [unitProfile(state), revokedCertificates(state), read(state, recognitionSlice)]
    if (parts.every((part, place) => part === this.#current[place])) return undefined
    if (!isCurrent(state, bundle)) return 'changed'
    this.#current = parts
    return undefined
  }

  #publish(): Promise<Result<Receipt, Refusal | KeepRefusal>> {
    const { unit, record, keeper, issuing, clock, api, lifetimeMilliseconds } = this.#options
    const { state } = unit
    // The clock may have been set back since the last entry; what is published is never older than that.
    const time = Math.max(clock.now(), state.time)
    const list = revocationList(state, issuing, time, lifetimeMilliseconds)
    const edition = { time, lifetimeMilliseconds, checkpoint: record.checkpoint(), list }
    const bytes = nextBundle(state, api === undefined ? edition : { ...edition, api }, issuing)
    return keeper.during(bytes, async (held) => {
      const kept = await held.store()
      return kept.ok ? this.#options.act('bundle.publish', { digest: held.digest }) : refuse(kept.fault)
    })
  }

  #rest(now: Instant, tell: () => void): void {
    this.#restUntil = now + Math.min(retryMillisecondsMax, retryMillisecondsMin * 2 ** this.#failures)
    this.#failures += 1
    tell()
  }
}
