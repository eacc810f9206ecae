import { insecureDsaForConformance } from '#crypto'
import {
  type CertificatePool,
  findPath,
  type ListShelf,
  listStatus,
  type PathAnswer,
  type PolicyDemand,
  prepareLists,
  preparePool,
} from '#trust'
import type { Certificate } from '#x509'
import { type Pkits, type PkitsCase, pkits, pkitsCertificate, pkitsList } from './public-data.ts'
import type { SuiteName, Verdict } from './verdict.ts'

/** What is at hand beside the leaf and the anchor. */
interface Given {
  readonly intermediates: CertificatePool
  readonly lists: ListShelf
}

/** Every case with the certificates and lists it comes with. */
export function pkitsVerdicts(folder: string): readonly Verdict[] {
  const suite = pkits(folder)
  return suite.tests.map((one) => {
    const [, ...below] = one.certs
    return verdictOf('pkits', suite, one, folder, givenBy(folder, below, one.crls))
  })
}

/** Every case with the certificates and lists of all cases at once: the engine has to find the path. */
export function pkitsTogetherVerdicts(folder: string): readonly Verdict[] {
  const suite = pkits(folder)
  const certificates = new Set(suite.tests.flatMap(({ certs }) => certs))
  const lists = new Set(suite.tests.flatMap(({ crls }) => crls))
  const given = givenBy(folder, [...certificates], [...lists])
  return suite.tests.map((one) => verdictOf('pkits-together', suite, one, folder, given))
}

function givenBy(folder: string, certificates: readonly string[], lists: readonly string[]): Given {
  return {
    intermediates: preparePool(certificates.flatMap((name) => pkitsCertificate(folder, name) ?? [])),
    lists: prepareLists(lists.flatMap((name) => pkitsList(folder, name) ?? [])),
  }
}

function verdictOf(suite: SuiteName, from: Pkits, one: PkitsCase, folder: string, given: Given): Verdict {
  const [first = '', last = ''] = [one.certs[0], one.certs.at(-1)]
  const anchor = pkitsCertificate(folder, first)
  const leaf = pkitsCertificate(folder, last)
  const answer = anchor && leaf ? ask(from, one, anchor, leaf, given) : 'unreadable'
  return {
    suite,
    section: one.id.split('.').slice(0, 2).join('.'),
    id: one.title,
    expected: one.shouldValidate ? acceptedFor(one.userConstrainedPolicySet) : 'refused',
    ...(answer === 'unreadable' ? { got: 'refused', why: answer } : told(from, answer)),
    gated: true,
  }
}

function ask(from: Pkits, one: PkitsCase, anchor: Certificate, leaf: Certificate, given: Given): PathAnswer {
  const inquiry = {
    anchors: [anchor],
    intermediates: given.intermediates,
    at: Date.parse(from.verificationTime),
    algorithms: insecureDsaForConformance,
  }
  const policies: PolicyDemand = {
    initialPolicies: one.initialPolicySet.map((name) => from.policyOids[name] ?? name),
    requireExplicitPolicy: one.initialExplicitPolicy,
    inhibitPolicyMapping: one.initialPolicyMappingInhibit,
    inhibitAnyPolicy: one.initialInhibitAnyPolicy,
  }
  const statusOf = listStatus(given.lists, inquiry)
  return findPath({ ...inquiry, leaf, purpose: 'any', policies, statusOf })
}

function told({ policyOids }: Pkits, answer: PathAnswer): Pick<Verdict, 'got' | 'why'> {
  switch (answer.answer) {
    case 'accepted': {
      const { policies } = answer.path
      const names = Object.entries(policyOids).filter(
        ([, oid]) => policies !== 'any' && policies.includes(oid),
      )
      return { got: acceptedFor(policies === 'any' ? ['anyPolicy'] : names.map(([name]) => name)), why: '' }
    }
    case 'refused':
      return { got: 'refused', why: answer.fault.kind }
    case 'unknown':
      return { got: 'unknown', why: answer.spent }
    default:
      return answer satisfies never
  }
}

function acceptedFor(policies: readonly string[]): string {
  return `accepted for ${policies.toSorted().join(', ') || 'no policy'}`
}
