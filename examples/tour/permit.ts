import type { Permit } from '../permit-registry/permits.ts'
import type { Connection } from './connection.ts'
import type { Findings } from './findings.ts'
import { appointed, dismissed } from './hands.ts'
import type { Office } from './office.ts'
import { applied, expectDone, expectMissing, type Story, see, seeCase, step } from './story.ts'
import { done, problemKind, problemWords, told } from './words.ts'

/** One building permit from the application to the publication, every right in its step and nowhere else. */
export async function onePermit(office: Office, findings: Findings): Promise<void> {
  findings.chapter('One building permit: each right lives in its step, and ends with it')
  const story = await applied(office, findings)
  await intake(story)
  await inspection(story)
  await decision(story)
  await publication(story)
}

async function intake(story: Story): Promise<void> {
  const { office, permit } = story
  const li = await office.atGate('li.wei')
  const before = await li.ask('GET', `/permits/${permit}`)
  const way = `step accept of case ${permit} would give it`
  const told = problemWords(before)
  see(story, 'GET', '', 'as Li Wei, no step', before, before.status === 403 && told.includes(way))
  const gao = await office.atGate('gao.yan')
  await expectMissing(story, gao, '', 'as Gao Yan, whose case it is')
  gao.close()
  await step(story, 'li.wei', 'claim', 'accept')
  await expectDone(story, li, 'GET', '', 'as Li Wei')
  const accepted = await expectDone(story, li, 'POST', '/accept', 'as Li Wei')
  await step(story, 'li.wei', 'complete', 'accept')
  const after = await li.ask('GET', `/permits/${permit}`)
  const same = after.connection === accepted.connection && after.connection === before.connection
  const gone = after.status === 403 && problemKind(after) === 'permission-missing' && same
  see(story, 'GET', '', 'as Li Wei, on the same open connection', after, gone)
  li.close()
}

async function inspection(story: Story): Promise<void> {
  const { office, findings, permit } = story
  const wang = await office.atGate('wang.fang')
  await step(story, 'wang.fang', 'claim', 'inspect')
  await noteWithForgedFields(story, wang)
  await step(story, 'wang.fang', 'hold', 'inspect')
  await expectMissing(story, wang, '', 'as Wang Fang, her step on hold')
  await step(story, 'wang.fang', 'resume', 'inspect')
  await expectDone(story, wang, 'GET', '', 'as Wang Fang')
  const unpublished = await wang.ask('GET', `/permits/${permit}/secrets`)
  const words = problemWords(unpublished)
  findings.see(
    `GET /permits/${permit}/secrets as Wang Fang`,
    unpublished.status,
    words,
    unpublished.status === 404,
  )
  await step(story, 'wang.fang', 'complete', 'inspect')
  wang.close()
}

/** Whoever says by header fields that he is somebody else is not believed: they do not reach the service. */
async function noteWithForgedFields({ office, findings, permit }: Story, wang: Connection): Promise<void> {
  const me = JSON.parse(await office.must('wang.fang', 'identity', 'show', '--json')) as {
    readonly serial: string
  }
  const forged = { 'client-cert': ':Zm9yZ2Vk:', 'chancery-token': 'forged', chancery_token: 'forged' }
  const path = `/permits/${permit}/notes`
  const answer = await wang.ask('POST', path, { headers: forged, body: 'the fence stands too far out' })
  const notes = (answer.json as Partial<Permit>).notes
  const { by, certificate } = notes?.at(-1) ?? { by: '', certificate: '' }
  const fits =
    answer.status === 200 &&
    by === `spiffe://${office.unit.domain}/person/wang.fang` &&
    certificate === me.serial
  const words = `the service was told ${by}, certificate ${certificate.slice(0, 8)}…, nothing forged`
  findings.see(`POST ${path} as Wang Fang, forged Client-Cert and token`, answer.status, words, fits)
}

async function decision(story: Story): Promise<void> {
  const { office, findings, permit } = story
  done(findings, 'Li Wei is made a head of permits too', await appointed(office, 'li.wei', 'head-of-permits'))
  const refused = await office.step('li.wei', 'claim', permit, 'decide')
  const separate = refused.code === 1 && refused.sentence.includes('accept')
  told(findings, `Li Wei, now a head too, claims decide of case ${permit}`, refused, separate)
  const end = await dismissed(office, 'li.wei', 'head-of-permits')
  done(findings, 'Zhao Min proposes to dismiss him, Lin Mei dismisses', end)

  await step(story, 'chen.hao', 'claim', 'decide')
  const chen = await office.atGate('chen.hao')
  await expectDone(story, chen, 'POST', '/approve', 'as Chen Hao')
  const again = await chen.ask('POST', `/permits/${permit}/approve`)
  see(story, 'POST', '/approve', 'as Chen Hao, once more', again, again.status === 403)
  chen.close()
  await step(story, 'chen.hao', 'complete', 'decide', 'approved')
}

async function publication(story: Story): Promise<void> {
  const { office } = story
  await step(story, 'li.wei', 'claim', 'publish')
  const li = await office.atGate('li.wei')
  await expectDone(story, li, 'POST', '/publish', 'as Li Wei')
  await step(story, 'li.wei', 'complete', 'publish')
  await expectMissing(story, li, '/publish', 'as Li Wei', 'POST')
  li.close()
  await seeCase(story, 'finished')
}
