import { z } from 'zod'
import { certain } from '#fault'
import type { ActDefinition } from '#unit'
import { chineseActLabels } from './act-labels.ts'
import { choiceWording } from './choices.ts'
import { type FieldWording, fieldWording, ownFieldWording } from './fields.ts'
import type { Wording } from './language.ts'

/** The words of a field, and of what may be chosen there. */
interface FormField extends FieldWording {
  readonly choices?: Readonly<Record<string, Wording>>
}

/** An act as a form is made from it. */
export interface ActForm {
  readonly name: string
  readonly label: Wording
  /** What a step has to permit; absent where the rules of a procedure permit it. */
  readonly permission?: string
  /** By member of the input. */
  readonly fields: Readonly<Record<string, FormField>>
  /** JSON Schema of the input. */
  readonly schema: object
}

/** The acts with the words of their forms; one without words is a bug, which the tests of this room find. */
export function actForms(acts: readonly ActDefinition[]): readonly ActForm[] {
  return acts.map(({ name, label, authority, input }) => {
    const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
    const members = Object.entries(schema.properties ?? {})
    return {
      name,
      label: { en: label.charAt(0).toUpperCase() + label.slice(1), zh: chineseLabel(name) },
      ...(authority.by === 'step' && { permission: authority.permission }),
      fields: Object.fromEntries(members.map(([member, part]) => [member, formField(name, member, part)])),
      schema,
    }
  })
}

function chineseLabel(act: string): string {
  return certain(chineseActLabels[act], `the Chinese label of ${act}`)
}

function formField(act: string, member: string, part: unknown): FormField {
  const own = ownFieldWording[act]?.[member]
  const words = certain(own ?? fieldWording[member], `the words of ${member} of ${act}`)
  const names = choicesIn(part)
  if (names.length === 0) return words
  const choices = names.map((one) => [one, certain(choiceWording[one], `the words of ${one} in ${act}`)])
  return { ...words, choices: Object.fromEntries(choices) }
}

/** The names of which one, or several, may be chosen. */
function choicesIn(part: unknown): readonly string[] {
  const { enum: names, items } = part as { readonly enum?: readonly string[]; readonly items?: unknown }
  return names ?? (items === undefined ? [] : choicesIn(items))
}
