import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls'
import { utf8 } from '#bytes'
import { day } from '#clock'
import { PrivateKey } from '#crypto'
import { bitString, sequence, time, unsignedInteger } from '#der'
import { sure } from '#fault'
import {
  type Certificate,
  extensionsOf,
  type GeneralName,
  type KnownExtensions,
  keyIdentifier,
  keyPurpose,
  nameOf,
  parseCertificate,
  pem,
  writeCertificate,
} from '#x509'

export const fetchNow = Date.UTC(2026, 10, 22, 12)

/** For tests: a name and a key. */
export interface Holder {
  readonly name: string
  readonly key: PrivateKey
}

export function holder(name: string): Holder {
  return { name, key: PrivateKey.generate('ecdsa-p256-sha256') }
}

/** For tests: one's certificate for another; `known` adds to the identifiers of the keys. */
export function certified(
  issuer: Holder,
  subject: Holder,
  known: KnownExtensions,
  notAfter = fetchNow + day,
): Certificate {
  const extensions = extensionsOf({
    subjectKeyIdentifier: keyIdentifier(subject.key.publicKey.spki),
    authorityKeyIdentifier: keyIdentifier(issuer.key.publicKey.spki),
    ...known,
  })
  const written = writeCertificate(
    {
      serial: Uint8Array.of(7),
      issuer: nameOf({ commonName: issuer.name }),
      subject: nameOf({ commonName: subject.name }),
      notBefore: fetchNow - 2 * day,
      notAfter,
      spki: subject.key.publicKey.spki,
      extensions,
    },
    issuer.key,
  )
  return sure(parseCertificate(written), 'a certificate of the test')
}

/** For tests: a self-signed certificate of version 1 (RFC 5280 §4.1.2.1), which has no extensions. */
export function firstVersion({ name, key }: Holder): Pick<Certificate, 'der'> {
  const { algorithmIdentifier } = key.suite
  const { der } = nameOf({ commonName: name })
  const validity = sequence(time(fetchNow - day), time(fetchNow + day))
  const content = [unsignedInteger(Uint8Array.of(7)), algorithmIdentifier, der, validity, der]
  const tbs = sequence(...content, key.publicKey.spki)
  return { der: sequence(tbs, algorithmIdentifier, bitString(key.sign(tbs))) }
}

const authorityTerms: KnownExtensions = {
  basicConstraints: { ca: true },
  keyUsage: new Set(['keyCertSign', 'cRLSign']),
}

/** For tests: what a server's certificate says of its key and its names. */
export function serverTerms(...subjectAltName: readonly GeneralName[]): KnownExtensions {
  return {
    basicConstraints: { ca: false },
    keyUsage: new Set(['digitalSignature']),
    extendedKeyUsage: [keyPurpose.serverAuth],
    subjectAltName,
  }
}

export const unitName: GeneralName = { kind: 'dns', value: 'unit.example' }
export const loopbackName: GeneralName = { kind: 'ip', bytes: Uint8Array.of(127, 0, 0, 1) }

/** For tests: a unit's authority and issuing key, and the key of its server. */
export interface PublishingUnit {
  readonly authority: Certificate
  readonly issuing: Certificate
  readonly server: Holder
  /** A certificate for the server's key; usually for `unit.example` and 127.0.0.1. */
  leaf(known?: KnownExtensions, notAfter?: number): Certificate
}

export function publishingUnit(name: string): PublishingUnit {
  const root = holder(`${name} authority`)
  const issuer = holder(`${name} issuing`)
  const server = holder('unit.example')
  return {
    authority: certified(root, root, authorityTerms),
    issuing: certified(root, issuer, authorityTerms),
    server,
    leaf: (known = serverTerms(unitName, loopbackName), notAfter = fetchNow + day) =>
      certified(issuer, server, known, notAfter),
  }
}

/** For tests: how a server answers, on a connection on which a whole request has come. */
export type Answering = (socket: TLSSocket) => void

/** For tests: a TLS server on loopback that answers as it is told, octet for octet. */
export interface FakePublisher {
  readonly port: number
  /** `https://unit.example:<port>/bundle` */
  readonly url: string
  /** Connections taken, before any handshake. */
  readonly connections: () => number
  /** What came on all connections, decrypted. */
  readonly received: () => string
  /** Server name, protocol and certificate of each caller that shook hands. */
  readonly callers: readonly { serverName: unknown; protocol: unknown; certified: boolean }[]
  close(): Promise<void>
}

export async function fakePublisher(
  { server }: PublishingUnit,
  sent: readonly Pick<Certificate, 'der'>[],
  answering: Answering,
  options: TlsOptions = {},
  greeting: Answering = () => undefined,
): Promise<FakePublisher> {
  let connections = 0
  let received = ''
  const callers: { serverName: unknown; protocol: unknown; certified: boolean }[] = []
  const sockets = new Set<{ destroy(): void }>()
  const listener = createServer({
    key: server.key.tlsPem(),
    cert: sent.map(({ der }) => pem('CERTIFICATE', der)).join(''),
    ALPNProtocols: ['http/1.1'],
    ...options,
  })
  listener.on('connection', (socket) => {
    connections += 1
    sockets.add(socket)
  })
  listener.on('tlsClientError', () => undefined)
  listener.on('secureConnection', (socket) => {
    const { servername: serverName, alpnProtocol: protocol } = socket
    callers.push({ serverName, protocol, certified: socket.getPeerX509Certificate() !== undefined })
    // Callers that break off are what several tests are about.
    socket.on('error', () => undefined)
    greeting(socket)
    socket.on('data', (bytes: Buffer) => {
      received += bytes.toString('latin1')
      if (received.endsWith('\r\n\r\n')) answering(socket)
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  return {
    port,
    url: `https://unit.example:${port}/bundle`,
    connections: () => connections,
    received: () => received,
    callers,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => void listener.close(() => resolve()))
    },
  }
}

/** For tests: an answer of these octets, after which the connection ends. */
export function saying(...parts: readonly (string | Uint8Array)[]): Answering {
  return (socket) => {
    for (const part of parts) socket.write(part)
    socket.end()
  }
}

/** For tests: an answer as it should be, but for the fields given; `undefined` leaves one out. */
export function goodAnswer(
  body: string,
  fields: Readonly<Record<string, string | undefined>> = {},
  start = 'HTTP/1.1 200 OK',
): string {
  const usual = { 'Content-Type': 'application/json', 'Content-Length': `${utf8(body).length}` }
  const lines = Object.entries({ ...usual, ...fields }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  )
  return `${start}\r\n${lines.join('')}\r\n${body}`
}
