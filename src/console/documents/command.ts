import { nameOfSigned, type SigningWish } from './signing.ts'

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

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
