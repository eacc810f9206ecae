import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import * as https from 'node:https'
import type { TLSSocket } from 'node:tls'

/** What a caller shows; nothing at all is a caller without a certificate. */
export interface Credentials {
  /** PEM: private key (PKCS #8), and certificate with its issuer. */
  readonly key: string
  readonly cert: string
}

export interface Answer {
  readonly status: number
  readonly type: string
  readonly bytes: Uint8Array
  readonly text: string
  /** The body, where it is a JSON object; else an empty one. */
  readonly json: object
  /** The caller's port of the TCP connection: the same port is the same connection. */
  readonly connection: number
}

interface RequestMore {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Where a connection leads and what is believed there. */
export interface Destination {
  /** The name that is asked for; the address is this machine's own. */
  readonly host: string
  readonly port: number
  /** PEM of the only authority whose certificates count. */
  readonly authority: string
}

/** How long a caller waits for the head of an answer before he says that there is none. */
const answerMillisecondsMax = 10_000

/** One caller's TLS connection, kept open from one request to the next. */
export class Connection {
  readonly #agent: https.Agent
  readonly #destination: Destination
  #socket: TLSSocket | undefined

  constructor(destination: Destination, credentials?: Credentials) {
    this.#destination = destination
    this.#agent = new https.Agent({
      keepAlive: true,
      maxSockets: 1,
      ca: destination.authority,
      servername: destination.host,
      minVersion: 'TLSv1.3',
      ...credentials,
    })
  }

  /** One request with its whole answer. */
  async ask(method: 'GET' | 'POST', path: string, more: RequestMore = {}): Promise<Answer> {
    const response = await this.#send(method, path, more)
    const parts: Buffer[] = []
    for await (const part of response) parts.push(part as Buffer)
    const bytes = Buffer.concat(parts)
    const text = bytes.toString('utf8')
    const type = response.headers['content-type'] ?? ''
    const json = /json/.test(type) ? (JSON.parse(text) as object) : {}
    return { status: response.statusCode ?? 0, type, bytes, text, json, connection: this.#localPort() }
  }

  /** Opens a stream and reads its first event; when it is over, `ended` resolves. */
  async stream(path: string): Promise<{ readonly status: number; readonly ended: Promise<unknown> }> {
    const response = await this.#send('GET', path, {})
    // However the gate ends it, the caller's side of a stream cut short is an `error`, then `close`.
    response.on('error', () => undefined)
    const ended = new Promise((resolve) => response.once('close', resolve))
    const first = once(response, 'data')
    if (response.statusCode === 200) await first
    response.resume()
    return { status: response.statusCode ?? 0, ended }
  }

  /** Resolves when the connection is closed. */
  closed(): Promise<unknown> {
    const socket = this.#socket
    return !socket || socket.destroyed ? Promise.resolve() : once(socket, 'close')
  }

  close(): void {
    this.#agent.destroy()
  }

  #send(method: string, path: string, { headers, body }: RequestMore): Promise<IncomingMessage> {
    const { host, port } = this.#destination
    return new Promise((resolve, reject) => {
      const request = https.request({
        agent: this.#agent,
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { host: `${host}:${port}`, accept: 'application/json', ...headers },
        timeout: answerMillisecondsMax,
      })
      request.on('timeout', () => request.destroy(new Error('no answer')))
      request.on('socket', (socket) => {
        this.#socket = socket as TLSSocket
      })
      request.on('response', resolve)
      request.on('error', reject)
      request.end(body)
    })
  }

  #localPort(): number {
    return this.#socket?.localPort ?? 0
  }
}
