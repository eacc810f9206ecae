import { setTimeout as wait } from 'node:timers/promises'
import type { Findings } from '../tour/findings.ts'
import { done, memberOf, problemKind, problemWords, told } from '../tour/words.ts'
import { agreementWith } from './recognised.ts'
import { shown } from './shown.ts'
import { judged, opinionOf } from './signed.ts'
import type { Unit } from './unit.ts'
import { he, li, registryHost, type Units } from './units.ts'
import { received, stepAt, visitTo } from './visiting.ts'

/** What is due: who came by an agreement is put out within a second of its withdrawal. */
const closedMillisecondsMax = 1000

/** An agreement is withdrawn while somebody who came by it is in the middle of something. */
export async function withdrawn({ permits, water }: Units, findings: Findings): Promise<void> {
  findings.chapter('Withdrawn: who came by the agreement is out within a second')
  const number = await permits.openCase(li.id, 'water-permit')
  await received(findings, water, he.id, 'He Jing', permits)
  await stepAt(findings, { at: permits, home: water, id: he.id, name: 'He Jing' }, 'claim', number, 'inspect')
  const { agreement } = await agreementWith(permits, water.domain)
  await foreseen(findings, permits, agreement)
  await putOut(findings, permits, water, number, agreement)
  await afterwards(findings, permits, water, number)
  await judged(findings, permits, opinionOf(permits), 'NO_CERTIFICATE_CHAIN_FOUND')
}

/** Whom it would shut out is told before it is done. */
async function foreseen(findings: Findings, permits: Unit, agreement: string): Promise<void> {
  const impact = await permits.as(permits.founder, 'trust', 'impact', '--withdraw', agreement)
  shown(findings, 'chancery trust impact --withdraw, before it is done', impact, 'he.jing@water.example')
}

/** Two connections stand open: a stream, and one that says nothing. */
async function putOut(
  findings: Findings,
  permits: Unit,
  water: Unit,
  number: string,
  agreement: string,
): Promise<void> {
  const idle = await permits.gateFor(water, he.id, registryHost)
  const read = await idle.ask('GET', `/permits/${number}`)
  const status = `the permit is ${memberOf(read, 'status')}`
  findings.see(`GET /permits/${number} as He Jing`, read.status, status, read.status === 200)
  const streaming = await permits.gateFor(water, he.id, registryHost)
  const stream = await streaming.stream(`/permits/${number}/events`)
  const streams = `GET /permits/${number}/events as He Jing`
  findings.see(streams, stream.status, 'the stream stays open', stream.status === 200)
  const endOf = async (end: Promise<unknown>): Promise<number> => {
    await Promise.race([end, wait(10 * closedMillisecondsMax)])
    return performance.now()
  }
  const ends = Promise.all([endOf(stream.ended), endOf(idle.closed())])
  const why = ['--unit', water.domain, '--agreement', agreement, '--reason', 'to be agreed anew, and wider']
  why.push('--override', 'strand-running-cases')
  const gone = await permits.as(permits.founder, 'agreement', 'withdraw', ...why)
  // The withdrawal is known to be durable when its receipt is in the caller's hands.
  const answered = performance.now()
  done(findings, `Lin Mei withdraws agreement ${agreement.slice(0, 12)}…`, gone)
  const [streamEnd, idleEnd] = await ends
  for (const [what, end] of [
    ['the open stream', streamEnd],
    ['the idle connection', idleEnd],
  ] as const) {
    const milliseconds = Math.max(0, Math.round(end - answered))
    const words = `${milliseconds} ms after the receipt of the withdrawal`
    findings.see(what, 'closed', words, milliseconds < closedMillisecondsMax)
  }
  streaming.close()
  idle.close()
}

async function afterwards(findings: Findings, permits: Unit, water: Unit, number: string): Promise<void> {
  const gate = await permits.gateFor(water, he.id, registryHost)
  const refused = await gate.ask('GET', `/permits/${number}`)
  const fits = refused.status === 401 && problemKind(refused) === 'certificate-refused'
  findings.see(`GET /permits/${number} as He Jing`, refused.status, problemWords(refused), fits)
  gate.close()
  const shown = await permits.told<{ readonly steps: readonly CaseStep[] }>(li.id, 'case', 'show', number)
  const inspect = shown.steps.find(({ step }) => step === 'inspect')
  const words = `step inspect of case ${number} is ${inspect?.state}`
  findings.see('her step', 'ended', words, inspect?.state !== 'valid')
  const visit = await visitTo(water, he.id, permits)
  told(findings, 'He Jing has her office stated, and shows it', visit, visit.code === 1)
}

interface CaseStep {
  readonly step: string
  readonly state: string
}
