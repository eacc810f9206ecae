import { readdirSync, readFileSync } from 'node:fs'
import { base64 } from '#bytes'
import type { FakeUnit } from '#identity'
import type { Founding } from './acts.ts'
import { type FoundingAct, foundingInActs } from './division.ts'

const folder = new URL('../../procedures/', import.meta.url)

/** For tests: the offices that the shipped procedures name. */
const offices: Founding['offices'] = [
  { office: 'chief-information-officer', title: 'Chief Information Officer', layer: 'decision' },
  { office: 'security-manager', title: 'Security Manager', layer: 'management' },
  { office: 'auditor', title: 'Auditor', layer: 'management' },
  { office: 'registrar', title: 'Registrar', layer: 'execution' },
  { office: 'operator', title: 'Operator', layer: 'execution' },
]

type FakeFounder = Omit<FakeUnit, 'time' | 'suite' | 'keys' | 'leaf'> & Pick<Founding, 'suite'>

/** For tests: the texts of the shipped procedures. */
export function shippedTexts(): readonly string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
}

/** For tests: what the founding of a fake unit says, but for its procedures. */
export function fakeFounding(unit: FakeFounder): Omit<Founding, 'procedures' | 'announced'> {
  const { domain, suite, authority, issuing, founder, node } = unit
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
  }
}

/**
 * For tests: the acts by which a fake unit is founded, in their order; with what is given instead of the
 * usual, and with those of the shipped procedures that are wanted.
 */
export function fakeFoundingActs(
  unit: FakeFounder,
  instead: Partial<Founding> = {},
  wanted: (text: string) => boolean = () => true,
): readonly FoundingAct[] {
  return foundingInActs({ ...fakeFounding(unit), ...instead }, shippedTexts().filter(wanted))
}
