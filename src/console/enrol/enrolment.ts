import type { BrowserKey } from '../keys/browser-key.ts'
import { certificatesIn } from '../keys/certificate.ts'
import type { Keyring } from '../keys/keyring.ts'
import { makeRequest } from '../keys/request.ts'
import { ask, reach } from '../wire/ask.ts'

/** What became of a request, as `GET /requests/:request` tells. */
export interface RequestShown {
  readonly request: string
  readonly waits?: 'attestation' | 'approval'
  readonly end?: 'issued' | 'rejected'
  readonly serial?: string
  readonly reason?: string
}

/** Makes the key to sign in and act with and the one for documents, and has the first one certified. */
export async function beginEnrolment(keyring: Keyring, name: string): Promise<void> {
  // Without this the browser may forget everything when the disk is full; it may also say no.
  await navigator.storage.persist()
  const key = await keyring.make('acts', name)
  await keyring.make('documents', name)
  await sendRequest(keyring, key)
}

/** Asks for a certificate; may be asked again when nobody knows whether the first time arrived. */
export async function sendRequest(keyring: Keyring, key: BrowserKey): Promise<void> {
  const body = new Uint8Array(await makeRequest(key, key.name ?? ''))
  const headers = { 'Content-Type': 'application/pkcs10' }
  const { request } = await ask<{ readonly request: string }>(
    '/requests',
    {},
    { method: 'POST', headers, body },
  )
  await keyring.keep(key.thumbprint, { request })
}

/** Fetches the certificate of a key, and keeps it with whom it names. */
export async function fetchCertificate(keyring: Keyring, key: BrowserKey, serial: string): Promise<void> {
  const pem = await (await reach(`/certificates/${serial}`)).text()
  const [leaf] = certificatesIn(pem)
  const facts = { serial, certificate: pem, ...leafNames(leaf, key) }
  await keyring.keep(key.thumbprint, facts)
}

function leafNames(
  leaf: { readonly id?: string; readonly name?: string } | undefined,
  { name }: BrowserKey,
): { readonly id?: string; readonly name?: string } {
  const shown = leaf?.name ?? name
  return {
    ...(leaf?.id === undefined ? {} : { id: leaf.id }),
    ...(shown === undefined ? {} : { name: shown }),
  }
}

/** Forgets keys that never came to a certificate, as after a rejection. */
export async function forgetWaiting(keyring: Keyring): Promise<void> {
  for (const { serial, thumbprint } of await keyring.keys()) {
    if (serial === undefined) await keyring.forget(thumbprint)
  }
}
