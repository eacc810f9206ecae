import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { base64, canonicalJson, concat, sha256, utf8 } from '#bytes'
import { accept, type Result, refuse, sure } from '#fault'
import { rangeHash, tilesForRoot } from '#merkle'
import {
  fetchTiles,
  type Log,
  type LogStore,
  type NoteSigner,
  type NoteVerifier,
  openNote,
  signNote,
  verifierOf,
} from '#record'
import { readSnapshot, type Slice, type SnapshotFault, type State, stateLines } from '#unit'

/** The name of the state's snapshot in the store. */
const snapshotName = 'state'

/** Lines made between two turns of the event loop: about 5 ms of work. */
const linesPerTurn = 2_000

const headTitle = 'chancery-snapshot/v1'

/**
 * Raised whenever the values in a slice take another form under the same names, which the digest cannot see:
 * a snapshot of another form is refused and the record replayed.
 */
const formVersion = 5

export type SnapshotRefusal =
  | SnapshotFault
  | { readonly kind: 'snapshot-head'; readonly problem: string }
  | { readonly kind: 'snapshot-ahead'; readonly size: number; readonly logSize: number }
  | { readonly kind: 'snapshot-other-record'; readonly size: number }
  | { readonly kind: 'snapshot-other-form' }

/**
 * Keeps the state as a snapshot: a signed head (size, root of the log at that size, hash of the text) before
 * the state's one text. The state is immutable, so the node goes on working while this writes.
 */
export async function keepSnapshot(
  store: LogStore,
  log: Log,
  slices: readonly Slice[],
  state: State,
  signer: NoteSigner,
): Promise<void> {
  const root = await rootAt(log, state.size)
  const hash = createHash('sha256')
  const parts: Uint8Array[] = []
  let batch: string[] = []
  for (const line of stateLines(slices, state)) {
    batch.push(line)
    if (batch.length < linesPerTurn) continue
    parts.push(utf8(batch.join('')))
    batch = []
    await setImmediate()
  }
  parts.push(utf8(batch.join('')))
  for (const part of parts) hash.update(part)
  const head = `${headTitle}\n${state.size}\n${root}\n${hash.digest('base64')}\n${formOf(slices)}\n`
  const note = utf8(signNote(head, signer))
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, note.length)
  const kept = await store.saveSnapshot(snapshotName, concat(length, note, ...parts))
  // A store without room keeps the older snapshot: the next start replays more, and nothing is lost.
  if (!kept.ok && kept.fault.kind !== 'store-full')
    throw new Error(`the snapshot was refused: ${kept.fault.kind}`)
}

/** The kept state, `undefined` when there is none; refused when it is not of this record or not whole. */
export async function loadSnapshot(
  store: Pick<LogStore, 'snapshot'>,
  log: Log,
  slices: readonly Slice[],
  signer: NoteSigner,
): Promise<Result<State | undefined, SnapshotRefusal>> {
  const bytes = await store.snapshot(snapshotName)
  if (!bytes) return accept(undefined)
  const head = readHead(bytes, verifierOf(signer))
  if (!head.ok) return head
  const { size, root, hash, form, text } = head.value
  if (size > log.size) return refuse({ kind: 'snapshot-ahead', size, logSize: log.size })
  if (root !== (await rootAt(log, size))) return refuse({ kind: 'snapshot-other-record', size })
  if (form !== formOf(slices)) return refuse({ kind: 'snapshot-other-form' })
  return readSnapshot(slices, text, hash)
}

/** What a kept snapshot says the record replays to. */
export interface SnapshotClaim {
  readonly size: number
  /** Base64 SHA-256 of the state's text. */
  readonly hash: string
}

/**
 * What the kept snapshot says, if its head is signed and its text whole; whether it is true a replay shows.
 * One of another form says nothing here: this program starts without it, and cannot replay to what it holds.
 */
export async function snapshotClaim(
  store: Pick<LogStore, 'snapshot'>,
  slices: readonly Slice[],
  verifier: NoteVerifier,
): Promise<Result<SnapshotClaim | undefined, SnapshotRefusal>> {
  const bytes = await store.snapshot(snapshotName)
  if (!bytes) return accept(undefined)
  const head = readHead(bytes, verifier)
  if (!head.ok) return head
  const { size, hash, form, text } = head.value
  if (form !== formOf(slices)) return accept(undefined)
  const found = base64(sha256(text))
  return found === hash ? accept({ size, hash }) : refuse({ kind: 'snapshot-differs', expected: hash, found })
}

interface Head {
  readonly size: number
  readonly root: string
  readonly hash: string
  readonly form: string
  readonly text: Uint8Array
}

/** Which fields the state has, as a digest: another program may have others. */
function formOf(slices: readonly Slice[]): string {
  const fields = slices.map(({ name, empty, tables }) => [name, Object.keys(empty).sort(), tables])
  return base64(sha256(utf8(canonicalJson([formVersion, fields]))))
}

function readHead(bytes: Uint8Array, verifier: NoteVerifier): Result<Head, SnapshotRefusal> {
  const wrong = (problem: string) => refuse({ kind: 'snapshot-head', problem } as const)
  if (bytes.length < 4) return wrong('too short')
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
  if (length > bytes.length - 4) return wrong('too short')
  const note = openNote(bytes.subarray(4, 4 + length), [verifier])
  if (!note.ok) return wrong(`its signature: ${note.fault.kind}`)
  const [title, size = '', root = '', hash = '', form = ''] = note.value.text.split('\n')
  if (title !== headTitle || !/^\d{1,15}$/.test(size)) return wrong('not a snapshot of this version')
  return accept({ size: Number(size), root, hash, form, text: bytes.subarray(4 + length) })
}

/** Base64 root of the log when it had `size` entries, computed from its tiles. */
async function rootAt(log: Log, size: number): Promise<string> {
  if (size === log.size) return base64(log.root())
  const source = {
    size: log.size,
    tile: (level: number, index: number, width: number) => log.tile(level, index, width),
  }
  const hashAt = sure(await fetchTiles(source, tilesForRoot(size)), 'the tiles of a log that was opened')
  return base64(rangeHash({ from: 0, to: size }, hashAt))
}
