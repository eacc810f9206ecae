import { fromBase64 } from '#bytes'
import { sure } from '#fault'
import { type Certificate, parseCertificate } from '#x509'

/** A certificate as it stands on the record, in base64: it was read before it came there. */
export function recordedCertificate(text: string): Certificate {
  const der = sure(fromBase64(text), 'a recorded certificate')
  return sure(parseCertificate(der), 'a recorded certificate')
}
