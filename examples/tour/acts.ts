import { fromBase64 } from '#bytes'
import { minute, systemClock } from '#clock'
import { sure } from '#fault'
import { leafHash, verifyInclusion } from '#merkle'
import { openCheckpoint, parseVerifierKey } from '#record'
import type { Receipt } from '#unit'
import { caseOpenedBy, envelopeOf, send } from './envelope.ts'
import type { Findings } from './findings.ts'
import type { Office, PublicAnswer } from './office.ts'
import { problemKind, problemWords } from './words.ts'

/** Signed acts over HTTP: each counts once, for this unit, now, as it was signed. The first one's receipt. */
export async function signedActs(office: Office, findings: Findings): Promise<Receipt> {
  findings.chapter('Signed acts: each counts once, here, now, and as it was signed')
  const key = await office.keyOf('gao.yan')
  const input = { procedure: 'building-permit' }
  const first = envelopeOf(office, key, 'case.open', input)
  const answer = await send(office, first)
  const receipt = answer.json as Receipt
  findings.see(
    'POST /acts/case.open, signed by Gao Yan',
    answer.status,
    `entry ${receipt.index}`,
    answer.status === 201,
  )
  const again = await send(office, first)
  const repeat = again.json as Receipt
  const same = again.status === 200 && repeat.repeated === true && repeat.index === receipt.index
  const words = `entry ${repeat.index} again: the first receipt, nothing done twice`
  findings.see('the very same envelope again', again.status, words, same)

  const other = envelopeOf(office, key, 'case.open', { procedure: 'audit' }, { id: first.id })
  refused(findings, 'another act under the same identifier', await send(office, other), 'act-id-taken')
  const old = envelopeOf(office, key, 'case.open', input, { time: systemClock.now() - 10 * minute })
  refused(findings, 'an act signed ten minutes ago', await send(office, old), 'act-time-off')
  const elsewhere = envelopeOf(office, key, 'case.open', input, { unit: 'A'.repeat(43) })
  refused(findings, 'an act signed for another unit', await send(office, elsewhere), 'unit-differs')
  const forged = { ...envelopeOf(office, key, 'case.open', input), bytes: altered(first.bytes) }
  refused(findings, 'a signed act, changed on the way', await send(office, forged), 'signature-wrong')
  const unknown = envelopeOf(office, key, 'treasury.empty', {})
  refused(findings, 'an act nobody knows, treasury.empty', await send(office, unknown), 'act-unknown')
  offline(office, findings, receipt)
  await office.must(
    'gao.yan',
    'case',
    'cancel',
    '--case',
    caseOpenedBy(receipt),
    '--reason',
    'opened for the tour',
  )
  return receipt
}

function refused(findings: Findings, what: string, answer: PublicAnswer, kind: string): void {
  const words = problemWords(answer)
  findings.see(what, answer.status, words, answer.status >= 400 && problemKind(answer) === kind)
}

/** The envelope with another identifier in its payload, under the old signature. */
function altered(bytes: Uint8Array): Uint8Array {
  const envelope = JSON.parse(Buffer.from(bytes).toString('utf8')) as { readonly payload: string }
  const payload = Buffer.from(envelope.payload, 'base64').toString('utf8')
  const changed = payload.replace(
    /"id":"./,
    (start) => `${start.slice(0, -1)}${start.endsWith('A') ? 'B' : 'A'}`,
  )
  return Buffer.from(JSON.stringify({ ...envelope, payload: Buffer.from(changed).toString('base64') }))
}

/** What a receipt proves is seen without asking anybody: with the unit's record key, known beforehand. */
function offline(office: Office, findings: Findings, receipt: Receipt): void {
  const size = sizeProved(office, receipt)
  const words = `entry ${receipt.index} stands in the signed record of ${size} entries`
  findings.see(
    'the receipt, checked without the unit',
    size === undefined ? 'wrong' : 'proved',
    words,
    size !== undefined,
  )
  const index = receipt.index === 0 ? 1 : receipt.index - 1
  const moved = sizeProved(office, { ...receipt, index })
  const verdict = moved === undefined ? 'the proof does not lead there' : 'taken for true'
  findings.see('the same receipt, but for another place', 'refused', verdict, moved === undefined)
}

/** The size of the record in which a receipt proves its entry; `undefined` when it proves nothing. */
function sizeProved({ unit }: Office, receipt: Receipt): number | undefined {
  const key = sure(parseVerifierKey(unit.recordKey), 'the record key')
  const opened = openCheckpoint(receipt.checkpoint, key.name, [key])
  if (!opened.ok) return undefined
  const { size, root } = opened.value.checkpoint
  const entry = sure(fromBase64(receipt.entry), 'the entry')
  const proof = receipt.proof.map((hash) => sure(fromBase64(hash), 'a hash of the proof'))
  return verifyInclusion({ index: receipt.index, size, leafHash: leafHash(entry), root }, proof).ok
    ? size
    : undefined
}
