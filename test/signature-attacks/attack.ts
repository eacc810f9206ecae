import { utf8 } from '#bytes'
import { sure } from '#fault'
import {
  type FakeHolder,
  type SignatureForm,
  type SignatureFormRow,
  type SigningContent,
  type SigningPart,
  type SigningWishes,
  wholePart,
} from '#signature'
import { wei } from '../pdf-attacks/signer.ts'

/** A way to have a signature say what its signer did not. */
export interface Attack {
  readonly form: SignatureForm
  /** What is built, in words. */
  readonly name: string
  readonly build: () => Made
}

export interface Made {
  readonly bytes: Uint8Array
  /** What lies beside it. */
  readonly parts?: readonly SigningPart[]
}

export const permit = wholePart('permit.txt', utf8('granted'), 'text/plain')
export const refusal = wholePart('permit.txt', utf8('refused'), 'text/plain')

function wishesOf({ key, certificate }: FakeHolder): SigningWishes {
  return { ...{ suite: key.suite, certificate, chain: [], commitments: [], roles: [] } }
}

/** Signed as it should be. */
export function signed(
  row: SignatureFormRow,
  content: Partial<SigningContent> = {},
  holder: FakeHolder = wei,
): Uint8Array {
  const prepared = row.prepare(wishesOf(holder), { parts: [permit], attached: true, ...content })
  const ready = sure(prepared, 'a preparation')
  return ready.assemble(holder.key.sign(ready.toBeSigned))
}

/** A counter-signature over the first signature of the file. */
export function counterSigned(row: SignatureFormRow, file: Uint8Array, holder: FakeHolder): Uint8Array {
  const prepared = sure(row.prepareCounter(wishesOf(holder), file, idIn(row, file), []), 'a preparation')
  return prepared.assemble(holder.key.sign(prepared.toBeSigned))
}

export function idIn(row: SignatureFormRow, file: Uint8Array, parts: readonly SigningPart[] = []): string {
  return sure(row.read(file, parts), 'a file of the test')[0]?.id ?? ''
}
