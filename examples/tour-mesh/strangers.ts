import type { Findings } from '../tour/findings.ts'
import { problemKind, problemWords, told } from '../tour/words.ts'
import { shown } from './shown.ts'
import { he, registryHost, type Units } from './units.ts'

/** Nobody has agreed on anything: the people of each unit are nobody at the other. */
export async function strangers({ permits, water }: Units, findings: Findings): Promise<void> {
  findings.chapter('Strangers: three units, each alone')
  const gate = await permits.gateFor(water, he.id, registryHost)
  const answer = await gate.ask('GET', '/permits/1')
  const fits = [401, 403].includes(answer.status) && problemKind(answer) === 'certificate-refused'
  findings.see('GET /permits/1 as He Jing of water.example', answer.status, problemWords(answer), fits)
  gate.close()
  const visit = await water.as(
    he.id,
    ...['visit', '--from', permits.publicUrl, '--api', permits.apiUrl],
    ...['--authority', await permits.thumbprint()],
  )
  told(findings, 'He Jing has her office stated, and shows it', visit, visit.code === 1)
  const explained = await permits.as(permits.founder, 'trust', 'explain', water.certificateFile(he.id))
  const stranger = 'No unit that is followed, and has published its issuing keys, has issued this'
  shown(findings, 'chancery trust explain: her certificate', explained, 'refused: ', stranger)
}
