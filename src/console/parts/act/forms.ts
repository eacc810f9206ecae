import { acts } from 'virtual:acts'
import type { ActForm } from './act-form-schema.ts'

const byName: ReadonlyMap<string, ActForm> = new Map(acts.map((form) => [form.name, form]))

/** The form of an act that the unit offers. */
export function formOf(act: string): ActForm {
  const form = byName.get(act)
  if (form === undefined) throw new Error(`bug: there is no act ${act}`)
  return form
}
