import { join } from 'node:path'
import type { Logger } from 'pino'
import { type Api, openApi } from '#api'
import type { Clock } from '#clock'
import type { Random } from '#crypto'
import { prepareDirectory } from '#directory'
import { accept, type Result, refuse } from '#fault'
import { type Gate, type GateFault, gateCertificate, Keeper, openGate } from '#gateway'
import { unitProfile } from '#identity'
import { announcedProcedures } from '#procedure'
import type { LogStore } from '#record'
import { openSqliteStore, type StoreFault } from '#store'
import type { State, Unit } from '#unit'
import { Bundles } from './bundles.ts'
import type { Configuration } from './configuration.ts'
import { constitution } from './constitution.ts'
import { Duties, type DutyOptions, ownKeysOf } from './duties.ts'
import { endedFeedOf } from './endings.ts'
import { actorOf } from './entries.ts'
import { EntryIndex } from './entry-index.ts'
import { apiOptions, type FaceParts, listenerIdentity } from './faces.ts'
import { addLaterKeys, type KeyringFault, openKeys, readOrMissing, type ServingKeys } from './keyring.ts'
import { openLogger } from './logging.ts'
import { nodeMetrics } from './metrics.ts'
import { type OpenUnit, openUnit, type UnitOpenFault } from './open.ts'
import { RevocationLists } from './revocation-lists.ts'
import { keepSnapshot } from './snapshot.ts'
import { Snapshots } from './snapshots.ts'
import { TimestampAuthority } from './timestamp-authority.ts'
import { timestampCertificates } from './timestamp-certificate.ts'
import { recordUse } from './uses.ts'
import { Verifications } from './verifications.ts'

export type StartFault =
  | { readonly kind: 'unit-missing'; readonly folder: string }
  /** The founding was broken off, and somebody put what there was in a unit's place. */
  | { readonly kind: 'unit-unfinished'; readonly folder: string; readonly missing: number }
  | { readonly kind: 'gate-not-certified'; readonly cause: string }
  | { readonly kind: 'gate-refused'; readonly port: number; readonly fault: GateFault }
  | { readonly kind: 'listen-refused'; readonly code: string; readonly port: number }
  | KeyringFault
  | StoreFault
  | UnitOpenFault

/** A node that serves. */
export interface RunningNode {
  readonly unit: Unit
  readonly gate: Gate
  readonly api: Api
  /** Stops in good order: admits nobody, finishes what is under way, keeps a snapshot, closes the store. */
  stop(): Promise<void>
}

/**
 * Configuration → store → unit → gate and faces, in this order; what was opened is closed again on a refusal.
 */
export async function startNode(
  configuration: Configuration,
  passphrase: string,
  clock: Clock,
  random: Random,
): Promise<Result<RunningNode, StartFault>> {
  const file = await readOrMissing(join(configuration.folder, 'unit.json'))
  if (file === undefined) return refuse({ kind: 'unit-missing', folder: configuration.folder })
  const { domain, api } = JSON.parse(file) as { readonly domain: string; readonly api?: string }
  const added = await addLaterKeys(configuration.keys, passphrase)
  if (!added.ok) return added
  const keys = await openKeys(configuration.keys, passphrase)
  if (!keys.ok) return keys
  const { storeBytesMax } = configuration
  const limit = storeBytesMax === undefined ? {} : { bytesMax: storeBytesMax }
  const store = await openSqliteStore(configuration.store, limit)
  if (!store.ok) return store
  // From here on the unit alone holds the seal, and draws it in decisions.
  const { seal: sealKey, ...serving } = keys.value
  const { log: logKey, issuing: issuingKey } = serving
  const opened = await openUnit({ store: store.value, domain, logKey, issuingKey, sealKey, clock, random })
  const node = opened.ok
    ? await serve({
        configuration,
        store: store.value,
        opened: opened.value,
        keys: serving,
        ownKeys: ownKeysOf(keys.value),
        added: added.value,
        ...(api === undefined ? {} : { api }),
        clock,
        random,
      })
    : opened
  if (!node.ok) await store.value.close()
  return node
}

