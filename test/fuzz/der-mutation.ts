import { fromHex, utf8 } from '#bytes'
import { objectIdentifier } from '#der'
import { sure } from '#fault'
import { attributeType, extensionType, keyPurpose } from '#x509'
import { inputBytesMax, type Mutation, mutateBytes } from './byte-mutation.ts'
import type { Chance } from './chance.ts'
import {
  copyOf,
  type LengthForm,
  nested,
  readTree,
  type Tlv,
  tlvOf,
  writeTlv,
  writeTree,
} from './der-tree.ts'

/** An element with the list it stands in. */
interface Slot {
  readonly siblings: Tlv[]
  readonly at: number
  readonly tlv: Tlv
}

interface Setting {
  readonly chance: Chance
  /** The elements of another input. */
  readonly strangers: readonly Slot[]
  /** All elements of this one. */
  readonly slots: readonly Slot[]
}

type Operation = (slot: Slot, setting: Setting) => void

const lengthForms: readonly LengthForm[] = ['padded', 'indefinite', 'too-small', 'too-large', 'enormous']

/** Universal types, context tags of either form, a reserved tag, high tag numbers. */
const identifiers: readonly number[] = [
  ...[0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1c],
  ...[0x1e, 0x30, 0x31, 0x10, 0x11, 0x24, 0x23, 0x22, 0x80, 0x81, 0x82, 0x84, 0x86, 0x87, 0x88, 0xa0, 0xa1],
  ...[0xa2, 0xa3, 0xa4, 0xa5, 0x1f, 0x3f, 0x9f, 0xbf, 0x60, 0xe0],
]

const integers: readonly Uint8Array[] = [
  ...[
    '',
    '00',
    '01',
    '7f',
    '80',
    'ff',
    '0080',
    '0000',
    'ff80',
    'ffff',
    '7fffffff',
    '0080000000',
    '00ffffffff',
  ],
  ...['1fffffffffffff', '20000000000000', '7fffffffffffffff', '008000000000000000', '00ffffffffffffffff'],
  ...['7f'.repeat(20), 'ff'.repeat(20), `00${'ff'.repeat(20)}`, '00'.repeat(20), '7f'.repeat(1024)],
].map(octets)

const times: readonly Uint8Array[] = [
  ...['491231235959Z', '500101000000Z', '000101000000Z', '991231235959Z', '260230000000Z', '261122120060Z'],
  ...[
    '261122240000Z',
    '2611221200Z',
    '261122120000',
    '261122120000+0100',
    '20491231235959Z',
    '20500101000000Z',
  ],
  ...['00000101000000Z', '00001231235959Z', '99991231235959Z', '19491231235959Z', '20261122120000.5Z'],
  ...['20261122120000z', '2026112212Z', ' 61122120000Z', '-61122120000Z', ''],
].map(utf8)

const texts: readonly Uint8Array[] = [
  ...['office.example', '.office.example', 'ada.office.example', 'ADA.Office.Example.', 'ada@office.example'],
  ...['https://ada.office.example:443/?a#b', 'https://192.0.2.1/', 'DE', 'de', 'urn:a:b'],
  ...['', '.', '..', '*', '*.', '.example', 'a..b', '-a.example', 'a@', '@a', 'a@b@c', '"a@b"@c', 'http://'],
  ...[
    'http://[::1]:99999/',
    'spiffe://',
    'spiffe://a/../b',
    'a\0.example',
    '\u202eexample',
    '\ufeff',
    '\u{1d11e}',
  ],
  ...['ß', 'ſ', 'İ', 'ﬃ', '\u00ad', '\u200b', '\u3000 \u2003', 'a'.repeat(254), 'a.'.repeat(200)],
]
  .map(utf8)
  .concat(
    ['eda080', 'c0af', 'f4908080', 'fe', 'd800', 'd83d', 'dc00d83d', '00110000', '0000d800', '00'].map(
      octets,
    ),
  )

