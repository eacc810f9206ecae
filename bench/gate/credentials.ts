import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { day, second } from '#clock'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { authorityContent, leafContent, nameOf, parseCertificate, pem, writeCertificate } from '#x509'

const domain = 'unit.example'

/** Writes keys and certificates of an authority, a listener and a caller, as PEM, into a folder. */
export function writeCredentials(folder: string): void {
  const authorityKey = PrivateKey.generate('ecdsa-p256-sha256')
  const name = nameOf({ commonName: 'Measured unit' })
  const authorityDer = writeCertificate(
    authorityContent({ ...issue(authorityKey), name, domain }),
    authorityKey,
  )
  const issuer = sure(parseCertificate(authorityDer), 'the authority certificate')
  writeFileSync(join(folder, 'authority.pem'), pem('CERTIFICATE', authorityDer))
  const certify = (file: string, kind: 'person' | 'service', dnsNames: readonly string[]): void => {
    const key = PrivateKey.generate('ecdsa-p256-sha256')
    const subject = { kind, id: file, domain, commonName: file, organization: 'Measured', issuer, dnsNames }
    const der = writeCertificate(leafContent({ ...issue(key), ...subject }), authorityKey)
    writeFileSync(join(folder, `${file}.key`), key.tlsPem(), { mode: 0o600 })
    writeFileSync(join(folder, `${file}.pem`), pem('CERTIFICATE', der))
  }
  certify('gate', 'service', ['permits.example'])
  certify('caller', 'person', [])
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
