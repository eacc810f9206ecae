import { z } from 'zod'
import { equalBytes, fromBase64 } from '#bytes'
import { isoInstant } from '#clock'
import { parsePublicKey, suiteOfAlgorithm, thumbprintOf, verifyEnvelope, verifySignature } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { leafHash, verifyConsistency, verifyInclusion } from '#merkle'
import { type Checkpoint, type NoteVerifier, openCheckpoint } from '#record'
import { type Entry, parseAct, parseEntry } from '#unit'
import { allFromPem, type Certificate, nameText, parseCertificate, sameName } from '#x509'
import type { CliFault } from './fault.ts'
import { jsonIn } from './json.ts'
import { logFaultWords } from './log-words.ts'
import { type KnownKeys, verifierIn } from './record-verify.ts'

const headForm = z.object({ note: z.string() })
const unitForm = z.object({
  unit: z.string(),
  name: z.string(),
  domain: z.string(),
  recordKey: z.string(),
})

const entryForm = z.object({
  kind: z.literal('entry'),
  unit: unitForm,
  receipt: z.object({
    index: z.int().min(0),
    entry: z.string(),
    proof: z.array(z.string()),
    checkpoint: z.string(),
  }),
  spki: z.string().optional(),
  certificate: z.string().optional(),
  /** PEM of the unit's own certificates, up to which that of the actor leads. */
  authorities: z.string().optional(),
  seen: z.object({ note: z.string(), proof: z.array(z.string()) }).optional(),
})

const conflictForm = z.object({
  kind: z.literal('conflict'),
  conflict: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('forked'),
      pin: unitForm,
      earlier: headForm,
      later: headForm,
      root: z.string(),
      proof: z.array(z.string()),
    }),
    z.object({ kind: z.literal('rolled-back'), pin: unitForm, seen: headForm, shown: headForm }),
    z.object({ kind: z.literal('key-changed'), pin: unitForm, told: unitForm }),
  ]),
})

const evidenceForm = z.intersection(
  z.object({ form: z.literal('chancery-evidence/1') }),
  z.union([entryForm, conflictForm]),
)

/** What evidence was found to show: names with what they stand for, in one order. */
export interface ShownByEvidence {
  readonly shows: string
  readonly facts: Readonly<Record<string, string | number>>
}

/**
 * Verifies a file of evidence that somebody kept in a browser, by itself and without its unit: that an entry
 * stands in the record, or that the unit signed two histories of it.
 *
 * @param known keys of the unit that were known before; without them the evidence is held to its own
 */
export function verifyEvidence(text: string, known: KnownKeys): Result<ShownByEvidence, CliFault> {
  const form = evidenceForm.safeParse(jsonIn(text))
  if (!form.success) return unproven('it is no evidence of the form `chancery-evidence/1`')
  const evidence = form.data
  const unit = evidence.kind === 'entry' ? evidence.unit : evidence.conflict.pin
  if (known.unit !== undefined && known.unit !== unit.unit) return unproven('it is of another unit')
  if (known.recordKey !== undefined && known.recordKey !== unit.recordKey)
    return unproven('it names another key of the record than the one that is known')
  const verifier = verifierIn(unit.recordKey)
  if (!verifier.ok) return verifier
  return evidence.kind === 'entry'
    ? entryShown(evidence, verifier.value)
    : conflictShown(evidence.conflict, verifier.value)
}

type EntryEvidence = z.infer<typeof entryForm>

function entryShown(evidence: EntryEvidence, verifier: NoteVerifier): Result<ShownByEvidence, CliFault> {
  const { receipt, unit, seen } = evidence
  const head = opened(receipt.checkpoint, verifier)
  if (!head.ok) return head
  const [bytes, proof] = [fromBase64(receipt.entry), hashesIn(receipt.proof)]
  if (!bytes.ok || !proof) return unproven('its entry or proof is not base64')
  const claim = { index: receipt.index, leafHash: leafHash(bytes.value), ...head.value }
  const included = verifyInclusion(claim, proof)
  if (!included.ok) return unproven(`its inclusion proof fails (${included.fault.kind})`)
  const entry = parseEntry(bytes.value)
  const act = entry.ok ? parseAct(entry.value.envelope) : entry
  if (!entry.ok || !act.ok) return unproven('its entry cannot be read')
  const lineage = seen && seenFault(seen, head.value, verifier)
  if (lineage !== undefined) return unproven(lineage)
  const signer = signerOf(entry.value, evidence)
  if (!signer.ok) return signer
  return accept({
    shows: `entry ${receipt.index} stands in the record of ${unit.name}`,
    facts: {
      unit: unit.unit,
      act: act.value.act,
      time: isoInstant(entry.value.time),
      signer: signer.value,
      size: head.value.size,
      ...(seen && { seen: 'one history with what the browser saw' }),
    },
  })
}

/** Why the head that was seen and that of the receipt are not of one history. */
function seenFault(
  seen: { readonly note: string; readonly proof: readonly string[] },
  head: Checkpoint,
  verifier: NoteVerifier,
): string | undefined {
  const other = opened(seen.note, verifier)
  if (!other.ok) return 'the head that was seen is not signed by the key of the record'
  const [first, second] = head.size <= other.value.size ? [head, other.value] : [other.value, head]
  const proof = hashesIn(seen.proof)
  const claim = { first: first.size, second: second.size, firstRoot: first.root, secondRoot: second.root }
  return proof && verifyConsistency(claim, proof).ok
    ? undefined
    : 'it is not shown to be of one history with the head that was seen'
}

