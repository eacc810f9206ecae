import { base64, concat, fromBase64, fromUtf8, sha256, utf8 } from '#bytes'
import { type PublicKey, parsePublicKey, type Signer, suiteNamed, verifySignature } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'

/** The most signatures a note may carry: what the reference implementation allows (C2SP asks for 16). */
const noteSignaturesMax = 100

/** The longest note: a checkpoint with 100 post-quantum cosignatures of 5 kB each stays below. */
export const noteBytesMax = 1024 * 1024

/** A key that signs notes, by name and key id (C2SP signed-note). */
export interface NoteSigner {
  readonly name: string
  readonly keyId: number
  readonly signer: Signer
}

/** A key that verifies notes (C2SP signed-note), as its text form `name+id+key` gives it. */
export interface NoteVerifier {
  readonly name: string
  readonly keyId: number
  readonly key: PublicKey
}

/** A note whose text at least one known key has signed. */
export interface Note {
  readonly text: string
  readonly verified: readonly NoteSignature[]
  /** Signatures of keys that are not known, which prove nothing. */
  readonly unknown: readonly NoteSignature[]
}

export interface NoteSignature {
  readonly name: string
  readonly keyId: number
  readonly signature: Uint8Array
}

/** Why a note is not taken. */
export type NoteFault =
  | { readonly kind: 'note-malformed'; readonly reason: NoteFlaw }
  | { readonly kind: 'note-signature-wrong'; readonly name: string }
  | { readonly kind: 'note-key-ambiguous'; readonly name: string }
  | { readonly kind: 'note-unsigned' }

export type NoteFlaw =
  | 'too long'
  | 'not utf-8'
  | 'a control character'
  | 'no blank line'
  | 'no text'
  | 'no signatures'
  | 'too many signatures'
  | 'a line that is not a signature'
  | 'no final newline'

/** Why a text is not a verifier key. */
export type VerifierKeyFault = {
  readonly kind: 'verifier-key-unreadable'
  readonly reason: 'form' | 'name' | 'key id' | 'algorithm' | 'key'
}

/** Why a key cannot sign notes. */
export type NoteSignerFault =
  | { readonly kind: 'note-name-unsuitable'; readonly name: string }
  | { readonly kind: 'note-key-unsuitable'; readonly type: string }

/** Signature type of Ed25519 over the note text (C2SP signed-note). */
const ed25519Type = 0x01

/** SubjectPublicKeyInfo of an Ed25519 key up to the 32 bytes of the key (RFC 8410 §4). */
const ed25519SpkiPrefix = Uint8Array.of(0x30, 0x2a, 0x30, 5, 0x06, 3, 0x2b, 0x65, 0x70, 0x03, 0x21, 0)

const ed25519KeyBytes = 32
const keyIdBytes = 4

/** A signer of notes under a key name; the key has to be Ed25519. */
export function noteSigner(name: string, signer: Signer): Result<NoteSigner, NoteSignerFault> {
  if (!isKeyName(name)) return refuse({ kind: 'note-name-unsuitable', name })
  const { publicKey } = signer
  if (publicKey.type !== 'ed25519') return refuse({ kind: 'note-key-unsuitable', type: publicKey.type })
  return accept({ name, keyId: keyIdOf(name, rawKey(publicKey)), signer })
}

/** The verifier that belongs to a signer. */
export function verifierOf(signer: NoteSigner): NoteVerifier {
  return { name: signer.name, keyId: signer.keyId, key: signer.signer.publicKey }
}

/** What verifies the notes of a key that is known from elsewhere, as from a certificate; Ed25519 only. */
export function noteVerifier(name: string, key: PublicKey): Result<NoteVerifier, NoteSignerFault> {
  if (!isKeyName(name)) return refuse({ kind: 'note-name-unsuitable', name })
  if (key.type !== 'ed25519') return refuse({ kind: 'note-key-unsuitable', type: key.type })
  return accept({ name, keyId: keyIdOf(name, rawKey(key)), key })
}

/** The text form of a verifier key: name, key id in hexadecimal, type and key in base64, joined by `+`. */
export function verifierKeyText(verifier: NoteVerifier): string {
  const key = concat(Uint8Array.of(ed25519Type), rawKey(verifier.key))
  return `${verifier.name}+${verifier.keyId.toString(16).padStart(2 * keyIdBytes, '0')}+${base64(key)}`
}

