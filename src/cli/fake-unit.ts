import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server as PlainServer,
  type ServerResponse,
} from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { z } from 'zod'
import { base64, base64url, sha256, utf8 } from '#bytes'
import { type Clock, day, isoInstant } from '#clock'
import { type KdfStrength, PrivateKey, parseEnvelope, sealKey, systemRandom, verifyEnvelope } from '#crypto'
import { accept, certain, refuse, sure } from '#fault'
import { Log, memoryStore, noteSigner, verifierKeyText, verifierOf } from '#record'
import {
  type Act,
  type ActDefinition,
  defineAct,
  defineQuery,
  type Event,
  parseAct,
  type QueryDefinition,
} from '#unit'
import {
  authorityContent,
  type Certificate,
  issuingContent,
  leafContent,
  nameOf,
  parseCertificate,
  pem,
  type SubjectKind,
  writeCertificate,
} from '#x509'
import { fakePreview } from './fake-preview.ts'
import type { CommandLinePorts } from './ports.ts'

/** What goes wrong at the fake, once each. */
export type FakeFault =
  /** The act is done and its answer lost. */
  | 'answer-lost'
  /** The connection is cut before anything is done. */
  | 'cut'
  /** The receipt's checkpoint is signed by another key. */
  | 'checkpoint-forged'
  /** The receipt's leaf hash is that of another entry. */
  | 'leaf-forged'
  /** The receipt is for another act. */
  | 'receipt-swapped'
  /** The act itself is refused, after what came before it. */
  | 'act-refused'
  /** The answer is no JSON. */
  | 'garbled'

const passphrase = 'five words and one more'
const weak: KdfStrength = { memoryKiB: 8, passes: 1, lanes: 1 }
const now = Date.parse('2026-11-22T12:00:00.000Z')
const standing: Clock = { now: () => now }

const revoke = defineAct({
  name: 'certificate.revoke',
  label: 'revoke a certificate',
  input: z.strictObject({
    serial: z
      .string()
      .regex(/^[0-9a-f]+$/)
      .describe('serial of the certificate'),
    reason: z.enum(['superseded', 'key-compromise']),
  }),
  authority: {
    by: 'step',
    permission: 'certificate.revoke',
    object: ({ serial }) => `certificate/${serial}`,
  },
  decide: () => accept([]),
})

const complete = defineAct({
  name: 'step.complete',
  label: 'complete a step',
  input: z.strictObject({ case: z.string(), step: z.string(), outcome: z.string().optional() }),
  authority: { by: 'rule', permit: () => refuse({ kind: 'unasked' }) },
  decide: () => accept([]),
})

const caseShow = defineQuery({
  name: 'case.show',
  label: 'one case',
  path: '/cases/:case',
  input: z.strictObject({ case: z.string().max(9), closed: z.boolean().optional() }),
  access: { by: 'member' },
  answer: () => accept({}),
})

const unitShow = defineQuery({
  name: 'unit.show',
  label: 'what this unit is',
  path: '/unit',
  input: z.strictObject({}),
  access: { by: 'public' },
  answer: () => accept({}),
})

/** As much of a key as a certificate needs. */
interface KeyHolder {
  readonly publicKey: { readonly spki: Uint8Array }
}

/** A unit's certificates, and the folder of one of its people. */
interface Issued {
  readonly authority: Certificate
  readonly chain: (kind: SubjectKind, id: string, key: KeyHolder, dns?: readonly string[]) => string
}

function issue(): Issued {
  const [root, issuer] = [PrivateKey.generate('ecdsa-p256-sha256'), PrivateKey.generate('ecdsa-p256-sha256')]
  const common = (key: KeyHolder) => ({
    spki: key.publicKey.spki,
    serial: systemRandom.bytes(16),
    notBefore: Date.now() - day,
    notAfter: Date.now() + day,
    domain: 'unit.example',
  })
  const parsed = (der: Uint8Array): Certificate => sure(parseCertificate(der), 'a certificate just written')
  const authority = parsed(
    writeCertificate(authorityContent({ ...common(root), name: nameOf({ commonName: 'authority' }) }), root),
  )
  const issuing = parsed(
    writeCertificate(
      issuingContent({ ...common(issuer), name: nameOf({ commonName: 'issuing' }), issuer: authority }),
      root,
    ),
  )
  return {
    authority,
    chain(kind, id, key, dnsNames = []) {
      const names = { kind, grade: 'medium' as const, id, commonName: id, organization: 'unit' }
      const leaf = writeCertificate(
        leafContent({ ...common(key), ...names, issuer: issuing, dnsNames }),
        issuer,
      )
      return pem('CERTIFICATE', leaf) + pem('CERTIFICATE', issuing.der)
    },
  }
}

