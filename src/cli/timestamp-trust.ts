import { createReadStream } from 'node:fs'
import type { Command } from 'commander'
import type { Instant } from '#clock'
import { type DigestName, runningDigest } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type CertificateStatus, listStatus, prepareLists } from '#trust'
import { type Certificate, parseRevocationList, type RevocationList } from '#x509'
import { type Context, type Given, textGiven } from './context.ts'
import type { CliFault } from './fault.ts'
import { readText, readWhole } from './files.ts'
import { certificatesIn, readProfile } from './profile.ts'

/** The lists of large authorities have some 2 MiB. */
const listBytesMax = 16 * 1024 * 1024

/** Whom somebody believes about time-stamps, as the command line says it. */
export interface TimestampTrust {
  readonly anchors: readonly Certificate[]
  readonly intermediates: readonly Certificate[]
  readonly lists: readonly RevocationList[]
  /** Whether signers count of whom no list says anything. */
  readonly withoutStatus: boolean
}

/** Adds the options that `trustGiven` reads. */
export function withTrustOptions(command: Command): Command {
  return command
    .option('--trust <file>', 'PEM of the certificates that are trusted; those of the folder when not given')
    .option('--chain <file>', 'PEM of certificates in between that are not carried along')
    .option('--list <file>', 'revocation list, DER (may be repeated)', gathered, [])
    .option('--without-status', 'do not ask whether the certificate of a token was revoked')
}

function gathered(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

export function trustGiven(context: Context, given: Given): Result<TimestampTrust, CliFault> {
  const anchors = anchorsOf(context, given)
  if (!anchors.ok) return anchors
  const between = certificatesGiven(given, 'chain')
  if (!between.ok) return between
  const lists = listsGiven(given)
  if (!lists.ok) return lists
  const withoutStatus = given['withoutStatus'] === true
  return accept({ anchors: anchors.value, intermediates: between.value, lists: lists.value, withoutStatus })
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

/**
 * The status at a time, by the lists given. An authority on which none says anything is taken to be in force,
 * as units publish lists of what they issue every day; a signer only where that is asked for.
 */
export function statusAt(
  { lists, anchors, intermediates, withoutStatus }: TimestampTrust,
  carried: readonly Certificate[],
  at: Instant,
): (certificate: Certificate, issuer: Certificate) => CertificateStatus {
  const inquiry = { anchors, intermediates: [...intermediates, ...carried], at }
  const byLists = listStatus(prepareLists(lists), inquiry)
  return (certificate, issuer) => {
    const status = byLists(certificate, issuer)
    if (status.status !== 'unknown') return status
    const taken = certificate.basicConstraints?.ca === true || withoutStatus
    return taken ? { status: 'good' } : { status: 'unknown' }
  }
}

/** Read in parts, so that a file of any size takes the memory of one. */
export async function digestOfFile(
  path: string,
  algorithm: DigestName,
): Promise<Result<Uint8Array, CliFault>> {
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

/** The address given, or the time-stamp authority of the folder's unit. */
export function authorityAddress({ url, as }: Context): Result<string, CliFault> {
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
