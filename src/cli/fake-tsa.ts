import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { day } from '#clock'
import { timestampPolicy } from '#cms'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { considerRequest, issueToken, refusalResponse } from '#timestamp'
import {
  type Certificate,
  extensionsOf,
  extensionType,
  keyIdentifier,
  keyPurpose,
  nameOf,
  parseCertificate,
  writeCertificate,
} from '#x509'

/** How a time-stamp authority of the tests misbehaves. */
export type FakeTsaFault =
  | 'refuses'
  | 'answers another'
  | 'redirects'
  | 'fails'
  | 'answers a page'
  | 'answers too much'
  | 'cuts off'

/** For tests: a time-stamp authority over HTTP, which is its own anchor. */
export interface FakeTsa {
  readonly url: string
  readonly certificate: Certificate
  fault: FakeTsaFault | undefined
  close(): void
}

const now = Date.UTC(2026, 10, 22, 12)

export async function openFakeTsa(): Promise<FakeTsa> {
  const key = PrivateKey.generate('ecdsa-p256-sha256')
  const anchorKey = PrivateKey.generate('ed25519')
  const anchor = certified(anchorKey, anchorKey, 'Anchor')
  const certificate = certified(anchorKey, key, 'Clock')
  const server = createServer((request, response) => {
    void buffer(request).then((body) => answer(tsa, key, anchor, body, response))
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const tsa: FakeTsa & { readonly leaf: Certificate } = {
    url: `http://localhost:${(server.address() as AddressInfo).port}/time-stamp`,
    certificate: anchor,
    leaf: certificate,
    fault: undefined,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return tsa
}

function answer(
  tsa: FakeTsa & { readonly leaf: Certificate },
  key: PrivateKey,
  anchor: Certificate,
  body: Uint8Array,
  response: ServerResponse,
): void {
  const { fault } = tsa
  const type = { 'content-type': 'application/timestamp-reply' }
  if (fault === 'redirects') return void response.writeHead(302, { location: '/elsewhere' }).end()
  if (fault === 'fails') return void response.writeHead(500).end()
  if (fault === 'answers a page')
    return void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')
  if (fault === 'refuses') {
    return void response.writeHead(200, type).end(refusalResponse({ kind: 'timestamps-unavailable' }))
  }
  if (fault === 'answers too much') return void response.writeHead(200, type).end(Buffer.alloc(1_000_000))
  const request = sure(considerRequest(body, { policy: timestampPolicy, at: now }), 'a request')
  const token = issueToken({
    request: fault === 'answers another' ? { ...request, nonce: 1n } : request,
    signer: key,
    certificate: tsa.leaf,
    chain: [anchor],
    policy: timestampPolicy,
    serial: 1n,
    time: now,
    microseconds: 0,
    accuracyMilliseconds: 1_000,
    ordering: false,
  })
  if (fault !== 'cuts off') return void response.writeHead(200, type).end(token)
  response.writeHead(200, { ...type, 'content-length': token.length }).write(token.subarray(0, 9))
  setImmediate(() => response.destroy())
}

function certified(issuer: PrivateKey, subject: PrivateKey, commonName: string): Certificate {
  const isAnchor = issuer === subject
  const extensions = extensionsOf({
    ...(isAnchor
      ? { basicConstraints: { ca: true }, keyUsage: new Set(['keyCertSign'] as const) }
      : { keyUsage: new Set(['digitalSignature'] as const), extendedKeyUsage: [keyPurpose.timeStamping] }),
    subjectKeyIdentifier: keyIdentifier(subject.publicKey.spki),
    authorityKeyIdentifier: keyIdentifier(issuer.publicKey.spki),
  })
  const content = {
    serial: Uint8Array.of(isAnchor ? 1 : 2),
    issuer: nameOf({ commonName: 'Anchor' }),
    subject: nameOf({ commonName }),
    notBefore: now - day,
    notAfter: now + 3_650 * day,
    spki: subject.publicKey.spki,
    extensions: extensions.map((extension) =>
      extension.oid === extensionType.extendedKeyUsage ? { ...extension, critical: true } : extension,
    ),
  }
  return sure(parseCertificate(writeCertificate(content, issuer)), 'a certificate of the test')
}
