import { once } from 'node:events'
import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, type Socket } from 'node:net'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { base64url, concat, utf8 } from '#bytes'
import { day } from '#clock'
import { PrivateKey, type Signer, signEnvelope, systemRandom } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import type { CallerFault } from '#identity'
import type { DecisionPorts } from '#protocol'
import type { StepFault } from '#task'
import { actPayloadType, type Refusal, type Speaker } from '#unit'
import {
  authorityContent,
  type Certificate,
  leafContent,
  nameOf,
  parseCertificate,
  pem,
  writeCertificate,
} from '#x509'
import { type Api, openApi } from './api.ts'
import { EndedFeed } from './ended-feed.ts'
import { FakeUnit, noWish, StandingClock } from './fake-unit.ts'
import type { ApiFault } from './fault.ts'
import type {
  ApiOptions,
  BroughtBundle,
  GateSession,
  HandedFile,
  JudgedFiles,
  ProxiedDecision,
  ProxiedWish,
  Reading,
  ToldDecision,
} from './ports.ts'
import type { SigningRefusal } from './signing-port.ts'
import { type Answer, answered, Followed } from './test-answer.ts'

/** A key with its certificate, as a client or server shows it. */
export interface Shown {
  readonly key: string
  readonly cert: string
  readonly der: Uint8Array
}

const start = Date.UTC(2026, 10, 22)

function certificate(
  commonName: string,
  of: Signer,
  dnsNames: readonly string[],
  issuer: Issuer,
): Shown & { tls: true } {
  const content = leafContent({
    spki: of.publicKey.spki,
    serial: new Uint8Array(16).fill(commonName.length),
    notBefore: start - day,
    notAfter: start + 3650 * day,
    kind: dnsNames.length > 0 ? 'service' : 'person',
    grade: 'medium',
    id: commonName.toLowerCase().replace(' ', '.'),
    domain: 'unit.test',
    commonName,
    organization: 'Unit',
    issuer: issuer.certificate,
    dnsNames,
  })
  const der = writeCertificate(content, issuer.key)
  return { key: (of as PrivateKey).tlsPem(), cert: pem('CERTIFICATE', der), der, tls: true }
}

interface Issuer {
  readonly key: PrivateKey
  readonly certificate: Certificate
}

function authority(): Issuer {
  const key = PrivateKey.generate('ecdsa-p256-sha256')
  const content = authorityContent({
    spki: key.publicKey.spki,
    serial: new Uint8Array(16).fill(1),
    notBefore: start - day,
    notAfter: start + 3650 * day,
    name: nameOf({ commonName: 'Unit' }),
    domain: 'unit.test',
  })
  return { key, certificate: sure(parseCertificate(writeCertificate(content, key)), 'the authority') }
}

const undecided: DecisionPorts = {
  state: unasked,
  clock: { now: unasked },
  refusal: unasked,
  recordUse: unasked,
  isOfAct: unasked,
  journal: unasked,
}

function unasked(): never {
  throw new Error('bug: nobody asks for decisions here')
}

/** A unit with its faces open on free ports, the people around it, and what was written down. */
export class World {
  readonly unit = new FakeUnit()
  readonly clock = new StandingClock(start)
  readonly readings: Reading[] = []
  readonly lines: Record<string, unknown>[] = []
  /** Until it is settled the files called `waits` are being judged; how many there have been. */
  judging: Promise<void> = Promise.resolve()
  waiting = 0
  /** Who is connected through the gate. */
  readonly sessions: GateSession[] = []
  /** Entries of the access journal, each with the decisions it tells of. */
  readonly decided: (readonly ToldDecision[])[] = []
  readonly ended = new EndedFeed({
    size: () => this.unit.state.size,
    isServing: () => this.unit.stopped === undefined,
    clock: this.clock,
    limits: { heartbeatMilliseconds: 50 },
  })
  readonly authorityPem: string
  readonly mei: Shown
  readonly meiKey: PrivateKey
  readonly stranger: Shown
  /** Digest of the only document there is. */
  readonly document = 'd'.repeat(43)
  /** Whether the unit has published a bundle. */
  published = true
  /** What became of bundles that were brought before, by their bytes. */
  readonly brought = new Set<string>()
  /** Whether Mei's certificate is revoked. */
  revoked = false
  /** Whether Mei is a visitor here. */
  visiting = false
  /** Whether Mei's certificate is a service's. */
  serving = false
  /** Whether Mei's step permits reading. */
  permitted = true
  /** What proxies asked for. */
  readonly wishes: object[] = []
  /** How many steps a proxy's refusal names. */
  openSteps = 1
  readonly front: Shown
  readonly frontKey: PrivateKey
  tls: { readonly key: string; readonly cert: string }
  readonly otherTls: { readonly key: string; readonly cert: string }
  #api: Api | undefined

