import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sure } from '#fault'
import { parsePublished } from '#recognition'
import type { Findings } from '../tour/findings.ts'
import { done } from '../tour/words.ts'
import { eventually } from './eventually.ts'
import { agreementWith, authorityOf, peerOf, sign } from './recognised.ts'
import { shown } from './shown.ts'
import type { Unit } from './unit.ts'
import { he, type Units, zhao } from './units.ts'
import { received } from './visiting.ts'

/** What changed is published within a second; the rest is for a busy machine. */
const publishedMillisecondsMax = 15_000

/** A followed unit is asked within half a minute; the rest is for a busy machine. */
const followedMillisecondsMax = 60_000

/** The water bureau has a new authority key; the permit office follows it with nobody typing anything. */
export async function rolledOver({ permits, water }: Units, findings: Findings): Promise<void> {
  findings.chapter('Rolled over: a new authority key at the water bureau')
  const known = (await peerOf(permits, water.domain))?.number ?? 0
  const before = await sizeOf(permits)
  const key = await newKey(findings, water)
  const linked = await eventually(
    publishedMillisecondsMax,
    async () => sure(parsePublished(await water.bundle()), 'a bundle').bundle,
    ({ links }) => links.length > 0,
  )
  const { value, fits, seconds } = await eventually(
    followedMillisecondsMax,
    () => peerOf(permits, water.domain),
    (peer) => (peer?.number ?? 0) >= linked.value.number,
  )
  const words = `bundle ${value?.number} instead of ${known}, over the link, after ${seconds.toFixed(0)} s`
  findings.see('permits.example follows by itself', value?.state ?? 'unknown', words, fits && linked.fits)
  const grown = (await sizeOf(permits)) - before
  const entries = `${grown} more, put there by the node: nobody typed anything`
  findings.see('entries on the record of permits.example', 'grown', entries, grown > 0)
  await received(findings, water, he.id, 'He Jing', permits)
  await overLink(findings, permits, water)
  await renewed(findings, permits, water, key)
  await received(findings, water, he.id, 'He Jing', permits)
}

/** Made beside the safe, proposed, decided by who was told the key; its thumbprint. */
async function newKey(findings: Findings, water: Unit): Promise<string> {
  const folder = join(water.plan.folder, 'safe', 'next')
  const founder = water.founder
  const made = await water.command(
    ...['authority', 'new', '--folder', folder, '--authority-key', water.authorityKey],
    ...['--authority', join(water.personFolder(founder), 'authority.pem')],
    ...['--issuing', water.certificateFile(founder), '--json'],
  )
  const { key = '' } = made.code === 0 ? (JSON.parse(made.out) as { readonly key?: string }) : {}
  const words =
    made.code === 0 ? `${key.slice(0, 12)}…, and the links between the old one and it` : made.sentence
  findings.see(
    'chancery authority new, beside the safe',
    made.code === 0 ? 'done' : 'refused',
    words,
    key !== '',
  )
  const input = ['--input', join(folder, 'rollover.json'), '--evidence', 'made beside the safe (tour)']
  const proposed = await water.as(founder, 'authority', 'propose-rollover', ...input)
  done(findings, 'Shen Yu proposes it', proposed)
  const decided = await water.as(founder, 'authority', 'roll-over', '--key', key)
  done(findings, 'Shen Yu decides, by the thumbprint that was told', decided)
  return key
}

async function sizeOf(unit: Unit): Promise<number> {
  const response = await fetch(`${unit.publicUrl}/health`)
  return ((await response.json()) as { readonly entries: number }).entries
}

async function overLink(findings: Findings, permits: Unit, water: Unit): Promise<void> {
  const explained = await permits.as(permits.founder, 'trust', 'explain', water.certificateFile(he.id))
  shown(findings, 'chancery trust explain: He Jing', explained, 'accepted, until ')
}

/** At leisure the agreement is renewed, and names the new key. */
async function renewed(findings: Findings, permits: Unit, water: Unit, key: string): Promise<void> {
  const { agreement } = await agreementWith(permits, water.domain)
  const file = join(permits.plan.folder, `${water.domain}-next.pem`)
  await writeFile(file, await authorityOf(water))
  const proposed = await permits.as(
    zhao.id,
    ...['agreement', 'propose-renewal', '--unit', water.domain, '--agreement', agreement],
    ...['--authority', `@${file}`, '--evidence', 'linked with the key we know, and read out (tour)'],
  )
  done(findings, 'Zhao Min proposes to renew, naming the new key', proposed)
  done(findings, 'Lin Mei signs', await sign(permits, water))
  const { value, fits } = await eventually(
    followedMillisecondsMax,
    () => peerOf(permits, water.domain),
    (peer) => peer?.key === key && peer.state === 'fresh',
  )
  const words = `bundle ${value?.number}, by the key ${value?.key.slice(0, 12)}…`
  findings.see('permits.example follows water.example by it', value?.state ?? 'unknown', words, fits)
}
