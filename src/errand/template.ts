/** Values of a case's data that an object template was filled with. */
export type Filling = ReadonlyMap<string, string>

/**
 * What a template must have been filled with to name this object: `certificate/{serial}` and
 * `certificate/4f` give `serial` = `4f`; `undefined` when no filling does. A placeholder stands for one
 * stretch of text without `/`; a final `/*` for any rest.
 */
export function unify(template: string, object: string): Filling | undefined {
  const open = template.endsWith('/*')
  const wanted = (open ? template.slice(0, -2) : template).split('/')
  const segments = object.split('/')
  const found = open ? segments.slice(0, wanted.length) : segments
  if (wanted.length !== found.length) return undefined
  if (open && (segments.length <= wanted.length || segments.includes(''))) return undefined
  const filling = new Map<string, string>()
  for (const [at, segment] of wanted.entries()) {
    if (!unifySegment(segment, found[at] ?? '', filling)) return undefined
  }
  return filling
}

/** One `{placeholder}` between fixed text; a placeholder that occurs twice must stand for the same. */
function unifySegment(segment: string, text: string, filling: Map<string, string>): boolean {
  const opening = segment.indexOf('{')
  const closing = segment.indexOf('}', opening)
  if (opening < 0 || closing < 0) return segment === text
  const before = segment.slice(0, opening)
  const after = segment.slice(closing + 1)
  if (!text.startsWith(before) || !text.endsWith(after)) return false
  const value = text.slice(before.length, text.length - after.length)
  if (value === '' || text.length < before.length + after.length) return false
  const name = segment.slice(opening + 1, closing)
  if ((filling.get(name) ?? value) !== value) return false
  filling.set(name, value)
  return true
}
