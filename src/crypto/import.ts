import { createPrivateKey } from 'node:crypto'
import { type Result, refuse } from '#fault'
import { fromPlatform } from './platform.ts'
import { PrivateKey, type PrivateKeyFault } from './private-key.ts'

/** Why a PEM text does not become a key in custody. */
export type ImportFault =
  | { readonly kind: 'file-unreadable' }
  | { readonly kind: 'passphrase-missing' }
  | { readonly kind: 'passphrase-wrong' }
  | PrivateKeyFault

/** RSA 16384 takes some 13 KB in PEM; `openssl ecparam` and `openssl rsa -text` write more around the key. */
const pemBytesMax = 64 * 1024

/**
 * Takes a PKCS #8, SEC 1 or PKCS #1 PEM text, as `openssl genpkey` or `openssl ecparam -genkey` writes it,
 * into custody; the passphrase is for an encrypted one.
 *
 * For files of the person at the keyboard: an encrypted file says itself how often its passphrase is hashed.
 */
export function importPrivateKey(pem: string, passphrase?: string): Result<PrivateKey, ImportFault> {
  if (pem.length > pemBytesMax) return refuse({ kind: 'file-unreadable' })
  const read = fromPlatform(() => {
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) })
  })
  if (read.ok) return PrivateKey.of(read.value)
  if (!/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem)) {
    return refuse({ kind: 'file-unreadable' })
  }
  return refuse({ kind: passphrase === undefined ? 'passphrase-missing' : 'passphrase-wrong' })
}
