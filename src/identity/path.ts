import { equalBytes, hex } from '#bytes'
import type { Instant } from '#clock'
import { accept, certain, type Result, refuse } from '#fault'
import { findPath, type PathFault, type ValidPath } from '#trust'
import type { Speaker, State } from '#unit'
import { type Certificate, type CertificateFault, parseCertificate } from '#x509'
import { recordedCertificate } from './recorded.ts'
import { certificateFault, type SpeakerFault } from './speaker.ts'
import { certificateOf, unitProfile } from './state.ts'

/**
 * Our own chain has one issuing certificate between leaf and authority. As many authorities stand beside each
 * other as links between them are kept: nine, each of which is tried once.
 */
const ownPathBudget = { signatureChecksMax: 32, stepsMax: 256, depthMax: 3 }

export type CallerFault =
  | { readonly kind: 'certificate-unreadable'; readonly fault: CertificateFault }
  | { readonly kind: 'certificate-not-recorded'; readonly serial: string }
  | { readonly kind: 'path-refused'; readonly fault: PathFault }
  | { readonly kind: 'path-unknown' }
  | SpeakerFault

/** A caller proved by certificate: who it is and the path that says so. */
export interface Caller {
  readonly speaker: Speaker & { readonly serial: string }
  readonly path: ValidPath
  readonly notAfter: Instant
}

/**
 * Who presents a certificate in a handshake that proved its key: the path from the unit's own authority key,
 * and the certificate's place on the unit's record. Both must hold: a certificate that the issuing key signed
 * and the record does not know is refused.
 *
 * @param leafDer the leaf of the handshake, and no other certificate that came with it
 */
export function callerOf(state: State, leafDer: Uint8Array, time: Instant): Result<Caller, CallerFault> {
  const leaf = parseCertificate(leafDer)
  if (!leaf.ok) return refuse({ kind: 'certificate-unreadable', fault: leaf.fault })
  const recorded = certificateOf(state, leaf.value.serial)
  if (!recorded || recorded.fingerprint !== leaf.value.fingerprint) {
    return refuse({ kind: 'certificate-not-recorded', serial: leaf.value.serial })
  }
  const fault = certificateFault(recorded, time)
  if (fault) return refuse(fault)
  const found = findPath({
    leaf: leaf.value,
    anchors: ownCertificates(state, 'authorities'),
    intermediates: newestOfEachKey(ownCertificates(state, 'issuing')),
    at: time,
    purpose: 'client',
    // The leaf was looked up above; the issuing certificates are those the record names.
    statusOf: () => ({ status: 'good' }),
    budget: ownPathBudget,
  })
  if (found.answer === 'unknown') return refuse({ kind: 'path-unknown' })
  if (found.answer === 'refused') return refuse({ kind: 'path-refused', fault: found.fault })
  const { principal, key, serial, notAfter } = recorded
  const kind = unitProfile(state)?.node === key ? 'node' : principal.kind
  return accept({ speaker: { kind, id: principal.id, key, serial }, path: found.path, notAfter })
}

/** After rollovers a key has several certificates; the newest is under the newest authority. */
function newestOfEachKey(certificates: readonly Certificate[]): readonly Certificate[] {
  return certificates.filter((certificate, place) => {
    return !certificates.slice(place + 1).some(({ spki }) => equalBytes(spki, certificate.spki))
  })
}

/** Why a caller proved earlier no longer counts at this moment, if so; costs one look into the state. */
export function callerFault(state: State, caller: Caller, time: Instant): SpeakerFault | undefined {
  const recorded = certificateOf(state, caller.speaker.serial)
  return recorded ? certificateFault(recorded, time) : { kind: 'key-unknown', key: caller.speaker.key }
}

/** The unit's authority or issuing certificates or the links between its authorities, parsed. */
export function ownCertificates(
  state: State,
  which: 'authorities' | 'issuing' | 'links',
): readonly Certificate[] {
  return (unitProfile(state)?.[which] ?? []).map(recordedCertificate)
}

/**
 * What stands above the unit's leaves, each certifying the one before: the newest issuing certificate, then
 * the newest authority key by the one before it, and so on. It leads to whichever authority key of the unit
 * a verifier holds to, the first as well as the newest (RFC 8446 §4.4.2 asks for this order).
 */
export function ownChain(state: State): readonly Certificate[] {
  const chain = [certain(ownCertificates(state, 'issuing').at(-1), 'the issuing certificate')]
  const links = ownCertificates(state, 'links')
  const passed: string[] = []
  for (let at = issuerIn(chain.at(-1)); !passed.includes(at); at = issuerIn(chain.at(-1))) {
    passed.push(at)
    // A link to a key that was passed already is one from an older to a newer authority.
    const link = links.find((one) => subjectIn(one) === at && !passed.includes(issuerIn(one)))
    if (link) chain.push(link)
  }
  return chain
}

function subjectIn(certificate: Certificate): string {
  return hex(certain(certificate.subjectKeyIdentifier, 'the key identifier of an own certificate'))
}

function issuerIn(certificate: Certificate | undefined): string {
  return hex(certain(certificate?.authorityKeyIdentifier, 'the issuer of an own certificate'))
}
