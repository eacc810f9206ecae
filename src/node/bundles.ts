import type { Logger } from 'pino'
import type { ApiOptions, BroughtBundle, Metric } from '#api'
import { type Clock, type Duration, isoInstant, second } from '#clock'
import type { Random, Signer } from '#crypto'
import type { Result } from '#fault'
import {
  documentsOfPeers,
  type Followed,
  type PeerRow,
  peerOf,
  publicationOf,
  publishedBytesMax,
  staleAt,
} from '#recognition'
import type { Log, LogStore } from '#record'
import type { Documents, Refusal, State, Unit } from '#unit'
import { fetchBundle } from './bundle-fetch.ts'
import { fetchLimits } from './bundle-fetch-limits.ts'
import { BundleHandout } from './bundle-handout.ts'
import { BundleIntake } from './bundle-intake.ts'
import type { Configuration } from './configuration.ts'
import { DocumentKeeper } from './document-keeper.ts'
import type { Duties } from './duties.ts'
import { tellFetch } from './fetch-words.ts'
import { FollowedUnits } from './followed-units.ts'
import { Follower, type FollowerOptions } from './follower.ts'
import { Publisher } from './publisher.ts'

/**
 * How often the node looks whether to publish and whom to ask. What is signed or revoked within one look is
 * one bundle; a unit just recognised is asked within one, and one that is withdrawn no more.
 */
const lookMilliseconds: Duration = second

export interface BundlesParts {
  readonly configuration: Pick<Configuration, 'bundle' | 'follow'>
  readonly store: LogStore
  readonly unit: Unit
  readonly documents: Documents
  readonly record: Log
  readonly issuing: Signer
  /** HTTPS address of the unit's API, where one was given at its founding. */
  readonly api?: string
  readonly duties: Pick<Duties, 'act' | 'permits'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  /** How bundles are fetched; over HTTPS unless told otherwise. */
  readonly fetch?: FollowerOptions['fetch']
}

/**
 * What this node publishes of its unit, and what it takes in of others: duties of the node like the rest,
 * under the step of its duty case. When that is held they rest, and what is published and known grows old.
 */
