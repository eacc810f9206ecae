import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseRevocationList } from '#x509'
import type { Connection } from './connection.ts'
import { type Envelope, envelopeOf, send } from './envelope.ts'
import type { Findings } from './findings.ts'
import { foreseen, mustDismiss, repaired, restingOn, toldAsForeseen } from './foreseen.ts'
import type { Office } from './office.ts'
import { openssl } from './openssl.ts'
import { type Story, tourSite } from './story.ts'
import { registered, type Visitor } from './visitor.ts'
import { Watch } from './watch.ts'
import { done, memberOf, problemKind, problemWords } from './words.ts'

/** What is due: connections of a revoked certificate are closed within a second. */
const closedMillisecondsMax = 1000

/** A person comes, by a request of OpenSSL's making, gets in, and is put out in the middle of it. */
export async function oneCertificate(office: Office, findings: Findings): Promise<void> {
  findings.chapter('One certificate: from a request made by OpenSSL to its revocation')
  const visitor = await registered(office, findings)
  const permit = await office.openCase('gao.yan', 'building-permit', `site=${tourSite}`)
  await office.must(visitor.id, 'step', 'claim', '--case', permit, '--step', 'accept')
  const kept = envelopeOf(office, await office.keyOf(visitor.id), 'case.open', {
    procedure: 'building-permit',
  })
  const idle = await office.atGate(visitor.id)
  const read = await idle.ask('GET', `/permits/${permit}`)
  const what = `GET /permits/${permit} as the visitor, who claimed accept`
  findings.see(what, read.status, `the permit is ${memberOf(read, 'status')}`, read.status === 200)
  const waiting = await restingOn(office, findings, visitor.id)
  await putOut(waiting, visitor, idle, permit)
  await afterwards(office, findings, visitor, permit, kept)
  await revocationList(office, findings, visitor)
  await repaired(waiting)
  await office.must('gao.yan', 'case', 'cancel', '--case', permit, '--reason', 'opened for the tour')
  for (const held of ['intake', 'head-of-permits']) await mustDismiss(office, visitor.id, held)
}

/** Two connections stand open when the certificate is revoked: a stream, and one that says nothing. */
async function putOut(
  waiting: Story,
  { id, serial }: Visitor,
  idle: Connection,
  permit: string,
): Promise<void> {
  const { office, findings } = waiting
  const streaming = await office.atGate(id)
  const stream = await streaming.stream(`/permits/${permit}/events`)
  const streams = `GET /permits/${permit}/events as the visitor`
  findings.see(streams, stream.status, 'the stream stays open', stream.status === 200)
  const ends = Promise.all([endOf(stream.ended), endOf(idle.closed())])
  const own = await office.openCase('wu.tao', 'revoke-certificate', `serial=${serial}`)
  await office.must('wu.tao', 'step', 'claim', '--case', own, '--step', 'revoke')
  const why = ['--serial', serial, '--reason', 'key-compromise', '--case', own, '--step', 'revoke']
  const act = ['certificate', 'revoke', ...why]
  const impact = await foreseen(waiting, act, 2)
  const watch = await Watch.begin(office)
  const revoked = await office.as('wu.tao', ...act, '--override', 'strand-running-cases')
  // The revocation is known to be durable when its receipt is in the caller's hands.
  const answered = performance.now()
  done(findings, 'he revokes it, and overrides that a case waits', revoked)
  await toldAsForeseen(waiting, watch, { impact, serial, own, answered })
  const [streamEnd, idleEnd] = await ends
  for (const [what, end] of [
    ['the open stream', streamEnd],
    ['the idle connection', idleEnd],
  ] as const) {
    const milliseconds = Math.max(0, Math.round(end - answered))
    const words = `${milliseconds} ms after the receipt of the revocation`
    findings.see(what, 'closed', words, milliseconds < closedMillisecondsMax)
  }
  streaming.close()
  idle.close()
}

/** When something was over, as `performance.now()` has it. */
async function endOf(end: Promise<unknown>): Promise<number> {
  await Promise.race([end, wait(10 * closedMillisecondsMax)])
  return performance.now()
}

async function afterwards(
  office: Office,
  findings: Findings,
  { id }: Visitor,
  permit: string,
  kept: Envelope,
): Promise<void> {
  const again = await office.atGate(id)
  const refused = await again.ask('GET', `/permits/${permit}`)
  const fits = [401, 403].includes(refused.status) && problemKind(refused) !== 'permission-missing'
  findings.see(
    `GET /permits/${permit} as the visitor, new connection`,
    refused.status,
    problemWords(refused),
    fits,
  )
  again.close()
  const act = await send(office, kept)
  const words = problemWords(act)
  const dead = act.status === 403 && problemKind(act) === 'certificate-revoked'
  findings.see('an act signed with the revoked key', act.status, words, dead)
}

async function revocationList(
  office: Office,
  findings: Findings,
  { folder, serial }: Visitor,
): Promise<void> {
  const { bytes, status } = await office.ask('/crl/issuing.crl')
  const list = parseRevocationList(bytes)
  const listed = list.ok && list.value.entries.some((entry) => entry.serial === serial)
  const words = list.ok
    ? `${list.value.entries.length} revoked, this one among them: ${listed}`
    : list.fault.kind
  findings.see('GET /crl/issuing.crl', status, words, listed)
  const file = (name: string): string => join(office.scratch, name)
  await writeFile(file('issuing.crl'), bytes)
  const chain = join(folder, 'certificate.pem')
  const [, issuing = ''] = (await readFile(chain, 'utf8')).split(/(?<=-----END CERTIFICATE-----\n)/)
  await writeFile(file('issuing.pem'), issuing)
  const check = (leaf: string): ReturnType<typeof openssl> =>
    openssl(
      ...['verify', '-crl_check', '-CRLfile', file('issuing.crl'), '-partial_chain'],
      ...['-CAfile', file('issuing.pem'), leaf],
    )
  const dead = check(chain)
  const verdict = /error \d+ at \d+ depth lookup: (.*)/.exec(dead.text)?.[1] ?? dead.text
  findings.see(
    'openssl verify -crl_check: the visitor',
    'refused',
    verdict,
    verdict === 'certificate revoked',
  )
  const live = check(join(office.personFolder('li.wei'), 'certificate.pem'))
  findings.see('openssl verify -crl_check: Li Wei', live.ok ? 'OK' : 'refused', 'still good', live.ok)
}
