import { hour, isoInstant, systemClock } from '#clock'
import type { Told } from './commands.ts'
import type { Findings } from './findings.ts'
import { substituted } from './hands.ts'
import type { Office } from './office.ts'
import { appliedAndDone, expectDone, expectMissing, step } from './story.ts'
import { done, refused } from './words.ts'

/** The head goes away: his step goes back to the office, and who stands in for him goes on with it. */
export async function away(office: Office, findings: Findings): Promise<void> {
  findings.chapter('Away: what somebody leaves goes back to the office, and a substitute goes on')
  const story = await appliedAndDone(office, findings, [
    ['accept', 'li.wei'],
    ['inspect', 'wang.fang'],
  ])
  await step(story, 'chen.hao', 'claim', 'decide')
  const chen = await office.atGate('chen.hao')
  await expectDone(story, chen, 'GET', '', 'as Chen Hao')

  const until = ['--until', isoInstant(systemClock.now() + hour)]
  const alone = await office.as('chen.hao', 'absence', 'declare', ...until, '--dry-run')
  refused(findings, 'Chen Hao asks what his absence would mean (--dry-run)', alone, alone.out !== '')
  findings.quote(alone.out)
  const named = await substituted(office, 'chen.hao', 'head-of-permits', 'he.jing')
  done(findings, 'Zhao Min proposes He Jing as his substitute, Lin Mei names', named)
  const gone = await goneFrom(office, until)
  done(findings, 'Chen Hao says that he is away for an hour', gone)
  await expectMissing(story, chen, '', 'as Chen Hao, same connection')
  await step(story, 'he.jing', 'claim', 'decide')
  const he = await office.atGate('he.jing')
  await expectDone(story, he, 'GET', '', 'as He Jing, standing in')

  done(findings, 'Chen Hao is back', await office.as('chen.hao', 'absence', 'end'))
  await expectMissing(story, he, '', 'as He Jing, same connection')
  await step(story, 'chen.hao', 'claim', 'decide')
  await step(story, 'chen.hao', 'complete', 'decide', 'rejected')
  chen.close()
  he.close()
  const whom = ['--person', 'chen.hao', '--office', 'head-of-permits', '--substitute', 'he.jing']
  const removed = await office.as('zhao.min', 'substitute', 'remove', ...whom, '--reason', 'he is back')
  done(findings, 'Zhao Min removes the substitute', removed)
}

/** With the override only where another case, of whoever plays with the sample, would wait for him. */
async function goneFrom(office: Office, until: readonly string[]): Promise<Told> {
  const argv = ['absence', 'declare', ...until]
  const asked = await office.as('chen.hao', ...argv, '--dry-run')
  const more = asked.code === 0 ? [] : ['--override', 'strand-running-cases']
  return office.as('chen.hao', ...argv, ...more)
}
