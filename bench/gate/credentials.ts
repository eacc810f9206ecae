import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { day, second } from '#clock'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { authorityContent, leafContent, nameOf, parseCertificate, pem, writeCertificate } from '#x509'

const domain = 'unit.example'

/** Writes key and certificate of a listener, and the certificate of its issuer, as PEM into a folder. */
export function writeCredentials(folder: string): void {
  const authorityKey = PrivateKey.generate('ecdsa-p256-sha256')
  const name = nameOf({ commonName: 'Measured unit' })
  const authorityDer = writeCertificate(
    authorityContent({ ...issue(authorityKey), name, domain }),
    authorityKey,
  )
  const issuer = sure(parseCertificate(authorityDer), 'the authority certificate')
  writeFileSync(join(folder, 'authority.pem'), pem('CERTIFICATE', authorityDer))
  const key = PrivateKey.generate('ecdsa-p256-sha256')
  const subject = {
    kind: 'service',
    grade: 'medium',
    id: 'gate',
    domain,
    commonName: 'gate',
    organization: 'Measured',
  } as const
  const leaf = leafContent({ ...issue(key), ...subject, issuer, dnsNames: ['permits.example'] })
  writeFileSync(join(folder, 'gate.key'), key.tlsPem(), { mode: 0o600 })
  writeFileSync(join(folder, 'gate.pem'), pem('CERTIFICATE', writeCertificate(leaf, authorityKey)))
}

function issue(key: PrivateKey): {
  spki: Uint8Array
  serial: Uint8Array
  notBefore: number
  notAfter: number
} {
  const now = Math.floor(Date.now() / second) * second
  return { spki: key.publicKey.spki, serial: randomBytes(16), notBefore: now - day, notAfter: now + day }
}
