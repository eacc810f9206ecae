import type { Intention } from '../../wire/act.ts'

/** The command that makes the same act, as `chancery person appoint --person li.wei --office intake`. */
export function commandOf({ act, input, under, override }: Intention): string {
  const [noun = act, verb = ''] = act.split('.')
  const options = Object.entries(input).flatMap(([member, value]) => optionsOf(kebab(member), value))
  const step = under ? ['--case', under.case, '--step', under.step] : []
  const other = override === undefined ? [] : ['--override', override]
  return ['chancery', noun, verb, ...options, ...step, ...other].join(' ')
}

/** Inputs longer than this are shown as a file: nobody types them. */
const shownCharactersMax = 400

function optionsOf(name: string, value: unknown): readonly string[] {
  if (value === undefined) return []
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    return value.flatMap((one) => [`--${name}`, quoted(one)])
  }
  if (isMap(value)) {
    return Object.entries(value).flatMap(([key, one]) => [`--${name}`, quoted(`${key}=${String(one)}`)])
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return [`--${name}`, text.length > shownCharactersMax ? `@${name}.txt` : quoted(text)]
}

function isMap(value: unknown): value is Readonly<Record<string, string | number | boolean>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((one) => typeof one !== 'object')
}

function kebab(member: string): string {
  return member.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
