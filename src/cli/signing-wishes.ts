import { readFileSync } from 'node:fs'
import { markProblem } from '#api'
import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { drawMark, type MarkPlace } from '#pdf'
import { commitmentTypes, type PdfWishes, type SigningWishes } from '#signature'
import { attributeType, nameText } from '#x509'
import { type Given, textGiven } from './context.ts'
import type { CliFault } from './fault.ts'
import type { SigningIdentity } from './signing-identity.ts'

/** The font of marks: the letters of Chinese names are in it. */
const markFont = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'

/** What the options say that the signer wants to say. */
export function wishesFrom(
  given: Given,
  { key, certificate, chain }: SigningIdentity,
  now: Instant,
): Result<SigningWishes, CliFault> {
  const commitments: string[] = []
  for (const name of textsGiven(given, 'commitment')) {
    const oid = commitmentTypes.get(name) ?? (/^[0-2](\.\d+)+$/.test(name) ? name : undefined)
    if (oid === undefined) return unknownCommitment(name)
    commitments.push(oid)
  }
  const [location, reason] = [textGiven(given, 'location'), textGiven(given, 'reason')]
  return accept({
    suite: key.suite,
    certificate,
    chain,
    signingTime: now,
    commitments,
    roles: textsGiven(given, 'role'),
    ...(location === undefined ? {} : { location }),
    ...(reason === undefined ? {} : { reason }),
  })
}

function unknownCommitment(name: string): Result<never, CliFault> {
  const known = [...commitmentTypes.keys()].map((each) => `\`${each}\``).join(', ')
  const problem = `names no commitment by \`${name}\`: take ${known} or a dotted identifier`
  return refuse({ kind: 'option-value', option: 'commitment', problem })
}

/** What the options say of a PDF alone. */
export function pdfWishesFrom(
  given: Given,
  { certificate }: SigningIdentity,
  now: Instant,
): Result<PdfWishes, CliFault> {
  const certify = textGiven(given, 'certify')
  const level = ([1, 2, 3] as const).find((each) => String(each) === certify)
  const field = textGiven(given, 'field')
  const box = textGiven(given, 'mark')
  const mark = box === undefined ? accept(undefined) : markFrom(box, given, nameOf(certificate), now)
  if (!mark.ok) return mark
  return accept({
    ...(level === undefined ? {} : { certify: level }),
    ...(field === undefined ? {} : { field }),
    ...(mark.value ? { mark: mark.value } : {}),
  })
}

function nameOf({ subject }: SigningIdentity['certificate']): string {
  const common = subject.rdns.flat().find(({ type }) => type === attributeType.commonName)
  return common?.value ?? nameText(subject)
}

function markFrom(box: string, given: Given, signer: string, now: Instant): Result<MarkPlace, CliFault> {
  const numbers = box.split(',').map((part) => (/^\d+(\.\d+)?$/.test(part.trim()) ? Number(part) : -1))
  const [page = -1, x = -1, y = -1, width = -1, height = -1] = numbers
  if (numbers.length !== 5 || Math.min(...numbers) < 0 || !Number.isInteger(page) || page < 1) {
    const problem = 'wants page, left, bottom, width and height, as `1,40,40,240,90` (in points)'
    return refuse({ kind: 'option-value', option: 'mark', problem })
  }
  const office = textGiven(given, 'office')
  const mark = drawMark({
    act: 'signed',
    signer,
    ...(office === undefined ? {} : { office: { en: office } }),
    time: now,
    languages: ['en', 'zh'],
    ...{ page, x, y, width, height },
    font: readFileSync(new URL(import.meta.resolve(markFont))),
  })
  return mark.ok ? mark : refuse({ kind: 'option-value', option: 'mark', problem: markProblem(mark.fault) })
}

/** The values of an option that may be repeated. */
export function textsGiven(given: Given, attribute: string): readonly string[] {
  const value = given[attribute]
  return Array.isArray(value) ? value.map(String) : []
}
