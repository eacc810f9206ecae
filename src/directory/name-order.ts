/**
 * Where each character that stands in some names comes, as one character: names are put in order by comparing
 * texts of these, as fast as texts are compared. The order is that of a Chinese dictionary by sound, with
 * letters as everywhere, whatever their case and accents. A collator would take a second for 100,000 names.
 */
export type NameOrder = ReadonlyMap<string, string>

/** The order of all characters in these names. */
export function nameOrder(names: Iterable<string>): NameOrder {
  const { compare } = new Intl.Collator('zh-u-co-pinyin', { sensitivity: 'base' })
  const characters = new Set<string>()
  for (const name of names) for (const character of name) characters.add(character)
  const order = new Map<string, string>()
  let before: string | undefined
  let rank = 0
  for (const character of [...characters].sort(compare)) {
    if (before === undefined || compare(before, character) !== 0) rank += 1
    order.set(character, String.fromCodePoint(rank))
    before = character
  }
  return order
}

/** The text by which a name is put in order; `undefined` with a character that the order does not know. */
export function rankIn(order: NameOrder, name: string): string | undefined {
  let rank = ''
  for (const character of name) {
    const place = order.get(character)
    if (place === undefined) return undefined
    rank += place
  }
  return rank
}
