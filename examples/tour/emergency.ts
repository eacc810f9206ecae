import { hour, isoInstant, systemClock } from '#clock'
import type { Findings } from './findings.ts'
import { appointed, dismissed } from './hands.ts'
import type { Office } from './office.ts'
import { appliedAndDone, expectDone, type Story, seeCase, shownCase, step } from './story.ts'
import { done, refused } from './words.ts'

const reason = 'the wall is about to fall'

/** A step taken in an emergency: with a reason, a second person, a short window and a review afterwards. */
export async function emergency(office: Office, findings: Findings): Promise<void> {
  findings.chapter('Glass: a step taken in an emergency, and no end of the case before its review')
  const story = await appliedAndDone(office, findings, [
    ['accept', 'li.wei'],
    ['inspect', 'wang.fang'],
  ])
  await leftWithoutHead(story)
  await glassBroken(story)
  await reviewed(story)
  done(findings, 'Chen Hao is back', await office.as('chen.hao', 'absence', 'end'))
}

async function leftWithoutHead(story: Story): Promise<void> {
  const { office, findings, permit } = story
  const until = ['--until', isoInstant(systemClock.now() + hour)]
  const gone = await office.as(
    'chen.hao',
    ...['absence', 'declare', ...until, '--override', 'strand-running-cases'],
  )
  done(findings, 'Chen Hao is taken ill, and overrides that cases wait', gone)
  const { stranded } = await shownCase(story, 'gao.yan')
  const words = stranded ? 'it is marked: nobody could decide' : 'it is not marked'
  findings.see(`Gao Yan looks at case ${permit}`, 'done', words, stranded !== undefined)
}

async function glassBroken(story: Story): Promise<void> {
  const { office, findings, permit } = story
  const decide = ['--case', permit, '--step', 'decide', '--reason', reason]
  const alone = await office.as('zhao.min', 'step', 'break-glass', ...decide, '--second', 'zhao.min')
  refused(findings, 'Zhao Min, on duty, breaks the glass of decide alone', alone, true)
  const broken = await office.as('zhao.min', 'step', 'break-glass', ...decide, '--second', 'sun.li')
  done(findings, `with Sun Li, auditor, told: "${reason}"`, broken)
  const list = await office.must('sun.li', 'case', 'list', '--json')
  const { cases } = JSON.parse(list) as { readonly cases: readonly ListedCase[] }
  const steps = cases.find((one) => one.case === permit)?.steps ?? []
  const isTold = steps.some(({ step: name, told: isOfIt }) => name === 'decide' && isOfIt === true)
  findings.see('Sun Li lists what concerns her', 'done', `decide of case ${permit}: she was told`, isTold)
  const zhao = await office.atGate('zhao.min')
  await expectDone(story, zhao, 'POST', '/approve', 'as Zhao Min')
  zhao.close()
  await step(story, 'zhao.min', 'complete', 'decide', 'approved')
}

interface ListedCase {
  readonly case: string
  readonly steps: readonly { readonly step: string; readonly told?: boolean }[]
}

async function reviewed(story: Story): Promise<void> {
  const { office, findings, permit } = story
  const why = ['--case', permit, '--reason', 'all is well']
  const cancelled = await office.as('gao.yan', 'case', 'cancel', ...why)
  refused(findings, `Gao Yan cancels case ${permit}`, cancelled, cancelled.sentence.includes('review'))
  await step(story, 'li.wei', 'claim', 'publish')
  await step(story, 'li.wei', 'complete', 'publish')
  await seeCase(story, 'open')
  done(findings, 'Zhao Min is made an auditor too', await appointed(office, 'zhao.min', 'auditor'))
  const own = await office.step('zhao.min', 'claim', permit, 'review')
  refused(findings, 'Zhao Min claims the review of what she broke', own, own.sentence.includes('decide'))
  done(findings, 'and is an auditor no more', await dismissed(office, 'zhao.min', 'auditor'))
  await step(story, 'sun.li', 'claim', 'review')
  await step(story, 'sun.li', 'complete', 'review', 'justified')
  await seeCase(story, 'finished')
}
