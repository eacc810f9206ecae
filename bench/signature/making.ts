import { hex, sha256 } from '#bytes'
import { hour } from '#clock'
import { sure } from '#fault'
import {
  judgeSignatures,
  offlineTrust,
  type SignatureFormRow,
  type SigningContent,
  type SigningPart,
  type SigningWishes,
} from '#signature'
import { measuredAt, type Parties, stampToken } from './parties.ts'

/** Signs a content in a form, on the level B-B or B-T: prepared, signed, put together, stamped. */
export function signedFile(
  row: SignatureFormRow,
  parties: Parties,
  content: SigningContent,
  level: 'B-B' | 'B-T',
): Uint8Array {
  const { anchor, signer } = parties
  const wishes: SigningWishes = {
    suite: signer.key.suite,
    certificate: signer.certificate,
    chain: [anchor],
    signingTime: measuredAt,
    commitments: [],
    roles: [],
  }
  const prepared = sure(row.prepare(wishes, content), 'what is to be signed')
  const value = signer.key.sign(prepared.toBeSigned)
  const file = prepared.assemble(value)
  if (level === 'B-B') return file
  const id = hex(sha256(value))
  const imprint = sure(row.timestampImprint(file, id, 'sha256'), 'the imprint')
  const token = stampToken(parties, imprint)
  return sure(row.withTimestamp(file, id, 'sha256', token), 'the stamped file')
}

/** Whether the verifier passes each signature of a file, for somebody who knows that no key was revoked. */
export function passed(
  row: SignatureFormRow,
  { anchor }: Parties,
  file: Uint8Array,
  parts: readonly SigningPart[],
): boolean {
  const objects = sure(row.read(file, parts), 'the signatures')
  const context = {
    ...offlineTrust([anchor], measuredAt + hour),
    statusOf: () => ({ status: 'good' }) as const,
  }
  const judged = judgeSignatures({ objects, context })
  return judged.length > 0 && judged.every(({ verdict }) => verdict.indication === 'TOTAL-PASSED')
}
