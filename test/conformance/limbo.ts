import { defaultBudget, findPath, listStatus, type PathQuestion, type Purpose, prepareLists } from '#trust'
import { isNamed } from './peer-name.ts'
import { betterTlsCases, certificateOf, type LimboCase, limboCases, listOf } from './public-data.ts'
import type { SuiteName, Verdict } from './verdict.ts'

/** The web's own rules are not a government's, and nothing here goes online: told, not demanded. */
const reported: readonly string[] = ['webpki', 'online']

/** For cases without a time, which are made to hold for centuries. */
const anyTime = Date.UTC(2026, 10, 22)

export function limboVerdicts(folder: string): readonly Verdict[] {
  return limboCases(folder).map((one) => verdictOf('x509-limbo', one))
}

export function betterTlsVerdicts(folder: string): readonly Verdict[] {
  return betterTlsCases(folder).map((one) => verdictOf('bettertls', one))
}

function verdictOf(suite: SuiteName, one: LimboCase): Verdict {
  const [section = ''] = one.id.split('::')
  const fault = faultOf(one)
  return {
    suite,
    section,
    id: one.id,
    expected: one.expected_result === 'SUCCESS' ? 'accepted' : 'refused',
    got: fault === undefined ? 'accepted' : 'refused',
    why: fault ?? '',
    gated: !reported.includes(section),
  }
}

/** Why the case is refused; undefined when it is accepted. */
function faultOf(one: LimboCase): string | undefined {
  const leaf = certificateOf(one.peer_certificate)
  if (!leaf) return 'unreadable'
  const name = one.expected_peer_name
  if (name && !isNamed(leaf, name)) return 'other-name'
  const given = {
    anchors: one.trusted_certs.flatMap((text) => certificateOf(text) ?? []),
    intermediates: one.untrusted_intermediates.flatMap((text) => certificateOf(text) ?? []),
    at: one.validation_time === null ? anyTime : Date.parse(one.validation_time),
  }
  const answer = findPath({
    ...given,
    leaf,
    purpose: one.validation_kind.toLowerCase() as Purpose,
    statusOf: statusOf(one, given),
    budget: { ...defaultBudget, depthMax: one.max_chain_depth ?? defaultBudget.depthMax },
  })
  switch (answer.answer) {
    case 'accepted':
      return undefined
    case 'refused':
      return answer.fault.kind
    case 'unknown':
      return answer.spent
    default:
      return answer satisfies never
  }
}

/** A case that comes with lists asks for revocation by them, and one without does not ask. */
function statusOf(
  { crls }: LimboCase,
  given: Pick<PathQuestion, 'anchors' | 'intermediates' | 'at'>,
): PathQuestion['statusOf'] {
  if (crls.length === 0) return () => ({ status: 'good' })
  return listStatus(prepareLists(crls.flatMap((text) => listOf(text) ?? [])), given)
}
