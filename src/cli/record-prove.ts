import { base64 } from '#bytes'
import { accept, type Result } from '#fault'
import { hashBytes, tileWidth, tileWidthMax, verifyInclusion } from '#merkle'
import { type LogSource, proveLeaf } from '#record'
import { type Context, type Given, jsonText } from './context.ts'
import type { CliFault } from './fault.ts'
import { readHead } from './log-head.ts'
import { indexIn, logName, notAnIndex, outside, type Source } from './record-source.ts'
import { flawed } from './record-verify.ts'
import { recordText } from './text-table.ts'

/** The inclusion proof of one entry from the log's tiles, verified, with the checkpoint it leads to. */
export async function proveEntry(
  context: Context,
  source: Source,
  given: Given,
  indexText: string,
): Promise<Result<string, CliFault>> {
  const index = indexIn(indexText)
  if (index === undefined) return notAnIndex(indexText)
  const name = logName(given)
  const reader = source[name]
  const key = name === 'record' ? source.known.recordKey : source.known.journalKey
  const head = await readHead(`the ${name}`, reader, key)
  if (!head.ok) return head
  const { size, root, origin } = head.value.checkpoint
  if (index >= size) return outside(index, size)
  const tiles: LogSource = { size, tile: (level, at, width) => reader.tile(level, at, width) }
  const tileIndex = Math.floor(index / tileWidthMax)
  const hashes = await reader.tile(0, tileIndex, tileWidth(0, tileIndex, size))
  const proof = await proveLeaf(tiles, index, size)
  if (!hashes || !proof.ok) return flawed(`the ${name}`, [`entry ${index}: its tiles are missing`])
  const place = (index % tileWidthMax) * hashBytes
  const leaf = hashes.subarray(place, place + hashBytes)
  const included = verifyInclusion({ index, size, leafHash: leaf, root }, proof.value)
  if (!included.ok) return flawed(`the ${name}`, [`entry ${index}: ${included.fault.kind}`])
  const facts = {
    origin,
    index,
    size,
    leafHash: base64(leaf),
    proof: proof.value.map(base64),
    root: base64(root),
    signatureVerified: head.value.signed,
    checkpoint: head.value.note,
  }
  if (context.json) return accept(jsonText(facts))
  const { checkpoint, proof: hashesText, ...rest } = facts
  const lines = [...Object.entries(rest), ...hashesText.map((hash, at) => [`proof ${at}`, hash] as const)]
  return accept(
    `entry ${index} is included in the ${name} of ${size} entries\n${recordText(lines)}\n${checkpoint}`,
  )
}
