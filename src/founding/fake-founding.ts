import { readdirSync, readFileSync } from 'node:fs'
import { base64 } from '#bytes'
import type { FakeUnit } from '#identity'
import type { Founding } from './acts.ts'

const folder = new URL('../../procedures/', import.meta.url)

/** For tests: the offices that the shipped procedures name. */
const offices: Founding['offices'] = [
  { office: 'chief-information-officer', title: 'Chief Information Officer', layer: 'decision' },
  { office: 'security-manager', title: 'Security Manager', layer: 'management' },
  { office: 'auditor', title: 'Auditor', layer: 'management' },
  { office: 'registrar', title: 'Registrar', layer: 'execution' },
  { office: 'operator', title: 'Operator', layer: 'execution' },
]

/** For tests: what the founding of a fake unit says, with the shipped procedures. */
export function fakeFounding(
  unit: Omit<FakeUnit, 'time' | 'suite' | 'keys' | 'leaf'> & Pick<Founding, 'suite'>,
): Founding {
  const { domain, suite, authority, issuing, founder, node } = unit
  const texts = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  return {
    name: 'Unit 单位',
    domain,
    publicUrl: `http://${domain}`,
    suite,
    founder: { id: 'fay', name: 'Fay' },
    authority: base64(authority.der),
    issuing: base64(issuing.der),
    founderCertificate: base64(founder.der),
    nodeCertificate: base64(node.der),
    recordKey: 'record',
    journalKey: 'journal',
    offices,
    procedures: texts,
  }
}