/** The verifier key a text tells; only Ed25519, and only when the key id belongs to name and key. */
export function parseVerifierKey(text: string): Result<NoteVerifier, VerifierKeyFault> {
  const match = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text)
  if (!match) return refuse({ kind: 'verifier-key-unreadable', reason: 'form' })
  const [, name = '', id = '', encoded = ''] = match
  if (!isKeyName(name)) return refuse({ kind: 'verifier-key-unreadable', reason: 'name' })
  const typed = fromBase64(encoded)
  if (!typed.ok) return refuse({ kind: 'verifier-key-unreadable', reason: 'key' })
  if (typed.value[0] !== ed25519Type) return refuse({ kind: 'verifier-key-unreadable', reason: 'algorithm' })
  const raw = typed.value.subarray(1)
  if (raw.length !== ed25519KeyBytes) return refuse({ kind: 'verifier-key-unreadable', reason: 'key' })
  const keyId = keyIdOf(name, raw)
  if (keyId !== Number.parseInt(id, 16)) return refuse({ kind: 'verifier-key-unreadable', reason: 'key id' })
  const key = parsePublicKey(concat(ed25519SpkiPrefix, raw))
  if (!key.ok) return refuse({ kind: 'verifier-key-unreadable', reason: 'key' })
  return accept({ name, keyId, key: key.value })
}

/** The id of a key under a name, for one type of signatures (C2SP signed-note). */
export function keyIdOf(name: string, raw: Uint8Array, type: number = ed25519Type): number {
  return uint32(sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), raw)))
}

/** The 32 octets of an Ed25519 key. */
export function rawKey(key: PublicKey): Uint8Array {
  return key.spki.subarray(ed25519SpkiPrefix.length)
}

/** The signed note of a text, which ends in a newline and has no other control characters. */
export function signNote(text: string, ...signers: readonly NoteSigner[]): string {
  if (!text.endsWith('\n') || hasControl(text)) throw new Error('bug: this text cannot be a signed note')
  const message = utf8(text)
  const lines = signers.map(({ name, keyId, signer }) => {
    const id = Uint8Array.of(keyId >>> 24, keyId >>> 16, keyId >>> 8, keyId)
    return `— ${name} ${base64(concat(id, signer.sign(message)))}\n`
  })
  return `${text}\n${lines.join('')}`
}

/**
 * Opens a signed note (C2SP signed-note): the text is worth something only when a known key signed it. A
 * known key's wrong signature spoils the whole note; signatures of unknown keys are passed over, and so are
 * repeated lines.
 */
export function openNote(bytes: Uint8Array, known: readonly NoteVerifier[]): Result<Note, NoteFault> {
  const parts = splitNote(bytes)
  if (!parts.ok) return parts
  const message = utf8(parts.value.text)
  const verified: NoteSignature[] = []
  const unknown: NoteSignature[] = []
  for (const signature of parts.value.signatures) {
    const { name, keyId } = signature
    const matching = known.filter((verifier) => verifier.name === name && verifier.keyId === keyId)
    const [verifier] = matching
    if (verifier === undefined) {
      unknown.push(signature)
      continue
    }
    if (matching.length > 1) return refuse({ kind: 'note-key-ambiguous', name })
    if (verified.some((done) => done.name === name && done.keyId === keyId)) continue
    const suite = certain(suiteNamed('ed25519'), 'the suite of notes')
    if (!verifySignature(suite, verifier.key, message, signature.signature)) {
      return refuse({ kind: 'note-signature-wrong', name })
    }
    verified.push(signature)
  }
  if (verified.length === 0) return refuse({ kind: 'note-unsigned' })
  return accept({ text: parts.value.text, verified, unknown })
}

interface NoteParts {
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

function splitNote(bytes: Uint8Array): Result<NoteParts, NoteFault> {
  if (bytes.length > noteBytesMax) return malformed('too long')
  const decoded = fromUtf8(bytes)
  if (!decoded.ok) return malformed('not utf-8')
  const note = decoded.value
  if (hasControl(note)) return malformed('a control character')
  const blank = note.lastIndexOf('\n\n')
  if (blank < 0) return malformed('no blank line')
  const text = note.slice(0, blank + 1)
  const rest = note.slice(blank + 2)
  if (rest === '') return malformed('no signatures')
  if (!rest.endsWith('\n')) return malformed('no final newline')
  const lines = rest.slice(0, -1).split('\n')
  if (lines.length > noteSignaturesMax) return malformed('too many signatures')
  const signatures: NoteSignature[] = []
  for (const line of new Set(lines)) {
    const signature = parseSignatureLine(line)
    if (signature === undefined) return malformed('a line that is not a signature')
    signatures.push(signature)
  }
  return accept({ text, signatures })
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  const match = /^— (\S+) ([A-Za-z0-9+/=]+)$/u.exec(line)
  if (!match) return undefined
  const [, name = '', encoded = ''] = match
  const bytes = fromBase64(encoded)
  if (!isKeyName(name) || !bytes.ok || bytes.value.length <= keyIdBytes) return undefined
  return { name, keyId: uint32(bytes.value), signature: bytes.value.subarray(keyIdBytes) }
}

function isKeyName(name: string): boolean {
  return name !== '' && !/[\s\p{White_Space}+]/u.test(name) && !hasControl(name)
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x20 && unit !== 0x0a) return true
  }
  return false
}

function uint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
}

function malformed(reason: NoteFlaw): Result<never, NoteFault> {
  return refuse({ kind: 'note-malformed', reason })
}
