import { concat, utf8 } from '#bytes'
import { type Instant, second } from '#clock'
import { type PublicKey, suiteNamed, verifySignature } from '#crypto'
import { certain } from '#fault'
import { keyIdOf, type Note, rawKey } from './note.ts'

/** Somebody who keeps watch over logs and signs what they have seen (C2SP tlog-cosignature). */
export interface Witness {
  readonly name: string
  /** Ed25519. */
  readonly key: PublicKey
}

/** That a witness had seen the log so at this time, and no other history of it. */
export interface Cosignature {
  readonly witness: string
  readonly at: Instant
}

/** Signature type of a timestamped Ed25519 cosignature (C2SP tlog-cosignature). */
const cosignatureType = 0x04

/** Eight octets of seconds, then the Ed25519 signature. */
const timeBytes = 8
const cosignatureBytes = timeBytes + 64

/** The cosignatures of known witnesses that an opened checkpoint carries; wrong ones count for nothing. */
export function cosignaturesIn(
  { text, unknown }: Note,
  witnesses: readonly Witness[],
): readonly Cosignature[] {
  const suite = certain(suiteNamed('ed25519'), 'the suite of cosignatures')
  return witnesses.flatMap(({ name, key }) => {
    if (key.type !== 'ed25519') return []
    const id = keyIdOf(name, rawKey(key), cosignatureType)
    const own = unknown.find((one) => one.name === name && one.keyId === id)?.signature
    if (own?.length !== cosignatureBytes) return []
    const seconds = new DataView(own.buffer, own.byteOffset, timeBytes).getBigUint64(0)
    const message = concat(utf8(`cosignature/v1\ntime ${seconds}\n`), utf8(text))
    const isGood = verifySignature(suite, key, message, own.subarray(timeBytes))
    const at = Number(seconds) * second
    return isGood && Number.isSafeInteger(at) ? [{ witness: name, at }] : []
  })
}
