import { mkdtempSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { sure } from '#fault'
import { type Certified, FakeKeeper } from './fake-keeper.ts'
import { type Gate, openGate } from './gate.ts'
import type { GateLimits } from './limits.ts'
import type { Route } from './route.ts'

/** A response as a test looks at it. */
export interface SeenResponse {
  readonly status: number
  /** Lower-case names; the values of repeated fields joined by `, `. */
  readonly fields: Readonly<Record<string, string>>
  readonly body: string
}

/** A TLS connection whose bytes the test writes and reads itself. */
export class TestCaller {
  readonly socket: TLSSocket
  readonly closed: Promise<void>
  #seen = Buffer.alloc(0)
  #ended = false
  #discarding = false
  #wake: () => void = () => undefined

  static async connect(world: World, who?: Certified, servername = 'permits.example'): Promise<TestCaller> {
    const caller = new TestCaller(world, who, servername)
    await new Promise<void>((resolve, reject) => {
      caller.socket.once('secureConnect', resolve)
      caller.socket.once('error', reject)
    })
    return caller
  }

  constructor(world: World, who: Certified | undefined, servername: string) {
    const { port } = world.gate.address
    const identity = who ? { key: who.key, cert: who.cert } : {}
    this.socket = connect({
      port,
      host: '127.0.0.1',
      ...(servername === '' ? {} : { servername }),
      ca: world.keeper.authority.pem,
      checkServerIdentity: () => undefined,
      ALPNProtocols: ['http/1.1'],
      ...identity,
    })
    this.socket.on('data', (bytes: Buffer) => {
      if (!this.#discarding) this.#seen = Buffer.concat([this.#seen, bytes])
      this.#wake()
    })
    // A connection cut off is what several tests look for; `closed` tells.
    this.socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      this.socket.on('close', () => {
        this.#ended = true
        this.#wake()
        resolve()
      })
    })
    this.socket.on('end', () => {
      this.#ended = true
      this.#wake()
    })
  }

  send(text: string | Buffer): void {
    this.socket.write(text, 'latin1')
  }

  /** From here on what comes is thrown away. */
  discard(): void {
    this.#discarding = true
  }

  /** Sends a request and reads its response. */
  ask(text: string): Promise<SeenResponse> {
    this.send(text)
    return this.response(text.startsWith('HEAD '))
  }

  /** Everything until `text` has come, taken out. */
  async until(text: string): Promise<string> {
    const end = await this.#find(Buffer.from(text, 'latin1'))
    return this.#take(end + text.length)
  }

  /** Everything until the connection ends. */
  async rest(): Promise<string> {
    while (!this.#ended) await this.#more()
    return this.#take(this.#seen.length)
  }

  /** One response, its body decoded. */
  async response(head = false): Promise<SeenResponse> {
    const text = await this.until('\r\n\r\n')
    const [start = '', ...lines] = text.slice(0, -4).split('\r\n')
    const fields: Record<string, string> = {}
    for (const line of lines) {
      const colon = line.indexOf(':')
      const name = line.slice(0, colon).toLowerCase()
      const value = line.slice(colon + 1).trim()
      fields[name] = fields[name] === undefined ? value : `${fields[name]}, ${value}`
    }
    const status = Number(start.split(' ')[1])
    if (head || status < 200 || status === 204 || status === 304) return { status, fields, body: '' }
    if (fields['transfer-encoding'] === 'chunked') return { status, fields, body: await this.#chunks() }
    const length = Number(fields['content-length'] ?? 0)
    while (this.#seen.length < length) await this.#more()
    return { status, fields, body: this.#take(length) }
  }

  async #chunks(): Promise<string> {
    let body = ''
    for (;;) {
      const size = Number.parseInt(await this.until('\r\n'), 16)
      while (this.#seen.length < size + 2) await this.#more()
      body += this.#take(size + 2).slice(0, size)
      if (size === 0) return body
    }
  }

  async #find(bytes: Buffer): Promise<number> {
    for (;;) {
      const at = this.#seen.indexOf(bytes)
      if (at !== -1) return at
      await this.#more()
    }
  }

  async #more(): Promise<void> {
    if (this.#ended)
      throw new Error(`the connection ended after ${JSON.stringify(this.#seen.toString('latin1'))}`)
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  #take(length: number): string {
    const text = this.#seen.toString('latin1', 0, length)
    this.#seen = this.#seen.subarray(length)
    return text
  }
}

/** One connection of the gate as an upstream sees it: `text` is all that came so far. */
export type UpstreamScript = (socket: Socket, text: string, connection: number) => void

/** A service that answers as its script says whenever bytes come. */
class TestUpstream {
  /** All bytes of each connection, in order of their opening. */
  readonly received: string[] = []
  readonly sockets: Socket[] = []
  readonly address: string
  readonly #server: Server

  static async open(script: UpstreamScript, kind: 'tcp' | 'unix' = 'tcp'): Promise<TestUpstream> {
    const server = createServer()
    const path = kind === 'unix' ? join(mkdtempSync(join(tmpdir(), 'gate-')), 'upstream.sock') : undefined
    await new Promise<void>((resolve) => {
      if (path === undefined) server.listen(0, '127.0.0.1', resolve)
      else server.listen(path, resolve)
    })
    const address =
      path === undefined ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : `unix:${path}`
    return new TestUpstream(server, address, script)
  }

  constructor(server: Server, address: string, script: UpstreamScript) {
    this.#server = server
    this.address = address
    server.on('connection', (socket) => {
      const connection = this.received.push('') - 1
      this.sockets.push(socket)
      socket.on('data', (bytes: Buffer) => {
        const text = (this.received[connection] ?? '') + bytes.toString('latin1')
        this.received[connection] = text
        script(socket, text, connection)
      })
      // The gate breaks connections off in several tests.
      socket.on('error', () => socket.destroy())
    })
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy()
    this.#server.close()
  }
}

/** A gate with its unit and one service `permits` at `permits.example`. */
export interface World extends AsyncDisposable {
  readonly keeper: FakeKeeper
  readonly gate: Gate
  readonly upstream: TestUpstream
  /** A person who may read and approve `permit/7`. */
  readonly official: Certified
}

const testRoutes: readonly Route[] = [
  { method: 'GET', path: '/permits/:case', permission: 'permit.read', object: 'permit/{case}' },
  { method: 'PUT', path: '/permits/:case', permission: 'permit.annotate', object: 'permit/{case}' },
  { method: 'POST', path: '/permits/:case/approve', permission: 'permit.approve', object: 'permit/{case}' },
]

export interface WorldOptions {
  readonly script?: UpstreamScript
  readonly strict?: boolean
  readonly proxy?: string
  readonly kind?: 'tcp' | 'unix'
  readonly upstream?: string
  readonly limits?: Partial<GateLimits>
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const keeper = new FakeKeeper()
  const upstream = await TestUpstream.open(options.script ?? answering('hello'), options.kind)
  keeper.publish({
    id: 'permits',
    hosts: ['permits.example'],
    upstream: options.upstream ?? upstream.address,
    routes: testRoutes,
    strict: options.strict ?? false,
    ...(options.proxy === undefined ? {} : { proxy: options.proxy }),
  })
  const official = keeper.enrol('official')
  for (const permission of ['permit.read', 'permit.annotate', 'permit.approve']) {
    keeper.permit(official, permission, 'permit/7')
  }
  const limits = {
    tickMilliseconds: 20,
    recheckMilliseconds: 20,
    shutdownMillisecondsMax: 200,
    ...options.limits,
  }
  const gate = sure(await openGate({ keeper, port: 0, host: '127.0.0.1', limits }), 'the gate')
  return {
    keeper,
    gate,
    upstream,
    official,
    async [Symbol.asyncDispose]() {
      await gate.close()
      upstream.close()
    },
  }
}

/** Answers every complete request head with 200 and this body. */
export function answering(body: string, fields = ''): UpstreamScript {
  const answered = new Map<number, number>()
  return (socket, text, connection) => {
    const heads = text.split('\r\n\r\n').length - 1
    for (let turn = answered.get(connection) ?? 0; turn < heads; turn++) {
      socket.write(`HTTP/1.1 200 OK\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`)
    }
    answered.set(connection, heads)
  }
}

/** A request without body. */
export function request(line: string, fields = ''): string {
  return `${line} HTTP/1.1\r\nHost: permits.example\r\n${fields}\r\n`
}
