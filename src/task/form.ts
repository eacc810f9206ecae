import { z } from 'zod'
import { grades } from '#x509'
import { overrideNames } from './procedure.ts'

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

/** As many offices as one step is sensibly shared between. */
const trusteesMax = 8

/** Each of them is a field of the executor that is looked up at every claim. */
const trainingsMax = 8

/** A delegate of a delegate of a delegate: beyond it nobody knows whose step it is. */
const delegationDepthMax = 3

/** What has been tried so often is a case for somebody else. */
const roundsMax = 100

/** One for every four steps. */
const loopsMax = 16

/** A name of a procedure, step, outcome or member. */
export const nameForm = /^[a-z][a-z0-9-]{0,62}$/

/** A permission: `noun.verb`; other software's verbs have underscores. */
export const permissionForm = /^(?=.{3,64}$)[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)+$/

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
const opening = [...named, z.literal('public')] as const
const openers = z.union(
  opening,
  'anyone, public, { office: … }, { person: … }, { node: true } or { unit: … }',
)
const openedBy = z.union(
  [...opening, z.array(openers).min(2).max(trusteesMax)],
  'anyone, public, { office: … }, { person: … }, { node: true } or { unit: … }, or a list of them',
)
const single = [...named, z.literal('opener')] as const
const takers = z.union(single, 'anyone, opener, { office: … }, { person: … }, { node: true } or { unit: … }')
const by = z.union(
  [...single, z.array(takers).min(2).max(trusteesMax)],
  'anyone, opener, { office: … }, { person: … }, { node: true } or { unit: … }, or a list of them',
)

const member = z.strictObject({
  title: title.optional(),
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

const depth = z.int().min(1).max(delegationDepthMax)

const ties = {
  after: oneOrMany.optional(),
  requires: oneOrMany.optional(),
  excludes: oneOrMany.optional(),
  together: oneOrMany.optional(),
  triggers: oneOrMany.optional(),
  before: oneOrMany.optional(),
}

const step = z.strictObject({
  title: title.optional(),
  by,
  ...ties,
  when: z.string().max(1000).optional(),
  permits: z.array(permission).max(permissionsMax).optional(),
  objects: objects.optional(),
  uses: z.record(permission, z.int().min(1).max(usesMax)).optional(),
  within: z.string().optional(),
  outcomes: z.array(name).min(2).max(outcomesMax).optional(),
  data: members.optional(),
  assign: z.strictObject({ by: by.optional(), within: z.string().optional() }).optional(),
  delegation: z
    .union([depth, z.strictObject({ depth, to: by.optional() })], 'a depth of 1 to 3, or { depth: …, to: … }')
    .optional(),
  training: z
    .union([name, z.array(name).min(1).max(trainingsMax)], 'the name of a training, or a list of them')
    .optional(),
  'break-glass': z
    .strictObject({ by, within: z.string(), tell: by, grade: z.enum(grades).optional() })
    .optional(),
  reviews: oneOrMany.optional(),
  overrides: z.array(z.enum(overrideNames)).min(1).max(overrideNames.length).optional(),
})

const several = z.array(name).min(2).max(stepsMax)
const two = z.tuple([name, name], 'two steps')
const counted = z.strictObject({ people: z.int().min(1).max(stepsMax), steps: several })
const constraint = z.union(
  [
    z.strictObject({ 'different-people': several }),
    z.strictObject({ 'same-person': several }),
    z.strictObject({ 'at-least': counted }),
    z.strictObject({ 'at-most': counted }),
    z.strictObject({ senior: two }),
    z.strictObject({ 'same-office': two }),
    z.strictObject({ 'different-office': two }),
    z.strictObject({ 'same-unit': two }),
    z.strictObject({ 'different-unit': two }),
  ],
  'different-people, same-person, at-least, at-most, senior, same-office, different-office, same-unit or ' +
    'different-unit, with its steps',
)

const loop = z.strictObject({
  from: name,
  when: z.string().max(1000),
  to: name,
  release: name,
  rounds: z.int().min(2).max(roundsMax),
})

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
  loops: z.array(loop).min(1).max(loopsMax).optional(),
})

export type ProcedureForm = z.infer<typeof procedureForm>
export type StepForm = z.infer<typeof step>
export type MembersForm = z.infer<typeof members>
export type TrusteeForm = z.infer<typeof by> | z.infer<typeof openedBy>
export type ConstraintForm = z.infer<typeof constraint>
export type LoopForm = z.infer<typeof loop>
