import type { Answer, Connection } from './connection.ts'
import type { Findings } from './findings.ts'
import type { Office } from './office.ts'
import { done, memberOf, problemKind, problemWords } from './words.ts'

/** What goes through a chapter: one case, one permit. */
export interface Story {
  readonly office: Office
  readonly findings: Findings
  /** Number of the case, and of its permit. */
  readonly permit: string
}

/** By this a case that a tour opened is known from others. */
export const tourSite = 'tour'

/** Somebody applies for a permit: a case of it is open. */
export async function applied(office: Office, findings: Findings): Promise<Story> {
  const permit = await office.openCase('gao.yan', 'building-permit', `site=${tourSite}`)
  findings.see('Gao Yan, a citizen, opens a case of building-permit', 'done', `case ${permit}`, permit !== '')
  return { office, findings, permit }
}

/** The same, and the steps before the one the chapter is about are done: those who took them, by step. */
export async function appliedAndDone(
  office: Office,
  findings: Findings,
  steps: readonly (readonly [name: string, who: string])[],
): Promise<Story> {
  const permit = await office.openCase('gao.yan', 'building-permit', `site=${tourSite}`)
  for (const [name, who] of steps) {
    const place = ['--case', permit, '--step', name]
    await office.must(who, 'step', 'claim', ...place)
    if (name === 'accept') await acceptedAtGate(office, who, permit)
    await office.must(who, 'step', 'complete', ...place)
  }
  const past = steps.map(([name, who]) => `${name} by ${office.nameOf(who)}`).join(', ')
  findings.see(
    `a case of building-permit, case ${permit}`,
    'done',
    `opened by Gao Yan; ${past}`,
    permit !== '',
  )
  return { office, findings, permit }
}

/** The permit itself goes on too, for whoever approves it later. */
async function acceptedAtGate(office: Office, who: string, permit: string): Promise<void> {
  const connection = await office.atGate(who)
  await connection.ask('POST', `/permits/${permit}/accept`)
  connection.close()
}

/** The case in the form of programs, as somebody may see it. */
export async function shownCase({ office, permit }: Story, who: string): Promise<ShownCase> {
  return JSON.parse(await office.must(who, 'case', 'show', permit, '--json')) as ShownCase
}

export interface ShownCase {
  readonly state: string
  readonly stranded?: object
}

/** A line about how the case stands. */
export async function seeCase(story: Story, wanted: string): Promise<void> {
  const { state } = await shownCase(story, 'gao.yan')
  story.findings.see(
    `Gao Yan looks at case ${story.permit}`,
    'done',
    `the case is ${state}`,
    state === wanted,
  )
}

/** A request to the permit that must be answered. */
export async function expectDone(
  story: Story,
  connection: Connection,
  method: 'GET' | 'POST',
  rest: string,
  who: string,
): Promise<Answer> {
  const answer = await connection.ask(method, `/permits/${story.permit}${rest}`)
  see(story, method, rest, who, answer, answer.status === 200)
  return answer
}

/** A request that must be refused because no step of the caller's permits it. */
export async function expectMissing(
  story: Story,
  connection: Connection,
  rest: string,
  who: string,
  method: 'GET' | 'POST' = 'GET',
): Promise<Answer> {
  const answer = await connection.ask(method, `/permits/${story.permit}${rest}`)
  const fits = answer.status === 403 && problemKind(answer) === 'permission-missing'
  see(story, method, rest, who, answer, fits)
  return answer
}

/** A line about a request to the permit. */
export function see(
  { findings, permit }: Story,
  method: string,
  rest: string,
  who: string,
  answer: Answer,
  fits: boolean,
): void {
  const permitIs = `the permit is ${memberOf(answer, 'status')}`
  const words = answer.status === 200 ? permitIs : problemWords(answer)
  findings.see(`${method} /permits/${permit}${rest} ${who}`, answer.status, words, fits)
}

/** A step is claimed, completed, put on hold or resumed: it must go through. */
export async function step(
  { office, findings, permit }: Story,
  who: string,
  verb: 'claim' | 'complete' | 'hold' | 'resume',
  name: string,
  outcome?: string,
): Promise<void> {
  const result = await office.step(who, verb, permit, name, outcome)
  const does = { claim: 'claims', complete: 'completes', hold: 'puts on hold', resume: 'resumes' }[verb]
  done(
    findings,
    `${office.nameOf(who)} ${does} ${name} of case ${permit}${outcome === undefined ? '' : `: ${outcome}`}`,
    result,
  )
}
