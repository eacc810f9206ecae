import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sure } from '#fault'
import { type Bundle, parsePublished } from '#recognition'
import type { Findings } from '../tour/findings.ts'
import { done } from '../tour/words.ts'
import { eventually } from './eventually.ts'
import type { Unit } from './unit.ts'
import { he, type Units, zhao } from './units.ts'

/** A unit just recognised is asked at the next look, once a second; the rest is for a busy machine. */
const followedMillisecondsMax = 10_000

/** What changed is published within a second. */
const publishedMillisecondsMax = 15_000

/** What `peer.list` tells of a unit that is followed. */
interface Peer {
  readonly unit: string
  readonly key: string
  readonly agreement: string
  readonly state: string
  readonly number?: number
  readonly secondsLeft?: number
}

/** One agreement in each direction joins two units that ran alone; nothing is issued anew. */
export async function recognised(units: Units, findings: Findings): Promise<void> {
  findings.chapter('Recognised: one agreement in each direction, signed beside the safe')
  const { permits, water, heritage } = units
  const before = await water.serialOf(he.id)
  const shen = { proposer: water.founder, name: 'Shen Yu', signer: 'Shen Yu' }
  await recognition(findings, water, heritage, shen)
  await published(findings, water)
  await besideTheSafe(findings, permits, water)
  await recognition(findings, water, permits, shen)
  await followedBy(findings, permits, water)
  await followedBy(findings, water, permits)
  const after = await water.serialOf(he.id)
  const words = `He Jing still has ${after.slice(0, 12)}…`
  findings.see('nothing was issued anew', 'same', words, before === after)
}

/** Waits until what was signed stands in the unit's bundle. */
async function published(findings: Findings, unit: Unit): Promise<void> {
  const look = async (): Promise<Bundle> => sure(parsePublished(await unit.bundle()), 'a bundle').bundle
  const { value, fits } = await eventually(
    publishedMillisecondsMax,
    look,
    ({ agreements }) => agreements.length > 0,
  )
  const words = `bundle ${value.number} says whom it recognises`
  findings.see(`${unit.domain} publishes by itself`, 'done', words, fits)
}

/** Who proposes, by identifier and name, and who signs, by name. */
interface Officials {
  readonly proposer: string
  readonly name: string
  readonly signer: string
}

/** By one command at a desk, while the file of the authority key is at hand. */
async function recognition(
  findings: Findings,
  unit: Unit,
  other: Unit,
  { proposer, name, signer }: Officials,
): Promise<void> {
  await compared(findings, unit, other)
  const proposed = await propose(unit, other, proposer)
  done(findings, `${name} proposes to ${unit.domain} to recognise ${other.domain}`, proposed)
  done(findings, `${signer} signs with the authority key from the safe`, await sign(unit, other))
}

async function compared(findings: Findings, unit: Unit, other: Unit): Promise<void> {
  const fingerprint = await unit.command('authority', 'fingerprint', other.publicUrl)
  const read = /^key\s+(.*)$/m.exec(fingerprint.out)?.[1] ?? fingerprint.sentence
  const words = `${read} …: read out by telephone, and compared`
  findings.see(`chancery authority fingerprint, of ${other.domain}`, 'done', words, fingerprint.code === 0)
}

