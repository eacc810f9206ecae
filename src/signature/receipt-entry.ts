import { fromBase64, fromUtf8 } from '#bytes'
import { type Instant, parseInstant } from '#clock'
import { type Envelope, envelopePayload, parseEnvelope, strictJson } from '#crypto'

/** An entry is below 64 KiB; in base64, with proof, checkpoint and its events again, it takes thrice that. */
const receiptBytesMax = 256 * 1024

/** Grants and events nest less than 10 deep, and so does what lies around them. */
const depthMax = 64

/** Certificates above the key of the record; a unit has an issuing key and a few that rolled over. */
const chainMax = 8

/** A proof in a tree of 2^53 leaves. */
const proofMax = 53

type Json = Readonly<Record<string, unknown>>

/** An embedded receipt as data: its form is right, and nothing in it is proven. */
export interface ReadReceipt {
  readonly index: number
  readonly entry: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly checkpoint: string
  /** DER of the certificate of the record's key, and of what stands above it. */
  readonly record: Uint8Array
  readonly chain: readonly Uint8Array[]
}

/** What an entry of a unit's record says, as far as it matters for documents. */
export interface ReadEntry {
  readonly time: Instant
  readonly envelope: Envelope
  readonly grant: Json
  readonly act: string
  readonly unit: string
  readonly under: Json
  /** The signatures that the entry says its act brought onto the record. */
  readonly signatures: readonly ReadSignature[]
}

/** A signature as an entry tells of it. */
export interface ReadSignature {
  readonly id: string
  /** Of the signer's certificate. */
  readonly serial?: string
  /** The person who made the act, where it is one. */
  readonly person?: string
}

/** Reads `{ v: 1, receipt, record, chain }`; `undefined` when it is not that. */
export function readReceipt(bytes: Uint8Array): ReadReceipt | undefined {
  const json = jsonOf(bytes, receiptBytesMax)
  if (json?.['v'] !== 1) return undefined
  const receipt = objectIn(json, 'receipt')
  const record = bytesIn(json['record'])
  const chain = listIn(json['chain'], chainMax)
  if (!receipt || !record || !chain) return undefined
  const { index, entry: entryText, proof: proofTexts, checkpoint } = receipt
  const entry = bytesIn(entryText)
  const proof = listIn(proofTexts, proofMax)
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) return undefined
  if (!entry || !proof || typeof checkpoint !== 'string') return undefined
  return { index, entry, proof, checkpoint, record, chain }
}

/** Reads an entry as far as it matters here; whether its grant is true the unit's verifier finds out. */
export function readEntry(bytes: Uint8Array): ReadEntry | undefined {
  const json = jsonOf(bytes, receiptBytesMax)
  const grant = json && objectIn(json, 'grant')
  const time = typeof json?.['time'] === 'string' ? parseInstant(json['time']) : undefined
  const envelope = json && parseEnvelope(JSON.stringify(json['envelope'] ?? null))
  if (!grant || time === undefined || !envelope?.ok) return undefined
  const said = jsonOf(envelopePayload(envelope.value), receiptBytesMax)
  const under = (said && objectIn(said, 'under')) ?? {}
  const { act, unit } = said ?? {}
  if (typeof act !== 'string' || typeof unit !== 'string') return undefined
  return { time, envelope: envelope.value, grant, act, unit, under, signatures: signaturesIn(json) }
}

/** The unit's seal is drawn in the decision: what was made stands among the events, not in the act. */
function signaturesIn({ events }: Json): readonly ReadSignature[] {
  if (!Array.isArray(events)) return []
  return (events as readonly unknown[]).flatMap((event) => {
    if (!isJson(event)) return []
    const { kind, signature: id, serial } = event
    const isOne = kind === 'document-signed' || kind === 'document-sealed'
    if (!isOne || typeof id !== 'string') return []
    const by = objectIn(event, 'by')
    const person = by?.['kind'] === 'person' ? by['id'] : undefined
    return [
      {
        id,
        ...(typeof serial === 'string' ? { serial } : {}),
        ...(typeof person === 'string' ? { person } : {}),
      },
    ]
  })
}

function jsonOf(bytes: Uint8Array, bytesMax: number): Json | undefined {
  const text = bytes.length > bytesMax ? undefined : fromUtf8(bytes)
  const json = text?.ok ? strictJson(text.value, bytesMax, depthMax) : undefined
  return isJson(json) ? json : undefined
}

function objectIn(json: Json, name: string): Json | undefined {
  const member = json[name]
  return isJson(member) ? member : undefined
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bytesIn(value: unknown): Uint8Array | undefined {
  const bytes = typeof value === 'string' ? fromBase64(value) : undefined
  return bytes?.ok ? bytes.value : undefined
}

function listIn(value: unknown, lengthMax: number): readonly Uint8Array[] | undefined {
  if (!Array.isArray(value) || value.length > lengthMax) return undefined
  const all = value.map(bytesIn)
  return all.every((one) => one !== undefined) ? all : undefined
}
