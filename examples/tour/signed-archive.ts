import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { day, type Instant, second } from '#clock'
import { timestampPolicy } from '#cms'
import { PrivateKey, systemRandom } from '#crypto'
import { sure } from '#fault'
import { considerRequest, issueToken, refusalResponse } from '#timestamp'
import {
  type Certificate,
  type CertificateContent,
  extensionsOf,
  extensionType,
  keyIdentifier,
  keyPurpose,
  nameOf,
  parseCertificate,
  serialBytesMin,
  writeCertificate,
  writeRevocationList,
} from '#x509'

/** What a quantum computer does not break: the archive is to outlast the keys of the unit. */
const suite = 'ml-dsa-65'

/** How long the archive's root is good for, each of its clocks, and how long a clock's key is used. */
const rootYears = 40
const clockYears = 7
const clockUsedYears = 5
const year = 365 * day

/** A key of the archive that tells the time, since when, and its certificate. */
interface ArchiveClock {
  readonly since: Instant
  readonly key: PrivateKey
  readonly certificate: Certificate
}

const archiveName = nameOf({ commonName: 'State Archive' })

/**
 * The time-stamp authority of a state archive, on a clock that the tour sets: it answers over HTTP like any
 * other (RFC 3161), and its root is a second one that the citizen trusts.
 */
export class ArchiveAuthority {
  /** Where it answers. */
  readonly url: string
  readonly certificate: Certificate
  readonly #root: PrivateKey
  readonly #server: Server

  private constructor(server: Server, root: PrivateKey, certificate: Certificate) {
    this.#server = server
    this.#root = root
    this.certificate = certificate
    this.url = `http://localhost:${(server.address() as AddressInfo).port}/time-stamp`
  }

  /** Opens it on this machine; `clock` says what time it is, from the founding on. */
  static async open(clock: { now(): Instant }): Promise<ArchiveAuthority> {
    const founded = wholeSecond(clock.now())
    const root = PrivateKey.generate(suite)
    const certificate = certified(root, root, founded, rootYears)
    let own: ArchiveClock | undefined
    let serial = 0n
    const answerTo = (query: Uint8Array): Uint8Array => {
      const time = clock.now()
      const request = considerRequest(query, { policy: timestampPolicy, at: time })
      if (!request.ok) return refusalResponse(request.fault)
      if (!own || time >= own.since + clockUsedYears * year) own = newClock(root, time)
      const issue = {
        signer: own.key,
        certificate: own.certificate,
        chain: [certificate],
        policy: timestampPolicy,
      }
      const when = { time, microseconds: 0, accuracyMilliseconds: second, ordering: false }
      return issueToken({ request: request.value, ...issue, ...when, serial: ++serial })
    }
    const server = createServer((request, response) => {
      void buffer(request).then((query) => {
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(answerTo(query))
      })
    })
    server.listen(0, 'localhost')
    await once(server, 'listening')
    return new ArchiveAuthority(server, root, certificate)
  }

  /** What it has revoked by a time, which is nothing: DER of its list, good for a month. */
  listAt(now: Instant): Uint8Array {
    const thisUpdate = wholeSecond(now)
    const authorityKeyIdentifier = keyIdentifier(this.#root.publicKey.spki)
    const list = { thisUpdate, nextUpdate: thisUpdate + 30 * day, number: BigInt(thisUpdate), entries: [] }
    return writeRevocationList({ issuer: archiveName, authorityKeyIdentifier, ...list }, this.#root)
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

function newClock(root: PrivateKey, since: Instant): ArchiveClock {
  const key = PrivateKey.generate(suite)
  return { since, key, certificate: certified(root, key, wholeSecond(since), clockYears) }
}

/** The root's certificate of itself, or that of a clock. */
function certified(root: PrivateKey, key: PrivateKey, from: Instant, years: number): Certificate {
  const isRoot = key === root
  const known = extensionsOf({
    ...(isRoot
      ? { basicConstraints: { ca: true }, keyUsage: new Set(['keyCertSign', 'cRLSign']) }
      : { keyUsage: new Set(['digitalSignature']), extendedKeyUsage: [keyPurpose.timeStamping] }),
    subjectKeyIdentifier: keyIdentifier(key.publicKey.spki),
    authorityKeyIdentifier: keyIdentifier(root.publicKey.spki),
  })
  const content: CertificateContent = {
    // Positive as an INTEGER, whatever was drawn.
    serial: Uint8Array.of(1, ...systemRandom.bytes(serialBytesMin)),
    issuer: archiveName,
    subject: isRoot ? archiveName : nameOf({ commonName: 'State Archive Clock' }),
    notBefore: from - day,
    notAfter: from + years * year,
    spki: key.publicKey.spki,
    // RFC 3161 §2.3: the purpose is critical, and alone.
    extensions: known.map((one) =>
      one.oid === extensionType.extendedKeyUsage ? { ...one, critical: true } : one,
    ),
  }
  return sure(parseCertificate(writeCertificate(content, root)), 'a certificate of the archive')
}

function wholeSecond(time: Instant): Instant {
  return time - (time % second)
}
