import { row, type Table, withoutRow, withRow } from '#table'

/**
 * Sets of numbers by group, in order, as rows of one table: a number is a path of seven 5-bit digits, and each
 * row holds, as 32 bits, which digits follow its prefix. Adding and taking away touch one row mostly and seven at worst;
 * the least is found in seven. Groups cost nothing while they are empty.
 */
export type NumberSets = Table<number>

const digitBits = 5
const levels = 7

/** 2^35: step numbers of half a milliard cases, seconds until the year 3058. */
const numbersEnd = 2 ** (digitBits * levels)

/** The sets with a number in a group. */
export function withNumber(sets: NumberSets, group: string, number: number): NumberSets {
  if (!(number >= 0 && number < numbersEnd)) throw new RangeError(`bug: ${number} cannot stand in a set`)
  let after = sets
  let rest = number
  for (let level = 0; level < levels; level++) {
    const prefix = Math.floor(rest / 32)
    const key = keyOf(group, level, prefix)
    const bits = row(after, key) ?? 0
    after = withRow(after, key, (bits | (1 << (rest % 32))) >>> 0)
    if (bits !== 0) return after
    rest = prefix
  }
  return after
}

/** The sets without a number in a group. */
export function withoutNumber(sets: NumberSets, group: string, number: number): NumberSets {
  let after = sets
  let rest = number
  for (let level = 0; level < levels; level++) {
    const prefix = Math.floor(rest / 32)
    const key = keyOf(group, level, prefix)
    const bits = row(after, key)
    if (bits === undefined) return after
    const left = (bits & ~(1 << (rest % 32))) >>> 0
    if (left !== 0) return withRow(after, key, left)
    after = withoutRow(after, key)
    rest = prefix
  }
  return after
}

/** The numbers of a group, ascending. */
export function* numbersOf(sets: NumberSets, group: string): Generator<number> {
  yield* below(sets, group, levels - 1, 0)
}

/** The least number of a group; `undefined` when it is empty. */
export function leastNumber(sets: NumberSets, group: string): number | undefined {
  for (const number of numbersOf(sets, group)) return number
  return undefined
}

function* below(sets: NumberSets, group: string, level: number, prefix: number): Generator<number> {
  let bits = row(sets, keyOf(group, level, prefix)) ?? 0
  while (bits !== 0) {
    const digit = 31 - Math.clz32(bits & -bits)
    bits &= bits - 1
    const number = prefix * 32 + digit
    if (level === 0) yield number
    else yield* below(sets, group, level - 1, number)
  }
}

function keyOf(group: string, level: number, prefix: number): string {
  return `${group}#${level}.${prefix}`
}
