import { base64 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { unitProfile } from '#identity'
import { tileWidth, tileWidthMax } from '#merkle'
import {
  type Checkpoint,
  decodeBundle,
  faultsMax,
  type LogReader,
  type NoteVerifier,
  parseVerifierKey,
  readCheckpoint,
  type VerifyOptions,
  verifyLog,
} from '#record'
import { type RecordFault, type RecordVerifier, stateHash } from '#unit'
import type { CliFault } from './fault.ts'
import { logFaultWords } from './log-words.ts'
import type { CommandLinePorts, SnapshotClaim, StoreReader } from './ports.ts'
import type { UnitFile } from './profile.ts'

/** Faults that are told one by one; the rest is counted. */
const faultsTold = 5

/** The bundles of a hundred followed units with a thousand certificates revoked in each. */
const shelfBytesMax = 64 * 1024 * 1024

/** Keys the reader knew before it looked; without them a record can only be checked against itself. */
export type KnownKeys = Partial<Pick<UnitFile, 'unit' | 'recordKey' | 'journalKey'>>

/** A log that verified. */
export interface VerifiedLog {
  readonly origin: string
  readonly entries: number
  /** Base64 of the tree's root hash. */
  readonly root: string
  /** Whether the unit was known beforehand by its authority key; else the record vouches for itself. */
  readonly pinned: boolean
}

/** A record that verified. */
export interface VerifiedRecord extends VerifiedLog {
  /** Thumbprint of the authority key of the unit that entry 0 founds. */
  readonly unit: string
  readonly unitName: string
  /** Base64 SHA-256 of the state the record replays to. */
  readonly stateHash: string
  /** How many entries the kept snapshot stands for, which was found to be what they replay to. */
  readonly snapshotSize?: number
}

type VerifyPorts = Pick<CommandLinePorts, 'recordVerifier' | 'slices' | 'explain'>

/**
 * Re-reads the whole acts log: every hash and tile up to the signed root; at every entry the envelope's
 * signature, the actor's authority and the decision; and replays to the state, which must be the one that a
 * kept snapshot claims.
 */
export async function verifyRecord(
  reader: LogReader,
  ports: VerifyPorts,
  known: KnownKeys,
  snapshot?: StoreReader['snapshot'],
): Promise<Result<VerifiedRecord, CliFault>> {
  const keys = await keysFor(reader, ports, known)
  if (!keys.ok) return keys
  const key = verifierIn(keys.value.recordKey)
  if (!key.ok) return key
  const claim = await snapshot?.(key.value)
  if (claim && !claim.ok) return flawed('the kept snapshot', [ports.explain(claim.fault)])
  const replay = replayOf(reader, ports, claim?.value)
  const found = await verifyEntries(reader, key.value, replay.next)
  if (!found.ok) {
    const entry = found.fault.rootDiffers ? await firstWrongEntry(reader, ports, found.fault.size) : undefined
    return flawed('the record', [...found.fault.problems, ...(entry === undefined ? [] : [entry])])
  }
  const unit = unitProfile(replay.verifier.state)
  if (!unit) return flawed('the record', [foundsNothing])
  if (known.unit !== undefined && known.unit !== unit.key) return anotherUnit(unit.key, known.unit)
  return accept({
    ...logFacts(found.value, known),
    unit: unit.key,
    unitName: unit.name,
    stateHash: stateHash(ports.slices, replay.verifier.state),
    ...(claim?.value ? { snapshotSize: claim.value.size } : {}),
  })
}

/** Re-reads a whole access journal: every hash and tile up to the signed root. */
export async function verifyJournal(
  journal: LogReader,
  record: LogReader,
  ports: VerifyPorts,
  known: KnownKeys,
): Promise<Result<VerifiedLog, CliFault>> {
  const keys = known.journalKey === undefined ? await keysFor(record, ports, known) : accept(known)
  if (!keys.ok) return keys
  const key = verifierIn(keys.value.journalKey)
  if (!key.ok) return key
  const found = await verifyEntries(journal, key.value, () => Promise.resolve(undefined))
  return found.ok ? accept(logFacts(found.value, known)) : flawed('the journal', found.fault.problems)
}

/** Looks at an entry that is proven to stand in its place; words for what is wrong with it. */
type EntryCheck = (bytes: Uint8Array) => Promise<string | undefined>

/** What was found wrong with a log, each in words. */
interface Flaws {
  readonly problems: readonly string[]
  /** The entries do not add up to what was signed, and the tiles cannot tell which of them is wrong. */
  readonly rootDiffers: boolean
  readonly size: number
}

async function verifyEntries(
  reader: LogReader,
  key: NoteVerifier,
  check: EntryCheck,
): Promise<Result<Checkpoint, Flaws>> {
  const options: VerifyOptions = { origin: key.name, verifiers: [key] }
  const checkpoint = await readCheckpoint(reader, options)
  if (!checkpoint.ok) {
    return refuse({ problems: [logFaultWords(checkpoint.fault)], rootDiffers: false, size: 0 })
  }
  const { size } = checkpoint.value
  const problems: string[] = []
  let rootDiffers = false
  for await (const found of verifyLog(reader, options)) {
    // What follows a gap cannot be decided again; its hashes still can be looked at.
    const problem = found.ok
      ? problems.length === 0 && (await check(found.value.bytes))
      : logFaultWords(found.fault)
    if (typeof problem === 'string') problems.push(problem)
    if (!found.ok && found.fault.kind === 'root-differs') rootDiffers = true
    if (problems.length === faultsMax) break
  }
  return problems.length === 0 ? checkpoint : refuse({ problems, rootDiffers, size })
}

/** The first entry that is wrong as an act, whatever the hashes say: it shows where a record was changed. */
async function firstWrongEntry(
  reader: LogReader,
  ports: VerifyPorts,
  size: number,
): Promise<string | undefined> {
  const { next } = replayOf(reader, ports)
  for (let index = 0; index * tileWidthMax < size; index++) {
    const bundle = await reader.bundle(index, tileWidth(0, index, size))
    const entries = bundle && decodeBundle(bundle)
    if (!entries?.ok) return undefined
    for (const bytes of entries.value) {
      const problem = await next(bytes)
      if (problem !== undefined) return problem
    }
  }
  return undefined
}

/** A replay from the first entry, and the check of each entry on the way. */
function replayOf(
  reader: LogReader,
  ports: VerifyPorts,
  claim?: SnapshotClaim,
): { readonly verifier: RecordVerifier; readonly next: EntryCheck } {
  const verifier = ports.recordVerifier()
  const documentsFor = documentShelf(reader)
  const next: EntryCheck = async (bytes) => {
    verifier.keep(await documentsFor(verifier.needs(bytes)))
    const entry = verifier.next(bytes)
    if (!entry.ok) return entryFaultWords(entry.fault, ports)
    if (claim?.size !== verifier.state.size || claim.hash === stateHash(ports.slices, verifier.state))
      return undefined
    return `the kept snapshot: ${claim.size} entries do not replay to the state it holds`
  }
  return { verifier, next }
}

/**
 * Gives those of the documents that can be had; what is missing, deciding the entry again will tell. An entry
 * about one unit needs the bundles of all, which the next one needs again: they are kept as long as there is
 * room, and fetched one after the other, as the node counts connections.
 */
function documentShelf(reader: LogReader): (digests: readonly string[]) => Promise<readonly Uint8Array[]> {
  const kept = new Map<string, Uint8Array>()
  let keptBytes = 0
  return async (digests) => {
    const found: Uint8Array[] = []
    for (const digest of digests) {
      const known = kept.get(digest)
      const bytes = known ?? (await reader.document(digest))
      if (bytes === undefined) continue
      found.push(bytes)
      // The last used are the last to go.
      kept.delete(digest)
      kept.set(digest, bytes)
      if (!known) keptBytes += bytes.length
    }
    for (const [digest, bytes] of kept) {
      if (keptBytes <= shelfBytesMax) break
      kept.delete(digest)
      keptBytes -= bytes.length
    }
    return found
  }
}

/** What is wrong with an entry as an act, in words that begin with where. */
function entryFaultWords(fault: RecordFault, { explain }: Pick<VerifyPorts, 'explain'>): string {
  const at = `entry ${fault.index}`
  switch (fault.kind) {
    case 'entry-refused':
      return `${at}: it should have been refused: ${explain(fault.cause)}`
    case 'entry-time-back':
      return `${at}: its time lies before that of the entry before it`
    case 'entry-act-repeated':
      return `${at}: the act \`${fault.id}\` stands on the record already`
    case 'entry-grant-differs':
      return `${at}: what it says permitted the act is not what did`
    case 'entry-events-differ':
      return `${at}: what it says came of the act is not what comes of it`
    case 'entry-draws-differ':
      return `${at}: what it says the decision drew does not fit it: ${fault.problem}`
    default:
      return fault satisfies never
  }
}

/**
 * The keys to check logs under: the record's own, for whoever lacks some. Entry 0 is signed by the authority
 * key, so that whoever knows the unit by that key knows the rest by it.
 */
async function keysFor(
  record: LogReader,
  ports: VerifyPorts,
  known: KnownKeys,
): Promise<Result<KnownKeys, CliFault>> {
  if (known.recordKey !== undefined && known.journalKey !== undefined) return accept(known)
  const bundle = await record.bundle(0, 1)
  const entries = bundle && decodeBundle(bundle)
  const first = entries?.ok ? entries.value[0] : undefined
  if (!first) return flawed('the record', ['entry 0: it is missing'])
  const replay = replayOf(record, ports)
  const problem = await replay.next(first)
  const unit = unitProfile(replay.verifier.state)
  if (!unit) return flawed('the record', [problem ?? foundsNothing])
  if (known.unit !== undefined && known.unit !== unit.key) return anotherUnit(unit.key, known.unit)
  const { key, recordKey, journalKey } = unit
  return accept({ unit: key, recordKey, journalKey, ...known })
}

const foundsNothing = 'entry 0: it founds no unit'

function anotherUnit(found: string, expected: string): Result<never, CliFault> {
  return flawed('the record', [`entry 0: it founds the unit ${found}, not ${expected}`])
}

/** A verifier key from its text form. */
export function verifierIn(text: string | undefined): Result<NoteVerifier, CliFault> {
  const key = parseVerifierKey(text ?? '')
  return key.ok ? key : flawed('the log', ['checkpoint: the key it should be signed with cannot be read'])
}

function logFacts({ origin, size, root }: Checkpoint, known: KnownKeys): VerifiedLog {
  return { origin, entries: size, root: base64(root), pinned: known.unit !== undefined }
}

/** Flaws as the fault of a command. */
export function flawed(what: string, problems: readonly string[]): Result<never, CliFault> {
  const told = problems.slice(0, faultsTold).join('; ')
  const more = problems.length - faultsTold
  const rest = more > 0 ? `; and ${more}${problems.length === faultsMax ? ' or more' : ''} others` : ''
  return refuse({ kind: 'unproven', what, problem: `${told}${rest}` })
}
