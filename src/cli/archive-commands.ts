import { readdirSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { type Command, Option } from 'commander'
import { hex } from '#bytes'
import { isoInstant } from '#clock'
import type { DigestName } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import {
  archiveEvidence,
  type EvidenceFault,
  evidenceAlgorithms,
  type HashTree,
  HashTreeBuilder,
  renewalDigest,
  renewalDue,
  renewedDigests,
  renewHashTree,
  renewTimestamp,
  verifyEvidenceRecord,
} from '#timestamp'
import { nameText } from '#x509'
import { type Attach, type Context, type Given, jsonText, textGiven } from './context.ts'
import { exitCodes } from './exit.ts'
import type { CliFault } from './fault.ts'
import { readWhole, replaceFile, writeNew } from './files.ts'
import { recordText } from './text-table.ts'
import { fetchTimestamp } from './timestamp-client.ts'
import { authorityAddress, digestOfFile, statusAt, trustGiven, withTrustOptions } from './timestamp-trust.ts'
import { timestampRefusal } from './timestamp-words.ts'

/** What an evidence record's file is called besides its document's name (RFC 4998 names no ending). */
const ending = '.ers'

/** In one tree; an archive that has more is proven folder by folder. Names and digests of so many: 300 MB. */
const filesMax = 2_000_000

/** A record grows by a time-stamp, some kilobytes, with every renewal: a thousand of them fit. */
const recordBytesMax = 8 * 1024 * 1024

const digestsOffered = ['sha256', 'sha384', 'sha512', 'sha3-256', 'sha3-512'] as const

/** The commands that keep whole archives provable: one time-stamp, and a record for each file. */
export function addArchiveCommands(group: Command, attach: Attach): void {
  const make = group
    .command('archive <folder>')
    .description('one time-stamp over all files of a folder, and an evidence record (RFC 4998) for each')
    .addOption(new Option('--out <folder>', 'where the records go (required)').makeOptionMandatory())
    .addOption(new Option('--digest <name>', 'by what').choices([...digestsOffered]).default('sha256'))
  attach(make, (context, [folder = ''], given) => made(context, folder, given))
  const verify = withTrustOptions(group.command('verify-archived <record> <files...>')).description(
    'since when a file is proven to stand, and when its record is to be renewed',
  )
  attach(verify, (context, [record = '', ...files], given) => verified(context, record, files, given))
  const renew = group
    .command('renew-archive <folder>')
    .description('one more time-stamp for all records of a folder; with `--of` their hashes are renewed too')
    .option('--of <folder>', 'the files that the records are about, to be hashed again')
    .addOption(
      new Option('--digest <name>', 'by what, with `--of`').choices([...digestsOffered]).default('sha512'),
    )
  attach(renew, (context, [folder = ''], given) => renewed(context, folder, given))
}

async function made(context: Context, folder: string, given: Given): Promise<Result<string, CliFault>> {
  const out = textGiven(given, 'out') ?? ''
  if (`${resolve(out)}${sep}`.startsWith(`${resolve(folder)}${sep}`)) {
    return refuse({
      kind: 'usage',
      problem: 'records beside the files would be proven with them: name another `--out`',
    })
  }
  const files = filesIn(folder)
  if (!files.ok) return files
  const builder = new HashTreeBuilder(digestGiven(given))
  for (const file of files.value) {
    const digest = await digestOfFile(join(folder, file), builder.algorithm)
    if (!digest.ok) return digest
    builder.add(digest.value)
  }
  const tree = builder.build()
  const token = await tokenOver(context, tree)
  if (!token.ok) return token
  const evidence = told(context, archiveEvidence(tree, token.value))
  if (!evidence.ok) return evidence
  for (const [index, file] of files.value.entries()) {
    const written = writeNew(join(out, `${file}${ending}`), evidence.value.prove(index))
    if (!written.ok) return written
  }
  const facts = { records: files.value.length, time: isoInstant(evidence.value.time), folder: out }
  if (context.json) return accept(jsonText(facts))
  return accept(`${facts.records} records in ${out} prove that their files stood at ${facts.time}\n`)
}

async function verified(
  context: Context,
  recordPath: string,
  files: readonly string[],
  given: Given,
): Promise<Result<string, CliFault>> {
  const record = readWhole(recordPath, recordBytesMax)
  if (!record.ok) return record
  const trust = trustGiven(context, given)
  if (!trust.ok) return trust
  const algorithms = told(context, evidenceAlgorithms(record.value))
  if (!algorithms.ok) return algorithms
  const digests = new Map<DigestName, readonly Uint8Array[]>()
  for (const algorithm of algorithms.value) {
    const all = await digestsOf(files, algorithm)
    if (!all.ok) return all
    digests.set(algorithm, all.value)
  }
  const now = context.ports.clock.now()
  const evidence = told(
    context,
    verifyEvidenceRecord(record.value, (algorithm) => digests.get(algorithm), {
      ...trust.value,
      at: now,
      statusOf: (certificate, issuer, at) => statusAt(trust.value, [], at)(certificate, issuer),
    }),
  )
  if (!evidence.ok) return evidence
  const { time, timestamps, last, algorithm } = evidence.value
  const due = renewalDue(last, algorithm, now)
  const facts = {
    since: isoInstant(time),
    timestamps: timestamps.length,
    last: isoInstant(last.time),
    by: nameText(last.certificate.subject),
    status: trust.value.withoutStatus ? 'not asked' : 'in force',
    renew: due ? `${due.what} before ${isoInstant(due.by)}, when ${due.ends} ends` : 'not yet',
  }
  if (context.json) return accept(jsonText({ verified: true, ...facts }))
  return accept(`stands since ${facts.since}: ${files.join(', ')}\n${recordText(Object.entries(facts))}`)
}

/** A record as it is read, and what the new time-stamp is to be over for it. */
interface Renewing {
  readonly path: string
  readonly record: Uint8Array
  /** Its place in the new tree. */
  readonly index: number
}

async function renewed(context: Context, folder: string, given: Given): Promise<Result<string, CliFault>> {
  const files = filesIn(folder)
  if (!files.ok) return files
  const records = files.value.filter((file) => file.endsWith(ending))
  if (records.length === 0) return refuse(usage(`\`${folder}\` holds no records (\`${ending}\`)`))
  const of = textGiven(given, 'of')
  const planned =
    of === undefined
      ? stampedAgain(context, folder, records)
      : await hashedAgain(context, folder, records, of, digestGiven(given))
  if (!planned.ok) return planned
  const { tree, renewing } = planned.value
  const token = await tokenOver(context, tree)
  if (!token.ok) return token
  for (const { path, record, index } of renewing) {
    const next = told(
      context,
      of === undefined
        ? renewTimestamp(record, token.value, tree.reduced(index))
        : renewHashTree(record, tree, index, token.value),
    )
    if (!next.ok) return next
    const written = replaceFile(path, next.value)
    if (!written.ok) return written
  }
  const what = of === undefined ? 'a time-stamp' : `a hash tree by ${tree.algorithm}`
  if (context.json) return accept(jsonText({ renewed: renewing.length, what }))
  return accept(`${renewing.length} records in ${folder} have ${what} more\n`)
}

interface Plan {
  readonly tree: HashTree
  readonly renewing: readonly Renewing[]
}

/** Records of one archive have one last time-stamp, which stands in the tree once. */
function stampedAgain(context: Context, folder: string, records: readonly string[]): Result<Plan, CliFault> {
  let builder: HashTreeBuilder | undefined
  const places = new Map<string, number>()
  const renewing: Renewing[] = []
  for (const file of records) {
    const path = join(folder, file)
    const record = readWhole(path, recordBytesMax)
    if (!record.ok) return record
    const over = told(context, renewalDigest(record.value))
    if (!over.ok) return over
    builder ??= new HashTreeBuilder(over.value.algorithm)
    if (builder.algorithm !== over.value.algorithm) {
      const both = `records by ${builder.algorithm} and ${over.value.algorithm}`
      return refuse(usage(`${both}: put them in folders of their own`))
    }
    const key = hex(over.value.digest)
    const index = places.get(key) ?? builder.add(over.value.digest)
    places.set(key, index)
    renewing.push({ path, record: record.value, index })
  }
  return accept({ tree: certain(builder, 'the tree of some records').build(), renewing })
}

async function hashedAgain(
  context: Context,
  folder: string,
  records: readonly string[],
  of: string,
  algorithm: DigestName,
): Promise<Result<Plan, CliFault>> {
  const builder = new HashTreeBuilder(algorithm)
  const renewing: Renewing[] = []
  for (const file of records) {
    const path = join(folder, file)
    const record = readWhole(path, recordBytesMax)
    if (!record.ok) return record
    const digest = await digestOfFile(join(of, file.slice(0, -ending.length)), algorithm)
    if (!digest.ok) return digest
    const joined = told(context, renewedDigests(record.value, algorithm, [digest.value]))
    if (!joined.ok) return joined
    renewing.push({ path, record: record.value, index: builder.add(...joined.value) })
  }
  return accept({ tree: builder.build(), renewing })
}

async function tokenOver(context: Context, tree: HashTree): Promise<Result<Uint8Array, CliFault>> {
  const url = authorityAddress(context)
  if (!url.ok) return url
  const { algorithm, root: digest } = tree
  const { random } = context.ports
  const fetched = await fetchTimestamp({ url: url.value, algorithm, digest, random })
  return fetched.ok ? accept(fetched.value.token) : refuse(timestampRefusal(context.ports, fetched.fault))
}

/** Every file below a folder, by its path in it, in the order of code points. */
function filesIn(folder: string): Result<readonly string[], CliFault> {
  let files: string[]
  try {
    files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const problem = code === 'ENOENT' ? 'there is no such folder' : message
    return refuse({ kind: 'file-unread', path: folder, problem })
  }
  if (files.length === 0) return refuse(usage(`\`${folder}\` holds no files`))
  if (files.length > filesMax) {
    return refuse(usage(`\`${folder}\` holds ${files.length} files, ${filesMax} at most stand in one tree`))
  }
  return accept(files.sort((a, b) => (a < b ? -1 : 1)))
}

async function digestsOf(
  files: readonly string[],
  algorithm: DigestName,
): Promise<Result<readonly Uint8Array[], CliFault>> {
  const digests: Uint8Array[] = []
  for (const file of files) {
    const digest = await digestOfFile(file, algorithm)
    if (!digest.ok) return digest
    digests.push(digest.value)
  }
  return accept(digests)
}

function digestGiven(given: Given): DigestName {
  return digestsOffered.find((name) => name === given['digest']) ?? 'sha256'
}

function usage(problem: string): CliFault {
  return { kind: 'usage', problem }
}

/** What a proof is refused for, in the words of the faces. */
function told<T>({ ports }: Context, result: Result<T, EvidenceFault>): Result<T, CliFault> {
  if (result.ok) return result
  return refuse({ kind: 'told', sentence: ports.explain(result.fault), code: exitCodes.unverified })
}
