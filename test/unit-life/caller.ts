import type { IncomingMessage } from 'node:http'
import * as https from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { Employee } from './employed.ts'
import type { NodeProcess } from './node-process.ts'

export interface Reply {
  readonly status: number
  readonly json: Readonly<Record<string, unknown>>
  /** The caller's port: the same port is the same connection. */
  readonly connection: number
}

/** A person's kept connection to the gate or the API of a node. */
export class Caller {
  readonly #agent: https.Agent
  readonly #host: string
  readonly #port: number

  private constructor(agent: https.Agent, host: string, port: number) {
    this.#agent = agent
    this.#host = host
    this.#port = port
  }

  /** `host` is one of a published service, or `localhost` for the API. */
  static async of(
    node: NodeProcess,
    authority: string,
    { serial, actor }: Employee,
    host: string,
  ): Promise<Caller> {
    const cert = await (await fetch(`${node.public}/certificates/${serial}`)).text()
    const who = { key: actor.key.tlsPem(), cert, ca: authority, servername: host }
    const agent = new https.Agent({ ...who, keepAlive: true, maxSockets: 1 })
    return new Caller(agent, host, host === 'localhost' ? node.api : node.gate)
  }

  async ask(method: 'GET' | 'POST', path: string): Promise<Reply> {
    const { response, connection } = await this.#send(method, path)
    const parts: Buffer[] = []
    for await (const part of response) parts.push(part as Buffer)
    const text = Buffer.concat(parts).toString('utf8')
    const json = text.startsWith('{') ? (JSON.parse(text) as Reply['json']) : {}
    return { status: response.statusCode ?? 0, json, connection }
  }

  close(): void {
    this.#agent.destroy()
  }

  #send(method: string, path: string): Promise<{ response: IncomingMessage; connection: number }> {
    return new Promise((resolve, reject) => {
      const headers = { host: this.#host, accept: 'application/json' }
      const to = { agent: this.#agent, host: '127.0.0.1', port: this.#port }
      const request = https.request({ ...to, method, path, headers })
      request.on('error', reject)
      request.on('response', (response) => {
        resolve({ response, connection: (request.socket as TLSSocket).localPort ?? 0 })
      })
      request.end()
    })
  }
}
