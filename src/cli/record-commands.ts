import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { accept, type Result, refuse } from '#fault'
import {
  type Attach,
  type Context,
  type Given,
  jsonText,
  textGiven,
  withPublic,
  withSession,
} from './context.ts'
import { exitCodes } from './exit.ts'
import type { CliFault } from './fault.ts'
import { readText } from './files.ts'
import type { HttpCaller } from './http.ts'
import { guarded, httpLog, readingLog, storeLog } from './log-source.ts'
import { readProfile } from './profile.ts'
import { verifyEvidence } from './record-evidence.ts'
import { proveEntry } from './record-prove.ts'
import { showEntries, shownByDefault, shownMax } from './record-show.ts'
import { logName, type Source } from './record-source.ts'
import {
  type KnownKeys,
  type VerifiedLog,
  type VerifiedRecord,
  verifyJournal,
  verifyRecord,
} from './record-verify.ts'
import { recordText } from './text-table.ts'

/** The commands that check and show the record, from a store file or a running node. */
export function addRecordCommands(group: Command, attach: Attach): void {
  const verify = withSourceOptions(group.command('verify')).description(
    're-read everything: hashes, signatures, every act’s authority, replay to the same state',
  )
  attach(verify, (context, _args, given) =>
    reading(context, given, true, (source) => verified(context, source, given)),
  )
  const show = withSourceOptions(group.command('show [index]'))
    .description('one entry whole, or a list of entries')
    .option('--from <index>', 'first entry of the list; the last ones when not given')
    .option('--count <number>', `how many, ${shownMax} at most`, String(shownByDefault))
  attach(show, (context, [index], given) => {
    return reading(context, given, true, (source) => showEntries(context, source, given, index))
  })
  const prove = withSourceOptions(group.command('prove <index>')).description(
    'that an entry is included under the signed checkpoint: the proof, verified',
  )
  attach(prove, (context, [index], given) => {
    return reading(context, given, false, (source) => proveEntry(context, source, given, index ?? ''))
  })
  const evidence = group
    .command('evidence <file>')
    .description('verify evidence that was kept in a browser; its unit is not asked')
  attach(evidence, (context, [path]) => Promise.resolve(checkedEvidence(context, path ?? '')))
}

function checkedEvidence(context: Context, path: string): Result<string, CliFault> {
  const text = readText(path)
  if (!text.ok) return text
  const known = knownKeys(context)
  if (!known.ok) return known
  const found = verifyEvidence(text.value, known.value)
  if (!found.ok) return found
  const { shows, facts } = found.value
  const pinned = known.value.unit !== undefined
  if (context.json) return accept(jsonText({ verified: true, shows, ...facts, pinned }))
  const note = pinned
    ? ''
    : 'under the keys it brings itself: compare the unit with what you know, or use `--as`\n'
  return accept(`${shows}\n${recordText(Object.entries(facts))}\n${note}`)
}

function withSourceOptions(command: Command): Command {
  return command
    .option('--store <file>', 'a copy of the store, its node stopped, in place of a running node')
    .option('--journal', 'the journal of accesses in place of the acts')
}

/** Opens what is to be read; entries of a running node want a certificate and a step that permits to read. */
async function reading(
  context: Context,
  given: Given,
  entries: boolean,
  work: (source: Source) => Promise<Result<string, CliFault>>,
): Promise<Result<string, CliFault>> {
  const known = knownKeys(context)
  if (!known.ok) return known
  const path = textGiven(given, 'store')
  if (path !== undefined) {
    return readingStore(context, path, known.value, work)
  }
  const over = (caller: HttpCaller): Promise<Result<string, CliFault>> => {
    return readingLog(() => work(httpSource(caller, known.value)))
  }
  return entries ? withSession(context, ({ caller }) => over(caller)) : withPublic(context, over)
}

async function readingStore(
  { ports }: Context,
  path: string,
  known: KnownKeys,
  work: (source: Source) => Promise<Result<string, CliFault>>,
): Promise<Result<string, CliFault>> {
  if (!existsSync(path)) return refuse({ kind: 'file-unread', path, problem: 'there is no such file' })
  const store = await ports.openStore(path)
  if (!store.ok) {
    const problem = ports.explain(store.fault)
    return store.fault.kind === 'store-in-use'
      ? refuse({ kind: 'told', sentence: problem, code: exitCodes.refused })
      : refuse({ kind: 'unproven', what: `the store \`${path}\``, problem })
  }
  const { record, journal } = store.value
  const snapshot: Source['snapshot'] = (verifier) => guarded(store.value.snapshot(verifier))
  const source = { record: storeLog(record), journal: storeLog(journal), known, snapshot }
  try {
    return await readingLog(() => work(source))
  } finally {
    await store.value.close()
  }
}

function httpSource(caller: HttpCaller, known: KnownKeys): Source {
  return { record: httpLog(caller, 'record'), journal: httpLog(caller, 'journal'), known }
}

function knownKeys(context: Context): Result<KnownKeys, CliFault> {
  if (context.as === undefined) return accept({})
  const profile = readProfile(context.as)
  return profile.ok ? accept(profile.value.unit) : profile
}

async function verified(context: Context, source: Source, given: Given): Promise<Result<string, CliFault>> {
  const { ports, json } = context
  const { record, journal, known, snapshot } = source
  if (logName(given) === 'record') {
    const result = await verifyRecord(record, ports, known, snapshot)
    if (!result.ok) return result
    return accept(json ? jsonText({ verified: true, ...result.value }) : recordSentences(result.value))
  }
  const result = await verifyJournal(journal, record, ports, known)
  if (!result.ok) return result
  return accept(json ? jsonText({ verified: true, ...result.value }) : journalSentences(result.value))
}

function recordSentences(record: VerifiedRecord): string {
  const { unitName, entries, root, unit, stateHash: state, pinned, snapshotSize } = record
  const facts = recordText([
    ['unit', `${unitName} (${unit})`],
    ['entries', entries],
    ['root', root],
    ['state', state],
    ...(snapshotSize === undefined
      ? []
      : [['snapshot', `of ${snapshotSize} entries: they replay to it`] as const]),
  ])
  const sentence = `the record verifies: hashes, signatures, authority and replay of ${entries} entries`
  return `${sentence}\n${facts}${pinNote(pinned)}`
}

function journalSentences({ entries, root, pinned }: VerifiedLog): string {
  const facts = recordText([['root', root]])
  return `the journal verifies: hashes and signature of ${entries} entries\n${facts}${pinNote(pinned)}`
}

function pinNote(pinned: boolean): string {
  if (pinned) return ''
  return 'under the keys of its own entry 0: compare the unit with what you know, or use `--as`\n'
}
