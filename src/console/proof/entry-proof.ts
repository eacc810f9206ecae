import { base64, base64url, canonicalJson, fromBase64, fromUtf8, sha256 } from '#bytes'
import { type Envelope, parseEnvelope, strictJson } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import {
  inclusionRanges,
  type LeafRange,
  leafHash,
  nodeHash,
  type ProofFault,
  verifyInclusion,
} from '#merkle'
import type { LogReader } from '#record'
import type { Receipt } from '../wire/act.ts'
import { type Head, type HeadFault, openHead } from './head.ts'
import type { Pin, Sighting } from './memory.ts'
import { relate } from './relation.ts'
import { headSeen } from './watch.ts'

/** An entry that was shown to stand in the record, with the way from its leaf to the root. */
export interface ProvenEntry {
  readonly bytes: Uint8Array
  readonly head: Head
  readonly path: readonly PathNode[]
}

/** One step up the tree: the hash beside the one below, and what both make. */
export interface PathNode {
  readonly sibling: Uint8Array
  /** On which side of the path it stands, and which entries it stands for. */
  readonly side: 'left' | 'right'
  readonly covers: LeafRange
  readonly hash: Uint8Array
}

/** Why a receipt proves nothing. */
export type ReceiptFault =
  | { readonly kind: 'receipt-unreadable' }
  | { readonly kind: 'checkpoint-refused'; readonly cause: HeadFault['kind'] }
  | { readonly kind: 'inclusion-refused'; readonly cause: ProofFault['kind'] }
  /** It is for another act than the one that was sent. */
  | { readonly kind: 'envelope-differs' }

/**
 * Whether a receipt proves that its entry stands in the record: its checkpoint is signed by the key of the
 * record and the inclusion proof leads from the entry's own bytes to its root (RFC 9162 §2.1.3.2).
 *
 * @param sent the envelope that was sent, where the receipt is the answer to one
 */
export function proveReceipt(
  receipt: Pick<Receipt, 'index' | 'entry' | 'proof' | 'checkpoint'>,
  pin: Pick<Pin, 'recordKey'>,
  sent?: Envelope,
): Result<ProvenEntry, ReceiptFault> {
  const bytes = fromBase64(receipt.entry)
  const hashes = receipt.proof.map(fromBase64)
  if (!bytes.ok || !hashes.every((hash) => hash.ok)) return refuse({ kind: 'receipt-unreadable' })
  const proof = hashes.map((hash) => hash.value)
  const head = openHead(receipt.checkpoint, pin.recordKey)
  if (!head.ok) return refuse({ kind: 'checkpoint-refused', cause: head.fault.kind })
  const { size, root } = head.value
  const leaf = leafHash(bytes.value)
  const included = verifyInclusion({ index: receipt.index, size, leafHash: leaf, root }, proof)
  if (!included.ok) return refuse({ kind: 'inclusion-refused', cause: included.fault.kind })
  if (sent && !isOf(bytes.value, sent)) return refuse({ kind: 'envelope-differs' })
  return accept({
    bytes: bytes.value,
    head: head.value,
    path: pathOf(receipt.index, size, leaf, proof),
  })
}

function isOf(bytes: Uint8Array, sent: Envelope): boolean {
  const entry = readEntryText(bytes)
  return entry !== undefined && canonicalJson(entry.envelope) === canonicalJson(sent)
}

/** The way from a leaf to the root, hash by hash, of a proof that holds. */
function pathOf(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): readonly PathNode[] {
  let hash = leaf
  return inclusionRanges(index, size).map((covers, at) => {
    const sibling = proof[at] ?? leaf
    const side = covers.from > index ? 'right' : 'left'
    hash = side === 'right' ? nodeHash(hash, sibling) : nodeHash(sibling, hash)
    return { sibling, side, covers, hash }
  })
}

/** What an entry says, as it stands in the record. */
export interface EntryText {
  readonly time: string
  readonly envelope: Envelope
  readonly grant: Readonly<Record<string, unknown>>
  readonly drawn: readonly string[]
  readonly events: readonly { readonly kind: string; readonly [member: string]: unknown }[]
}

/** What an act says, in the payload of its envelope. */
export interface ActText {
  readonly act: string
  readonly id: string
  readonly unit: string
  readonly time: string
  readonly under?: { readonly case: string; readonly step: string }
  readonly override?: string
  readonly input: Readonly<Record<string, unknown>>
}

/** An entry holds 60 KiB at most, and its JSON nests no deeper than the node takes. */
const entryBytesMax = 60 * 1024
const depthMax = 64

/** The members of an entry; `undefined` for octets that are none. */
export function readEntryText(bytes: Uint8Array): EntryText | undefined {
  const text = fromUtf8(bytes)
  const json = text.ok ? strictJson(text.value, entryBytesMax, depthMax) : undefined
  if (!isObject(json) || !isObject(json['envelope']) || !isObject(json['grant'])) return undefined
  const envelope = parseEnvelope(JSON.stringify(json['envelope']))
  const { time, drawn, events, grant } = json
  if (!envelope.ok || typeof time !== 'string' || !Array.isArray(events) || !Array.isArray(drawn))
    return undefined
  return { time, envelope: envelope.value, grant, drawn, events: events as EntryText['events'] }
}

/** The act in an envelope; `undefined` when there is none. */
export function readActText({ payload }: Envelope): ActText | undefined {
  const bytes = fromBase64(payload)
  const text = bytes.ok ? fromUtf8(bytes.value) : bytes
  const json = text.ok ? strictJson(text.value, entryBytesMax, depthMax) : undefined
  return isAct(json) ? json : undefined
}

/** What the node takes has these; the rest of an act is looked at where it is shown. */
function isAct(value: unknown): value is ActText {
  return isObject(value) && typeof value['act'] === 'string' && isObject(value['input'])
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** How the head of a receipt stands to what this browser saw of the record. */
export type Lineage =
  /** Both are of one history; `proof` leads from the smaller to the larger. */
  | {
      readonly kind: 'one'
      readonly earlier: number
      readonly later: number
      readonly proof: readonly Uint8Array[]
    }
  | { readonly kind: 'forked'; readonly earlier: number; readonly later: number }
  | { readonly kind: 'untold' }

export async function lineageOf(
  head: Head,
  seen: Sighting,
  reader: Pick<LogReader, 'tile'>,
): Promise<Lineage> {
  const other = headSeen(seen)
  const [earlier, later] = head.size <= other.size ? [head, other] : [other, head]
  const relation = await relate(earlier, later, reader)
  const sizes = { earlier: earlier.size, later: later.size }
  if (relation.kind === 'extends') return { kind: 'one', ...sizes, proof: relation.proof }
  return relation.kind === 'forked' ? { kind: 'forked', ...sizes } : { kind: 'untold' }
}

/** By what a key is known everywhere: base64url SHA-256 of its SubjectPublicKeyInfo. */
export function keyNameOf(spki: Uint8Array): string {
  return base64url(sha256(spki))
}

/** A hash as people compare it. */
export function hashText(hash: Uint8Array): string {
  return base64(hash)
}