interface ServeParts {
  readonly configuration: Configuration
  readonly store: LogStore
  readonly opened: OpenUnit
  readonly keys: ServingKeys
  readonly ownKeys: DutyOptions['ownKeys']
  /** Key files that were missing and have been made. */
  readonly added: readonly string[]
  /** HTTPS address of the API, as it was given at the founding. */
  readonly api?: string
  readonly clock: Clock
  readonly random: Random
}

async function serve(parts: ServeParts): Promise<Result<RunningNode, StartFault>> {
  const { configuration, store, opened, keys, clock, random } = parts
  const { unit, record, journal } = opened
  const missing = announcedProcedures(unit.state).length
  if (missing > 0) return refuse({ kind: 'unit-unfinished', folder: configuration.folder, missing })
  prepareDirectory(unit.derived)
  const log = openLogger(configuration)
  tellOpening(parts, log)
  const duties = new Duties({
    unit,
    nodeKey: keys.node,
    gateKey: keys.gate,
    ownKeys: parts.ownKeys,
    names: configuration.names,
    clock,
    random,
    refused: (act, refusal) => log.warn({ act, cause: refusal.kind }, 'a duty of the node was refused'),
  })
  await duties.look()
  if (!listenerIdentity(unit.state, keys)) {
    return refuse({ kind: 'gate-not-certified', cause: unit.stopped?.kind ?? 'see the log' })
  }
  const life = { stopping: false }
  const gate = await openNodeGate(parts, duties, life)
  if (!gate.ok) return gate
  const bundles = bundlesOf(parts, duties, log)
  unit.onEntry((state) => bundles.see(state))
  const lists = new RevocationLists(keys.issuing, clock)
  const ended = endedFeedOf(unit, clock)
  const timestamps = await timestampsOf(parts, life)
  const verifications = new Verifications((cause) => log.error({ cause }, 'the verifier broke on a file'))
  const index = new EntryIndex(
    record,
    (entry) => actorOf(unit.state, entry),
    (error) => log.error({ cause: error.message }, 'the record could not be indexed'),
  )
  const snapshots = snapshotsOf(parts, log)
  const metrics = () => nodeMetrics({ unit, record, journal, gate: gate.value, bundles, timestamps })
  const faces = {
    ...{ configuration, unit, record, journal, keys, duties, lists, bundles, ended, clock, log, metrics },
    ...(parts.api !== undefined && { url: parts.api }),
    ...{ gate: gate.value, timestamps, verifications, documents: opened.documents, index, snapshots },
    started: clock.now(),
    serving: () => !life.stopping,
  }
  const api = await openFaces(faces)
  if (!api.ok) {
    await gate.value.close()
    return api
  }
  watch(unit, gate.value, api.value, snapshots)
  unit.onEntry(() => index.see())
  index.see()
  duties.start()
  bundles.start()
  log.info({ entries: record.size, replayed: opened.replayed }, 'ready')
  const stop = once(async () => {
    life.stopping = true
    log.info('stopping')
    await Promise.all([duties.stop(), bundles.stop(), index.stop()])
    await Promise.all([gate.value.close(), api.value.close(), verifications.close()])
    unit.stop('stopping')
    await Promise.all([record.drain(), journal.drain()])
    await snapshots.finish(unit.state)
    await store.close()
    log.info('stopped')
    log.flush()
  })
  return accept({ unit, gate: gate.value, api: api.value, stop })
}

function snapshotsOf({ store, opened }: ServeParts, log: Logger): Snapshots {
  const { record, recordSigner, snapshotSize } = opened
  return new Snapshots(
    snapshotSize,
    (state) => keepSnapshot(store, record, constitution.slices, state, recordSigner),
    (error) => log.error({ cause: error.message }, 'the snapshot could not be kept'),
  )
}

