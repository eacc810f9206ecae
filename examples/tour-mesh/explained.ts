import type { Findings } from '../tour/findings.ts'
import { shown } from './shown.ts'
import type { Unit } from './unit.ts'
import { he, type Units } from './units.ts'

/** Why somebody of another unit is accepted, as anybody of the unit can ask. */
export async function explained({ permits, water, heritage }: Units, findings: Findings): Promise<void> {
  findings.chapter('Explained: why she is accepted, by what limits, on whose word')
  const certificate = water.certificateFile(he.id)
  const explain = ['trust', 'explain', certificate]
  const told = await permits.as(permits.founder, ...explain)
  const forger = /each alone could have forged this +water\.example$/m
  shown(findings, 'chancery trust explain: He Jing', told, 'accepted, until ', /^narrowest bounds$/m, forger)
  const higher = await permits.as(permits.founder, ...explain, '--grade', 'medium')
  const obstacle = 'with water.example is for the grades rudimentary, basic'
  shown(findings, 'chancery trust explain --grade medium: He Jing', higher, 'refused: ', obstacle)
  await planned(findings, permits, heritage)
}

/** What to sign so that people of a unit further away are accepted: it is known from the bureau's bundle. */
async function planned(findings: Findings, permits: Unit, heritage: Unit): Promise<void> {
  const plan = await permits.as(permits.founder, 'trust', 'plan', '--accept', heritage.domain)
  const [near, over] = [/sign one agreement with heritage/, /sign one agreement with water/]
  shown(findings, `chancery trust plan --accept ${heritage.domain}`, plan, near, over, /^further hops +1$/m)
}
