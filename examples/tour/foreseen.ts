import type { Told as Command } from './commands.ts'
import type { Findings } from './findings.ts'
import { appointed, dismissed } from './hands.ts'
import type { Office } from './office.ts'
import { appliedAndDone, type Story, shownCase } from './story.ts'
import type { Told, Watch } from './watch.ts'
import { done } from './words.ts'

/** What is due: what ended is told to services within a second. */
const toldMillisecondsMax = 1000

/** What a preview says that an act would mean. */
export interface Impact {
  readonly rights: readonly Right[]
  readonly sessions: { readonly count: number }
  readonly cases: { readonly told: readonly { readonly case: string }[] }
}

interface Right {
  readonly case?: string
  readonly step?: string
  readonly person?: string
}

/** A case that can be finished for as long as somebody is a second head: the only other one inspects. */
export async function restingOn(office: Office, findings: Findings, second: string): Promise<Story> {
  done(
    findings,
    'the visitor is made a head of permits too',
    await appointed(office, second, 'head-of-permits'),
  )
  const story = await appliedAndDone(office, findings, [['accept', 'li.wei']])
  const claimed = await office.step('chen.hao', 'claim', story.permit, 'inspect')
  done(findings, 'Chen Hao claims inspect: another head could decide now', claimed)
  return story
}

/** Asks what an act would mean before it is made: it would be refused, and for whose sake is told. */
export async function foreseen(
  { office, findings, permit }: Story,
  act: readonly string[],
  connections: number,
): Promise<Impact> {
  const asked = await office.as('wu.tao', ...act, '--dry-run')
  const json = await office.as('wu.tao', ...act, '--dry-run', '--json')
  const { impact } = JSON.parse(json.out) as { readonly impact: Impact }
  const stranded = impact.cases.told.map((one) => one.case)
  const fits =
    asked.code === 1 &&
    impact.rights.length > 0 &&
    impact.sessions.count === connections &&
    stranded.includes(permit)
  findings.see('Wu Tao asks first what it would mean (--dry-run)', 'refused', asked.sentence, fits)
  findings.quote(asked.out)
  return impact
}

/** What was told while the act was done is what was foreseen, and was told in time. */
export async function toldAsForeseen(
  { findings }: Story,
  watch: Watch,
  { impact, serial, own, answered }: Ended,
): Promise<void> {
  const isOf = (one: Told): boolean => one.event === 'right-ended' && one.case !== own
  await watch.until(
    (told) => told.some((one) => one.serial === serial) && told.filter(isOf).length >= impact.rights.length,
  )
  await watch.end()
  const events = watch.told.filter((one) => isOf(one) || one.serial === serial)
  for (const one of events) {
    const milliseconds = Math.max(0, Math.round(one.received - answered))
    const what = one.event === 'right-ended' ? `${one.person}: ${one.step} of case ${one.case}` : serial
    const words = `${what}; ${milliseconds} ms after the receipt`
    findings.see(
      `the permit registry is told: ${one.event}`,
      'told',
      words,
      milliseconds < toldMillisecondsMax,
    )
  }
  const [wanted, seen] = [impact.rights, events.filter(isOf)].map(rightsText)
  const same = wanted === seen && events.length > impact.rights.length
  findings.see('what was foreseen, and what ended', same ? 'the same' : 'differ', wanted ?? '', same)
}

interface Ended {
  readonly impact: Impact
  readonly serial: string
  /** The case under which it was done: what it ends of itself is not told beforehand. */
  readonly own: string
  /** When the receipt was in the actor's hands. */
  readonly answered: number
}

function rightsText(rights: readonly Right[]): string {
  return rights
    .map((one) => `${one.person} ${one.step} ${one.case}`)
    .sort()
    .join(', ')
}

/** The repair that was told frees the case: one more head. */
export async function repaired(story: Story): Promise<void> {
  const { office, findings, permit } = story
  const isStranded = async (): Promise<boolean> => (await shownCase(story, 'gao.yan')).stranded !== undefined
  const before = await isStranded()
  const result = await appointed(office, 'wang.fang', 'head-of-permits')
  done(findings, 'as told: Wang Fang is made one more head', result)
  const words = before ? 'it was marked as stranded, and is free again' : 'it was not marked'
  findings.see(`Gao Yan looks at case ${permit}`, 'done', words, before && !(await isStranded()))
  await office.must('gao.yan', 'case', 'cancel', '--case', permit, '--reason', 'opened for the tour')
  await mustDismiss(office, 'wang.fang', 'head-of-permits')
}

/** Offices are left as they were. */
export async function mustDismiss(office: Office, person: string, from: string): Promise<void> {
  const result: Command = await dismissed(office, person, from)
  if (result.code !== 0) throw new Error(`${person} could not be dismissed: ${result.sentence}`)
}
