import { z } from 'zod'
import { grades } from '#x509'

const single = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anyone') }),
  z.object({ kind: z.literal('public') }),
  z.object({ kind: z.literal('opener') }),
  z.object({ kind: z.literal('office'), office: z.string() }),
  z.object({ kind: z.literal('person'), person: z.string() }),
  z.object({ kind: z.literal('node') }),
  z
    .object({
      kind: z.literal('unit'),
      unit: z.string(),
      office: z.string().optional(),
      grade: z.enum(grades),
      paths: z.int(),
    })
    .transform(({ office, ...trustee }) => ({ ...trustee, ...(office !== undefined && { office }) })),
])

/** A trustee as the unit's answers name one: `Trustee` of `#task`. */
export const trusteeForm = z.union([single, z.object({ kind: z.literal('any-of'), of: z.array(single) })])
