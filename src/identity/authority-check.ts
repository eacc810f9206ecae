import { equalBytes } from '#bytes'
import type { Instant } from '#clock'
import { parsePublicKey } from '#crypto'
import {
  authorityContent,
  type Certificate,
  type CertificateContent,
  isSignedBy,
  issuingContent,
  linkContent,
  sameExtensions,
  serialBytesMin,
  serialDigitsMin,
} from '#x509'
import type { RolloverCertificates } from './authority-material.ts'

/** In what a certificate is not the one a rollover is made of. */
export type DifferingPart = 'name' | 'key' | 'extensions' | 'serial' | 'validity' | 'signature'

/** A certificate of a rollover that is not exactly what it has to be. */
export interface RolloverPartFault {
  readonly kind: 'rollover-differs'
  readonly part: keyof RolloverCertificates
  readonly differs: DifferingPart
}

/** What a rollover begins from. */
export interface BeforeRollover {
  /** The newest authority certificate. */
  readonly old: Certificate
  /** The newest issuing certificate. */
  readonly issuing: Certificate
  readonly domain: string
}

/** Stands for the serial in contents to compare with, which is looked at by itself. */
const anySerial = new Uint8Array(serialBytesMin).fill(1)

/**
 * The first certificate of a rollover that is not what the unit itself would have made: its name, key,
 * extensions, validity and signature are all given by what stands on the record and by the new key.
 */
export function rolloverFault(
  { authority, newWithOld, oldWithNew, issuing }: RolloverCertificates,
  before: BeforeRollover,
  time: Instant,
): RolloverPartFault | undefined {
  const { old, domain } = before
  const differs = (
    part: keyof RolloverCertificates,
    certificate: Certificate,
    due: CertificateContent,
    signer: Certificate,
  ): RolloverPartFault | undefined => {
    const difference = differingPart(certificate, due, signer, time)
    return difference && { kind: 'rollover-differs', part, differs: difference }
  }
  const serial = anySerial
  const due = authorityContent({ ...validityOf(authority), name: old.subject, domain, serial })
  const strange = differs('authority', authority, due, authority)
  if (strange) return strange
  // A link counts while both its keys do, which is never when the old one's time was over before.
  if (old.notAfter < time) return { kind: 'rollover-differs', part: 'newWithOld', differs: 'validity' }
  return (
    differs('newWithOld', newWithOld, linkContent({ subject: authority, issuer: old, serial }), old) ??
    differs('oldWithNew', oldWithNew, linkContent({ subject: old, issuer: authority, serial }), authority) ??
    issuingFault(issuing, authority, before, time)
  )
}

/** The issuing key stays the same, and nothing that it signed ends sooner by the rollover. */
function issuingFault(
  issuing: Certificate,
  authority: Certificate,
  before: BeforeRollover,
  time: Instant,
): RolloverPartFault | undefined {
  const { spki, subject: name } = before.issuing
  const { notBefore, notAfter } = issuing
  const { domain } = before
  const due = issuingContent({
    name,
    domain,
    spki,
    serial: anySerial,
    notBefore,
    notAfter,
    issuer: authority,
  })
  const difference = differingPart(issuing, due, authority, time)
  if (difference) return { kind: 'rollover-differs', part: 'issuing', differs: difference }
  const short = notAfter < before.issuing.notAfter || notAfter > authority.notAfter
  return short ? { kind: 'rollover-differs', part: 'issuing', differs: 'validity' } : undefined
}

function validityOf({
  spki,
  notBefore,
  notAfter,
}: Certificate): Pick<Certificate, 'spki' | 'notBefore' | 'notAfter'> {
  return { spki, notBefore, notAfter }
}

/** In what a certificate is not this content signed with the signer's key, counting at this time. */
function differingPart(
  certificate: Certificate,
  due: CertificateContent,
  signer: Certificate,
  time: Instant,
): DifferingPart | undefined {
  const { issuer, subject, spki, extensions, serial, notBefore, notAfter } = certificate
  if (!equalBytes(issuer.der, due.issuer.der) || !equalBytes(subject.der, due.subject.der)) return 'name'
  if (!equalBytes(spki, due.spki)) return 'key'
  if (!sameExtensions(extensions, due.extensions)) return 'extensions'
  if (serial.length < serialDigitsMin) return 'serial'
  const counts = notBefore <= time && time <= notAfter
  if (!counts || notBefore !== due.notBefore || notAfter !== due.notAfter) return 'validity'
  const key = parsePublicKey(signer.spki)
  if (!key.ok) return 'key'
  return isSignedBy(certificate, key.value) ? undefined : 'signature'
}
