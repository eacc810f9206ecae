import { z } from 'zod'
import { isoInstant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { idForm, ownServices, principalKey, principalKindForm, principalOf } from '#identity'
import { isAbsent, officesOf } from '#organization'
import { type Asking, defineQuery } from '#unit'
import { certificatesShown } from './certificates.ts'
import type { DirectoryFault } from './fault.ts'
import { lookUp, type Wanted } from './look-up.ts'
import { placeShown } from './place.ts'
import { requestQueries } from './request-queries.ts'
import { type Listed, type Roll, roll, type Sort, sorts } from './roll.ts'
import { standingAt, standings } from './standing.ts'

/** A screen full and as much again; more is read page by page, or narrowed by a search. */
const shownDefault = 50

/** What one answer holds at most: some 60 KB. */
const shownMax = 200

/** A search for a name and an identifier at once, in words. */
const textCharactersMax = 100

/** As many as a screen shows; with the longest identifiers 7 KB of an address, of 16 that a head may have. */
const namesMax = 100

/** Where the next page begins: the last one shown, with what it was sorted by where that can change. */
const cursorForm = z
  .string()
  .max(90)
  .regex(/^(?:person|device|service)\/[a-z0-9._-]{1,63}(?:@\d{1,15})?$/, 'must be `next` of another page')

const listForm = z.strictObject({
  kind: principalKindForm.optional(),
  text: z
    .string()
    .max(textCharactersMax)
    .optional()
    .describe('parts of name and identifier, in any case and order'),
  state: z
    .enum(standings)
    .optional()
    .describe('`ending`: within 30 days; `ended`: not renewed; `revoked`: without any certificate'),
  sort: z.enum(sorts).default('name').describe('by name, identifier, or end of the last certificate'),
  descending: z.boolean().default(false),
  after: cursorForm.optional().describe('`next` of the page before'),
  limit: z.int().min(1).max(shownMax).default(shownDefault),
})

const list = defineQuery({
  name: 'principal.list',
  label: 'the people, devices and services of this unit',
  path: '/principals',
  input: listForm,
  access: { by: 'member' },
  answer(asking, input): Result<unknown, DirectoryFault> {
    const fault = faultOf(asking, 'principal.list')
    return fault ? refuse(fault) : listed(asking, asking.derived(roll), input)
  },
})

const show = defineQuery({
  name: 'principal.show',
  label: 'a person, device or service: certificates, offices, absence, steps',
  path: '/principals/:kind/:id',
  input: z.strictObject({ kind: principalKindForm, id: idForm }),
  access: { by: 'member' },
  answer(asking, principal): Result<unknown, DirectoryFault> {
    const fault = faultOf(asking, 'principal.show')
    if (fault) return refuse(fault)
    const one = asking.derived(roll).of(principalKey(principal))
    if (!one) return refuse({ kind: 'principal-not-found', principal })
    const certificates = certificatesShown(asking, one)
    return accept({ ...principalShown(asking, one), certificates, ...placeShown(asking, principal) })
  },
})

/** What stands beside identifiers wherever people are shown; who is not known is left out. */
const names = defineQuery({
  name: 'principal.names',
  label: 'the names that go with identifiers',
  path: '/names',
  input: z.strictObject({
    kind: principalKindForm.default('person'),
    id: z.array(idForm).min(1).max(namesMax).describe('identifiers, as `li.wei`'),
  }),
  access: { by: 'member' },
  answer(asking, { kind, id: ids }): Result<unknown, DirectoryFault> {
    const fault = faultOf(asking, 'principal.names')
    if (fault) return refuse(fault)
    const known = ids.flatMap((id) => principalOf(asking.state, { kind, id }) ?? [])
    return accept({ kind, names: Object.fromEntries(known.map(({ id, name }) => [id, name])) })
  },
})

export const directoryQueries = [list, show, names, ...requestQueries] as const

/** A machine that fell into other hands shall not read out who works here. */
function faultOf({ reader }: Asking, query: string): DirectoryFault | undefined {
  return reader?.kind === 'person' ? undefined : { kind: 'directory-for-people', query }
}

function listed(
  asking: Asking,
  known: Roll,
  { kind, text, state: standing, sort, descending, after, limit }: z.output<typeof listForm>,
): Result<unknown, DirectoryFault> {
  const wanted: Wanted = { kind, text, standing, time: asking.time }
  const from = after === undefined ? undefined : placeOf(known, after)
  if (from && !from.ok) return from
  const page = { sort, descending, after: from?.value, limit }
  const { shown, isMore, counts } = lookUp(known, wanted, page)
  const last = isMore ? shown.at(-1) : undefined
  return accept({
    principals: shown.map((one) => principalShown(asking, one)),
    // The counts are those of the whole list, which a page further on does not need again.
    ...(!from && { counts }),
    ...(last && { next: cursorOf(last, sort) }),
  })
}

function cursorOf({ key, ends }: Listed, sort: Sort): string {
  return sort === 'ends' ? `${key}@${ends}` : key
}

function placeOf(known: Roll, cursor: string): Result<Listed, DirectoryFault> {
  const [key = '', ends] = cursor.split('@')
  const one = known.of(key)
  if (one) return accept(ends === undefined ? one : { ...one, ends: Number(ends) })
  const [kind, id = ''] = key.split('/')
  return refuse({ kind: 'principal-not-found', principal: { kind: principalKindForm.parse(kind), id } })
}

/** One line of the list. */
function principalShown({ state, time }: Asking, { principal, ends }: Listed): object {
  const { kind, id, name, grade } = principal
  const isOwn = kind === 'service' && ownServices.includes(id)
  return {
    ...{ kind, id, name, grade, state: standingAt(ends, time) },
    ...(ends > 0 && { notAfter: isoInstant(ends) }),
    ...(isOwn && { own: true }),
    ...(kind === 'person' && { offices: officesOf(state, id), away: isAbsent(state, id) }),
  }
}
