import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { getHeapStatistics } from 'node:v8'
import { type Clock, type Instant, isoInstant } from '#clock'
import { type Gate, gateCertificate, gateLimits } from '#gateway'
import { ownCertificate } from '#identity'
import { publicationOf } from '#recognition'
import type { Log } from '#record'
import type { State, Unit } from '#unit'
import { ownUses } from '#x509'
import type { Configuration } from './configuration.ts'
import type { EntryIndex } from './entry-index.ts'
import { programVersion } from './inventory.ts'
import type { Snapshots } from './snapshots.ts'

/** What a node tells of itself is taken from these. */
export interface HealthParts {
  readonly configuration: Configuration
  readonly unit: Unit
  readonly record: Log
  readonly journal: Log
  readonly gate: Gate
  readonly index: EntryIndex
  readonly snapshots: Snapshots
  readonly started: Instant
  readonly clock: Clock
  /** How fetching from each followed unit goes. */
  peerFetches(): readonly object[]
}

/** How full something is; `max` is absent where nothing but the machine bounds it. */
interface Fill {
  readonly limit:
    | 'store-bytes'
    | 'memory-bytes'
    | 'acts-pending'
    | 'record-queue'
    | 'journal-queue'
    | 'gate-connections'
    | 'gate-journal-pending'
  readonly used: number
  readonly max: number
}

/** How the node is: what it keeps, how near its limits are, what ends when. Plain data. */
export async function nodeHealth(parts: HealthParts): Promise<object> {
  const { unit, record, journal, clock, index, snapshots, started, configuration } = parts
  const { state, stopped } = unit
  const store = await storeFacts(configuration)
  return {
    status: stopped ? 'stopped' : 'ok',
    ...(stopped && { cause: stopped.kind }),
    now: isoInstant(clock.now()),
    started: isoInstant(started),
    versions: await versions(),
    record: {
      entries: record.size,
      last: isoInstant(state.time),
      checkpoint: record.checkpoint(),
      indexed: index.size,
    },
    journal: { entries: journal.size, checkpoint: journal.checkpoint() },
    snapshot: { entries: snapshots.keptSize },
    store,
    limits: fills(parts, store),
    certificates: ownCertificates(state),
    bundle: published(state),
    peers: parts.peerFetches(),
  }
}

async function versions(): Promise<Readonly<Record<string, string>>> {
  const { node, openssl, sqlite = '', v8 } = process.versions
  return { chancery: await programVersion(), node, openssl, sqlite, v8 }
}

interface StoreFacts {
  readonly bytes: number
  /** What the configuration lets it grow to, or else what it is and the file system has left. */
  readonly bytesMax: number
  readonly bounded: 'configuration' | 'disk'
}

/** The store is a file, its write-ahead log and its heads. */
async function storeFacts({ store, storeBytesMax }: Configuration): Promise<StoreFacts> {
  const sizes = await Promise.all(
    ['', '-wal', '-heads'].map((suffix) =>
      stat(`${store}${suffix}`).then(
        ({ size }) => size,
        // A file that is not there has no octets; a store that cannot be read has stopped the node.
        () => 0,
      ),
    ),
  )
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  if (storeBytesMax !== undefined) return { bytes, bytesMax: storeBytesMax, bounded: 'configuration' }
  const { bavail, bsize } = await statfs(dirname(store))
  return { bytes, bytesMax: bytes + bavail * bsize, bounded: 'disk' }
}

function fills(
  { unit, record, journal, gate, configuration }: HealthParts,
  store: StoreFacts,
): readonly Fill[] {
  const limits = { ...gateLimits, ...configuration.limits.gate }
  const { connectionsOpen, journalPending } = gate.counts()
  const { used_heap_size, heap_size_limit } = getHeapStatistics()
  const { acts, actsMax } = unit.pending
  return [
    { limit: 'store-bytes', used: store.bytes, max: store.bytesMax },
    { limit: 'memory-bytes', used: used_heap_size, max: heap_size_limit },
    { limit: 'acts-pending', used: acts, max: actsMax },
    { limit: 'record-queue', used: record.queued.entries, max: record.queued.entriesMax },
    { limit: 'journal-queue', used: journal.queued.entries, max: journal.queued.entriesMax },
    { limit: 'gate-connections', used: connectionsOpen, max: limits.connectionsMax },
    { limit: 'gate-journal-pending', used: journalPending, max: limits.journalPendingMax },
  ]
}

/** When the certificates of the unit's own keys end: the node renews them by itself. */
function ownCertificates(state: State): readonly object[] {
  const gate = gateCertificate(state)
  const own = ownUses.flatMap((use) => {
    const held = ownCertificate(state, use)
    return held ? [{ use, serial: held.serial, notAfter: isoInstant(held.notAfter) }] : []
  })
  return [
    ...(gate ? [{ use: 'gate', serial: gate.serial, notAfter: isoInstant(gate.notAfter) }] : []),
    ...own,
  ]
}

function published(state: State): object | undefined {
  const { number, thisUpdate, nextUpdate } = publicationOf(state) ?? {}
  if (number === undefined || thisUpdate === undefined || nextUpdate === undefined) return undefined
  return { number, published: isoInstant(thisUpdate), until: isoInstant(nextUpdate) }
}
