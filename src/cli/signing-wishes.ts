import { markProblem } from '#api'
import type { Instant } from '#clock'
import { readMarkFont } from '#document'
import { accept, type Result, refuse } from '#fault'
import { drawMark, type MarkBox, type MarkPlace, type MarkWishes, markBoxOf, openPdf, viewOf } from '#pdf'
import { commitmentTypes, type PdfWishes, type SigningWishes } from '#signature'
import { attributeType, nameText } from '#x509'
import { type Given, textGiven } from './context.ts'
import type { CliFault } from './fault.ts'
import type { SigningIdentity } from './signing-identity.ts'

type Languages = MarkWishes['languages']
const bothLanguages: Languages = ['en', 'zh']

/** What `--languages` takes: the languages of a mark in their order. */
export const markLanguages: ReadonlyMap<string, Languages> = new Map<string, Languages>([
  ['en', ['en']],
  ['zh', ['zh']],
  ['en,zh', bothLanguages],
  ['zh,en', ['zh', 'en']],
])

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

/** What the options say of a PDF alone; `file` is its octets. */
export function pdfWishesFrom(
  given: Given,
  { certificate }: SigningIdentity,
  now: Instant,
  file: Uint8Array,
): Result<PdfWishes, CliFault> {
  const certify = textGiven(given, 'certify')
  const level = ([1, 2, 3] as const).find((each) => String(each) === certify)
  const field = textGiven(given, 'field')
  const box = markBoxFrom(given, file)
  if (!box.ok) return box
  const mark = box.value ? markFrom(box.value, given, nameOf(certificate), now) : accept(undefined)
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

/** Where the mark stands: as it is said, or in the room that the field keeps for it. */
export function markBoxFrom(given: Given, file: Uint8Array): Result<MarkBox | undefined, CliFault> {
  const [place, field] = [textGiven(given, 'mark'), textGiven(given, 'field')]
  if (place === undefined) return accept(undefined)
  if (place === 'field') {
    const pdf = openPdf(file)
    const room = pdf.ok && field !== undefined ? markBoxOf(viewOf(pdf.value), field) : undefined
    if (room !== undefined) return accept(room)
    const problem = 'finds no room: give `--field` with a field that is seen, or a place for the mark'
    return refuse({ kind: 'option-value', option: 'mark', problem })
  }
  const numbers = place.split(',').map((part) => (/^\d+(\.\d+)?$/.test(part.trim()) ? Number(part) : -1))
  const [page = -1, x = -1, y = -1, width = -1, height = -1] = numbers
  if (numbers.length !== 5 || Math.min(...numbers) < 0 || !Number.isInteger(page) || page < 1) {
    const problem = 'wants page, left, bottom, width and height, as `1,40,40,240,90` (in points)'
    return refuse({ kind: 'option-value', option: 'mark', problem })
  }
  return accept({ page, x, y, width, height })
}

function markFrom(box: MarkBox, given: Given, signer: string, now: Instant): Result<MarkPlace, CliFault> {
  const office = textGiven(given, 'office')
  const languages = markLanguages.get(textGiven(given, 'languages') ?? '') ?? bothLanguages
  const mark = drawMark({
    act: 'signed',
    signer,
    ...(office === undefined ? {} : { office: { en: office } }),
    time: now,
    languages,
    ...box,
    font: readMarkFont(),
  })
  return mark.ok ? mark : refuse({ kind: 'option-value', option: 'mark', problem: markProblem(mark.fault) })
}

/** The values of an option that may be repeated. */
export function textsGiven(given: Given, attribute: string): readonly string[] {
  const value = given[attribute]
  return Array.isArray(value) ? value.map(String) : []
}
