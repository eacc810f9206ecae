import {
  defaultBudget,
  findPath,
  listStatus,
  type PathAnswer,
  type PathQuestion,
  type Purpose,
  prepareLists,
} from '#trust'
import type { Certificate } from '#x509'
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
  return {
    suite,
    section,
    id: one.id,
    expected: one.expected_result === 'SUCCESS' ? 'accepted' : 'refused',
    ...told(one),
    gated: !reported.includes(section),
  }
}

function told(one: LimboCase): Pick<Verdict, 'got' | 'why'> {
  const leaf = certificateOf(one.peer_certificate)
  if (!leaf) return { got: 'refused', why: 'unreadable' }
  const name = one.expected_peer_name
  if (name && !isNamed(leaf, name)) return { got: 'refused', why: 'other-name' }
  const answer = ask(one, leaf)
  switch (answer.answer) {
    case 'accepted':
      return { got: 'accepted', why: '' }
    case 'refused':
      return { got: 'refused', why: answer.fault.kind }
    case 'unknown':
      return { got: 'unknown', why: answer.spent }
    default:
      return answer satisfies never
  }
}

function ask(one: LimboCase, leaf: Certificate): PathAnswer {
  const given = {
    anchors: one.trusted_certs.flatMap((text) => certificateOf(text) ?? []),
    intermediates: one.untrusted_intermediates.flatMap((text) => certificateOf(text) ?? []),
    at: one.validation_time === null ? anyTime : Date.parse(one.validation_time),
  }
  return findPath({
    ...given,
    leaf,
    purpose: one.validation_kind.toLowerCase() as Purpose,
    statusOf: statusOf(one, given),
    budget: { ...defaultBudget, depthMax: one.max_chain_depth ?? defaultBudget.depthMax },
  })
}

/** A case that comes with lists asks for revocation by them, and one without does not ask. */
function statusOf(
  { crls }: LimboCase,
  given: Pick<PathQuestion, 'anchors' | 'intermediates' | 'at'>,
): PathQuestion['statusOf'] {
  if (crls.length === 0) return () => ({ status: 'good' })
  return listStatus(prepareLists(crls.flatMap((text) => listOf(text) ?? [])), given)
}
