import type { Connection } from '../tour/connection.ts'
import type { Findings } from '../tour/findings.ts'
import { done, memberOf, problemKind, problemWords, told } from '../tour/words.ts'
import type { Unit } from './unit.ts'
import { he, li, registryHost, type Units } from './units.ts'

/** A person of the water bureau takes one step at the permit office, and no other. */
export async function visiting({ permits, water }: Units, findings: Findings): Promise<void> {
  findings.chapter('Visiting: the inspector of another unit, inside one step')
  const number = await permits.openCase(li.id, 'water-permit')
  const steps = 'inspect is for the inspector of water.example'
  findings.see('Li Wei opens a case of water-permit', 'done', `case ${number}: ${steps}`, number !== '')
  await received(findings, water, he.id, 'He Jing', permits)
  const gate = await permits.gateFor(water, he.id, registryHost)
  const path = `/permits/${number}`
  const visitor = { at: permits, home: water, id: he.id, name: 'He Jing' }
  const early = await gate.ask('GET', path)
  const missing = early.status === 403 && problemKind(early) === 'permission-missing'
  findings.see(`GET ${path} as He Jing, no step`, early.status, problemWords(early), missing)
  await stepAt(findings, visitor, 'claim', number, 'inspect')
  const read = await gate.ask('GET', path)
  const during = `the permit is ${memberOf(read, 'status')}`
  findings.see(`GET ${path} as He Jing`, read.status, during, read.status === 200)
  await noted(findings, gate, path)
  await otherStep(findings, permits, water, number)
  await stepAt(findings, visitor, 'complete', number, 'inspect')
  const after = await gate.ask('GET', path)
  const gone = after.status === 403 && after.connection === read.connection
  findings.see(`GET ${path} as He Jing, on the same open connection`, after.status, problemWords(after), gone)
  gate.close()
}

/** Somebody of one unit has an office stated at home and shows that to another unit, which receives them. */
export async function received(
  findings: Findings,
  home: Unit,
  id: string,
  name: string,
  at: Unit,
): Promise<void> {
  const visit = await visitTo(home, id, at)
  const [first = '', offices = ''] = visit.out.split('\n')
  const words = visit.code === 0 ? `${first}; ${offices}` : visit.sentence
  findings.see(
    `chancery visit: ${name} at ${at.domain}`,
    visit.code === 0 ? 'done' : 'refused',
    words,
    visit.code === 0,
  )
}

/** `chancery visit`, by the unit's address and key as they were told. */
export async function visitTo(home: Unit, id: string, at: Unit): ReturnType<Unit['as']> {
  const address = ['--from', at.publicUrl, '--api', at.apiUrl]
  return home.as(id, 'visit', ...address, '--authority', await at.thumbprint())
}

/** Somebody of one unit at another one. */
export interface Visitor {
  readonly at: Unit
  readonly home: Unit
  readonly id: string
  readonly name: string
}

export async function stepAt(
  findings: Findings,
  { at, home, id, name }: Visitor,
  verb: 'claim' | 'complete',
  number: string,
  step: string,
): Promise<void> {
  const result = await home.at(at, id, 'step', verb, '--case', number, '--step', step)
  done(findings, `${name} ${verb}s ${step} of case ${number}`, result)
}

/** The service is told whose person writes. */
async function noted(findings: Findings, gate: Connection, path: string): Promise<void> {
  const answer = await gate.ask('POST', `${path}/notes`, { body: 'the well lies too near' })
  const { notes = [] } = answer.json as { readonly notes?: readonly { readonly by: string }[] }
  const by = notes.at(-1)?.by ?? ''
  const fits = answer.status === 200 && by === 'spiffe://water.example/person/he.jing'
  findings.see(`POST ${path}/notes as He Jing`, answer.status, `the service was told ${by}`, fits)
}

async function otherStep(findings: Findings, permits: Unit, water: Unit, number: string): Promise<void> {
  const accept = await water.at(permits, he.id, 'step', 'claim', '--case', number, '--step', 'accept')
  told(findings, `He Jing claims accept of case ${number}, an office of the house`, accept, accept.code === 1)
}
