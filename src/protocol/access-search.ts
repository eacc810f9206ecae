import { accept, type Result, refuse } from '#fault'
import { type Found, searchHolders, searchObjects, searchPermissions, type Vouched } from '#procedure'
import type { Refusal, Speaker } from '#unit'
import { type DecisionPorts, entitlementFault } from './access-decisions.ts'
import {
  actionOf,
  isHimself,
  objectOf,
  partyNamed,
  permissionOf,
  resourceOf,
  subjectText,
  subjectTypes,
  vouchedFor,
} from './entity.ts'
import { searchedLine } from './journal.ts'
import { type WantedPage, wantedPage } from './page.ts'
import {
  type ActionSearch,
  type AskedPage,
  type AskedSubject,
  actionSearchForm,
  type ResourceSearch,
  readQuestion,
  resourceSearchForm,
  type SubjectSearch,
  subjectSearchForm,
} from './question.ts'

/** Who may do this on that resource (Authorization API 1.0 §8.4); for services alone. */
export async function subjectSearch(ports: DecisionPorts, asker: Speaker, body: Uint8Array): Answer {
  const asked = readQuestion(subjectSearchForm, body)
  if (!asked.ok) return asked
  const { subject, action, resource }: SubjectSearch = asked.value
  const permission = permissionOf(action, resource.type)
  const object = objectOf(resource)
  const kinds = Object.hasOwn(subjectTypes, subject.type) ? (subjectTypes[subject.type] ?? []) : []
  const search = { what: 'access.search.subject', question: asked.value, about: { permission, object } }
  return searched(ports, asker, { ...search, of: undefined }, ({ from, resultsMax }) => {
    if (permission === undefined || object === undefined) return nothing
    const time = ports.clock.now()
    const page = searchHolders(ports.state(), { permission, object, kinds, time }, { from, resultsMax })
    return { ...page, found: page.found.map(({ id }) => ({ type: subject.type, id })) }
  })
}

/** On which resources of a type somebody may do this (§8.5). */
export async function resourceSearch(ports: DecisionPorts, asker: Speaker, body: Uint8Array): Answer {
  const asked = readQuestion(resourceSearchForm, body)
  if (!asked.ok) return asked
  const { subject, action, resource }: ResourceSearch = asked.value
  const of = vouchedOf(ports, asker, subject)
  if (!of.ok) return of
  const { type } = resource
  const permission = permissionOf(action, type)
  const about = { subject: subjectText(of.value?.party, subject), permission, type }
  const search = { what: 'access.search.resource', question: asked.value, about, of: of.value }
  return searched(ports, asker, search, (part) => {
    if (permission === undefined || !of.value) return nothing
    const time = ports.clock.now()
    const page = searchObjects(ports.state(), { vouched: of.value, permission, type, time }, part)
    return { ...page, found: page.found.map(resourceOf) }
  })
}

/** What somebody may do on a resource (§8.6). */
export async function actionSearch(ports: DecisionPorts, asker: Speaker, body: Uint8Array): Answer {
  const asked = readQuestion(actionSearchForm, body)
  if (!asked.ok) return asked
  const { subject, resource }: ActionSearch = asked.value
  const of = vouchedOf(ports, asker, subject)
  if (!of.ok) return of
  const object = objectOf(resource)
  const about = { subject: subjectText(of.value?.party, subject), object }
  const search = { what: 'access.search.action', question: asked.value, about, of: of.value }
  return searched(ports, asker, search, (part) => {
    if (object === undefined || !of.value) return nothing
    const time = ports.clock.now()
    const page = searchPermissions(ports.state(), { vouched: of.value, object, time }, part)
    return { ...page, found: page.found.map((permission) => actionOf(permission, resource.type)) }
  })
}

type Answer = Promise<Result<object, Refusal>>

const nothing: Found<never> = { found: [] }

interface Search {
  readonly what: string
  readonly question: { readonly page?: AskedPage | undefined }
  /** What of it stands in the journal. */
  readonly about: Readonly<Record<string, string | undefined>>
  /** About whom; `undefined` when it is about nobody in particular. */
  readonly of: Vouched | undefined
}

/** A page of what is found (§8.3), once the search stands in the journal, where it is about others. */
async function searched(
  ports: DecisionPorts,
  asker: Speaker,
  { what, question, about, of }: Search,
  find: (page: WantedPage) => Found<object>,
): Answer {
  const refusal = ports.refusal()
  if (refusal) return refuse(refusal)
  const fault = entitlementFault(asker, [of])
  if (fault) return refuse(fault)
  const page = wantedPage(what, question, question.page)
  if (!page.ok) return page
  const { found, next } = find(page.value)
  if (!isHimself(asker, of?.party)) {
    await ports.journal([searchedLine({ asker, what, at: ports.clock.now() }, about, found.length)])
  }
  const next_token = next ? page.value.next(next) : ''
  return accept({ page: { next_token, count: found.length }, results: found })
}

function vouchedOf(
  ports: DecisionPorts,
  asker: Speaker,
  subject: AskedSubject,
): Result<Vouched | undefined, Refusal> {
  const party = partyNamed(ports.state(), subject)
  return party ? vouchedFor(party, subject, asker) : accept(undefined)
}
