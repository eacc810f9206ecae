import { identitySlice } from '#identity'
import { type AuthorityQuestion, Rehearsal, type Speaker, stepFor } from '#unit'
import { organizationActs } from './acts.ts'
import { organizationQueries } from './queries.ts'
import { organizationSlice } from './state.ts'

export const start = Date.UTC(2026, 0, 5, 8)

const undrawn = (): never => {
  throw new Error('bug: an act of this room drew')
}

/** For tests: somebody whose acts a step permits. */
export function speaker(id: string, kind: Speaker['kind'] = 'person'): Speaker {
  return { kind, id, key: `key-${id}` }
}

/**
 * For tests: an organisation with ann, bob, cora and dan, nobody appointed, and an office of each layer;
 * what authority was asked is kept.
 */
export function organisation(): { readonly office: Rehearsal; readonly asked: AuthorityQuestion[] } {
  const asked: AuthorityQuestion[] = []
  const office = new Rehearsal({
    slices: [identitySlice, organizationSlice],
    acts: organizationActs,
    queries: organizationQueries,
    permit: (_, question) => {
      asked.push(question)
      return stepFor(question)
    },
    eventsOfUse: () => [],
    means: { random: undrawn, signer: undrawn },
    time: start,
  })
  for (const id of ['ann', 'bob', 'cora', 'dan']) office.happen(registered(id))
  for (const [name, layer] of [
    ['intake', 'execution'],
    ['manager', 'management'],
    ['chief', 'decision'],
  ] as const) {
    office.happen({ kind: 'office-established', office: name, title: name, layer })
  }
  return { office, asked }
}

function registered(id: string) {
  const principal = { kind: 'person', id }
  const dates = { notBefore: 0, notAfter: 0 }
  return { kind: 'certificate-issued', serial: id, principal, name: id, key: id, spki: '', der: '', ...dates }
}

/** For tests: what an act or question came to, or the whole refusal. */
export function outcome(done: ReturnType<Rehearsal['act']> | ReturnType<Rehearsal['ask']>): unknown {
  return done.ok ? done.value : done.fault
}
