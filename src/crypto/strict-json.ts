export type JsonObject = Readonly<Record<string, unknown>>

/** No format of this room nests deeper than 3; the limit keeps the walk below off the end of the stack. */
const defaultDepthMax = 8

/** One JSON string, and whether a colon makes it the name of a member. */
const stringForm = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g

/**
 * The value of a JSON text (RFC 8259) of at most `bytesMax` UTF-16 code units; `undefined` when it is not
 * that, nests deeper than `depthMax`, holds a number too large for one (`1e999`), or names a member of an
 * object twice, which two readers may read in two ways.
 *
 * Bounded before a schema sees it: schemas walk, compare and print what they are given as deep as it goes.
 */
export function strictJson(text: string, bytesMax: number, depthMax: number = defaultDepthMax): unknown {
  if (text.length > bytesMax) return undefined
  const parsed = parseJson(text)
  if (parsed === undefined) return undefined
  const members = memberCount(parsed, depthMax)
  if (members === undefined) return undefined
  let named = 0
  for (const match of text.matchAll(stringForm)) if (match[1] !== undefined) named += 1
  return named === members ? parsed : undefined
}

/** Whether a value is an object with exactly these members. */
export function isObject(value: unknown, members: readonly string[]): value is JsonObject {
  if (!isAnyObject(value)) return false
  const names = Object.keys(value)
  return names.length === members.length && members.every((name) => Object.hasOwn(value, name))
}

export function isAnyObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function memberCount(value: unknown, depthLeft: number): number | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined
  if (typeof value !== 'object' || value === null) return 0
  if (depthLeft === 0) return undefined
  const children: readonly unknown[] = Object.values(value)
  let count = Array.isArray(value) ? 0 : children.length
  for (const child of children) {
    const below = memberCount(child, depthLeft - 1)
    if (below === undefined) return undefined
    count += below
  }
  return count
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // The reader's only error is that the text is not JSON.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
