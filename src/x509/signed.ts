import { type PublicKey, type Signer, suiteOfAlgorithm, verifySignature } from '#crypto'
import { bitString, type DerReader, sequence } from '#der'

/** What certificates, requests and lists have in common: a signed part and the signature over its bytes. */
export interface Signed {
  /** The bytes the signature is over. */
  readonly tbs: Uint8Array
  /** DER AlgorithmIdentifier. */
  readonly signatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
}

/** Reads `SIGNED{…}` in place: the part that `read` takes, the algorithm, the signature. */
export function readSigned<T>(
  reader: DerReader,
  read: (tbs: DerReader) => T,
): Signed & { readonly content: T } {
  return reader.sequence((outer) => {
    const start = outer.position
    const content = outer.sequence(read)
    const tbs = outer.since(start)
    const signatureAlgorithm = outer.encoding(0x30)
    return { content, tbs, signatureAlgorithm, signature: outer.wholeBitString() }
  })
}

export function writeSigned(tbs: Uint8Array, signer: Signer): Uint8Array {
  return sequence(tbs, signer.suite.algorithmIdentifier, bitString(signer.sign(tbs)))
}

/** Whether this key made the signature, by a suite of the table. False, never a throw, for all else. */
export function isSignedBy(signed: Signed, key: PublicKey): boolean {
  const suite = suiteOfAlgorithm(signed.signatureAlgorithm, key.type)
  return suite !== undefined && verifySignature(suite, key, signed.tbs, signed.signature)
}
