import { existsSync } from 'node:fs'
import { accept, type Result, refuse } from '#fault'
import { type Context, type Given, jsonText, textGiven } from './context.ts'
import type { CliFault } from './fault.ts'
import { writeNew } from './files.ts'
import { formRefusal } from './raise-level.ts'
import { oneSignature, readSignatureFile } from './signature-file.ts'
import { signingIdentity } from './signing-identity.ts'
import { wishesFrom } from './signing-wishes.ts'

/** Signs the value of another's signature, here. */
export async function counterSign(
  context: Context,
  path: string,
  given: Given,
): Promise<Result<string, CliFault>> {
  const out = textGiven(given, 'out') ?? ''
  if (existsSync(out)) return refuse({ kind: 'file-stands', path: out })
  const read = await readSignatureFile(path, given)
  if (!read.ok) return read
  const one = oneSignature(read.value, given)
  if (!one.ok) return one
  const now = context.ports.clock.now()
  const identity = await signingIdentity(context, given, now)
  if (!identity.ok) return identity
  const wishes = wishesFrom(given, identity.value, now)
  if (!wishes.ok) return wishes
  const { row, file, parts } = read.value
  const prepared = row.prepareCounter(wishes.value, file, one.value.id, parts)
  if (!prepared.ok) return refuse(formRefusal(path, prepared.fault))
  const countered = prepared.value.assemble(identity.value.key.sign(prepared.value.toBeSigned))
  const written = writeNew(out, countered)
  if (!written.ok) return written
  const { id } = one.value
  if (context.json) return accept(jsonText({ out, form: row.form, signature: id }))
  return accept(`${out} holds the counter-signature of ${id}\n`)
}
