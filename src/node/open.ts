import type { Clock } from '#clock'
import { documentSuite, type PrivateKey, PublicKeyCache, type Random, type Signer } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import { issuingRole, sealRole } from '#identity'
import { Log, type LogStore, type NoteSigner, noteSigner, type OpenFault } from '#record'
import { Documents, emptyState, replay, type State, Unit } from '#unit'
import { constitution, unitOf } from './constitution.ts'
import { loadDocuments } from './document-keeper.ts'
import { loadSnapshot, type SnapshotRefusal } from './snapshot.ts'

/** Names of the two logs in the store. */
export const recordName = 'record'
export const journalName = 'journal'

/** Origin line of the acts log's checkpoints; also the name of its key. */
export function recordOrigin(domain: string): string {
  return `${domain}/record`
}

/** Origin line of this node's access journal. */
export function journalOrigin(domain: string): string {
  return `${domain}/journal/node`
}

export interface UnitParts {
  readonly store: LogStore
  readonly domain: string
  /** The Ed25519 key of both logs. */
  readonly logKey: Signer
  readonly issuingKey: Signer
  /** Signs in decisions and nowhere else. */
  readonly sealKey: PrivateKey
  readonly clock: Clock
  readonly random: Random
}

/** A unit that is open: its record replayed, its logs at hand. */
export interface OpenUnit {
  readonly unit: Unit
  /** Those that the state refers to by digest, from the store. */
  readonly documents: Documents
  /** Digests of those that the store does not have. */
  readonly documentsMissing: readonly string[]
  readonly record: Log
  readonly journal: Log
  readonly recordSigner: NoteSigner
  /**
   * Why a kept snapshot was not used, if one was kept and refused: the record was replayed from its start.
   */
  readonly snapshotRefused?: SnapshotRefusal
  /** Entries that the kept snapshot stood for at opening, 0 when there was none that could be used. */
  readonly snapshotSize: number
  /** Entries replayed at opening. */
  readonly replayed: number
}

export type UnitOpenFault = { readonly kind: 'log-refused'; readonly log: string; readonly fault: OpenFault }

/** Opens both logs, checks their right edge, and brings the state up to the record. */
export async function openUnit(parts: UnitParts): Promise<Result<OpenUnit, UnitOpenFault>> {
  const { store, domain, logKey, issuingKey, sealKey, clock, random } = parts
  const record = await openLog(store, recordName, recordOrigin(domain), logKey)
  if (!record.ok) return record
  const journal = await openLog(store, journalName, journalOrigin(domain), logKey)
  if (!journal.ok) return journal
  const recordSigner = sure(noteSigner(recordOrigin(domain), logKey), 'the signer of the record')

  const log = record.value
  const { slices } = constitution
  const snapshot = await loadSnapshot(store, log, slices, recordSigner)
  const from: State = (snapshot.ok ? snapshot.value : undefined) ?? emptyState(slices)
  const state = await replay(slices, from, log.size, (index, count) => log.read(index, count))
  const documents = new Documents()
  const documentsMissing = await loadDocuments(store, documents, state)
  const unit = new Unit({
    constitution,
    log,
    state,
    clock,
    random,
    keys: new Map<string, Signer>([
      [issuingRole, issuingKey],
      [sealRole, sure(sealKey.under(documentSuite(sealKey.publicKey)), 'the seal')],
    ]),
    publicKeys: new PublicKeyCache(),
    documents,
    unitOf,
  })
  return accept({
    unit,
    documents,
    documentsMissing,
    record: log,
    journal: journal.value,
    recordSigner,
    snapshotSize: from.size,
    replayed: log.size - from.size,
    ...(snapshot.ok ? {} : { snapshotRefused: snapshot.fault }),
  })
}

async function openLog(
  store: LogStore,
  name: string,
  origin: string,
  signer: Signer,
): Promise<Result<Log, UnitOpenFault>> {
  const opened = await Log.open({ store, name, origin, signer })
  return opened.ok ? opened : refuse({ kind: 'log-refused', log: name, fault: opened.fault })
}
