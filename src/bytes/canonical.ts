/**
 * The one JSON text of a value: members sorted by UTF-16 code units, no white space, numbers as ECMAScript
 * writes them (RFC 8785 for the values used here). Members that are `undefined` are left out.
 *
 * Takes plain data only (objects, arrays, strings, finite numbers, booleans, null); anything else is a bug.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return JSON.stringify(value)
  if (typeof value === 'number') return finite(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') return members(value as Readonly<Record<string, unknown>>)
  throw new TypeError(`bug: ${typeof value} has no JSON text`)
}

function finite(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('bug: a number that is not finite has no JSON text')
  return JSON.stringify(value)
}

function members(value: Readonly<Record<string, unknown>>): string {
  const parts: string[] = []
  for (const key of Object.keys(value).sort()) {
    const member = value[key]
    if (member !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(member)}`)
  }
  return `{${parts.join(',')}}`
}
