import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, type Instant, isoInstant, systemClock } from '#clock'
import { pem } from '#x509'
import type { SignedPermit } from './signed.ts'
import { ArchiveAuthority } from './signed-archive.ts'
import {
  answerOf,
  authorityOf,
  indicationOf,
  isPassed,
  sentencesOf,
  type Verified,
  verified,
} from './signed-report.ts'

/**
 * Years after the signature: when the archive renews what it keeps, before the certificate ends that the last
 * proof rests on (the unit's clock has one for three years, the archive's for seven), and when it is read.
 */
const firstRenewalYears = 2
const secondRenewalYears = 8
const askedAfterYears = 10

/**
 * Ten years in a second: every program of the archive and of the citizen runs on a clock that the tour sets.
 * By then the certificates of the unit have ended, and with 2035 every key that a quantum computer breaks.
 */
export async function decadeLater(permit: SignedPermit): Promise<void> {
  const { office, file, authority } = permit
  const signedAt = systemClock.now()
  let now = signedAt
  const clock: Clock = { now: () => now }
  const archive = await ArchiveAuthority.open(clock)
  try {
    const root = join(office.scratch, 'archive.pem')
    await writeFile(root, pem('CERTIFICATE', archive.certificate.der))
    now = yearsAfter(signedAt, firstRenewalYears)
    const once = await renewed(permit, file, archive, clock)
    now = yearsAfter(signedAt, secondRenewalYears)
    const twice = await renewed(permit, once, archive, clock)
    now = yearsAfter(signedAt, askedAfterYears)
    const ask = (copy: string): Promise<Verified> => verified(office, copy, [authority, root], clock)
    const before = await verified(office, file, [authority])
    sameAnswer(permit, `the citizen asks again, on ${dateOf(now)}`, await ask(twice), before)
    openAnswer(permit, 'the same of a copy that was renewed but once', await ask(once))
    openAnswer(permit, 'the same of a copy that nobody renewed', await ask(file))
  } finally {
    archive.close()
  }
}

/** `chancery extend` on a machine of the archive, with the archive's own time-stamp and list. */
async function renewed(
  { office, findings }: SignedPermit,
  file: string,
  archive: ArchiveAuthority,
  clock: Clock,
): Promise<string> {
  const now = clock.now()
  const date = dateOf(now)
  const list = join(office.scratch, `archive-${date}.crl`)
  await writeFile(list, archive.listAt(now))
  const out = join(office.scratch, `kept-${date}.pdf`)
  const options = ['--level', 'B-LTA', '--tsa', archive.url, '--evidence', list, '--out', out]
  const told = await office.command(['extend', file, ...options], {}, clock)
  const isDone = told.code === 0
  const words = isDone ? told.out.replace(/^.* holds /, '').trim() : told.sentence
  findings.see(`the archive: chancery extend, on ${date}`, isDone ? 'done' : 'refused', words, isDone)
  return out
}

function sameAnswer({ findings }: SignedPermit, what: string, later: Verified, before: Verified): void {
  const said = (each: Verified): string =>
    each.signatures.map((one) => `${answerOf(one)} ${authorityOf(one)}`).join('\n')
  const [signature] = later.signatures
  const isSame = said(later) === said(before) && later.signatures.every(isPassed)
  const words = signature ? `${answerOf(signature)}; seal and authorities as they were told then` : later.kind
  findings.see(what, later.exit, words, isSame && later.exit === 'exit 0')
}

/** What is not proven any more is said to be open, and why: nobody is told that it was forged. */
function openAnswer({ findings }: SignedPermit, what: string, { exit, signatures, text }: Verified): void {
  const [indication = ''] = signatures.map(indicationOf)
  const isOpen = exit === 'exit 5' && indication.startsWith('INDETERMINATE')
  findings.see(what, exit, `${indication}: ${sentencesOf(text[0], 1, 2)}`, isOpen)
}

function yearsAfter(instant: Instant, years: number): Instant {
  const date = new Date(instant)
  return date.setUTCFullYear(date.getUTCFullYear() + years)
}

function dateOf(instant: Instant): string {
  return isoInstant(instant).slice(0, 10)
}
