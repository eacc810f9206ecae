import { z } from 'zod'
import { base64, canonicalJson, equalBytes, fromBase64, fromUtf8 } from '#bytes'
import { parseEnvelope, strictJson } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import { leafHash, verifyConsistency, verifyInclusion } from '#merkle'
import { type CheckpointFault, openCheckpoint, parseVerifierKey } from '#record'
import { parseEntry } from '#unit'
import { type Bundle, type BundleFormFault, bundleBytesMax, parseBundle } from './bundle.ts'
import type { RecognitionEvent } from './state.ts'

/** Room for the bundle, the entry that published it (60 KiB) and the hashes of two proofs. */
export const publishedBytesMax = bundleBytesMax + 256 * 1024

/** A tree of 2^53 leaves has proofs of at most this many hashes; consistency takes one more. */
const hashesMax = 64

/** Origin line of a record's checkpoints; also the name of its key. */
export function recordOrigin(domain: string): string {
  return `${domain}/record`
}

/** A bundle as it is handed out: with the proof that its unit's record says it was published. */
export interface PublishedBundle {
  readonly bundle: Bundle
  readonly receipt: {
    readonly index: number
    readonly entry: Uint8Array
    readonly proof: readonly Uint8Array[]
    /** Signed note of a head that includes the entry. */
    readonly checkpoint: string
  }
  /** Proof that the record of the receipt's checkpoint extends an earlier one. */
  readonly consistency?: { readonly from: number; readonly proof: readonly Uint8Array[] }
}

/** What a bundle's proof shows: the head of its unit's record. */
export interface ProvenHead {
  readonly size: number
  readonly root: Uint8Array
}

export type PublishedFault =
  | BundleFormFault
  | { readonly kind: 'bundle-too-large'; readonly bytesMax: number }
  | { readonly kind: 'bundle-unproven'; readonly problem: string }
  | {
      readonly kind: 'bundle-checkpoint'
      readonly fault: CheckpointFault | { readonly kind: 'key-unreadable' }
    }

/** As strict as the reading that follows. */
const base64Form = (charactersMax: number) =>
  z
    .string()
    .max(charactersMax)
    .refine((text) => fromBase64(text).ok, 'must be base64')

const hashTexts = z.array(base64Form(44)).max(hashesMax)

const publishedForm = z.strictObject({
  bundle: z.looseObject({}),
  receipt: z.strictObject({
    index: z.int().min(0),
    entry: base64Form(96 * 1024),
    proof: hashTexts,
    checkpoint: z.string().max(4_096),
  }),
  consistency: z.strictObject({ from: z.int().min(1), proof: hashTexts }).optional(),
})

/** The one text of a bundle and its proofs. */
export function publishedText(
  bundle: Uint8Array,
  { index, entry, proof, checkpoint }: PublishedBundle['receipt'],
  consistency?: PublishedBundle['consistency'],
): string {
  const envelope = sure(parseEnvelope(bundle, { bytesMax: bundleBytesMax }), 'a bundle of this unit')
  return canonicalJson({
    bundle: envelope,
    receipt: { index, entry: base64(entry), proof: proof.map(base64), checkpoint },
    ...(consistency && { consistency: { ...consistency, proof: consistency.proof.map(base64) } }),
  })
}

/** Reads a bundle with its proofs; never throws. Nothing in it is known to be true. */
export function parsePublished(bytes: Uint8Array): Result<PublishedBundle, PublishedFault> {
  if (bytes.length > publishedBytesMax) {
    return refuse({ kind: 'bundle-too-large', bytesMax: publishedBytesMax })
  }
  const text = fromUtf8(bytes)
  const json = text.ok ? strictJson(text.value, publishedBytesMax) : undefined
  if (json === undefined) {
    return refuse({
      kind: 'bundle-malformed',
      at: 'json',
      problem: 'is not the whole text that was published',
    })
  }
  const form = publishedForm.safeParse(json)
  if (!form.success) {
    const issue = form.error.issues[0]
    const at = issue?.path.join('.') || 'bundle'
    return refuse({ kind: 'bundle-malformed', at, problem: issue?.message.toLowerCase() ?? 'malformed' })
  }
  const bundle = parseBundle(Buffer.from(JSON.stringify(form.data.bundle), 'utf8'))
  if (!bundle.ok) return bundle
  const { index, entry, proof, checkpoint } = form.data.receipt
  const { consistency } = form.data
  return accept({
    bundle: bundle.value,
    receipt: { index, entry: bytesOf(entry), proof: proof.map(bytesOf), checkpoint },
    ...(consistency && { consistency: { from: consistency.from, proof: consistency.proof.map(bytesOf) } }),
  })
}

/**
 * Whether the record of the bundle's unit says that it published this bundle: the entry names its digest, and
 * the checkpoint, signed with the record's key that the bundle names, includes the entry.
 */
export function provenHead(published: PublishedBundle): Result<ProvenHead, PublishedFault> {
  const { bundle, receipt } = published
  const key = parseVerifierKey(bundle.recordKey)
  if (!key.ok) return refuse({ kind: 'bundle-checkpoint', fault: { kind: 'key-unreadable' } })
  const opened = openCheckpoint(receipt.checkpoint, recordOrigin(bundle.domain), [key.value])
  if (!opened.ok) return refuse({ kind: 'bundle-checkpoint', fault: opened.fault })
  const { size, root } = opened.value.checkpoint
  const entry = parseEntry(receipt.entry)
  const says = (entry.ok ? entry.value.events : []) as readonly RecognitionEvent[]
  const named = says.some(
    (event) =>
      event.kind === 'bundle-published' && event.digest === bundle.digest && event.number === bundle.number,
  )
  if (!named) return unproven('the entry does not say that this bundle was published')
  const claim = { index: receipt.index, size, leafHash: leafHash(receipt.entry), root }
  const included = verifyInclusion(claim, receipt.proof)
  return included.ok ? accept({ size, root }) : unproven('the entry is not in the record of the checkpoint')
}

/** Whether the record that was seen before, of this size and root, is the beginning of the one seen now. */
export function extendsHead(
  before: ProvenHead,
  now: ProvenHead,
  consistency: PublishedBundle['consistency'],
): 'extends' | 'forks' | 'unproven' {
  if (now.size === before.size) return equalBytes(now.root, before.root) ? 'extends' : 'forks'
  if (now.size < before.size) return 'forks'
  if (consistency?.from !== before.size) return 'unproven'
  const claim = { first: before.size, second: now.size, firstRoot: before.root, secondRoot: now.root }
  return verifyConsistency(claim, consistency.proof).ok ? 'extends' : 'forks'
}

function unproven(problem: string): Result<never, PublishedFault> {
  return refuse({ kind: 'bundle-unproven', problem })
}

/** In memory of their own, as in a bundle: a document is kept for as long as its unit is followed. */
function bytesOf(text: string): Uint8Array {
  return new Uint8Array(sure(fromBase64(text), 'base64 that a form has checked'))
}
