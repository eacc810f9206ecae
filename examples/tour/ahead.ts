import type { Findings } from './findings.ts'
import type { Office } from './office.ts'
import { applied, seeCase, step } from './story.ts'
import { refused } from './words.ts'

/** A case that whoever is quickest would strand is refused him, and goes on to its end with others. */
export async function aheadOfItsEnd(office: Office, findings: Findings): Promise<void> {
  findings.chapter('Looking ahead: nobody takes a step after which the case could not be finished')
  const story = await applied(office, findings)
  const { permit } = story
  await step(story, 'li.wei', 'claim', 'accept')
  await step(story, 'li.wei', 'complete', 'accept')
  const greedy = await office.step('chen.hao', 'claim', permit, 'inspect')
  const why = ['inspect', 'decide', 'chen.hao', 'different people']
  const explained = why.every((word) => greedy.sentence.includes(word))
  refused(findings, 'Chen Hao, inspector too and the only head, claims inspect', greedy, explained)
  await step(story, 'wang.fang', 'claim', 'inspect')
  await step(story, 'wang.fang', 'complete', 'inspect')
  await step(story, 'chen.hao', 'claim', 'decide')
  await step(story, 'chen.hao', 'complete', 'decide', 'rejected')
  await seeCase(story, 'finished')
}
