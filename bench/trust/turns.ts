/** One who does the same work as the others, in its own way. */
export interface Contestant {
  /** How many answers one call gives. */
  readonly answers: number
  /** Does the work for the question of this number; whether all was answered as it should be. */
  run(number: number): boolean | Promise<boolean>
}

/** The contestants take turns, so that what else the machine does hurts all of them. */
export const rounds = 6
export const turnMilliseconds = 60

/** Answers per second by each, the best of its turns: the others were disturbed. */
export async function rates<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
): Promise<Readonly<Record<Name, number>>> {
  const named = Object.entries<Contestant>(contestants)
  const best = new Map<string, number>()
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, contestant] of named) {
      best.set(name, Math.max(best.get(name) ?? 0, await rate(name, contestant)))
    }
  }
  return Object.fromEntries(best) as Record<Name, number>
}

async function rate(name: string, contestant: Contestant): Promise<number> {
  const begin = performance.now()
  let calls = 0
  let took = 0
  while (took < turnMilliseconds) {
    const answered = contestant.run(calls)
    // Whoever answers at once is not made to wait for it.
    if (!(typeof answered === 'boolean' ? answered : await answered)) {
      throw new Error(`bug: ${name} answered question ${calls} otherwise`)
    }
    calls += 1
    took = performance.now() - begin
  }
  return (calls * contestant.answers * 1000) / took
}
