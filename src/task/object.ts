/**
 * An object of any permission: `permit/17`. Longer ones would fill the record with names (64 KiB per
 * entry).
 */
export const objectLengthMax = 256

/**
 * What one segment of an object may be, so that data can neither widen an object nor step out of its
 * place.
 */
const segmentForm = /^(?!\.{1,2}$)[\p{L}\p{N}._:@~-]{1,128}$/u

const literalForm = /^[a-z0-9._:@~/-]*$/
const placeholder = /\{([a-z][a-z0-9-]*)\}/g

/**
 * Whether a text is an object that can be asked about: segments between slashes, and perhaps a final `/*`
 * that asks about all there is.
 */
export function isObject(text: string): boolean {
  if (text.length > objectLengthMax) return false
  const fixed = text.endsWith('/*') ? text.slice(0, -2) : text
  return fixed.split('/').every(isObjectSegment)
}

/** Whether a value may stand in an object. */
export function isObjectSegment(value: string): boolean {
  return segmentForm.test(value)
}

/** The names between braces in a template, in order. */
export function placeholders(template: string): readonly string[] {
  return [...template.matchAll(placeholder)].map((match) => match[1] ?? '')
}

/**
 * What is wrong with an object template, `undefined` when it is sound: lower-case literals and `{names}`
 * between slashes, and perhaps a final `/*` that stands for any rest.
 */
export function templateProblem(template: string): string | undefined {
  if (template.length > objectLengthMax) return `it is longer than ${objectLengthMax} characters`
  const fixed = template.endsWith('/*') ? template.slice(0, -2) : template
  const literal = fixed.replaceAll(placeholder, '')
  if (!literalForm.test(literal))
    return 'it may hold a-z 0-9 . _ : @ ~ - / and names in braces, and end in /*'
  if (fixed.split('/').some((segment) => segment === '')) return 'a segment is empty'
  return undefined
}

/** The object a template stands for; every placeholder has a value, checked when the case was opened. */
export function fillTemplate(template: string, valueOf: (name: string) => string): string {
  return template.replaceAll(placeholder, (_, name: string) => valueOf(name))
}

/** Whether an object that a step names covers the one asked for. */
export function covers(named: string, asked: string): boolean {
  if (!named.endsWith('/*')) return named === asked
  return asked.length >= named.length && asked.startsWith(named.slice(0, -1))
}

/** The named objects with a final `*` that would cover an object: `a/b/*`, then `a/*`. */
export function wider(asked: string): readonly string[] {
  const named: string[] = []
  if (asked.length > objectLengthMax) return named
  for (let cut = asked.lastIndexOf('/', asked.length - 2); cut > 0; cut = asked.lastIndexOf('/', cut - 1)) {
    named.push(`${asked.slice(0, cut)}/*`)
  }
  return named
}