/** Who signed the act: the name in a certificate that leads to the key of the unit, as far as it is told. */
function signerOf({ envelope }: Entry, evidence: EntryEvidence): Result<string, CliFault> {
  const keyid = envelope.signatures[0]?.keyid ?? ''
  if (evidence.spki === undefined) return accept(`the key ${keyid}, which is not at hand`)
  const spki = fromBase64(evidence.spki)
  const key = spki.ok ? parsePublicKey(spki.value) : spki
  if (!key.ok || key.value.thumbprint !== keyid)
    return unproven('the key it brings is not the one that signed')
  if (!verifyEnvelope(envelope, key.value)) return unproven('the signature of its act is wrong')
  const [leaf, ...above] = certificatesIn(`${evidence.certificate ?? ''}\n${evidence.authorities ?? ''}`)
  if (!leaf || thumbprintOf(leaf) !== keyid || !leadsTo(evidence.unit.unit, leaf, above)) {
    return accept(`the key ${keyid}, whose certificate does not lead to the unit here`)
  }
  return accept(`${nameText(leaf.subject)}, by the key ${keyid}`)
}

/** A leaf, the issuing key, and a few links from rollovers of the authority key. */
const wayLengthMax = 8

/** Whether each certificate is signed by the next, up to a key; validity and revocation the record tells. */
function leadsTo(anchor: string, leaf: Certificate, above: readonly Certificate[]): boolean {
  let at: Certificate | undefined = leaf
  for (let length = 0; at && length < wayLengthMax; length += 1) {
    if (thumbprintOf(at) === anchor) return true
    const below: Certificate = at
    const issuers = above.filter((one) => one !== below && sameName(one.subject, below.issuer))
    const signers: readonly Certificate[] = issuers.filter((one) => isSignedBy(below, one))
    at = signers.find((one) => thumbprintOf(one) === anchor) ?? signers[0]
  }
  return false
}

function isSignedBy({ signatureAlgorithm, tbs, signature }: Certificate, issuer: Certificate): boolean {
  const key = parsePublicKey(issuer.spki)
  const suite = key.ok ? suiteOfAlgorithm(signatureAlgorithm, key.value.type) : undefined
  return key.ok && suite !== undefined && verifySignature(suite, key.value, tbs, signature)
}

function certificatesIn(text: string): readonly Certificate[] {
  const ders = allFromPem(text, 'CERTIFICATE')
  const read = ders.ok ? ders.value.map((der) => parseCertificate(der)) : []
  return read.flatMap((one) => (one.ok ? [one.value] : []))
}

type Conflict = z.infer<typeof conflictForm>['conflict']

function conflictShown(conflict: Conflict, verifier: NoteVerifier): Result<ShownByEvidence, CliFault> {
  const { name, unit } = conflict.pin
  if (conflict.kind === 'key-changed') {
    return unproven('that a unit showed other keys nobody signed: it is the word of the browser alone')
  }
  const [one, two] =
    conflict.kind === 'forked' ? [conflict.earlier, conflict.later] : [conflict.seen, conflict.shown]
  const [first, second] = [opened(one.note, verifier), opened(two.note, verifier)]
  if (!first.ok) return first
  if (!second.ok) return second
  const sizes = { first: first.value.size, second: second.value.size }
  if (conflict.kind === 'rolled-back') {
    if (sizes.first <= sizes.second) return unproven('the head shown last is not older than the one before')
    const shows = `${name} signed both heads; that the older one was shown last is the word of the browser`
    return accept({ shows, facts: { unit, ...sizes } })
  }
  if (!areForked(first.value, second.value, conflict)) return unproven('its heads may be of one history')
  return accept({ shows: `${name} signed two histories of its record`, facts: { unit, ...sizes } })
}

/**
 * Whether the later head rests on another beginning than the earlier one: it is of the same size with another
 * root, or a proof leads from another root of that size to it.
 */
function areForked(
  earlier: Checkpoint,
  later: Checkpoint,
  shown: { readonly root: string; readonly proof: readonly string[] },
): boolean {
  if (earlier.size === later.size) return !equalBytes(earlier.root, later.root)
  const [root, proof] = [fromBase64(shown.root), hashesIn(shown.proof)]
  if (!root.ok || !proof || equalBytes(root.value, earlier.root)) return false
  const sizes = { first: earlier.size, second: later.size }
  return verifyConsistency({ ...sizes, firstRoot: root.value, secondRoot: later.root }, proof).ok
}

function opened(note: string, verifier: NoteVerifier): Result<Checkpoint, CliFault> {
  const head = openCheckpoint(note, verifier.name, [verifier])
  return head.ok ? accept(head.value.checkpoint) : unproven(logFaultWords(head.fault))
}

function hashesIn(texts: readonly string[]): readonly Uint8Array[] | undefined {
  const hashes = texts.map(fromBase64)
  return hashes.every((hash) => hash.ok) ? hashes.map((hash) => hash.value) : undefined
}

function unproven(problem: string): Result<never, CliFault> {
  return refuse({ kind: 'unproven', what: 'the evidence', problem })
}
