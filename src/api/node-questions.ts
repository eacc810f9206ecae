import { z } from 'zod'
import { parseInstant } from '#clock'
import type { Question } from '#unit'

/** Entries in one answer: each is read from the store, a tenth of a millisecond apiece. */
const entriesShownMax = 200
const entriesShownDefault = 50

/** The largest log has fewer: 2^53 is where numbers end. */
const indexForm = z.int().min(0).describe('index of an entry, from 0')

const timeForm = z
  .string()
  .max(32)
  .refine((text) => parseInstant(text) !== undefined, 'must be an RFC 3339 time in UTC')

export const entryFindForm = z.strictObject({
  actor: z
    .string()
    .max(400)
    .regex(/^(?:unit|(?:person|device|service|node|visitor)\/.+)$/, 'must be `unit` or `kind/id`')
    .optional()
    .describe('who made the act, as `person/mei`; `unit` for the founding'),
  case: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be the number of a case')
    .optional()
    .describe('number of a case'),
  act: z.string().max(64).optional().describe('name of the act, as `certificate.issue`'),
  from: timeForm.optional().describe('not before this time, RFC 3339 in UTC'),
  to: timeForm.optional().describe('not after this time, RFC 3339 in UTC'),
  before: indexForm.optional().describe('entries before this one only'),
  limit: z.int().min(1).max(entriesShownMax).default(entriesShownDefault).describe('entries at most'),
})

export const caseHistoryForm = z.strictObject({
  case: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be the number of a case')
    .describe('number of the case'),
  before: indexForm.optional().describe('entries before this one only'),
})

export const entryShowForm = z.strictObject({ index: indexForm })

export const entryFind: Question<z.infer<typeof entryFindForm>> = {
  name: 'entry.find',
  label: 'find entries of the record',
  path: '/record/entries',
  input: entryFindForm,
  access: { by: 'member', visitors: true },
}

export const entryShow: Question<z.infer<typeof entryShowForm>> = {
  name: 'entry.show',
  label: 'one entry of the record with its proof',
  path: '/record/entries/:index',
  input: entryShowForm,
  access: { by: 'member', visitors: true },
}

export const caseHistory: Question<z.infer<typeof caseHistoryForm>> = {
  name: 'case.history',
  label: 'who did what in a case',
  path: '/cases/:case/history',
  input: caseHistoryForm,
  access: { by: 'member', visitors: true },
}

export const unitHealth: Question = {
  name: 'unit.health',
  label: 'how the node is, and how near its limits are',
  path: '/unit/health',
  input: z.strictObject({}),
  access: { by: 'member' },
}

export const unitInventory: Question = {
  name: 'unit.inventory',
  label: 'the components this program is made of (CycloneDX 1.6)',
  path: '/inventory',
  input: z.strictObject({}),
  access: { by: 'member' },
}

/** What the node answers from more than the state; endpoint and command follow as for the unit's queries. */
export const nodeQuestions = [
  entryFind,
  entryShow,
  caseHistory,
  unitHealth,
  unitInventory,
] as readonly Question[]