/** What whoever runs the node should know of how it was opened. */
function tellOpening({ opened, added }: ServeParts, log: Logger): void {
  const { snapshotRefused, documentsMissing, replayed } = opened
  if (added.length > 0) log.warn({ roles: added }, 'key files were missing and have been made')
  if (snapshotRefused) {
    log.warn({ cause: snapshotRefused.kind, replayed }, 'snapshot refused, record replayed')
  }
  if (documentsMissing.length > 0) {
    log.error({ digests: documentsMissing }, 'bundles that the record names are not in the store')
  }
}

function bundlesOf(parts: ServeParts, duties: Duties, log: Logger): Bundles {
  const { configuration, store, opened, keys, api, clock, random } = parts
  const { unit, documents, record } = opened
  const { issuing } = keys
  const own = { configuration, store, unit, documents, record, issuing, duties, clock, random, log }
  return new Bundles(api === undefined ? own : { ...own, api })
}

/** What follows every durable entry: ended rights end, a new certificate is shown, a snapshot may be due. */
function watch(unit: Unit, gate: Gate, api: Api, snapshots: Snapshots): void {
  let shown = shownAt(unit.state)
  unit.onEntry((state) => {
    gate.recheck()
    snapshots.see(state)
    const now = shownAt(state)
    if (isSame(now, shown)) return
    shown = now
    api.renewTls()
  })
}

/** Of what the listeners show: the gate's own certificate, and those above it, one list until it changes. */
interface Shown {
  readonly serial: string | undefined
  readonly issuing: unknown
}

function shownAt(state: State): Shown {
  return { serial: gateCertificate(state)?.serial, issuing: unitProfile(state)?.issuing }
}

function isSame(a: Shown, b: Shown): boolean {
  return a.serial === b.serial && a.issuing === b.issuing
}

function openNodeGate(
  { configuration, opened, keys, clock }: ServeParts,
  duties: Duties,
  life: { readonly stopping: boolean },
): Promise<Result<Gate, StartFault>> {
  const { unit, journal } = opened
  const keeper = new Keeper({
    state: () => unit.state,
    clock,
    admitting: () => !life.stopping && !unit.stopped && !journal.broken,
    recordUse: async (grant) => {
      const used = await recordUse(duties, grant)
      return used.ok ? accept(undefined) : used
    },
    tokenSigner: keys.token,
    journal,
    credentials: credentialsOf(unit, keys),
  })
  const { host, port } = configuration.gate
  const limits = { ...configuration.limits.gate, shutdownMillisecondsMax: configuration.shutdownMilliseconds }
  return openGate({ keeper, host, port, limits }).then((gate) =>
    gate.ok ? gate : refuse({ kind: 'gate-refused', port, fault: gate.fault }),
  )
}

function timestampsOf(
  { opened, keys, clock }: ServeParts,
  life: { readonly stopping: boolean },
): Promise<TimestampAuthority> {
  const { unit, journal } = opened
  const signer = keys['time-stamp']
  const certificate = timestampCertificates(unit, signer.publicKey.thumbprint)
  return TimestampAuthority.open({ journal, signer, clock, certificate, serving: () => !life.stopping })
}

/** The listeners' identity, made once for each certificate. */
function credentialsOf(unit: Unit, keys: ServingKeys): () => { key: string; cert: string } | undefined {
  let kept: { readonly of: Shown; readonly identity: { key: string; cert: string } | undefined } | undefined
  return () => {
    const now = shownAt(unit.state)
    if (!kept || !isSame(kept.of, now)) kept = { of: now, identity: listenerIdentity(unit.state, keys) }
    return kept.identity
  }
}

async function openFaces(parts: FaceParts): Promise<Result<Api, StartFault>> {
  try {
    return accept(await openApi(apiOptions(parts)))
  } catch (error) {
    const { code, port } = error as NodeJS.ErrnoException & { readonly port?: number }
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error
    return refuse({ kind: 'listen-refused', code, port: port ?? 0 })
  }
}

/** Whoever calls again waits for the first. */
function once(work: () => Promise<void>): () => Promise<void> {
  let under: Promise<void> | undefined
  return () => {
    under ??= work()
    return under
  }
}
