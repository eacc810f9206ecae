import { z } from 'zod'
import { fromUtf8 } from '#bytes'
import { strictJson } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import type { ProtocolFault } from './fault.ts'
import { evaluationsMax, questionBytesMax, questionDepthMax } from './limits.ts'

// Members that are not named are ignored, as Authorization API 1.0 §10.1.1 demands; those that are named have
// the type it says, or the question is refused.

const properties = z.record(z.string(), z.unknown())

const subject = z.object({
  type: z.string().describe('`user`, `person` or `visitor`'),
  id: z.string().describe('a person’s id here, `id@domain`, or the SPIFFE ID of a certificate'),
  properties: z
    .looseObject({
      key: z.string().optional().describe('thumbprint of the key that was proven'),
      'x5t#S256': z.string().optional().describe('base64url SHA-256 of the certificate that was shown'),
      certificate: z.string().optional().describe('that certificate, PEM'),
    })
    .optional(),
})
const resource = z.object({
  type: z.string().describe('first segment of an object'),
  id: z.string().describe('the rest of it; `*` at the end asks about all there is'),
  properties: properties.optional(),
})
const action = z.object({
  name: z.string().describe('a permission; without a dot the type of the resource is put before it'),
  properties: properties.optional(),
})
const context = z.looseObject({
  use: z.boolean().optional().describe('`false`: only look, and use nothing up'),
})

/** Authorization API 1.0 §6.1 (Access Evaluation). */
export const evaluationForm = z.object({ subject, action, resource, context: context.optional() })

/** §7.1 (Access Evaluations): what each leaves out is taken from the whole. */
export const evaluationsForm = evaluationForm.partial().extend({
  evaluations: z.array(evaluationForm.partial()).optional().describe(`at most ${evaluationsMax}`),
  options: z
    .object({
      evaluations_semantic: z
        .enum(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'])
        .optional()
        .describe('after which answer to stop; `execute_all` when left out'),
    })
    .optional(),
})

const page = z.object({
  token: z.string().optional().describe('`next_token` of the page before'),
  limit: z.int().min(0).optional().describe('results at most'),
  properties: properties.optional(),
})
const asked = { context: context.optional(), page: page.optional() }
const typed = z.object({ type: z.string() })

/** §8.4, §8.5 and §8.6 (Search): an id of what is searched for is ignored. */
export const subjectSearchForm = z.object({ subject: typed, action, resource, ...asked })
export const resourceSearchForm = z.object({ subject, action, resource: typed, ...asked })
export const actionSearchForm = z.object({ subject, resource, ...asked })

export type Evaluation = z.infer<typeof evaluationForm>
export type SubjectSearch = z.infer<typeof subjectSearchForm>
export type ResourceSearch = z.infer<typeof resourceSearchForm>
export type ActionSearch = z.infer<typeof actionSearchForm>
export type AskedPage = z.infer<typeof page>
export type AskedSubject = Evaluation['subject']

/** After which decision the rest of a boxcar is left alone. */
export type Semantic = 'execute_all' | 'deny_on_first_deny' | 'permit_on_first_permit'

/** Questions asked together. */
export interface Boxcar {
  /** In their order; one that is none is a refusal of its own (§7.2.1). */
  readonly evaluations: readonly Result<Evaluation, QuestionFault>[]
  readonly semantic: Semantic
  /** Whether it is answered as one question, because it was one. */
  readonly single: boolean
}

/** A question of one form from the bytes of a body. */
export function readQuestion<T>(form: z.ZodType<T>, body: Uint8Array): Result<T, ProtocolFault> {
  const text = fromUtf8(body)
  const value = text.ok ? strictJson(text.value, questionBytesMax, questionDepthMax) : undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return malformed('body', 'not an object of JSON in which each member stands once')
  }
  return inForm(form, value)
}

const boxcarForm = evaluationsForm.extend({ evaluations: z.array(z.looseObject({})).optional() })

/** The questions of a boxcar, each with what it takes from the whole (§7.1.1); one alone when it has none. */
export function readBoxcar(body: Uint8Array): Result<Boxcar, ProtocolFault> {
  const read = readQuestion(boxcarForm, body)
  if (!read.ok) return read
  const { evaluations = [], options, ...whole } = read.value
  const semantic = options?.evaluations_semantic ?? 'execute_all'
  if (evaluations.length > evaluationsMax) {
    return refuse({ kind: 'evaluations-too-many', count: evaluations.length, countMax: evaluationsMax })
  }
  if (evaluations.length === 0) {
    const one = inForm(evaluationForm, whole)
    return one.ok ? accept({ evaluations: [one], semantic, single: true }) : one
  }
  const complete = evaluations.map((one) => inForm(evaluationForm, { ...whole, ...one }))
  return accept({ evaluations: complete, semantic, single: false })
}

export type QuestionFault = Extract<ProtocolFault, { readonly kind: 'access-question-malformed' }>

function inForm<T>(form: z.ZodType<T>, value: unknown): Result<T, QuestionFault> {
  const read = form.safeParse(value)
  if (read.success) return accept(read.data)
  const [issue] = read.error.issues
  return malformed(issue?.path.join('.') || 'body', issue?.message.toLowerCase() ?? 'malformed')
}

function malformed(at: string, problem: string): Result<never, QuestionFault> {
  return refuse({ kind: 'access-question-malformed', at, problem })
}
