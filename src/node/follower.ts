import type { BroughtBundle } from '#api'
import { type Clock, type Duration, hour, type Instant, second } from '#clock'
import type { Random } from '#crypto'
import { type Result, refuse } from '#fault'
import { type Followed, type Horizon, type PeerRow, peerOf, wayText } from '#recognition'
import type { Refusal, Unit } from '#unit'
import type { Certificate } from '#x509'
import type { BundleRequest } from './bundle-fetch.ts'
import type { FollowedUnits } from './followed-units.ts'

/** However short a status may be, half a minute's delay of a revocation is what a fetch each is worth. */
const periodMillisecondsMin: Duration = 30 * second

/** However long a status may be, a withdrawal is known within an hour. */
const periodMillisecondsMax: Duration = hour

/** Of the time for which what is known counts: after three fetches that failed there is still one left. */
const periodShare = 4

/** The first time again after a failure, and twice as long each time; never longer than the period. */
const retryMilliseconds: Duration = 5 * second

/** Bundles on their way at once: 8 of 4 MiB are 32 MiB, and a slow one does not hold up the others. */
const fetchesMax = 8

/** Up to this share of a wait is left out by chance, so that those who began together drift apart. */
const jitterShare = 0.25

export interface FollowerOptions {
  readonly unit: Pick<Unit, 'state' | 'stopped'>
  readonly followed: Pick<FollowedUnits, 'now'>
  readonly clock: Clock
  readonly random: Random
  /** Fetches from one address; settles early when the signal says so, never rejects for what others do. */
  fetch(request: BundleRequest, signal: AbortSignal): Promise<Result<Uint8Array, Refusal>>
  /** Takes in what was fetched for the unit followed by a key. */
  take(bytes: Uint8Array, key: string): Promise<Result<BroughtBundle, Refusal>>
  /** Is told each outcome that differs from the unit's last one: `undefined` when all is well again. */
  changed(domain: string, fault: Refusal | undefined): void
  /** The node itself failed at it. */
  failed(error: Error): void
}

/** How fetching from a followed unit goes. */
export interface PeerFetch {
  /** The unit's domain. */
  readonly unit: string
  readonly key: string
  readonly url: string
  /** When it was tried last, and when that brought its newest bundle last. */
  readonly tried?: Instant
  readonly fetched?: Instant
  /** When it is tried next, unless it is under way. */
  readonly due: Instant
  /** One after the other up to now. */
  readonly failures: number
  /** Why the last try brought nothing. */
  readonly fault?: Refusal
}

interface Track {
  via: Followed
  due: Instant
  failures: number
  /** Ends the fetch that is under way. */
  ending?: AbortController | undefined
  tried?: Instant
  fetched?: Instant
  fault?: Refusal | undefined
}

/**
 * Asks the units that are followed for their bundles, each as often as what is known of it grows old. Owns
 * when each is due and what came of it last; what a bundle is worth the intake decides.
 */
export class Follower {
  readonly #options: FollowerOptions
  /** By the way to a unit. */
  readonly #tracks = new Map<string, Track>()
  readonly #underWay = new Set<Promise<void>>()
  readonly #outcomes = new Map<string, number>()
  #stopping = false

  constructor(options: FollowerOptions) {
    this.#options = options
  }

