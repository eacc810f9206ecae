import { concat } from '#bytes'
import type { Chance } from './chance.ts'

/** Gives another input, made from one and perhaps from parts of others; never changes what it is given. */
export type Mutation = (input: Uint8Array, chance: Chance, others: readonly Uint8Array[]) => Uint8Array

/** Longer than every limit of size but the one of lists; those of lists would take most of the time. */
export const inputBytesMax = 160 * 1024

/** Octets at which lengths, signs and texts turn. */
const turningOctets = [0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x85, 0xfe, 0xff, 0x30, 0x0a, 0x0d, 0x20]

const mutations: readonly Mutation[] = [
  flipped,
  (input, chance) => replaced(input, chance.below(input.length), 1, [chance.pick(turningOctets)]),
  (input, chance) => replaced(input, chance.below(input.length), 1, [chance.below(256)]),
  (input, chance) => replaced(input, chance.below(input.length), chance.size(input.length + 1), []),
  (input, chance) => replaced(input, chance.below(input.length + 1), 0, chance.bytes(1 + chance.size(64))),
  (input, chance) => input.subarray(0, chance.below(input.length + 1)),
  (input, chance) => concat(input, chance.bytes(1 + chance.size(32))),
  repeated,
  spliced,
]

/** Changes octets without knowing what they mean. */
export function mutateBytes(input: Uint8Array, chance: Chance, others: readonly Uint8Array[]): Uint8Array {
  return chance.pick(mutations)(input, chance, others).subarray(0, inputBytesMax)
}

function replaced(input: Uint8Array, start: number, length: number, by: ArrayLike<number>): Uint8Array {
  return concat(input.subarray(0, start), Uint8Array.from(by), input.subarray(start + length))
}

function flipped(input: Uint8Array, chance: Chance): Uint8Array {
  const at = chance.below(input.length)
  return replaced(input, at, 1, [(input[at] ?? 0) ^ (1 << chance.below(8))])
}

/** A part of the input once more behind itself, at times very often. */
function repeated(input: Uint8Array, chance: Chance): Uint8Array {
  const start = chance.below(input.length)
  const part = input.subarray(start, start + 1 + chance.size(input.length - start))
  const times = chance.once(8) ? chance.below(Math.floor(inputBytesMax / (part.length + 1))) : 1
  const end = start + part.length
  return Buffer.concat([input.subarray(0, end), ...Array<Uint8Array>(times).fill(part), input.subarray(end)])
}

/** The beginning of one input and the end of another. */
function spliced(input: Uint8Array, chance: Chance, others: readonly Uint8Array[]): Uint8Array {
  const other = chance.pick(others)
  return concat(input.subarray(0, chance.below(input.length + 1)), other.subarray(chance.below(other.length)))
}
