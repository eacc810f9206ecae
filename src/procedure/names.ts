import { principalOf } from '#identity'
import type { Party } from '#task'
import type { State } from '#unit'

/**
 * The names of people of this unit by id, as the registrar attested them. For readers of the unit alone; of
 * visitors their own unit knows the name.
 */
export function namesOf(state: State, parties: Iterable<Party>): Readonly<Record<string, string>> {
  const names = new Map<string, string>()
  for (const { kind, id } of parties) {
    if (kind !== 'person' || names.has(id)) continue
    const principal = principalOf(state, { kind: 'person', id })
    if (principal) names.set(id, principal.name)
  }
  return Object.fromEntries(names)
}
