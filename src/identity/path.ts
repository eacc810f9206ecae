import { fromBase64 } from '#bytes'
import type { Instant } from '#clock'
import { accept, type Result, refuse, sure } from '#fault'
import { findPath, type PathFault, type ValidPath } from '#trust'
import type { Speaker, State } from '#unit'
import { type Certificate, type CertificateFault, parseCertificate } from '#x509'
import { certificateFault, type SpeakerFault } from './speaker.ts'
import { certificateOf, unitProfile } from './state.ts'

/**
 * Our own chain has one issuing certificate between leaf and authority. A few more stand beside each other
 * while keys roll over; nothing longer can be ours.
 */
const ownPathBudget = { signatureChecksMax: 16, stepsMax: 64, depthMax: 3 }

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
    intermediates: ownCertificates(state, 'issuing'),
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

/** Why a caller proved earlier no longer counts at this moment, if so; costs one look into the state. */
export function callerFault(state: State, caller: Caller, time: Instant): SpeakerFault | undefined {
  const recorded = certificateOf(state, caller.speaker.serial)
  return recorded ? certificateFault(recorded, time) : { kind: 'key-unknown', key: caller.speaker.key }
}

/** The unit's authority or issuing certificates, parsed. */
export function ownCertificates(state: State, which: 'authorities' | 'issuing'): readonly Certificate[] {
  return (unitProfile(state)?.[which] ?? []).map((text) => {
    const der = sure(fromBase64(text), 'a recorded certificate')
    return sure(parseCertificate(der), 'a recorded certificate')
  })
}
