import { thumbprintOf } from '#crypto'
import { allFromPem, parseCertificate } from '#x509'

/** The thumbprint of the key of the first certificate of a PEM text; `undefined` when it cannot be read. */
export function thumbprintIn(text: string): string | undefined {
  const ders = allFromPem(text, 'CERTIFICATE')
  const der = ders.ok ? ders.value[0] : undefined
  const certificate = der && parseCertificate(der)
  return certificate?.ok ? thumbprintOf(certificate.value) : undefined
}
