import { concat, utf8 } from '#bytes'
import { day } from '#clock'
import { digestBytes, digestForSuite } from '#crypto'
import { certain, sure } from '#fault'
import { fakePdf, openPdf, placeSignature, prepareSignature } from '#pdf'
import {
  asicRow,
  cadesRow,
  digestedPart,
  type Evidence,
  fakeHolder,
  fakeList,
  fakeRoot,
  fakeTokenFor,
  jadesRow,
  padesRow,
  type Report,
  type SignatureFormRow,
  type SignatureLevel,
  type SigningPart,
  type SigningWishes,
  signatureLevels,
  type TrustContext,
  verifyFile,
  wholeFile,
  wholePart,
} from '#signature'

const now = Date.UTC(2026, 10, 22, 12)
const terms = { from: now - 365 * day, until: now + 365 * day }
const city = fakeRoot('City', terms)
const signer = fakeHolder(city, 'Li Wei', terms)
const clock = fakeHolder(city, 'Clock', { ...terms, kind: 'clock' })
const list = fakeList(city, now - day)

const context: TrustContext = {
  anchors: [city.certificate],
  intermediates: [],
  evidence: { certificates: [], lists: [list], ocsp: [] },
  now,
}

const wishes: SigningWishes = {
  ...{ suite: signer.key.suite, certificate: signer.certificate, chain: [city.certificate] },
  ...{ signingTime: now - 3 * day, commitments: ['1.2.840.113549.1.9.16.6.5'], roles: ['head of permits'] },
}

/** What a signature carries from B-LT on. */
const proof: Evidence = { certificates: [city.certificate.der], lists: [list], ocsp: [] }

const permit = wholePart('permit.txt', utf8('the mill is permitted'), 'text/plain')
const letter = wholePart('letter.pdf', fakePdf(), 'application/pdf')

/** Every so many octets of what is mostly room kept free; a prime, so that no pattern is always missed. */
const roomStride = 61

/** A signed file, or the document beside a detached signature, whose octets are flipped one by one. */
export interface Subject {
  readonly name: string
  readonly level: SignatureLevel
  readonly bytes: Uint8Array
  /** Every so many octets are flipped; 1 is all of them. */
  readonly stride: number
  readonly verify: (bytes: Uint8Array) => Report
}

interface Way {
  readonly name: string
  readonly row: SignatureFormRow
  readonly part: SigningPart
  readonly isAttached: boolean
  readonly stride?: number
  readonly climb: (way: Way, level: SignatureLevel) => Uint8Array
}

const ways: readonly Way[] = [
  { name: 'cades', row: cadesRow, part: permit, isAttached: true, climb: climbed },
  { name: 'cades-detached', row: cadesRow, part: permit, isAttached: false, climb: climbed },
  { name: 'jades', row: jadesRow, part: permit, isAttached: true, climb: climbed },
  { name: 'jades-detached', row: jadesRow, part: permit, isAttached: false, climb: climbed },
  { name: 'asic-e', row: asicRow, part: permit, isAttached: true, climb: climbed },
  { name: 'pades', row: padesRow, part: letter, isAttached: true, climb: climbedTightly },
  {
    ...{ name: 'pades, as made', row: padesRow, part: letter, isAttached: true, climb: climbed },
    stride: roomStride,
  },
]

/** Every form on every level, and the documents beside detached ones. */
export function subjects(): readonly Subject[] {
  return ways.flatMap((way) => signatureLevels.flatMap((level) => subjectsOf(way, level)))
}

function subjectsOf(way: Way, level: SignatureLevel): readonly Subject[] {
  const { name, part, isAttached, stride = 1 } = way
  const bytes = way.climb(way, level)
  const verify = (signature: Uint8Array, parts: readonly SigningPart[]): Report =>
    verifyFile({ file: wholeFile(name, signature), parts, context })
  const parts = isAttached ? [] : [part]
  const own: Subject = { name, level, bytes, stride, verify: (changed) => verify(changed, parts) }
  if (isAttached) return [own]
  const beside: Subject = {
    ...{ name: `${name}, the document`, level, stride },
    bytes: certain(part.bytes, 'a whole part'),
    verify: (changed) => verify(bytes, [wholePart(part.name, changed, part.mediaType)]),
  }
  return [own, beside]
}

