import { parsePublicKey, verifySignature } from '#crypto'
import { parseCertificate } from '#x509'
import type { FakeSigner } from './fake-signing.ts'
import type { PreparedSignature } from './levels.ts'
import type { SignatureObject } from './object.ts'

/** The file with the signature that the holder of the key makes. */
export function signedBy({ key }: FakeSigner, prepared: PreparedSignature): Uint8Array {
  return prepared.assemble(key.sign(prepared.toBeSigned))
}

/** Whether a certificate among the evidence, the one that is named, made the signature. */
export function isMadeByNamed(object: SignatureObject): boolean {
  return object.evidence.certificates.some((der) => {
    const certificate = parseCertificate(der)
    if (!certificate.ok || !object.namesSigner(certificate.value)) return false
    const key = parsePublicKey(certificate.value.spki)
    const suite = key.ok ? object.suiteFor(key.value.type) : undefined
    return (
      key.ok && suite !== undefined && verifySignature(suite, key.value, object.signedBytes, object.value)
    )
  })
}

/** What of a file's signatures must differ when an octet of it does; nothing when one of them fails. */
export function meaningOf(objects: readonly SignatureObject[]): string {
  return JSON.stringify(objects.map(meaningOfOne))
}

function meaningOfOne(object: SignatureObject): unknown {
  const { id, contents, formFaults, unprotected, counterSignatures, timestamps } = object
  return [
    isMadeByNamed(object) && formFaults.length === 0 ? [id, object.signedBytes] : 'refused',
    contents.map(({ name, state }) => [name, state]),
    unprotected,
    counterSignatures.map(meaningOfOne),
    timestamps.map((timestamp) => [timestamp.kind, isOver(timestamp.token, timestamp.imprint('sha256'))]),
  ]
}

function isOver(token: Uint8Array, digest: Uint8Array | undefined): boolean {
  return digest !== undefined && Buffer.from(token).includes(digest)
}
