import { certain } from '#fault'
import { fakeLetter, fakeRevision, fakeTrailer, type PdfSignatureWishes } from '#pdf'

/** Signs a file; what signs may be a key, or nothing but the form of a signature. */
export type Sign = (base: Uint8Array, wishes?: Partial<PdfSignatureWishes>) => Uint8Array

/** A way to show something else under a signature. */
export interface Attack {
  /** The file's name. */
  readonly name: string
  /** What the attacker wants to be believed, or how. */
  readonly idea: string
  /** Builds the file: signs something, and then does to it what the attacker would. */
  readonly build: (sign: Sign) => Uint8Array
  readonly answer: Answer
}

/** What is said of the file, or of the first signature in it. */
export type Answer =
  /** It is not opened: the fault and what it is about. */
  | { readonly refused: string }
  /** The form of the first signature has this fault. */
  | { readonly faulty: string }
  /** The form of a later one has it; the first says what changed at which path. */
  | { readonly later: string; readonly path: string }
  /** Another document than the one that was signed, by a change at this path. */
  | { readonly path: string }

/** The letter with some of its objects made otherwise, before anybody signs it. */
export function prepared(
  objects: Readonly<Record<number, string>>,
  entries: Readonly<Record<number, undefined>> = {},
): Uint8Array {
  const all = { ...fakeLetter, ...objects }
  return fakeRevision(new Uint8Array(0), { objects: all, trailer: fakeTrailer, entries })
}

/** The file with a text in it changed, once, to one as long. */
export function altered(file: Uint8Array, from: string | RegExp, to: string): Uint8Array {
  const text = textOf(file)
  const match = typeof from === 'string' ? text.includes(from) && from : text.match(from)?.[0]
  const found = certain(match || undefined, `${from} in the file`)
  return octetsOf(text.replace(found, () => to.padEnd(found.length).slice(0, found.length)))
}

/** Where an object begins. */
export function offsetOf(file: Uint8Array, number: number): number {
  const at = textOf(file).indexOf(`\n${number} 0 obj`)
  return certain(at < 0 ? undefined : at, `object ${number}`) + 1
}

/** What stands between `obj` and `endobj` of the last object of a number. */
export function bodyOf(file: Uint8Array, number: number): string {
  const last = textOf(file).split(`\n${number} 0 obj\n`).at(-1) ?? ''
  return last.split('\nendobj', 1).join('')
}

/** The number of the object whose text, as written by the signing, holds this. */
export function numberOfObject(file: Uint8Array, content: string): number {
  const [before = ''] = textOf(file).split(content, 1)
  return Number([...before.matchAll(/(\d+) 0 obj/g)].at(-1)?.[1])
}

export function textOf(file: Uint8Array): string {
  return Buffer.from(file).toString('latin1')
}

export function octetsOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}
