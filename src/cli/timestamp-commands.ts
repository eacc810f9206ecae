import { type Command, Option } from 'commander'
import { isoInstant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { type ReadTimestamp, readTimestamp, type VerifiedTimestamp, verifyToken } from '#timestamp'
import { type Certificate, nameText, parseCertificate } from '#x509'
import { type Attach, type Context, type Given, jsonText, textGiven } from './context.ts'
import { exitCodes } from './exit.ts'
import type { CliFault } from './fault.ts'
import { readText, readWhole, writeNew } from './files.ts'
import { recordText } from './text-table.ts'
import { fetchTimestamp } from './timestamp-client.ts'
import { authorityAddress, digestOfFile, statusAt, trustGiven, withTrustOptions } from './timestamp-trust.ts'
import { timestampRefusal } from './timestamp-words.ts'

/** Digests that are asked for; a token over any that has not ended is verified. */
const digestsOffered = ['sha256', 'sha384', 'sha512'] as const

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
  const verify = withTrustOptions(group.command('verify <token> <file>')).description(
    'whether a token proves a time for a file, and which',
  )
  attach(verify, (context, [token = '', path = ''], given) => verified(context, token, path, given))
}

async function requested(context: Context, path: string, given: Given): Promise<Result<string, CliFault>> {
  const { ports, json } = context
  const algorithm = digestsOffered.find((name) => name === given['digest']) ?? 'sha256'
  const url = authorityAddress(context)
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
  const trust = trustGiven(context, given)
  if (!trust.ok) return trust
  const { anchors, intermediates, withoutStatus } = trust.value
  const at = ports.clock.now()
  const statusOf = statusAt(trust.value, carriedBy(read.value), at)
  const question = { anchors, intermediates, at, statusOf }
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

/** What the token carries; what cannot be read leads nowhere. */
function carriedBy({ message }: ReadTimestamp): readonly Certificate[] {
  return message.certificates.flatMap((der) => {
    const certificate = parseCertificate(der)
    return certificate.ok ? [certificate.value] : []
  })
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
