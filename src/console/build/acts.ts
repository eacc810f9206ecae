import type { Plugin } from 'vite'
import { z } from 'zod'
import type { ActDefinition } from '#unit'

const name = 'virtual:acts'

/** Gives the acts of the unit, with the JSON Schema of what each takes, as one module. */
export function actsPlugin(acts: readonly ActDefinition[]): Plugin {
  const forms = acts.map(({ name: act, label, authority, input }) => ({
    name: act,
    label: { en: label, zh: label },
    ...(authority.by === 'step' && { permission: authority.permission }),
    schema: z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }),
  }))
  return {
    name: 'chancery-acts',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? `export const acts = ${JSON.stringify(forms)}` : undefined),
  }
}
