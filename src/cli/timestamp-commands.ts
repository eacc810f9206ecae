import { createReadStream } from 'node:fs'
import { type Command, Option } from 'commander'
import { isoInstant } from '#clock'
import { type DigestName, runningDigest } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type ReadTimestamp, readTimestamp, type VerifiedTimestamp, verifyToken } from '#timestamp'
import { type CertificateStatus, listStatus, prepareLists } from '#trust'
import { type Certificate, nameText, parseCertificate, parseRevocationList, type RevocationList } from '#x509'
import { type Attach, type Context, type Given, jsonText, textGiven } from './context.ts'
import { exitCodes } from './exit.ts'
import type { CliFault } from './fault.ts'
import { readText, readWhole, writeNew } from './files.ts'
import { certificatesIn, readProfile } from './profile.ts'
import { recordText } from './text-table.ts'
import { fetchTimestamp } from './timestamp-client.ts'
import { timestampRefusal } from './timestamp-words.ts'

/** Digests that are asked for; a token over any that has not ended is verified. */
const digestsOffered = ['sha256', 'sha384', 'sha512'] as const

/** The lists of large authorities have some 2 MiB. */
const listBytesMax = 16 * 1024 * 1024

/** The commands that have a time proven, and look at the proof. */
export function addTimestampCommands(group: Command, attach: Attach): void {
  const request = group
    .command('request <file>', { isDefault: true })
    .description('have it proven that a file stands now: `chancery timestamp FILE`')
    .option('--out <file>', 'where the token goes; beside the file, with `.tst`, when not given')
    .option('--policy <oid>', 'the policy under which it is wanted')
    .option('--roots <file>', 'PEM of roots that an `https://` authority may rest on besides the usual ones')
    .addOption(new Option('--digest <name>', 'by what').choices([...digestsOffered]).default('sha256'))
  attach(request, (context, [path = ''], given) => requested(context, path, given))
  const verify = group
    .command('verify <token> <file>')
    .description('whether a token proves a time for a file, and which')
    .option('--trust <file>', 'PEM of the certificates that are trusted; those of the folder when not given')
    .option('--chain <file>', 'PEM of certificates in between that the token does not carry')
    .option('--list <file>', 'revocation list, DER (may be repeated)', gathered, [])
    .option('--without-status', 'do not ask whether the certificate of the token was revoked')
  attach(verify, (context, [token = '', path = ''], given) => verified(context, token, path, given))
}

