import { fromBase64 } from '#bytes'
import type { Instant } from '#clock'
import { documentSuite, type PublicKey, suiteNamed } from '#crypto'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { row } from '#table'
import { type RoleKey, read, type Speaker, type State } from '#unit'
import type { CertificateUse } from '#x509'
import { recordedCertificate } from './recorded.ts'
import { type CertificateRow, identitySlice, ownCertificate, unitProfile } from './state.ts'

export type SpeakerFault =
  | { readonly kind: 'key-unknown'; readonly key: string }
  /** A key that is certified for one use, of the unit's own or for documents, and acts for nobody. */
  | { readonly kind: 'key-for-other-use'; readonly serial: string; readonly use: CertificateUse }
  | {
      readonly kind: 'certificate-revoked'
      readonly serial: string
      readonly since: Instant
      readonly reason: string
    }
  | { readonly kind: 'certificate-expired'; readonly serial: string; readonly notAfter: Instant }
  | { readonly kind: 'certificate-not-yet-valid'; readonly serial: string; readonly notBefore: Instant }

/**
 * Who holds a key, from the unit's own record of the certificates it issued: the newest of that key, neither
 * revoked nor outside its validity.
 *
 * @param key thumbprint of the key
 */
export function speakerOf(
  state: State,
  key: string,
  time: Instant,
): Result<{ readonly speaker: Speaker; readonly spki: Uint8Array }, SpeakerFault> {
  const slice = read(state, identitySlice)
  const certificate = row(slice.certificates, row(slice.keys, key) ?? '')
  if (!certificate) return refuse({ kind: 'key-unknown', key })
  const fault = certificateFault(certificate, time)
  if (fault) return refuse(fault)
  const node = slice.unit?.node === key
  const kind = node ? 'node' : certificate.principal.kind
  const speaker: Speaker = { kind, id: certificate.principal.id, key, serial: certificate.serial }
  return accept({ speaker, spki: sure(fromBase64(certificate.spki), 'a recorded key') })
}

/** Why a certificate does not count for a speaker or caller at this moment, if so. */
export function certificateFault(certificate: CertificateRow, time: Instant): SpeakerFault | undefined {
  const { serial, notBefore, notAfter, revoked, use } = certificate
  if (use) return { kind: 'key-for-other-use', serial, use }
  if (revoked) {
    return { kind: 'certificate-revoked', serial, since: revoked.time, reason: revoked.reason }
  }
  if (time < notBefore) return { kind: 'certificate-not-yet-valid', serial, notBefore }
  if (time > notAfter) return { kind: 'certificate-expired', serial, notAfter }
  return undefined
}

/** The role in which the unit signs certificates and revocation lists. */
export const issuingRole = 'issuing'

/** The role in which the unit seals documents. */
export const sealRole = 'seal'

/** The public keys of the unit's signing roles. */
export function roleKeys(
  state: State,
  parse: (spki: Uint8Array) => PublicKey | undefined,
): ReadonlyMap<string, RoleKey> {
  const unit = unitProfile(state)
  if (!unit) return new Map()
  const certificate = recordedCertificate(certain(unit.issuing.at(-1), 'the issuing certificate'))
  const publicKey = certain(parse(certificate.spki), 'the issuing key')
  const suite = certain(suiteNamed(unit.suite), 'the suite of the unit')
  const keys = new Map<string, RoleKey>([[issuingRole, { publicKey, suite }]])
  const seal = ownCertificate(state, 'seal')
  if (!seal) return keys
  const sealKey = certain(parse(seal.certificate.spki), 'the key of the seal')
  return keys.set(sealRole, { publicKey: sealKey, suite: documentSuite(sealKey) })
}
