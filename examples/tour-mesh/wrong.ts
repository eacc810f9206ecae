import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Told } from '../tour/commands.ts'
import type { Findings } from '../tour/findings.ts'
import { done } from '../tour/words.ts'
import { eventually } from './eventually.ts'
import { agreementWith, authorityOf, propose, sign } from './recognised.ts'
import type { Unit } from './unit.ts'
import { type Units, zhao } from './units.ts'

/** What changed is published within a second; the rest is for a busy machine. */
const publishedMillisecondsMax = 15_000

/** The fetch is tried at the next look. */
const triedMillisecondsMax = 15_000

/** What must not work, and says why. */
export async function whatGoesWrong(units: Units, findings: Findings): Promise<void> {
  findings.chapter('What goes wrong: refused in words, and the last good bundle stays')
  await byFile(findings, units)
  await agreements(findings, units)
  await inside(findings, units)
}

/** The heritage bureau has no line to the outside: bundles come to it as files. */
async function byFile(findings: Findings, { water, heritage }: Units): Promise<void> {
  const bai = heritage.founder
  done(findings, 'Bai Lu proposes to recognise water.example', await propose(heritage, water, bai))
  done(findings, 'Bai Lu signs', await sign(heritage, water))
  const old = await carried(water, 'old')
  const first = await heritage.as(bai, 'bundle', 'import', old.file)
  findings.see('its bundle is brought as a file', ...outcome(first, first.code === 0))
  const { agreement } = await agreementWith(water, heritage.domain)
  const why = ['--unit', heritage.domain, '--agreement', agreement, '--reason', 'agreed for the tour']
  done(
    findings,
    'Shen Yu withdraws the agreement with heritage.example',
    await water.as(water.founder, 'agreement', 'withdraw', ...why),
  )
  const { value: next } = await eventually(
    publishedMillisecondsMax,
    () => carried(water, 'next'),
    ({ number }) => number > old.number,
  )
  const changed = await heritage.as(bai, 'bundle', 'import', await withChangedByte(next.file))
  findings.see('the next one, with one byte changed', ...refused(changed, 'did not sign it'))
  const second = await heritage.as(bai, 'bundle', 'import', next.file)
  findings.see('the next one as it is', ...outcome(second, second.code === 0))
  const back = await heritage.as(bai, 'bundle', 'import', old.file)
  findings.see('the old one again', ...refused(back, `and number ${next.number} has been seen`))
}

interface Carried {
  readonly file: string
  readonly number: number
}

/** A unit's bundle in a file, as a courier takes it. */
async function carried(unit: Unit, name: string): Promise<Carried> {
  const { out } = await unit.command('bundle', 'export', '--url', unit.publicUrl)
  const file = join(unit.plan.folder, `bundle-${name}.json`)
  await writeFile(file, out)
  const { bundle } = JSON.parse(out) as { readonly bundle: { readonly payload: string } }
  const content = Buffer.from(bundle.payload, 'base64').toString('utf8')
  return { file, number: (JSON.parse(content) as { readonly number: number }).number }
}

/** A copy in which one letter of the unit's name, and so of what is signed, is another. */
async function withChangedByte(file: string): Promise<string> {
  const text = await readFile(file, 'utf8')
  const published = JSON.parse(text) as { readonly bundle: { readonly payload: string } }
  const { payload } = published.bundle
  const content = Buffer.from(payload, 'base64').toString('utf8').replace('Water', 'Later')
  const bundle = { ...published.bundle, payload: Buffer.from(content).toString('base64') }
  const copy = file.replace('.json', '-changed.json')
  await writeFile(copy, JSON.stringify({ ...published, bundle }))
  return copy
}

async function agreements(findings: Findings, { permits, water }: Units): Promise<void> {
  const oneself = await propose(permits, permits, zhao.id)
  findings.see(
    'Zhao Min proposes to recognise permits.example itself',
    ...refused(oneself, 'is a key of this very unit'),
  )
  const { agreement } = await agreementWith(permits, water.domain)
  const which = ['--unit', water.domain, '--agreement', agreement, '--evidence', 'none (tour)']
  const wider = await permits.as(zhao.id, 'agreement', 'propose-narrowing', ...which, '--grade', 'high')
  findings.see(
    'Zhao Min proposes to narrow to a higher grade',
    ...refused(wider, '`grade` would become wider'),
  )
}

/** Nobody is led to a machine of one's own network by an agreement that does not say so. */
async function inside(findings: Findings, { permits, heritage }: Units): Promise<void> {
  const file = join(permits.plan.folder, `${heritage.domain}.pem`)
  await writeFile(file, await authorityOf(heritage))
  const proposed = await permits.as(
    zhao.id,
    ...['agreement', 'propose', '--authority', `@${file}`, '--domain', heritage.domain],
    ...['--bundle', heritage.bundleUrl, '--evidence', 'fingerprint read out by telephone (tour)'],
  )
  done(findings, 'Zhao Min proposes heritage.example, no private address', proposed)
  done(findings, 'Lin Mei signs', await sign(permits, heritage))
  const { value, fits } = await eventually(
    triedMillisecondsMax,
    () => problemWith(permits, heritage.domain),
    (detail) => detail.includes('is a loopback address'),
  )
  findings.see('permits.example asks for its bundle on this machine', 'refused', value, fits)
}

/** Why the last try to fetch another unit's bundle brought nothing. */
async function problemWith(unit: Unit, domain: string): Promise<string> {
  const { fetches } = await unit.asked<{
    readonly fetches: readonly { readonly unit: string; readonly detail?: string }[]
  }>('/peers/fetches')
  return fetches.find((one) => one.unit === domain)?.detail ?? ''
}

type Line = readonly [outcome: string, words: string, fits: boolean]

function outcome({ code, out, sentence }: Told, fits: boolean): Line {
  return code === 0 ? ['done', out.trim(), fits] : ['refused', sentence, fits]
}

function refused(told: Told, words: string): Line {
  return outcome(told, told.code === 1 && told.sentence.includes(words))
}