/** A small unit behind a real TLS 1.3 listener, with a real log, and one person's folder. */
export class FakeUnit {
  readonly folder = mkdtempSync(join(tmpdir(), 'chancery-cli-'))
  /** What was done, as `act case/step {input}`. */
  readonly done: string[] = []
  /** Bodies of all acts as they arrived. */
  readonly received: string[] = []
  readonly waits: number[] = []
  /** What comes of an act, where it is not the usual. */
  readonly events = new Map<string, readonly Event[]>([
    ['case.open', [{ kind: 'case-opened', case: '17' } as Event]],
  ])
  /** Who the callers of the last request proved to be. */
  caller: string | undefined
  faults: FakeFault[] = []
  situation: Record<string, unknown> = {}
  out = ''
  err = ''
  readonly #key = PrivateKey.generate('ecdsa-p256-sha256')
  readonly #logKey = PrivateKey.generate('ed25519')
  readonly #issued = issue()
  readonly #receipts = new Map<string, object>()
  #server: Server | undefined
  #public: PlainServer | undefined
  #log: Log | undefined

  get unit(): string {
    return base64url(sha256(this.#issued.authority.spki))
  }

  get address(): string {
    const { port } = certain(this.#server, 'the server').address() as AddressInfo
    return `https://localhost:${port}`
  }

  /** The plain HTTP listener. */
  get publicAddress(): string {
    const { port } = certain(this.#public, 'the public server').address() as AddressInfo
    return `http://localhost:${port}`
  }

  get authorityPem(): string {
    return pem('CERTIFICATE', this.#issued.authority.der)
  }

  get recordKey(): string {
    return verifierKeyText(verifierOf(sure(noteSigner('unit.example/record', this.#logKey), 'signer')))
  }

  async open(): Promise<void> {
    const options = {
      store: memoryStore(),
      name: 'record',
      origin: 'unit.example/record',
      signer: this.#logKey,
    }
    this.#log = sure(await Log.open(options), 'the log')
    const serverKey = PrivateKey.generate('ecdsa-p256-sha256')
    const cert = this.#issued.chain('service', 'api', serverKey, ['localhost'])
    const tls = { key: serverKey.tlsPem(), cert, requestCert: true, rejectUnauthorized: false } as const
    this.#server = createServer({ ...tls, minVersion: 'TLSv1.3' }, (request, response) => {
      const { subjectaltname } = (request.socket as TLSSocket).getPeerCertificate()
      this.caller = subjectaltname
      this.#serve(request, response)
    })
    this.#public = createPlainServer((request, response) => this.#serve(request, response))
    for (const server of [this.#server, this.#public]) {
      await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    }
    await this.#writeFolder()
  }

  close(): void {
    rmSync(this.folder, { recursive: true })
    for (const server of [this.#server, this.#public]) {
      server?.closeAllConnections()
      server?.close()
    }
  }

  /** Forgets what was done and said. */
  reset(): void {
    this.faults = []
    this.situation = {}
    this.out = ''
    this.err = ''
    for (const list of [this.done, this.received, this.waits]) list.length = 0
  }

  ports(more: Partial<CommandLinePorts> = {}): CommandLinePorts {
    const acts: readonly unknown[] = [revoke, complete]
    const queries: readonly unknown[] = [caseShow, unitShow]
    return {
      acts: acts as readonly ActDefinition[],
      queries: queries as readonly QueryDefinition[],
      slices: [],
      clock: standing,
      random: systemRandom,
      environment: { CHANCERY_AS: this.folder, CHANCERY_PASSPHRASE: passphrase },
      out: (text) => void (this.out += text),
      err: (text) => void (this.err += text),
      askSecret: () => Promise.resolve(undefined),
      ask: () => Promise.resolve(undefined),
      wait: (milliseconds) => {
        this.waits.push(milliseconds)
        return Promise.resolve()
      },
      found: () => Promise.resolve(refuse({ kind: 'folder-not-empty' })),
      start: () => Promise.resolve(refuse({ kind: 'unit-missing' })),
      openStore: () => Promise.resolve(refuse({ kind: 'store-foreign' })),
      recordVerifier: () => {
        throw new Error('no record is verified here')
      },
      explain: ({ kind }) => `refused: ${kind}`,
      ...more,
    }
  }

  /** A certificate for a key that somebody asked one for. */
  certify(spki: Uint8Array): string {
    return this.#issued.chain('person', 'wang.li', { publicKey: { spki } })
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      void this.#answer(request.url ?? '', Buffer.concat(parts).toString('latin1')).then((answer) => {
        if (answer === undefined) return request.socket.destroy()
        response.writeHead(answer.status, { 'content-type': typeOf(answer) })
        return response.end(answer.body)
      })
    })
  }

  async #writeFolder(): Promise<void> {
    const write = (name: string, text: string): void => writeFileSync(join(this.folder, name), text)
    write('key.json', await sealKey(this.#key, passphrase, weak))
    write('certificate.pem', this.#issued.chain('person', 'mei', this.#key))
    write('authority.pem', this.authorityPem)
    const { unit, recordKey, address } = this
    const places = { api: address, public: this.publicAddress, domain: 'unit.example' }
    write('unit.json', JSON.stringify({ ...places, unit, recordKey }))
  }

  async #answer(path: string, body: string): Promise<Answer | undefined> {
    if (this.#takes('cut')) return undefined
    if (this.#takes('garbled')) return { status: 200, body: '<html>' }
    if (path.startsWith('/acts/')) return this.#act(path.slice('/acts/'.length), body)
    const answer = this.situation[path]
    if (answer === undefined) return problem(404, `there is nothing at \`${path}\``)
    this.received.push(body)
    return typeof answer === 'string' ? { status: 200, body: answer } : json(200, answer)
  }

  async #act(name: string, body: string): Promise<Answer | undefined> {
    this.received.push(body)
    if (name.endsWith('/preview'))
      return json(
        200,
        fakePreview(name, body, () => this.#takes('act-refused')),
      )
    const envelope = sure(parseEnvelope(body), 'an envelope')
    const act = sure(parseAct(envelope), 'an act')
    if (!verifyEnvelope(envelope, this.#key.publicKey) || act.act !== name) return problem(400, 'not signed')
    if (name === 'certificate.revoke' && this.#takes('act-refused')) {
      return problem(409, 'the certificate is revoked already')
    }
    const known = this.#receipts.get(act.id)
    const receipt = known ? { ...known, repeated: true } : await this.#receipt(act, body)
    this.#receipts.set(act.id, receipt)
    return this.#takes('answer-lost') ? undefined : json(known ? 200 : 201, this.#forged(receipt))
  }

  async #receipt(act: Act, body: string): Promise<object> {
    const { under } = act
    this.done.push(`${act.act}${under ? ` ${under.case}/${under.step}` : ''} ${JSON.stringify(act.input)}`)
    const events = this.events.get(act.act) ?? [
      { kind: 'something-done', to: '4f', content: 'x'.repeat(65), count: 3 } as Event,
    ]
    const time = isoInstant(now)
    const entry = { v: 1, time, envelope: JSON.parse(body), grant: { by: 'founding' }, drawn: [], events }
    const bytes = Buffer.from(JSON.stringify(entry))
    const appended = sure(await certain(this.#log, 'the log').append(bytes), 'the entry')
    return {
      index: appended.index,
      time: isoInstant(now),
      act: act.act,
      id: act.id,
      entry: base64(bytes),
      proof: appended.proof.map(base64),
      checkpoint: appended.checkpoint,
      events,
    }
  }

  #forged(receipt: object): object {
    if (this.#takes('checkpoint-forged')) {
      return {
        ...receipt,
        checkpoint: certain(this.#log, 'the log').checkpoint().replace(/— .*/, forgedLine),
      }
    }
    if (this.#takes('leaf-forged')) return { ...receipt, entry: forgedEntry(receipt) }
    if (this.#takes('receipt-swapped')) return { ...receipt, entry: swappedEntry(receipt) }
    return receipt
  }

  #takes(fault: FakeFault): boolean {
    const at = this.faults.indexOf(fault)
    if (at >= 0) this.faults.splice(at, 1)
    return at >= 0
  }
}

const forgedLine = `— unit.example/record ${base64(new Uint8Array(68))}`

type Answer = { readonly status: number; readonly body: string }

function typeOf({ status, body }: Answer): string {
  if (status >= 400) return 'application/problem+json'
  return body.startsWith('event: ') ? 'text/event-stream' : 'application/json'
}

function json(status: number, value: unknown): Answer {
  return { status, body: JSON.stringify(value) }
}

function problem(status: number, detail: string): Answer {
  return json(status, { type: 'urn:chancery:problem:test', title: 'refused', status, detail })
}

/** The entry with another time: the same act, but not what stands in the log. */
function forgedEntry(receipt: object): string {
  return changedEntry(receipt, (entry) => ({ ...entry, time: '2020-01-01T00:00:00.000Z' }))
}

/** The entry with another act's envelope. */
function swappedEntry(receipt: object): string {
  return changedEntry(receipt, (entry) => ({
    ...entry,
    envelope: { ...(entry['envelope'] as object), payload: '' },
  }))
}

function changedEntry(receipt: object, change: (entry: Readonly<Record<string, unknown>>) => object): string {
  const { entry } = receipt as { readonly entry: string }
  return base64(utf8(JSON.stringify(change(JSON.parse(Buffer.from(entry, 'base64').toString('utf8'))))))
}
