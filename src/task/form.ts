import { z } from 'zod'
import { grades } from '#x509'

/**
 * 16 KiB of text: with the signed envelope (base64) and the event that repeats it, an adoption stays below
 * the 60 KiB of an entry, and 64 steps of 200 characters fit.
 */
export const textBytesMax = 16 * 1024

/**
 * A case keeps one row per step, and a person is to see it on one screen; completability is exact up to
 * 16.
 */
export const stepsMax = 64

/** A step's grants are permissions times objects, each a row of the gate's index: 16 by 8 is 128 at most. */
const permissionsMax = 16
const objectsMax = 8

/** What a paper form asks for on its first page. */
const membersMax = 32

/** Outcomes are the buttons of a decision. */
const outcomesMax = 8

/** Two for every step. */
const constraintsMax = 128

/** Above it a count is no limit any more. */
const usesMax = 1_000_000

/** A name of a procedure, step, outcome or member. */
export const nameForm = /^[a-z][a-z0-9-]{0,62}$/

/** A permission: `noun.verb`. */
export const permissionForm = /^(?=.{3,64}$)[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+$/

/** An id of a person: what identities use, and no control characters. */
const personForm = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,127}$/u

/** An office as organisations name them. */
const officeForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** A DNS domain in lower case, of two labels at the least: `{ unit: inspector }` is a mistake. */
const unitForm =
  /^(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Four ways to a unit by different third units are more than any two offices have. */
export const pathsDemandedMax = 4

const languageForm = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/

const name = z.string().regex(nameForm, 'a name of a-z, 0-9 and - that begins with a letter')
const permission = z.string().regex(permissionForm, 'a permission such as `permit.read`')
const title = z
  .record(z.string().regex(languageForm, 'a language tag such as `en`'), z.string().min(1).max(200))
  .refine((titles) => Object.keys(titles).length > 0, 'a title in at least one language, as { en: … }')

const named = [
  z.literal('anyone'),
  z.strictObject({ office: z.string().regex(officeForm, 'the name of an office') }),
  z.strictObject({ person: z.string().regex(personForm) }),
  z.strictObject({ node: z.literal(true) }),
  z.strictObject({
    unit: z.string().regex(unitForm, 'the domain of a unit'),
    office: z.string().regex(officeForm, 'the name of an office').optional(),
    grade: z.enum(grades).optional(),
    paths: z.int().min(1).max(pathsDemandedMax).optional(),
  }),
] as const
const openedBy = z.union(named, 'anyone, { office: … }, { person: … }, { node: true } or { unit: … }')
const by = z.union(
  [...named, z.literal('opener')],
  'anyone, opener, { office: … }, { person: … }, { node: true } or { unit: … }',
)

const member = z.strictObject({
  type: z.enum(['text', 'number']),
  required: z.boolean().optional(),
  pattern: z.string().optional(),
})
const memberName = name.refine(
  (text) => text !== 'case',
  'another name than `case`, which is the number of the case',
)
const members = z.record(memberName, member).refine((all) => Object.keys(all).length <= membersMax, {
  params: { countMax: membersMax },
})

const objects = z.union(
  [z.string(), z.array(z.string()).min(1).max(objectsMax)],
  `an object, or a list of at most ${objectsMax}`,
)
const oneOrMany = z.union([name, z.array(name).min(1).max(stepsMax)], 'the name of a step, or a list of them')

const step = z.strictObject({
  title: title.optional(),
  by,
  after: oneOrMany.optional(),
  when: z.string().max(1000).optional(),
  permits: z.array(permission).max(permissionsMax).optional(),
  objects: objects.optional(),
  uses: z.record(permission, z.int().min(1).max(usesMax)).optional(),
  within: z.string().optional(),
  outcomes: z.array(name).min(2).max(outcomesMax).optional(),
  data: members.optional(),
})

const pair = z.array(name).min(2).max(stepsMax)
const constraint = z.union(
  [z.strictObject({ 'different-people': pair }), z.strictObject({ 'same-person': pair })],
  'different-people: [ … ] or same-person: [ … ] with two steps or more',
)

/** The form of a procedure's text; what its parts mean to one another is checked after it. */
export const procedureForm = z.strictObject({
  procedure: name,
  title,
  'opened-by': openedBy,
  founding: z.boolean().optional(),
  data: members.optional(),
  objects: objects.optional(),
  steps: z
    .record(name, step)
    .refine((all) => Object.keys(all).length > 0, 'at least one step')
    .refine((all) => Object.keys(all).length <= stepsMax, { params: { countMax: stepsMax } }),
  constraints: z.array(constraint).max(constraintsMax).optional(),
})

export type ProcedureForm = z.infer<typeof procedureForm>
export type StepForm = z.infer<typeof step>
export type MembersForm = z.infer<typeof members>
export type TrusteeForm = z.infer<typeof by>