/** With files carried to a machine that has no network, and back. */
async function besideTheSafe(findings: Findings, permits: Unit, water: Unit): Promise<void> {
  const [lin, domain] = [permits.founder, water.domain]
  await compared(findings, permits, water)
  const proposed = await propose(permits, water, zhao.id)
  done(findings, `Zhao Min proposes to ${permits.domain} to recognise ${domain}`, proposed)
  const [, number = ''] = /^opened case (\d+)/m.exec(proposed.out) ?? []
  const step = ['--case', number, '--step', 'sign']
  done(findings, 'Lin Mei claims the step to sign it', await permits.as(lin, 'step', 'claim', ...step))
  const file = (name: string): string => join(permits.plan.folder, 'safe', name)
  await writeFile(file('proposal.json'), await permits.must(lin, 'agreement', 'proposal', domain, '--json'))
  const authority = join(permits.personFolder(lin), 'authority.pem')
  const certified = await permits.command(
    ...['agreement', 'certify', '--proposal', file('proposal.json'), '--authority', authority],
    ...['--authority-key', permits.authorityKey, '--yes'],
  )
  const terms =
    certified.code === 0 ? (/^names .*$/m.exec(certified.sentence)?.[0] ?? '') : certified.sentence
  const words = `a certificate for their key: ${terms}`
  findings.see('chancery agreement certify, beside the safe', 'done', words, certified.code === 0)
  await writeFile(file('cross.pem'), certified.out)
  const sent = ['--unit', domain, '--certificate', `@${file('cross.pem')}`, ...step]
  done(findings, 'Lin Mei brings it back', await permits.as(lin, 'agreement', 'sign', ...sent))
}

/** Proposes to recognise a unit that is on this very machine, for as long as nothing else is said. */
export async function propose(
  unit: Unit,
  other: Unit,
  proposer: string,
  ...more: readonly string[]
): ReturnType<Unit['as']> {
  const authority = join(unit.plan.folder, `${other.domain}.pem`)
  await writeFile(authority, await authorityOf(other))
  return unit.as(
    proposer,
    ...['agreement', 'propose', '--authority', `@${authority}`, '--domain', other.domain],
    ...['--bundle', other.bundleUrl, '--private-addresses', '--status-age', '300'],
    ...['--evidence', 'fingerprint read out by telephone by their founder (tour)', ...more],
  )
}

/** PEM of the newest authority certificate that a unit says it has, as anybody gets it. */
export async function authorityOf(unit: Unit): Promise<string> {
  const text = await (await fetch(`${unit.publicUrl}/authority`)).text()
  return text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\n/g)?.at(-1) ?? ''
}

/**
 * Signs what is proposed with the authority key, which the running node does not have; where it is narrower
 * than what it replaces, although cases may wait for those who come by it no more.
 */
export function sign(unit: Unit, other: Unit, ...more: readonly string[]): ReturnType<Unit['as']> {
  const words = ['--unit', other.domain, '--authority-key', unit.authorityKey, '--yes']
  words.push('--override', 'strand-running-cases')
  return unit.as(unit.founder, 'agreement', 'countersign', ...words, ...more)
}

/** Waits until a unit has the bundle of another, which it fetched by itself. */
export async function followedBy(findings: Findings, unit: Unit, other: Unit): Promise<void> {
  const { value, fits, seconds } = await eventually(
    followedMillisecondsMax,
    () => peerOf(unit, other.domain),
    (peer) => peer?.state === 'fresh',
  )
  const { number, secondsLeft } = value ?? {}
  const words = `its bundle ${number}, fresh for ${secondsLeft} s, after ${seconds.toFixed(1)} s`
  findings.see(`${unit.domain} follows ${other.domain} by itself`, value?.state ?? 'unknown', words, fits)
}

/** What a unit knows of another. */
export async function peerOf(unit: Unit, domain: string): Promise<Peer | undefined> {
  const { peers } = await unit.asked<{ readonly peers: readonly Peer[] }>('/peers')
  return peers.findLast((peer) => peer.unit === domain)
}

/** The agreement of a unit with another that is in force. */
export async function agreementWith(unit: Unit, domain: string): Promise<{ readonly agreement: string }> {
  const { agreements } = await unit.asked<{ readonly agreements: readonly Agreement[] }>('/agreements')
  const found = agreements.find((one) => one.unit === domain)
  if (!found) throw new Error(`${unit.domain} has no agreement with ${domain}`)
  return found
}

interface Agreement {
  readonly agreement: string
  readonly unit: string
}
