import type { Plugin } from 'vite'
import type { ActDefinition } from '#unit'
import { actForms } from '#wording'

const name = 'virtual:acts'

/** Gives the acts of the unit, with their words and the JSON Schema of what each takes, as one module. */
export function actsPlugin(acts: readonly ActDefinition[]): Plugin {
  const forms = actForms(acts)
  return {
    name: 'chancery-acts',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? `export const acts = ${JSON.stringify(forms)}` : undefined),
  }
}