  constructor() {
    const issuer = authority()
    this.authorityPem = pem('CERTIFICATE', issuer.certificate.der)
    this.meiKey = PrivateKey.generate('ecdsa-p256-sha256')
    this.mei = certificate('Mei Chen', this.meiKey, [], issuer)
    this.frontKey = PrivateKey.generate('ecdsa-p256-sha256')
    this.front = certificate('front', this.frontKey, ['front.unit.test'], issuer)
    this.stranger = certificate('No One', PrivateKey.generate('ed25519'), [], authority())
    this.tls = certificate('node', PrivateKey.generate('ecdsa-p256-sha256'), ['localhost'], issuer)
    this.otherTls = certificate('node-2', PrivateKey.generate('ecdsa-p256-sha256'), ['localhost'], issuer)
  }

  get api(): Api {
    if (!this.#api) throw new Error('bug: the world is not open')
    return this.#api
  }

  async open(more: Partial<ApiOptions> = {}): Promise<this> {
    this.#api = await openApi({ ...this.#options(), ...more })
    return this
  }

  #options(): ApiOptions {
    const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
      this.lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>)
      done()
    }
    const log = {
      checkpoint: async () => 'unit.test/record\n7\nAAAA\n\n— unit.test/record AAAA\n',
      tile: async (level: number, index: number, width: number) =>
        level === 0 && index === 0 && width <= 7 ? new Uint8Array(32 * width) : undefined,
      entryBundle: async (index: number, width: number) =>
        index === 0 && width <= 7 ? utf8('entries') : undefined,
    }
    return {
      unit: this.unit,
      clock: this.clock,
      log: pino({ base: null }, new Writable({ write })),
      title: 'Unit <of> test',
      unitKey: 'unit-key',
      consoleFolder: '/nonexistent',
      random: systemRandom,
      api: { host: '127.0.0.1', port: 0 },
      public: { host: '127.0.0.1', port: 0 },
      tls: () => this.tls,
      readerOf: (leafDer) => this.#readerOf(leafDer),
      permits: (_reader, permission, object) =>
        this.permitted
          ? accept({ by: 'step', case: '3', step: 'read', permission, object })
          : refuse<StepFault>({ kind: 'not-executor', case: '3', step: 'read' }),
      journalRead: async (reading) => {
        if (this.unit.fault === 'journal-fails') throw new Error('disk gone')
        this.readings.push(reading)
      },
      recordLog: log,
      journalLog: log,
      ...this.unit.entries.ports(),
      intake: async (der) => accept({ request: base64url(der).slice(0, 8) }),
      receiveVisit: async (shown) => {
        const until = '2026-11-22T20:00:00.000Z'
        return accept({ visitor: Object.keys(shown).join(), offices: [], grade: 'basic', until, index: 6 })
      },
      lodge: async (wish) => (wish.startsWith('{') ? this.unit.submit(utf8(wish)) : refuse(noWish)),
      certificateChain: async (serial) => (serial === 'a1' ? this.mei.cert : undefined),
      authorityPem: () => this.authorityPem,
      revocationList: () => Uint8Array.of(0x30, 0),
      signing: {
        prepare: () => refuse<SigningRefusal>({ kind: 'document-differs' }),
        complete: async () => refuse<SigningRefusal>({ kind: 'signed-octets-differ' }),
        receipt: async (signature) => refuse<SigningRefusal>({ kind: 'signature-not-found', signature }),
      },
      timestamp: async (query) => Uint8Array.of(0x30, 2, 4, query.length),
      jwks: () => ({ keys: [] }),
      bundle: async (since) => (this.published ? JSON.stringify({ since: since ?? 0 }) : undefined),
      takeBundle: async (bytes) => this.#takeBundle(bytes),
      peerFetches: () => [{ unit: 'other.test', failures: 0 }],
      ended: this.ended,
      sessions: () => this.sessions,
      watch: {
        sessions: () => ({ connected: this.sessions.length, sessions: this.sessions }),
        journalSize: () => this.decided.length,
        decisions: async (from, to) => this.decided.slice(from, to).flat(),
      },
      verify: (files, language) => this.#verify(files, language),
      decisions: undecided,
      document: async (digest) => (digest === this.document ? utf8('document') : undefined),
      authorize: async (proxy, wish) => this.#authorize(proxy, wish),
      metrics: () => [{ name: 'chancery_entries', help: 'Entries.', type: 'gauge', values: [{ value: 7 }] }],
    }
  }

  /** Tells what it was handed; what is called `endless` is never done with. */
  async #verify(files: readonly HandedFile[], language: string): Promise<Result<JudgedFiles, ApiFault>> {
    if (files.some(({ name }) => name === 'waits')) {
      this.waiting++
      await this.judging
    }
    if (files.some(({ name }) => name === 'endless'))
      return refuse({ kind: 'verification-too-long', milliseconds: 10 })
    const handed = files.map(({ name, bytes }) => ({ name, octets: bytes.length }))
    return accept({
      report: { handed },
      page: `<!doctype html>${language}`,
      pagePolicy: "default-src 'none'",
    })
  }

  /** Admits whoever shows Mei's certificate, and refuses everybody else with many steps. */
  #authorize(proxy: string, wish: ProxiedWish): ProxiedDecision {
    this.wishes.push({ proxy, ...wish })
    if (wish.leafDer && Buffer.compare(wish.leafDer, this.mei.der) === 0)
      return { admitted: true, fields: { 'Chancery-Principal': 'person/mei', 'Chancery-Token': 'token' } }
    const [status, problem] = wish.leafDer ? [404, 'route-unpublished'] : [401, 'certificate-missing']
    const openSteps = Array.from({ length: this.openSteps }, () => ({ step: 'decide', title: '许可' }))
    const type = `urn:chancery:problem:${problem}`
    const details = { type, title: 'no', status, detail: 'no: 不', openSteps }
    return { admitted: false, problem, details }
  }

  #takeBundle(bytes: Uint8Array): Result<BroughtBundle, Refusal> {
    const text = Buffer.from(bytes).toString()
    if (!text.startsWith('{')) return refuse<ApiFault>({ kind: 'bundle-unit-unfollowed', domain: text })
    const outcome = this.brought.has(text) ? 'known' : 'accepted'
    this.brought.add(text)
    return accept({ key: 'k', domain: 'other.test', number: 7, outcome })
  }

  #readerOf(leafDer: Uint8Array): Result<Speaker, Refusal> {
    const isMei = Buffer.compare(leafDer, this.mei.der) === 0
    if (isMei && !this.revoked) {
      const kind = this.serving ? 'service' : this.visiting ? 'visitor' : 'person'
      return accept({ kind, id: 'mei', key: this.meiKey.publicKey.thumbprint, serial: 'a1' })
    }
    if (Buffer.compare(leafDer, this.front.der) === 0)
      return accept({ kind: 'service', id: 'front', key: this.frontKey.publicKey.thumbprint, serial: 'f1' })
    return refuse<CallerFault>({ kind: 'certificate-not-recorded', serial: 'ff' })
  }

  /** An envelope of an act, signed by Mei. */
  envelope(act: string, input: object, id = 'AAAAAAAAAAAAAAAAAAAAAA'): string {
    const payload = { act, id, unit: 'u', time: '2026-11-22T12:00:00.000Z', input }
    return JSON.stringify(signEnvelope(actPayloadType, utf8(JSON.stringify(payload)), this.meiKey))
  }

  /** Asks the plain listener. */
  plain(method: string, path: string, sent: Sent = {}): Promise<Answer> {
    return answered(
      httpRequest({ ...this.#to(this.api.publicAddress.port), ...sent, method, path }),
      sent.body,
    )
  }

  /** Asks the TLS listener, showing a certificate or none. */
  secure(method: string, path: string, sent: Sent & { as?: Shown } = {}): Promise<Answer> {
    const { as, ...rest } = sent
    const tls = {
      ca: this.authorityPem,
      servername: 'localhost',
      ...(as ? { key: as.key, cert: as.cert } : {}),
    }
    return answered(
      httpsRequest({ ...this.#to(this.api.apiAddress.port), ...tls, ...rest, method, path }),
      sent.body,
    )
  }

  /** An answer of the TLS listener that goes on: its head, and what comes as it comes. */
  async follow(path: string, as: Shown, headers: Readonly<Record<string, string>> = {}): Promise<Followed> {
    const tls = { ca: this.authorityPem, servername: 'localhost', key: as.key, cert: as.cert }
    const request = httpsRequest({ ...this.#to(this.api.apiAddress.port), ...tls, path, headers })
    request.end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return new Followed(response)
  }

  /** A bare connection to the plain listener. */
  socket(): Socket {
    return connect(this.api.publicAddress.port, '127.0.0.1')
  }

  /** Sends bytes over a bare connection and gives everything that comes back. */
  async raw(text: string): Promise<string> {
    const socket = this.socket()
    socket.end(text)
    const parts: Uint8Array[] = []
    for await (const part of socket) parts.push(part as Uint8Array)
    return Buffer.from(concat(...parts)).toString()
  }

  #to(port: number): { readonly host: string; readonly port: number; readonly agent: false } {
    return { host: '127.0.0.1', port, agent: false }
  }
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly agent?: Agent
}
