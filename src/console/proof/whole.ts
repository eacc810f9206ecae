import { base64, fromBase64 } from '#bytes'
import { type LogReader, parseVerifierKey, readCheckpoint, type VerifyFault, verifyLog } from '#record'
import { parseCertificate } from '#x509'
import { checkActSignature } from './act-signature.ts'
import { type EntryText, keyNameOf, readEntryText } from './entry-proof.ts'
import type { Pin } from './memory.ts'

/** How far verifying the whole record has come. */
export interface Progress {
  /** Entries that the signed head is of; 0 while it is being read. */
  readonly size: number
  readonly entries: number
  /** Signatures that hold, those that do not, and those nothing is known of here. */
  readonly signed: number
  readonly unsigned: number
  readonly unknown: number
  readonly faults: readonly WholeFault[]
}

/** What is wrong with a record, and where. */
export type WholeFault =
  | VerifyFault
  | { readonly kind: 'record-key-unreadable' }
  | { readonly kind: 'entry-unreadable'; readonly index: number }
  | { readonly kind: 'signature-fails'; readonly index: number }
  /** Entry 0 does not found the unit that this browser holds to. */
  | { readonly kind: 'other-unit'; readonly unit: string }

/** Faults that are listed before it ends: a record in ruins needs no longer list. */
const faultsMax = 100

/** Entries between two words of how far it is: some 50 ms of work. */
const entriesPerWord = 256

/**
 * Verifies the whole record from its first entry on: every hash up to the signed root, and every act's
 * signature by the key that an earlier entry certified. What acts decided is not decided again here: that is
 * `chancery record verify`.
 *
 * Yields how far it is, the last time with everything.
 */
export async function* verifyWhole(
  reader: LogReader,
  pin: Pick<Pin, 'unit' | 'recordKey'>,
): AsyncGenerator<Progress, void, undefined> {
  const verifier = parseVerifierKey(pin.recordKey)
  let progress: Progress = { size: 0, entries: 0, signed: 0, unsigned: 0, unknown: 0, faults: [] }
  const failed = (fault: WholeFault): void => {
    progress = { ...progress, faults: [...progress.faults, fault] }
  }
  if (!verifier.ok) {
    failed({ kind: 'record-key-unreadable' })
    yield progress
    return
  }
  const options = { origin: verifier.value.name, verifiers: [verifier.value] }
  const head = await readCheckpoint(reader, options)
  if (head.ok) progress = { ...progress, size: head.value.size }
  yield progress
  const keys = new Map<string, string>()
  for await (const found of verifyLog(reader, options)) {
    if (!found.ok) failed(found.fault)
    else {
      const { index, bytes } = found.value
      progress = { ...progress, entries: progress.entries + 1 }
      const entry = readEntryText(bytes)
      if (!entry) failed({ kind: 'entry-unreadable', index })
      else {
        learnKeys(entry, keys)
        if (index === 0 && !keys.has(pin.unit)) failed({ kind: 'other-unit', unit: unitIn(entry) })
        progress = counted(progress, await signatureOf(entry, keys), index)
      }
      if (progress.entries % entriesPerWord === 0) yield progress
    }
    if (progress.faults.length >= faultsMax) break
  }
  yield progress
}

/** What became of the signature of an entry; its key stands in an earlier one, or in this. */
async function signatureOf(entry: EntryText, keys: ReadonlyMap<string, string>): Promise<SignatureCount> {
  const spki = keys.get(entry.envelope.signatures[0]?.keyid ?? '')
  const { kind } = await checkActSignature(entry, spki === undefined ? {} : { spki })
  if (kind === 'holds') return 'signed'
  return kind === 'unsupported' ? 'unknown' : 'unsigned'
}

type SignatureCount = 'signed' | 'unsigned' | 'unknown'

function counted(progress: Progress, count: SignatureCount, index: number): Progress {
  const { faults } = progress
  const fault: WholeFault = { kind: 'signature-fails', index }
  return {
    ...progress,
    [count]: progress[count] + 1,
    faults: count === 'unsigned' ? [...faults, fault] : faults,
  }
}

/** Keeps the keys that an entry makes known, by their thumbprints: base64 SubjectPublicKeyInfo. */
function learnKeys({ events }: EntryText, keys: Map<string, string>): void {
  for (const event of events) {
    const certificates = [event['authority'], event['authorities']].flat()
    const own = certificates.flatMap((text) => (typeof text === 'string' ? spkiOfCertificate(text) : []))
    const told = typeof event['spki'] === 'string' ? fromBase64(event['spki']) : undefined
    for (const spki of told?.ok ? [...own, told.value] : own) keys.set(keyNameOf(spki), base64(spki))
  }
}

function spkiOfCertificate(text: string): readonly Uint8Array[] {
  const der = fromBase64(text)
  const certificate = der.ok ? parseCertificate(der.value) : der
  return certificate.ok ? [certificate.value.spki] : []
}

function unitIn({ events }: EntryText): string {
  const founded = events.find(({ kind }) => kind === 'unit-founded')
  const key = founded?.['key']
  return typeof key === 'string' ? key : ''
}