/** IP addresses, with and without masks, one of them no mask. */
const addresses: readonly Uint8Array[] = [
  ...['c0000201', '00000000', 'c0000200ffffff00', '0000000000000000', 'c0000201ff00ff00', 'c00002'],
  ...['20010db8'.padEnd(32, '0'), ''.padEnd(64, '0'), `${'00'.repeat(10)}ffffc0000201`, 'ff'.repeat(32)],
].map(octets)

/** Content octets of object identifiers that are known, strange or too long. */
const objectIdentifiers: readonly Uint8Array[] = [
  ...[extensionType, attributeType, keyPurpose].flatMap((known) => {
    return Object.values(known).map((text) => objectIdentifier(text).subarray(2))
  }),
  ...['2a', '00', '7f', '8001', '80', 'ff', '8837', '5500', 'ff'.repeat(18).concat('7f')].map(octets),
  ...['ff'.repeat(19).concat('7f'), '01'.repeat(128), '01'.repeat(129), '551d2000', '551d2500'].map(octets),
]

const contents = [integers, times, texts, objectIdentifiers]

/** What may leave DER that means something else: another of the same kind, less, more, elsewhere. */
const gentle: readonly Operation[] = [
  fitting,
  fitting,
  dropped,
  doubled,
  moved,
  ({ siblings, at, tlv }, { chance, strangers }) => replace(siblings, at, chance, alike(strangers, tlv), 1),
  ({ siblings, at, tlv }, { chance, strangers }) => replace(siblings, at, chance, alike(strangers, tlv), 0),
  ({ siblings, at, tlv }, { chance, slots }) => replace(siblings, at, chance, alike(slots, tlv), 1),
  ({ siblings, at, tlv }, { chance, slots }) => replace(siblings, at, chance, alike(slots, tlv), 0),
]

const operations: readonly Operation[] = [
  ...gentle,
  ({ tlv }, { chance }) => void (tlv.identifier = chance.pick(identifiers)),
  ({ tlv }, { chance }) => void (tlv.identifier ^= chance.pick([0x20, 0x40, 0x80, 0x01, 0x02])),
  ({ tlv }, { chance }) => void (tlv.form = chance.pick(lengthForms)),
  ({ tlv }, { chance }) => fill(tlv, chance.pick(chance.pick(contents))),
  ({ tlv }, { chance }) => fill(tlv, mutateBytes(tlv.content, chance, [tlv.content])),
  ({ tlv }) => fill(tlv, new Uint8Array(0)),
  ({ siblings, at }, { chance, strangers }) => replace(siblings, at, chance, strangers, 1),
  ({ siblings, at }, { chance, strangers }) => replace(siblings, at, chance, strangers, 0),
  ({ siblings, at }, { chance, slots }) => replace(siblings, at, chance, slots, 1),
  ({ siblings, at }, { chance, slots }) => replace(siblings, at, chance, slots, 0),
  multiplied,
  deepened,
  ({ siblings }, { chance }) => {
    if (chance.once(2)) siblings.reverse()
    else siblings.sort((a, b) => Buffer.compare(writeTlv(a), writeTlv(b)))
  },
  ({ tlv }, { chance }) => {
    const lead = Uint8Array.of(chance.pick([0, 1, 7, 8, 0xff]))
    if (tlv.identifier === 0x03) fill(tlv, Buffer.concat([lead, tlv.content.subarray(1)]))
  },
]

/**
 * Changes elements of a DER input: identifiers, forms of lengths, contents at their extremes, order, number
 * and depth; inputs that are no elements, and some that are, octet by octet. One time in three only what it
 * says, so that it is still DER.
 */
export const mutateDer: Mutation = (input, chance, others) => {
  if (chance.once(3)) return mutateMeaning(input, chance, others)
  const tree = chance.once(5) ? undefined : readTree(input)
  if (!tree || tree.length === 0) return mutateBytes(input, chance, others)
  return mutated(tree, operations, chance, others)
}

