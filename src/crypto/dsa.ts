import { bitString, type DerReader, objectIdentifier, readDer, sequence, tag } from '#der'
import type { PublicKey } from './public-key.ts'

/** `id-dsa` (RFC 3279 §2.3.2). */
const dsaIdentifier = '1.2.840.10040.4.1'

/**
 * The SubjectPublicKeyInfo completed with the domain parameters of the key that signed its certificate, when
 * both are DSA and it brings none of its own (RFC 5280 §6.1.4(d) to (f)); in every other case as it is.
 */
export function inheritDsaParameters(spki: Uint8Array, issuerKey: PublicKey): Uint8Array {
  if (issuerKey.type !== 'dsa') return spki
  const [own, theirs] = [readDer(spki, readSpki), readDer(issuerKey.spki, readSpki)]
  if (!own.ok || !theirs.ok || own.value.algorithm !== dsaIdentifier || own.value.parameters) return spki
  const { parameters } = theirs.value
  if (!parameters) return spki
  return sequence(sequence(objectIdentifier(dsaIdentifier), parameters), bitString(own.value.key))
}

interface Parts {
  /** Dotted object identifier. */
  readonly algorithm: string
  /** Absent when they are left out or NULL, which §6.1.4(e) takes for the same. */
  readonly parameters?: Uint8Array
  readonly key: Uint8Array
}

function readSpki(reader: DerReader): Parts {
  return reader.sequence((info) => {
    const algorithm = info.sequence(readAlgorithm)
    return { ...algorithm, key: info.wholeBitString() }
  })
}

function readAlgorithm(reader: DerReader): Omit<Parts, 'key'> {
  const algorithm = reader.objectIdentifier()
  if (!reader.more) return { algorithm }
  if (reader.nextTag === tag.null) {
    reader.null()
    return { algorithm }
  }
  return { algorithm, parameters: reader.encoding() }
}
