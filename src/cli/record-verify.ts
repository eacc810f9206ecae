import { base64 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { type UnitProfile, unitProfile } from '#identity'
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
import type { CommandLinePorts } from './ports.ts'
import type { UnitFile } from './profile.ts'

/** Faults that are told one by one; the rest is counted. */
const faultsTold = 5

/** Keys the reader knew before it looked; without them a record can only be checked against itself. */
export type KnownKeys = Partial<Pick<UnitFile, 'unit' | 'recordKey' | 'journalKey'>>

/** A log that verified. */
export interface VerifiedLog {
  readonly origin: string
  readonly entries: number
  /** Base64 of the tree's root hash. */
  readonly root: string
  /** Whether the log's key was known beforehand; else it is the one in the record's own entry 0. */
  readonly pinned: boolean
}

/** A record that verified. */
export interface VerifiedRecord extends VerifiedLog {
  /** Thumbprint of the authority key of the unit that entry 0 founds. */
  readonly unit: string
  readonly unitName: string
  /** Base64 SHA-256 of the state the record replays to. */
  readonly stateHash: string
}

type VerifyPorts = Pick<CommandLinePorts, 'recordVerifier' | 'slices' | 'explain'>

/**
 * Re-reads the whole acts log: every hash and tile up to the signed root; at every entry the envelope's
 * signature, the actor's authority and the decision; and replays to the state.
 */
export async function verifyRecord(
  reader: LogReader,
  ports: VerifyPorts,
  known: KnownKeys,
): Promise<Result<VerifiedRecord, CliFault>> {
  const founded = known.recordKey === undefined ? await foundingKeys(reader, ports) : accept(known)
  if (!founded.ok) return founded
  const key = verifierIn(founded.value.recordKey)
  if (!key.ok) return key
  const replay = replayOf(ports)
  const checkpoint = await verifyEntries('the record', reader, key.value, replay.next)
  if (!checkpoint.ok) return checkpoint
  const unit = unitProfile(replay.verifier.state)
  if (!unit) return flawed('the record', ['entry 0: it founds no unit'])
  if (known.unit !== undefined && known.unit !== unit.key) {
    return flawed('the record', [`entry 0: it founds the unit ${unit.key}, not ${known.unit}`])
  }
  return accept({
    ...logFacts(checkpoint.value, known.recordKey !== undefined),
    unit: unit.key,
    unitName: unit.name,
    stateHash: stateHash(ports.slices, replay.verifier.state),
  })
}

/** Re-reads a whole access journal: every hash and tile up to the signed root. */
export async function verifyJournal(
  journal: LogReader,
  record: LogReader,
  ports: VerifyPorts,
  known: KnownKeys,
): Promise<Result<VerifiedLog, CliFault>> {
  const founded = known.journalKey === undefined ? await foundingKeys(record, ports) : accept(known)
  if (!founded.ok) return founded
  const key = verifierIn(founded.value.journalKey)
  if (!key.ok) return key
  const checkpoint = await verifyEntries('the journal', journal, key.value, () => undefined)
  return checkpoint.ok ? accept(logFacts(checkpoint.value, known.journalKey !== undefined)) : checkpoint
}

/** Looks at an entry that is proven to stand in its place; words for what is wrong with it. */
type EntryCheck = (bytes: Uint8Array) => string | undefined

async function verifyEntries(
  what: string,
  reader: LogReader,
  key: NoteVerifier,
  check: EntryCheck,
): Promise<Result<Checkpoint, CliFault>> {
  const options: VerifyOptions = { origin: key.name, verifiers: [key] }
  const checkpoint = await readCheckpoint(reader, options)
  if (!checkpoint.ok) return flawed(what, [logFaultWords(checkpoint.fault)])
  const problems: string[] = []
  let replayable = true
  for await (const found of verifyLog(reader, options)) {
    const problem = found.ok
      ? replayable
        ? check(found.value.bytes)
        : undefined
      : logFaultWords(found.fault)
    if (problem === undefined) continue
    problems.push(problem)
    // What follows a gap cannot be decided again; the hashes still can be looked at.
    replayable = false
    if (problems.length === faultsMax) break
  }
  return problems.length === 0 ? checkpoint : flawed(what, problems)
}

/** A replay from the first entry, and the check of each entry on the way. */
function replayOf(ports: VerifyPorts): { readonly verifier: RecordVerifier; readonly next: EntryCheck } {
  const verifier = ports.recordVerifier()
  const next: EntryCheck = (bytes) => {
    const entry = verifier.next(bytes)
    return entry.ok ? undefined : entryFaultWords(entry.fault, ports)
  }
  return { verifier, next }
}

/** What is wrong with an entry as an act, in words that begin with where. */
export function entryFaultWords(fault: RecordFault, { explain }: Pick<VerifyPorts, 'explain'>): string {
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

/** The keys that a record itself founds its unit with, for whoever knew none. */
async function foundingKeys(record: LogReader, ports: VerifyPorts): Promise<Result<UnitProfile, CliFault>> {
  const bundle = await record.bundle(0, 1)
  const entries = bundle && decodeBundle(bundle)
  const first = entries?.ok ? entries.value[0] : undefined
  if (!first) return flawed('the record', ['entry 0: it is missing'])
  const replay = replayOf(ports)
  const problem = replay.next(first)
  const unit = unitProfile(replay.verifier.state)
  return unit ? accept(unit) : flawed('the record', [problem ?? 'entry 0: it founds no unit'])
}

/** A verifier key from its text form. */
export function verifierIn(text: string | undefined): Result<NoteVerifier, CliFault> {
  const key = parseVerifierKey(text ?? '')
  return key.ok ? key : flawed('the log', ['checkpoint: the key it should be signed with cannot be read'])
}

function logFacts({ origin, size, root }: Checkpoint, pinned: boolean): VerifiedLog {
  return { origin, entries: size, root: base64(root), pinned }
}

/** Flaws as the fault of a command. */
export function flawed(what: string, problems: readonly string[]): Result<never, CliFault> {
  const told = problems.slice(0, faultsTold).join('; ')
  const more = problems.length - faultsTold
  const rest = more > 0 ? `; and ${more}${problems.length === faultsMax ? ' or more' : ''} others` : ''
  return refuse({ kind: 'unproven', what, problem: `${told}${rest}` })
}