/** Changes what a DER input says, and mostly leaves it DER. */
export const mutateMeaning: Mutation = (input, chance, others) => {
  const tree = readTree(input)
  return tree && tree.length > 0 ? mutated(tree, gentle, chance, others) : mutateBytes(input, chance, others)
}

function mutated(
  tree: Tlv[],
  by: readonly Operation[],
  chance: Chance,
  others: readonly Uint8Array[],
): Uint8Array {
  const strangers = slotsOf(readTree(chance.pick(others)) ?? [])
  for (let left = 1 + chance.below(chance.pick([1, 2, 6])); left > 0; left -= 1) {
    const slots = slotsOf(tree)
    if (slots.length > 0) chance.pick(by)(chance.pick(slots), { chance, strangers, slots })
  }
  if (by === gentle) tree.forEach(sortSets)
  return writeTree(tree).subarray(0, inputBytesMax)
}

function sortSets({ identifier, children = [] }: Tlv): void {
  children.forEach(sortSets)
  if (identifier === 0x31) children.sort((a, b) => Buffer.compare(writeTlv(a), writeTlv(b)))
}

function slotsOf(siblings: Tlv[]): readonly Slot[] {
  return siblings.flatMap((tlv, at) => [
    { siblings, at, tlv },
    ...(tlv.children ? slotsOf(tlv.children) : []),
  ])
}

function fill(tlv: Tlv, content: Uint8Array): void {
  const { children, lead } = tlvOf(tlv.identifier, content)
  Object.assign(tlv, { content, children, lead })
}

/** Another content of the same type. */
function fitting({ tlv }: Slot, { chance }: Setting): void {
  const { identifier } = tlv
  if (identifier === 0x02 || identifier === 0x0a) fill(tlv, chance.pick(integers))
  else if (identifier === 0x06) fill(tlv, chance.pick(objectIdentifiers))
  else if (identifier === 0x17 || identifier === 0x18) fill(tlv, chance.pick(times))
  else if (identifier === 0x01)
    fill(tlv, chance.pick([octets('00'), octets('01'), octets('ff'), octets('ffff')]))
  else if (identifier === 0x87) fill(tlv, chance.pick(addresses))
  else if (tlv.children === undefined) fill(tlv, chance.pick(texts))
}

function dropped({ siblings, at }: Slot): void {
  siblings.splice(at, 1)
}

function doubled({ siblings, at, tlv }: Slot): void {
  siblings.splice(at, 0, copyOf(tlv))
}

function moved({ siblings, at, tlv }: Slot, { chance }: Setting): void {
  siblings.splice(at, 1)
  siblings.splice(chance.below(siblings.length + 1), 0, tlv)
}

/** The elements that could stand where this one does. */
function alike(slots: readonly Slot[], { identifier }: Tlv): readonly Slot[] {
  return slots.filter(({ tlv }) => tlv.identifier === identifier)
}

function replace(siblings: Tlv[], at: number, chance: Chance, from: readonly Slot[], count: 0 | 1): void {
  if (from.length > 0) siblings.splice(at, count, copyOf(chance.pick(from).tlv))
}

/** The same element many times over. */
function multiplied({ siblings, at, tlv }: Slot, { chance }: Setting): void {
  const raw = writeTlv(tlv)
  const times = 1 + chance.size(Math.max(1, Math.floor(inputBytesMax / (raw.length + 1))))
  siblings[at] = { ...tlv, raw: Buffer.concat(Array<Uint8Array>(times).fill(raw)) }
}

/** The same element under many others. */
function deepened({ siblings, at, tlv }: Slot, { chance }: Setting): void {
  const depth = chance.pick([1, 2, 31, 32, 33, 100, 20_000])
  const raw = nested(chance.pick([0x30, 0x31, 0xa0, 0x04, 0x24]), depth, writeTlv(tlv))
  siblings[at] = { ...tlv, raw }
}

function octets(hexadecimal: string): Uint8Array {
  return sure(fromHex(hexadecimal), 'hexadecimal')
}
