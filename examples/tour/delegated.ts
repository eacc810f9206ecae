import { hour, isoInstant, systemClock } from '#clock'
import type { Findings } from './findings.ts'
import type { Office } from './office.ts'
import { appliedAndDone, expectDone, expectMissing, type Story, step } from './story.ts'
import { done, refused, told } from './words.ts'

/** A part of a step in other hands for a while: no wider, no longer, and never past separation of duty. */
export async function delegated(office: Office, findings: Findings): Promise<void> {
  findings.chapter('Delegated: a part of a step, for a while, to somebody who may have it')
  const story = await appliedAndDone(office, findings, [['accept', 'li.wei']])
  await step(story, 'wang.fang', 'claim', 'inspect')
  await toAColleague(story)
  await notToTheHead(story)
  await step(story, 'wang.fang', 'complete', 'inspect')
  await notToWhoInspected(story)
  await step(story, 'chen.hao', 'complete', 'decide', 'rejected')
}

async function toAColleague(story: Story): Promise<void> {
  const { office, findings, permit } = story
  const until = isoInstant(systemClock.now() + hour)
  const part = ['--permissions', 'permit.read', '--until', until]
  const given = await delegates(story, 'wang.fang', 'inspect', 'he.jing', ...part)
  done(findings, 'Wang Fang delegates reading to He Jing for an hour', given)
  const he = await office.atGate('he.jing')
  const first = await expectDone(story, he, 'GET', '', 'as He Jing')
  await expectMissing(story, he, '/notes', 'as He Jing', 'POST')
  const completed = await office.step('he.jing', 'complete', permit, 'inspect')
  told(findings, `He Jing completes inspect of case ${permit}`, completed, completed.code === 1)
  const whom = ['--case', permit, '--step', 'inspect', '--person', 'he.jing']
  const ended = await office.as('wang.fang', 'step', 'undelegate', ...whom)
  done(findings, 'Wang Fang ends the delegation', ended)
  const last = await expectMissing(story, he, '', 'as He Jing, same connection')
  if (last.connection !== first.connection) throw new Error('the connection was not kept')
  he.close()
}

/** He could have it, but then nobody could decide. */
async function notToTheHead(story: Story): Promise<void> {
  const given = await delegates(story, 'wang.fang', 'inspect', 'chen.hao')
  const fits = given.sentence.includes('different people')
  refused(story.findings, 'Wang Fang delegates inspect to Chen Hao, the only head', given, fits)
}

/** Who takes a part in the decision took none in the inspection, not even for an hour. */
async function notToWhoInspected(story: Story): Promise<void> {
  const { findings } = story
  await step(story, 'chen.hao', 'claim', 'decide')
  const part = ['--permissions', 'permit.read']
  for (const [person, words] of [
    ['wang.fang', 'Chen Hao delegates reading for decide to Wang Fang'],
    ['he.jing', 'the same to He Jing, who had a part in inspect'],
  ] as const) {
    const given = await delegates(story, 'chen.hao', 'decide', person, ...part)
    refused(findings, words, given, given.sentence.includes('inspect'))
  }
}

function delegates(
  { office, permit }: Story,
  giver: string,
  name: string,
  person: string,
  ...part: readonly string[]
): ReturnType<Office['as']> {
  const whom = ['--case', permit, '--step', name, '--person', person]
  return office.as(giver, 'step', 'delegate', ...whom, ...part)
}
