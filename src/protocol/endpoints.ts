import type { z } from 'zod'
import type { Result } from '#fault'
import type { Refusal, Speaker } from '#unit'
import { type DecisionPorts, evaluation, evaluations } from './access-decisions.ts'
import { actionSearch, resourceSearch, subjectSearch } from './access-search.ts'
import {
  actionSearchForm,
  evaluationForm,
  evaluationsForm,
  resourceSearchForm,
  subjectSearchForm,
} from './question.ts'

/** One operation of the Authorization API. */
export interface AccessEndpoint {
  /** As of the OpenAPI document and the journal. */
  readonly name: string
  readonly label: string
  /** The path that the specification has for it (§10.1). */
  readonly path: string
  /** The member of the metadata that tells its address (§9.1.1). */
  readonly parameter: string
  readonly form: z.ZodType
  readonly searches: boolean
  readonly answer: (
    ports: DecisionPorts,
    asker: Speaker,
    body: Uint8Array,
  ) => Promise<Result<object, Refusal>>
}

/** Every operation. */
export const accessEndpoints: readonly AccessEndpoint[] = [
  {
    name: 'access.evaluation',
    label: 'may somebody do something now',
    path: '/access/v1/evaluation',
    parameter: 'access_evaluation_endpoint',
    form: evaluationForm,
    searches: false,
    answer: evaluation,
  },
  {
    name: 'access.evaluations',
    label: 'several such questions at once',
    path: '/access/v1/evaluations',
    parameter: 'access_evaluations_endpoint',
    form: evaluationsForm,
    searches: false,
    answer: evaluations,
  },
  {
    name: 'access.search.subject',
    label: 'who may do something on a resource now',
    path: '/access/v1/search/subject',
    parameter: 'search_subject_endpoint',
    form: subjectSearchForm,
    searches: true,
    answer: subjectSearch,
  },
  {
    name: 'access.search.resource',
    label: 'on which resources somebody may do something now',
    path: '/access/v1/search/resource',
    parameter: 'search_resource_endpoint',
    form: resourceSearchForm,
    searches: true,
    answer: resourceSearch,
  },
  {
    name: 'access.search.action',
    label: 'what somebody may do on a resource now',
    path: '/access/v1/search/action',
    parameter: 'search_action_endpoint',
    form: actionSearchForm,
    searches: true,
    answer: actionSearch,
  },
]

/** Where the metadata is found (§9.2). */
export const metadataPath = '/.well-known/authzen-configuration'

/**
 * The metadata (§9.1) of what is reached below an address that has no path of its own. There is no member for
 * capabilities, because none is registered that would be true here.
 */
export function accessMetadata(url: string): Readonly<Record<string, string>> {
  const addresses = accessEndpoints.map(({ parameter, path }) => [parameter, `${url}${path}`])
  return { policy_decision_point: url, ...Object.fromEntries(addresses) }
}
