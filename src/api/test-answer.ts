import { once } from 'node:events'
import type { request as httpRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** An answer that goes on. */
export class Followed {
  readonly response: IncomingMessage
  /** Resolves when it is over. */
  readonly ended: Promise<'end' | 'cut'>
  text = ''

  constructor(response: IncomingMessage) {
    this.response = response
    response.on('data', (part: Buffer) => {
      this.text += part.toString()
    })
    this.ended = new Promise((resolve) => {
      response.once('end', () => resolve('end'))
      response.once('error', () => resolve('cut'))
    })
  }

  /** Resolves when a text has come. */
  async until(text: string): Promise<void> {
    while (!this.text.includes(text)) await once(this.response, 'data')
  }
}

/** What came back, whole. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly json: Record<string, unknown>
}

/** Sends a request and resolves with the whole answer. */
export function answered(
  request: ReturnType<typeof httpRequest>,
  body: string | Uint8Array | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const whole = Buffer.concat(parts)
        const isJson = /json/.test(response.headers['content-type'] ?? '') && whole.length > 0
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: whole,
          json: isJson ? (JSON.parse(whole.toString()) as Record<string, unknown>) : {},
        })
      })
    })
    request.end(body)
  })
}
