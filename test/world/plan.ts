import { hour, second } from '#clock'
import { certain } from '#fault'
import type { Chance } from '../fuzz/chance.ts'
import { type Bounds, type Edge, questions, reaches } from './model.ts'
import { lineOf, pairs } from './world.ts'

/** Domains of so many units; some lie below others. */
export function domainsOf(count: number, chance: Chance): readonly string[] {
  const domains: string[] = []
  for (let place = 1; place <= count; place += 1) {
    const above = place > 2 && chance.once(4) ? `.${chance.pick(domains)}` : '.example'
    // A name three deep is as good as one thirty deep.
    domains.push(`u${place}${above.split('.').length > 4 ? '.example' : above}`)
  }
  return domains
}

/** Agreements by chance, some of each unit, no two between the same units. */
export function agreementsAmong(domains: readonly string[], each: number, chance: Chance): readonly Edge[] {
  return domains.flatMap((from) => {
    const others = domains.filter((to) => to !== from)
    const wanted = Math.min(others.length, 1 + chance.below(2 * each - 1))
    return shuffled(others, chance)
      .slice(0, wanted)
      .map((to) => ({ from, to, bounds: boundsBy(others, chance) }))
  })
}

/** What an agreement of a world allows. */
export function boundsBy(others: readonly string[], chance: Chance): Bounds {
  const hops = chance.below(4)
  const behind = chance.once(2) ? others : others.filter(() => chance.once(2))
  return {
    domains: hops === 0 ? [] : behind.slice(0, domainsMax),
    grade: chance.pick(['basic', 'medium', 'high']),
    purposes: chance.pick([['client'], ['client', 'server'], ['client', 'server']]),
    hops,
    statusAgeSeconds: (chance.pick([4, 8, 12]) * hour) / second,
  }
}

/** Of an agreement, besides the recognised unit's own. */
const domainsMax = 31

export function shuffled<T>(list: readonly T[], chance: Chance): readonly T[] {
  return list
    .map((item) => [chance.below(2 ** 32), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item)
}

/** What the reference model expects to be accepted, in the lines of `World.accepted`. */
export function expected(edges: readonly Edge[], domains: readonly string[]): ReadonlySet<string> {
  const lines = pairs(domains).flatMap(([from, to]) =>
    questions
      .filter((question) => reaches(edges, from, to, question))
      .map((question) => lineOf(from, to, question)),
  )
  return new Set(lines)
}

/** The agreement on which most answers hang. */
export function weightiest(agreements: readonly Edge[], domains: readonly string[]): Edge {
  const left = (edge: Edge): number =>
    expected(
      agreements.filter((one) => one !== edge),
      domains,
    ).size
  const byWeight = agreements.map((edge) => [left(edge), edge] as const).toSorted(([a], [b]) => a - b)
  return certain(byWeight[0], 'an agreement')[1]
}
