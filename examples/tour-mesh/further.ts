import type { Findings } from '../tour/findings.ts'
import { done, memberOf, problemKind, problemWords } from '../tour/words.ts'
import { agreementWith, followedBy, propose, sign } from './recognised.ts'
import { shown } from './shown.ts'
import type { Unit } from './unit.ts'
import { he, li, registryHost, tang, type Units, zhao } from './units.ts'
import { received, stepAt } from './visiting.ts'

/** A unit that the water bureau recognises is reached over it, as far as the permit office allows. */
export async function further(units: Units, findings: Findings): Promise<void> {
  findings.chapter('Over another: what the water bureau recognises, as far as the permit office lets it')
  const { permits, water, heritage } = units
  const wider = ['--domains', heritage.domain, '--hops', '1']
  done(
    findings,
    'Zhao Min proposes water.example anew, one further agreement',
    await propose(permits, water, zhao.id, ...wider),
  )
  done(findings, 'Lin Mei signs', await sign(permits, water))
  await followedBy(findings, permits, heritage)
  const number = await permits.openCase(li.id, 'water-permit')
  await received(findings, heritage, tang.id, 'Tang Xin', permits)
  const visitor = { at: permits, home: heritage, id: tang.id, name: 'Tang Xin' }
  await stepAt(findings, visitor, 'claim', number, 'advise')
  const gate = await permits.gateFor(heritage, tang.id, registryHost)
  const read = await gate.ask('GET', `/permits/${number}`)
  const status = `the permit is ${memberOf(read, 'status')}`
  findings.see(`GET /permits/${number} as Tang Xin`, read.status, status, read.status === 200)
  await overWater(findings, permits, heritage)
  await narrowed(findings, units)
  gate.close()
  const anew = await permits.gateFor(heritage, tang.id, registryHost)
  const refused = await anew.ask('GET', `/permits/${number}`)
  const fits = refused.status === 401 && problemKind(refused) === 'certificate-refused'
  findings.see(`GET /permits/${number} as Tang Xin`, refused.status, problemWords(refused), fits)
  anew.close()
}

async function overWater(findings: Findings, permits: Unit, heritage: Unit): Promise<void> {
  const certificate = heritage.certificateFile(tang.id)
  const explained = await permits.as(permits.founder, 'trust', 'explain', certificate)
  const path = /^permits\.example +water\.example .*\nwater\.example +heritage\.example /m
  shown(findings, 'chancery trust explain: Tang Xin', explained, 'accepted, until ', path)
}

/** Narrowed again, only those over the bureau are shut out. */
async function narrowed(findings: Findings, { permits, water }: Units): Promise<void> {
  const { agreement } = await agreementWith(permits, water.domain)
  const impact = await permits.as(permits.founder, 'trust', 'impact', '--unit', 'heritage.example')
  shown(findings, 'chancery trust impact --unit heritage.example', impact, 'tang.xin@heritage.example')
  const which = ['--unit', water.domain, '--agreement', agreement]
  const why = ['--evidence', 'heritage.example asked to be agreed with itself (tour)']
  const proposed = await permits.as(
    zhao.id,
    ...['agreement', 'propose-narrowing', ...which, '--hops', '0', ...why],
  )
  done(findings, 'Zhao Min proposes to narrow it to no further one', proposed)
  done(findings, 'Lin Mei signs', await sign(permits, water))
  await received(findings, water, he.id, 'He Jing', permits)
}
