import { z } from 'zod'

/** A trustee as the unit's answers name one: `Trustee` of `#task`. */
export const trusteeForm = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anyone') }),
  z.object({ kind: z.literal('opener') }),
  z.object({ kind: z.literal('office'), office: z.string() }),
  z.object({ kind: z.literal('person'), person: z.string() }),
  z.object({ kind: z.literal('node') }),
])