  /** Ends what is under way and waits for it. */
  async stop(): Promise<void> {
    this.#stopping = true
    for (const { ending } of this.#tracks.values()) ending?.abort()
    await this.settled()
  }

  /** Drops units that are followed no more, takes up new ones, and begins the fetches that are due. */
  look(): void {
    if (this.#stopping || this.#options.unit.stopped) return
    const { units, horizon } = this.#options.followed.now()
    this.#takeUp(units)
    const now = this.#options.clock.now()
    const due = [...this.#tracks].filter(([, track]) => !track.ending && isDue(track, now))
    due.sort(([, a], [, b]) => distance(a) - distance(b) || a.due - b.due)
    for (const [, track] of due.slice(0, fetchesMax - this.#underWay.size)) this.#begin(track, horizon)
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  /** How it goes with each unit that is followed. */
  fetches(): readonly PeerFetch[] {
    return [...this.#tracks.values()].map(({ via, tried, fetched, due, failures, fault }) => ({
      ...{ unit: via.domain, key: via.key, url: via.bounds.bundleUrl, due, failures },
      ...(tried === undefined ? {} : { tried }),
      ...(fetched === undefined ? {} : { fetched }),
      ...(fault ? { fault } : {}),
    }))
  }

  /** How many fetches came to what: `accepted`, `known`, or the kind of a fault. */
  outcomes(): ReadonlyMap<string, number> {
    return this.#outcomes
  }

  #takeUp(units: readonly Followed[]): void {
    const now = this.#options.clock.now()
    const ways = new Set(units.map(wayText))
    for (const [way, { ending }] of this.#tracks) {
      if (ways.has(way)) continue
      ending?.abort()
      this.#tracks.delete(way)
    }
    for (const via of units) {
      const track = this.#tracks.get(wayText(via))
      if (track) track.via = via
      // At another address it may well be found.
      else this.#tracks.set(wayText(via), { via, due: now, failures: 0 })
    }
  }

  #begin(track: Track, horizon: Horizon): void {
    const ending = new AbortController()
    track.ending = ending
    const fetching = this.#fetch(track, horizon, ending.signal)
      .finally(() => {
        this.#underWay.delete(fetching)
        track.ending = undefined
        // There is room for another one that waits.
        this.look()
      })
      .catch((error: unknown) => this.#options.failed(error as Error))
    this.#underWay.add(fetching)
  }

  async #fetch(track: Track, horizon: Horizon, signal: AbortSignal): Promise<void> {
    const { via } = track
    const outcome = await this.#outcome(via, horizon, signal)
    // Dropped in the meantime, or the node stops: nobody asks any more how it went.
    if (signal.aborted) return
    const { clock, random, unit } = this.#options
    const now = clock.now()
    const kind = outcome.ok ? outcome.value.outcome : outcome.fault.kind
    this.#outcomes.set(kind, (this.#outcomes.get(kind) ?? 0) + 1)
    const fault = outcome.ok ? undefined : outcome.fault
    if (track.fault?.kind !== fault?.kind) this.#options.changed(via.domain, fault)
    track.tried = now
    track.fault = fault
    track.failures = fault ? track.failures + 1 : 0
    if (!fault) track.fetched = now
    const period = periodOf(via, peerOf(unit.state, via.key), now)
    const wait = fault ? Math.min(period, retryMilliseconds * 2 ** (track.failures - 1)) : period
    track.due = now + jittered(wait, random)
  }

  async #outcome(
    via: Followed,
    horizon: Horizon,
    signal: AbortSignal,
  ): Promise<Result<BroughtBundle, Refusal>> {
    const options = this.#options
    try {
      const request = requestFor(via, horizon, peerOf(options.unit.state, via.key))
      const bytes = await options.fetch(request, signal)
      if (!bytes.ok || signal.aborted) return bytes.ok ? refuse({ kind: 'stopped' }) : bytes
      return await options.take(bytes.value, via.key)
    } catch (error) {
      options.failed(error as Error)
      return refuse({ kind: 'node-failed' })
    }
  }
}

/** A wait that is longer than any began before the clock was set back. */
function isDue({ due }: Track, now: Instant): boolean {
  return due <= now || due > now + periodMillisecondsMax
}

/** Those recognised by this unit itself come first: nobody behind them can hold them up. */
function distance({ via }: Track): 0 | 1 {
  return via.isOwn ? 0 : 1
}

/** How long a bundle just fetched is relied upon before the next is asked for. */
function periodOf(via: Followed, row: PeerRow | undefined, now: Instant): Duration {
  const age = via.statusAgeMaxSeconds * second
  const left = row ? row.nextUpdate - now : age
  const share = Math.min(age, left) / periodShare
  return Math.max(periodMillisecondsMin, Math.min(periodMillisecondsMax, share))
}

function jittered(wait: Duration, random: Random): Duration {
  const [high = 0, low = 0] = random.bytes(2)
  return Math.round(wait * (1 - jitterShare * ((high * 256 + low) / 65_536)))
}

function requestFor(via: Followed, horizon: Horizon, row: PeerRow | undefined): BundleRequest {
  const { bundleUrl } = via.bounds
  const separator = bundleUrl.includes('?') ? '&' : '?'
  const known = horizon.peers.find((peer) => peer.row.key === via.key)
  return {
    url: row ? `${bundleUrl}${separator}since=${row.size}` : bundleUrl,
    // A unit whose key rolled over shows a server that only the new one leads to; which keys are its own its
    // last bundle has shown.
    authorities: [via.certificate, ...(known?.bundle.authorities ?? [])].map(anchorOf),
    privateAddresses: via.privateAddresses,
  }
}

/**
 * A trust anchor is a name and a key (RFC 5280 §6.1.1(d)). The bounds of an agreement are for the people and
 * services it recognises; where the unit publishes it says itself, and the server answers for that host only.
 */
function anchorOf(authority: Certificate): Certificate {
  const { der, fingerprint, tbs, serial, issuer, subject, notBefore, notAfter, spki } = authority
  const { signatureAlgorithm, signature, extensions, basicConstraints, keyUsage } = authority
  const { subjectKeyIdentifier, authorityKeyIdentifier } = authority
  return {
    ...{ der, fingerprint, tbs, serial, issuer, subject, notBefore, notAfter, spki },
    ...{ signatureAlgorithm, signature, extensions },
    ...(basicConstraints && { basicConstraints }),
    ...(keyUsage && { keyUsage }),
    ...(subjectKeyIdentifier && { subjectKeyIdentifier }),
    ...(authorityKeyIdentifier && { authorityKeyIdentifier }),
  }
}