export class Bundles {
  readonly #parts: BundlesParts
  readonly #keeper: DocumentKeeper
  readonly #publisher: Publisher
  readonly #handout: BundleHandout
  readonly #intake: BundleIntake
  readonly #follower: Follower
  readonly #followed: FollowedUnits
  readonly #brought = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(parts: BundlesParts) {
    const { store, unit, documents, clock } = parts
    const followed = new FollowedUnits(unit, documents, clock)
    this.#parts = parts
    this.#followed = followed
    this.#keeper = new DocumentKeeper(store, documents, unit.state)
    this.#publisher = publisherOf(parts, this.#keeper)
    this.#handout = new BundleHandout(parts)
    this.#intake = intakeOf(parts, this.#keeper, followed)
    this.#follower = followerOf(parts, followed, this.#intake)
  }

  /** Looks now and from then on once a second. */
  start(): void {
    this.#timer = setInterval(() => void this.look(), lookMilliseconds)
    void this.look()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all([this.#publisher.settled(), this.#follower.stop()])
  }

  /** Publishes and asks for what is due; resolves when all of that has come to its end. */
  async look(): Promise<void> {
    await Promise.all([this.#tellLost(), this.#publisher.look()])
    if (!this.#parts.configuration.follow.enabled) return
    this.#follower.look()
    await this.#follower.settled()
  }

  /** Is told each durable state, before whoever waits for the entry is. */
  see(state: State): void {
    this.#keeper.see(state)
  }

  /** What the faces show of it and take for it. */
  ports(): Pick<ApiOptions, 'bundle' | 'takeBundle' | 'peerFetches' | 'document'> {
    return {
      bundle: (since) => this.#handout.text(since),
      takeBundle: (bytes) => this.#take(bytes),
      peerFetches: () => this.#fetches(),
      document: (digest) => this.#parts.store.blob(digest),
    }
  }

  metrics(): readonly Metric[] {
    const { unit, clock } = this.#parts
    const now = clock.now()
    const { units } = this.#followed.now()
    const heard = units.flatMap((via) => {
      const row = peerOf(unit.state, via.key)
      return row && !row.lost ? [{ row, via }] : []
    })
    const published = publicationOf(unit.state)
    const perPeer = (name: string, help: string, value: (row: PeerRow, via: Followed) => number): Metric => ({
      ...{ name, help, type: 'gauge' },
      values: heard.map(({ row, via }) => {
        // By its key too, for a unit may be followed by an old one and a new one.
        return { labels: { unit: via.domain, key: via.key }, value: Math.floor(value(row, via) / second) }
      }),
    })
    return [
      counters('chancery_bundle_fetches_total', 'bundles asked for, by outcome', this.#follower.outcomes()),
      counters('chancery_bundles_brought_total', 'bundles brought as files, by outcome', this.#brought),
      gauge('chancery_units_followed', 'units whose bundles are followed', units.length),
      perPeer('chancery_peer_bundle_age_seconds', 'age of what a followed unit said last', (row) => {
        return now - row.thisUpdate
      }),
      perPeer('chancery_peer_bundle_left_seconds', 'how long that still counts', (row, via) => {
        return Math.max(0, staleAt(row, via.statusAgeMaxSeconds) - now)
      }),
      gauge('chancery_bundle_number', 'number of the bundle published last', published?.number ?? 0),
      gauge('chancery_documents_bytes', 'documents held in memory', this.#keeper.bytes),
    ]
  }

  /** Puts on the record what others can no longer be shown of; only then the next bundles can be judged. */
  async #tellLost(): Promise<void> {
    const { unit, documents, duties } = this.#parts
    const lost = documentsOfPeers(unit.state).filter((digest) => !documents.has(digest))
    if (lost.length === 0 || unit.stopped || !duties.permits('bundle.accept', 'bundles')) return
    for (const digest of new Set(lost)) await duties.act('bundle.lose', { digest })
  }

  async #take(bytes: Uint8Array): Promise<Result<BroughtBundle, Refusal>> {
    const { log } = this.#parts
    const taken = await this.#intake.brought(bytes)
    const outcome = taken.ok ? taken.value.outcome : taken.fault.kind
    this.#brought.set(outcome, (this.#brought.get(outcome) ?? 0) + 1)
    if (!taken.ok) log.warn({ fault: taken.fault }, 'a bundle brought as a file was refused')
    return taken
  }

  #fetches(): readonly object[] {
    return this.#follower.fetches().map(({ tried, fetched, due, fault, ...rest }) => ({
      ...rest,
      ...(tried === undefined ? {} : { tried: isoInstant(tried) }),
      ...(fetched === undefined ? {} : { fetched: isoInstant(fetched) }),
      due: isoInstant(due),
      ...(fault ? { problem: fault.kind, detail: tellFetch(fault) } : {}),
    }))
  }
}

function publisherOf(parts: BundlesParts, keeper: DocumentKeeper): Publisher {
  const { configuration, unit, record, documents, issuing, clock, api, duties, log } = parts
  const { periodSeconds, lifetimeSeconds } = configuration.bundle
  return new Publisher({
    ...{ unit, record, documents, keeper, issuing, clock },
    ...(api === undefined ? {} : { api }),
    periodMilliseconds: periodSeconds * second,
    lifetimeMilliseconds: lifetimeSeconds * second,
    act: (act, input) => duties.act(act, input),
    permits: (permission, object) => duties.permits(permission, object),
    published: (number, reason) => log.info({ number, reason }, 'bundle published'),
    refused: (fault) => log.warn({ fault }, 'the bundle could not be published'),
    failed: (error) => log.error({ cause: error.message }, 'the bundle could not be kept'),
  })
}

function intakeOf(parts: BundlesParts, keeper: DocumentKeeper, followed: FollowedUnits): BundleIntake {
  const { unit, documents, clock, duties, log } = parts
  return new BundleIntake({
    ...{ unit, documents, keeper, clock },
    followed: () => followed.now().units,
    act: (act, input) => duties.act(act, input),
    permits: (permission, object) => duties.permits(permission, object),
    accepted: ({ domain, key, number }, change) =>
      log.info({ unit: domain, key, number, ...change }, 'bundle accepted'),
  })
}

function followerOf(parts: BundlesParts, followed: FollowedUnits, intake: BundleIntake): Follower {
  const { unit, clock, random, log, fetch } = parts
  const limits = { ...fetchLimits, bundleBytesMax: publishedBytesMax }
  return new Follower({
    ...{ unit, followed, clock, random },
    fetch: fetch ?? ((request, signal) => fetchBundle(request, { clock, limits, signal })),
    take: (bytes, key) => intake.take(bytes, key),
    changed: (domain, fault) => {
      if (fault) log.warn({ unit: domain, fault }, 'no new bundle of a followed unit')
      else log.info({ unit: domain }, 'a followed unit is heard of')
    },
    failed: (error) => log.error({ cause: error.message }, 'a bundle could not be taken in'),
  })
}

function counters(name: string, help: string, outcomes: ReadonlyMap<string, number>): Metric {
  const values = [...outcomes].map(([outcome, value]) => ({ labels: { outcome }, value }))
  return { name, help, type: 'counter', values }
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, help, type: 'gauge', values: [{ value }] }
}
