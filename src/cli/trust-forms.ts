import { z } from 'zod'
import { printable } from './answer.ts'

/** Texts come from certificates of others. */
export const text = z.string().transform(printable)
export const unitForm = z.object({ unit: text, key: text })
export const keyForm = z.object({ agreement: text, by: text })

/** An agreement by and with whom it is. */
export const agreementForm = keyForm.extend({
  with: text,
  grade: text.default('none'),
  purposes: z.array(text),
  hops: z.number(),
  domains: z.array(text),
  statusAgeMaxSeconds: z.number(),
  notAfter: text,
})

/** The units of a list by their domains. */
export function unitsText(units: readonly { readonly unit: string }[]): string {
  return units.length === 0 ? 'nobody' : units.map(({ unit }) => unit).join(', ')
}

export type Line = Readonly<Record<string, unknown>>

/** An agreement as a line of a table. */
export function agreementLine(agreement: z.infer<typeof agreementForm>): Line {
  const { by, with: other, agreement: serial, grade, purposes, hops, domains, notAfter } = agreement
  return {
    ...{ by, with: other, grade, purposes, hops, domains },
    'status age': spanText(agreement.statusAgeMaxSeconds),
    until: notAfter,
    agreement: serial,
  }
}

/** Seconds in the two largest units they have. */
export function spanText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  if (first < 0) return '0 s'
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0)
  return shown.map(([count, name]) => `${count} ${name}`).join(' ')
}