function gathered(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

async function requested(context: Context, path: string, given: Given): Promise<Result<string, CliFault>> {
  const { ports, json } = context
  const algorithm = digestsOffered.find((name) => name === given['digest']) ?? 'sha256'
  const url = addressOf(context)
  if (!url.ok) return url
  const rootsFile = textGiven(given, 'roots')
  const roots = rootsFile === undefined ? accept(undefined) : readText(rootsFile)
  if (!roots.ok) return roots
  const digest = await digestOfFile(path, algorithm)
  if (!digest.ok) return digest
  const policy = textGiven(given, 'policy')
  const fetched = await fetchTimestamp({
    url: url.value,
    algorithm,
    digest: digest.value,
    ...(policy !== undefined && { policy }),
    ...(roots.value !== undefined && { roots: roots.value }),
    random: ports.random,
  })
  if (!fetched.ok) return refuse(timestampRefusal(ports, fetched.fault))
  const { token, certificate } = fetched.value
  const out = textGiven(given, 'out') ?? `${path}.tst`
  const written = writeNew(out, token)
  if (!written.ok) return written
  const facts = { token: out, ...factsOf(fetched.value.info), by: nameText(certificate.subject) }
  if (json) return accept(jsonText(facts))
  return accept(`${out} proves that \`${path}\` stood at ${facts.time}, to whoever trusts ${facts.by}\n`)
}

/** The address given, or the authority of the folder's unit. */
function addressOf({ url, as }: Context): Result<string, CliFault> {
  if (url !== undefined) return accept(url)
  if (as === undefined) {
    return refuse({
      kind: 'usage',
      problem: 'name the time-stamp authority by `--url`, or a folder by `--as`',
    })
  }
  const profile = readProfile(as)
  return profile.ok ? accept(`${profile.value.unit.public}/time-stamp`) : profile
}

/** In parts, so that a file of any size takes the memory of one. */
async function digestOfFile(path: string, algorithm: DigestName): Promise<Result<Uint8Array, CliFault>> {
  const running = runningDigest(algorithm)
  try {
    for await (const part of createReadStream(path)) running.update(part as Buffer)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const problem = code === 'ENOENT' ? 'there is no such file' : message
    return refuse({ kind: 'file-unread', path, problem })
  }
  return accept(running.digest())
}

async function verified(
  context: Context,
  tokenPath: string,
  path: string,
  given: Given,
): Promise<Result<string, CliFault>> {
  const { ports, json } = context
  const bytes = readWhole(tokenPath)
  if (!bytes.ok) return bytes
  const read = readTimestamp(bytes.value)
  if (!read.ok) return refuse(timestampRefusal(ports, read.fault))
  const { algorithm } = read.value.info.imprint
  const digest = await digestOfFile(path, algorithm)
  if (!digest.ok) return digest
  const anchors = anchorsOf(context, given)
  if (!anchors.ok) return anchors
  const between = certificatesGiven(given, 'chain')
  if (!between.ok) return between
  const lists = listsGiven(given)
  if (!lists.ok) return lists
  const at = ports.clock.now()
  const withoutStatus = given['withoutStatus'] === true
  const intermediates = [...between.value, ...carriedBy(read.value)]
  const statusOf = statusFrom(lists.value, { anchors: anchors.value, intermediates, at }, withoutStatus)
  const question = { anchors: anchors.value, intermediates, at, statusOf }
  const token = verifyToken(bytes.value, () => digest.value, question)
  if (!token.ok) return refuse(statusHint(timestampRefusal(ports, token.fault), token.fault))
  const facts = {
    file: path,
    ...verifiedFacts(token.value),
    status: withoutStatus ? 'not asked' : 'in force',
  }
  if (json) return accept(jsonText({ verified: true, ...facts }))
  return accept(`\`${path}\` stood at ${facts.time}\n${recordText(Object.entries(facts))}`)
}

function anchorsOf(context: Context, given: Given): Result<readonly Certificate[], CliFault> {
  if (textGiven(given, 'trust') !== undefined) return certificatesGiven(given, 'trust')
  if (context.as === undefined) {
    return refuse({ kind: 'usage', problem: 'say who is trusted by `--trust`, or name a folder by `--as`' })
  }
  const profile = readProfile(context.as)
  return profile.ok ? accept(certificatesIn(profile.value.authority)) : profile
}

function certificatesGiven(given: Given, option: string): Result<readonly Certificate[], CliFault> {
  const path = textGiven(given, option)
  if (path === undefined) return accept([])
  const text = readText(path)
  if (!text.ok) return text
  const certificates = certificatesIn(text.value)
  if (certificates.length > 0) return accept(certificates)
  return refuse({ kind: 'file-malformed', path, problem: 'no certificate' })
}

function listsGiven(given: Given): Result<readonly RevocationList[], CliFault> {
  const paths = Array.isArray(given['list']) ? given['list'].map(String) : []
  const lists: RevocationList[] = []
  for (const path of paths) {
    const bytes = readWhole(path, listBytesMax)
    if (!bytes.ok) return bytes
    const list = parseRevocationList(bytes.value)
    if (!list.ok) return refuse({ kind: 'file-malformed', path, problem: 'no revocation list in DER' })
    lists.push(list.value)
  }
  return accept(lists)
}

/** What the token carries; what cannot be read leads nowhere. */
function carriedBy({ message }: ReadTimestamp): readonly Certificate[] {
  return message.certificates.flatMap((der) => {
    const certificate = parseCertificate(der)
    return certificate.ok ? [certificate.value] : []
  })
}

/**
 * The status by the lists given. Of an authority on which none says anything it is taken to be in force, as
 * units publish lists of what they issue every day; of the signer only where that is asked for.
 */
function statusFrom(
  lists: readonly RevocationList[],
  inquiry: Parameters<typeof listStatus>[1],
  withoutStatus: boolean,
): (certificate: Certificate, issuer: Certificate) => CertificateStatus {
  const byLists = listStatus(prepareLists(lists), inquiry)
  return (certificate, issuer) => {
    const status = byLists(certificate, issuer)
    if (status.status !== 'unknown') return status
    const taken = certificate.basicConstraints?.ca === true || withoutStatus
    return taken ? { status: 'good' } : { status: 'unknown' }
  }
}

/** What to do where nothing is known of the signer's certificate. */
function statusHint(told: CliFault, fault: Parameters<typeof timestampRefusal>[1]): CliFault {
  const isUnknown = fault.kind === 'token-path-refused' && fault.fault.kind === 'status-unknown'
  if (!isUnknown || told.kind !== 'told') return told
  const hint = 'give its list by `--list`, or do without by `--without-status`'
  return { kind: 'told', sentence: `${told.sentence}: ${hint}`, code: exitCodes.unverified }
}

type Stated = Pick<VerifiedTimestamp, 'time' | 'accuracyMilliseconds' | 'policy' | 'serial' | 'imprint'>

function factsOf(stated: Stated): { readonly time: string } & Readonly<Record<string, unknown>> {
  return {
    time: isoInstant(stated.time),
    accuracyMilliseconds: stated.accuracyMilliseconds ?? 'not stated',
    policy: stated.policy,
    serial: stated.serial.toString(),
    digest: stated.imprint.algorithm,
  }
}

function verifiedFacts(token: VerifiedTimestamp): ReturnType<typeof factsOf> {
  const { path, certificate } = token
  return {
    ...factsOf(token),
    by: nameText(certificate.subject),
    trusted: nameText(path.anchor.subject),
  }
}