function climbed({ row, part, isAttached }: Way, level: SignatureLevel): Uint8Array {
  const parts = isAttached ? [] : [part]
  const prepared = sure(row.prepare(wishes, { parts: [part], attached: isAttached }), 'the preparation')
  const basic = prepared.assemble(signer.key.sign(prepared.toBeSigned))
  if (level === 'B-B') return basic
  const { id } = certain(sure(row.read(basic, parts), 'a file')[0], 'a signature')
  const imprint = sure(row.timestampImprint(basic, id, 'sha256'), 'an imprint')
  const token = fakeTokenFor(clock, now - 2 * day, 'sha256', imprint)
  const timed = sure(row.withTimestamp(basic, id, 'sha256', token), 'B-T')
  if (level === 'B-T') return timed
  const long = sure(row.withEvidence(timed, id, proof), 'B-LT')
  if (level === 'B-LT') return long
  const over = sure(row.archiveImprint(long, id, 'sha256', parts), 'an imprint')
  const archive = fakeTokenFor(clock, now - day / 2, 'sha256', over)
  return sure(row.withArchiveTimestamp(long, id, 'sha256', archive, parts), 'B-LTA')
}

/** Octets left free behind a signature in a PDF, and behind a token. */
const room = 16

/**
 * The same as PAdES with next to no room kept free, so that all of the file can be flipped: of a file as it
 * is usually made nine octets of ten are zeros.
 */
function climbedTightly({ part }: Way, level: SignatureLevel): Uint8Array {
  const file = certain(part.bytes, 'a whole part')
  // The length of a signature follows from its kind; the first attempt finds it.
  const [draft] = placedTightly(file, 8192, level)
  const [, basic] = placedTightly(file, draft + room, level)
  if (level === 'B-B' || level === 'B-T') return basic
  const { id } = certain(sure(padesRow.read(basic, []), 'a file')[0], 'a signature')
  const long = sure(padesRow.withEvidence(basic, id, proof), 'B-LT')
  return level === 'B-LT' ? long : stampedTightly(long)
}

function placedTightly(file: Uint8Array, contentsBytes: number, level: SignatureLevel): [number, Uint8Array] {
  const place = { fieldName: 'Signature1', contentsBytes, subFilter: 'ETSI.CAdES.detached' } as const
  const prepared = sure(prepareSignature(sure(openPdf(file), 'a file'), place), 'a place')
  const algorithm = digestForSuite(wishes.suite)
  const digests = new Map([[algorithm, digestBytes(algorithm, concat(...prepared.parts))]])
  const way = { ...{ name: 'cms', row: cadesRow, isAttached: false }, climb: climbed }
  const cms = climbed({ ...way, part: digestedPart('letter.pdf', digests) }, level === 'B-B' ? 'B-B' : 'B-T')
  return [cms.length, sure(placeSignature(prepared, cms), 'a signature')]
}

function stampedTightly(file: Uint8Array): Uint8Array {
  const stamped = (contentsBytes: number): [number, Uint8Array] => {
    const place = { fieldName: 'Timestamp1', contentsBytes, subFilter: 'ETSI.RFC3161' } as const
    const prepared = sure(prepareSignature(sure(openPdf(file), 'a file'), place), 'a place')
    const digest = digestBytes('sha256', concat(...prepared.parts))
    const token = fakeTokenFor(clock, now - day / 2, 'sha256', digest)
    return [token.length, sure(placeSignature(prepared, token), 'a time-stamp')]
  }
  const [draft] = stamped(8192)
  return stamped(draft + room)[1]
}
