import { z } from 'zod'
import { type Instant, parseInstant } from '#clock'
import { idForm } from '#identity'

export const officeForm = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 of a-z 0-9 - and begin and end with a letter or digit',
  )
  .describe('office, as `head-of-permits`')

export const personForm = idForm.describe('person, as `li.wei`')

/** Named as procedures name what they demand. */
export const trainingForm = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be 1 to 63 of a-z 0-9 - and begin with a letter')
  .describe('training, as `data-protection`')

export const reasonForm = z
  .string()
  .min(1, 'must say why')
  .max(500)
  .describe('why, in words; it stays on the record')

/** A time as texts write it, read once. */
export function instantForm(description: string): z.ZodType<Instant, string> {
  return z
    .string()
    .max(32)
    .describe(`${description}, RFC 3339 in UTC, as \`2026-11-22T12:00:00Z\``)
    .transform((text, context) => {
      const instant = parseInstant(text)
      if (instant !== undefined) return instant
      context.addIssue('must be an RFC 3339 time in UTC, as `2026-11-22T12:00:00Z`')
      return z.NEVER
    })
}
