import { nameOfSigned, type SignatureLevel, type SigningWish } from './signing.ts'

const forms = { PAdES: 'pades', 'ASiC-E': 'asic', CAdES: 'cades', JAdES: 'jades' } as const

/** The command that does the same, as `chancery sign permit.pdf --object permit/7 …`. */
export function commandOf(wish: SigningWish): string {
  const { ground, file, form, level, meanings, reason, location, mark } = wish
  const options: readonly (readonly [string, string | undefined])[] = [
    ['object', ground.object],
    ['case', ground.case],
    ['step', ground.step],
    ['form', forms[form]],
    ['level', level],
    ...meanings.map((one) => ['commitment', `proof-of-${one}`] as const),
    ['reason', form === 'PAdES' ? reason : ''],
    ['location', location],
    ['mark', mark && [mark.page, mark.x, mark.y, mark.width, mark.height].join(',')],
    ['out', nameOfSigned(wish)],
  ]
  const given = options.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`--${name}`, quoted(value)],
  )
  return ['chancery', ground.act, quoted(file.name), ...given].join(' ')
}

/** The command that makes the signatures of a file last longer, with time-stamps of one's own unit. */
export function extendCommand(name: string, level: SignatureLevel): string {
  const dot = name.lastIndexOf('.')
  const out = dot > 0 ? `${name.slice(0, dot)}-${level.toLowerCase()}${name.slice(dot)}` : `${name}-${level}`
  return ['chancery extend', quoted(name), '--level', level, '--out', quoted(out)].join(' ')
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
