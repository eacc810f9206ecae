import { base64 } from '#bytes'
import type { BrowserKey } from '../keys/browser-key.ts'
import { certificatesIn } from '../keys/certificate.ts'
import type { Keyring } from '../keys/keyring.ts'
import { makeRequest } from '../keys/request.ts'
import type { Errand } from '../parts/act/errand.ts'
import type { Receipt } from '../wire/act.ts'
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

/** Fetches the certificate of a key, and keeps with it, and with its key for documents, whom it names. */
export async function fetchCertificate(keyring: Keyring, key: BrowserKey, serial: string): Promise<void> {
  const pem = await (await reach(`/certificates/${serial}`)).text()
  const [leaf] = certificatesIn(pem)
  const names = leafNames(leaf, key)
  await keyring.keep(key.thumbprint, { serial, certificate: pem, ...names })
  const papers = (await keyring.keys()).find((one) => isFor(one, key))
  if (papers && key.use === 'acts') await keyring.keep(papers.thumbprint, names)
}

/** Whether a key for documents was made with another and is nobody's yet. */
function isFor({ use, id, name }: BrowserKey, key: BrowserKey): boolean {
  return use === 'documents' && id === undefined && name === key.name
}

/** What is signed to have a key certified for documents, by whoever acts with the certificate of a serial. */
export async function documentsErrand(
  papers: BrowserKey,
  serial: string,
): Promise<Pick<Errand, 'act' | 'object' | 'procedure' | 'data' | 'input'>> {
  const body = base64(await makeRequest(papers, papers.name ?? ''))
  const lines = body.match(/.{1,64}/g) ?? []
  const request = [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
  return {
    act: 'certificate.renew',
    object: `certificate/${serial}`,
    procedure: 'renew-certificate',
    data: { serial },
    input: { serial, request, use: 'documents' },
  }
}

const label = 'CERTIFICATE REQUEST'

/** The serial number of the certificate that acts issued. */
export function issuedBy(receipts: readonly Receipt[]): string | undefined {
  const events = receipts.flatMap((receipt) => receipt.events)
  const serial = events.find(({ kind }) => kind === 'certificate-issued')?.['serial']
  return typeof serial === 'string' ? serial : undefined
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

/** Forgets a key that never came to a certificate, and the one that was made with it. */
export async function forgetWaiting(keyring: Keyring, key: BrowserKey): Promise<void> {
  for (const one of await keyring.keys()) if (isFor(one, key)) await keyring.forget(one.thumbprint)
  await keyring.forget(key.thumbprint)
}
