import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { buffer, text } from 'node:stream/consumers'

/** What a caller shows in the handshake, PEM. */
export interface Shown {
  readonly key: string
  readonly cert: string
}

type Fields = Readonly<Record<string, string>>

export interface Answer {
  readonly status: number
  readonly body: string
  /** Kind of the problem; empty where there is none. */
  readonly problem: string
  readonly fields: IncomingMessage['headers']
  /** The caller's port: the same port is the same connection. */
  readonly port: number
}

/** One caller's connection, kept from one request to the next. */
export class Caller {
  readonly #agent: Agent
  readonly #port: number
  readonly #host: string

  constructor(port: number, host: string, authority: string, shown?: Shown) {
    this.#port = port
    this.#host = host
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, ca: authority, servername: host, ...shown })
  }

  async ask(method: string, path: string, fields: Fields = {}): Promise<Answer> {
    const { answer, port } = await this.#send(method, path, fields)
    const body = await text(answer)
    const problem = /"type":"urn:chancery:problem:([a-z-]+)"/.exec(body)?.[1] ?? ''
    return { status: answer.statusCode ?? 0, body, problem, fields: answer.headers, port }
  }

  /** The body of a GET that must be answered. */
  async bytes(path: string): Promise<Buffer> {
    const { answer } = await this.#send('GET', path, {})
    if (answer.statusCode !== 200) throw new Error(`GET ${path} was answered ${answer.statusCode}`)
    return buffer(answer)
  }

  async #send(
    method: string,
    path: string,
    fields: Fields,
  ): Promise<{ answer: IncomingMessage; port: number }> {
    const asked = request({
      ...{ agent: this.#agent, host: '127.0.0.1', port: this.#port, method, path },
      headers: { Host: this.#host, ...fields },
    })
    asked.end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    return { answer, port: asked.socket?.localPort ?? 0 }
  }

  close(): void {
    this.#agent.destroy()
  }
}
