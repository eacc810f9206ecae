import { equalBytes } from '#bytes'
import { parseSignedData, parseTstInfo } from '#cms'
import type { DigestName } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { cmsWords } from './cms-problem.ts'
import type { FormFault } from './levels.ts'

/** Whether a time-stamp token is over this imprint, before it is put anywhere; its signer is not judged. */
export function tokenFor(
  token: Uint8Array,
  algorithm: DigestName,
  imprint: Uint8Array,
): Result<undefined, FormFault> {
  const message = parseSignedData(token)
  if (!message.ok) return refuse({ kind: 'token-unreadable', problem: cmsWords(message.fault) })
  const { content } = message.value
  if (content === undefined) return refuse({ kind: 'token-unreadable', problem: 'no content' })
  const info = parseTstInfo(content)
  if (!info.ok) return refuse({ kind: 'token-unreadable', problem: cmsWords(info.fault) })
  const { algorithm: found, digest } = info.value.imprint
  const isFor = found === algorithm && equalBytes(digest, imprint)
  return isFor ? accept(undefined) : refuse({ kind: 'token-for-other' })
}
