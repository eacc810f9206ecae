/** The members of a cycle in order, each naming the next and the last the first; `undefined` without one. */
export function findCycle(
  names: Iterable<readonly [string, readonly string[]]>,
): readonly string[] | undefined {
  const named = new Map(names)
  const done = new Set<string>()
  const search = (id: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(id)) return trail.slice(trail.indexOf(id))
    if (done.has(id)) return undefined
    for (const next of named.get(id) ?? []) {
      const cycle = search(next, [...trail, id])
      if (cycle) return cycle
    }
    done.add(id)
    return undefined
  }
  for (const id of named.keys()) {
    const cycle = search(id, [])
    if (cycle) return cycle
  }
  return undefined
}
