import { existsSync } from 'node:fs'
import { accept, type Result, refuse } from '#fault'
import { signatureLevels } from '#signature'
import { type Context, type Given, jsonText, textGiven } from './context.ts'
import type { CliFault } from './fault.ts'
import { writeNew } from './files.ts'
import { formRefusal, raiseLevel } from './raise-level.ts'
import { readSignatureFile } from './signature-file.ts'

/** Brings the signatures of a file to a level, the file itself staying as it is. */
export async function extendFile(
  context: Context,
  path: string,
  given: Given,
): Promise<Result<string, CliFault>> {
  const out = textGiven(given, 'out') ?? ''
  if (existsSync(out)) return refuse({ kind: 'file-stands', path: out })
  const level = signatureLevels.find((each) => each === given['level']) ?? 'B-B'
  if (level === 'B-B') {
    return refuse({ kind: 'usage', problem: 'every signature has B-B: name the level to reach by `--level`' })
  }
  const read = await readSignatureFile(path, given)
  if (!read.ok) return read
  const { signatures } = read.value
  const named = textGiven(given, 'signature')
  const chosen = signatures.filter(({ id }) => named === undefined || id === named)
  if (chosen.length === 0) {
    return named === undefined
      ? refuse({ kind: 'file-malformed', path, problem: 'it holds no signature' })
      : refuse(formRefusal(path, { kind: 'signature-unknown', id: named }))
  }
  let { file } = read.value
  // In a PDF and a container one archive time-stamp is over all signatures: the last one asked for makes it.
  const { row } = read.value
  const isShared = row.form === 'PAdES' || row.form === 'ASiC-E'
  for (const [place, { id }] of chosen.entries()) {
    const reached = isShared && level === 'B-LTA' && place < chosen.length - 1 ? 'B-LT' : level
    const raised = await raiseLevel(context, given, { ...read.value, file }, id, reached)
    if (!raised.ok) return raised
    file = raised.value
  }
  const written = writeNew(out, file)
  if (!written.ok) return written
  const ids = chosen.map(({ id }) => id)
  if (context.json) return accept(jsonText({ out, form: row.form, level, signatures: ids }))
  return accept(
    `${out} holds ${ids.length === 1 ? 'the signature' : `${ids.length} signatures`} at ${level}\n`,
  )
}
