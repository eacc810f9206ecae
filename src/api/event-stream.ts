import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { FeedStream } from './ended-feed.ts'
import { lingerMilliseconds } from './limits.ts'

/** The media type of server-sent events (WHATWG HTML §9.2). */
export const eventsType = 'text/event-stream'

/** Written past the framework, whose limit on answers this one is to outlive. */
export function streamTo(raw: ServerResponse, reply: FastifyReply): FeedStream {
  const begin = (): void => {
    if (raw.headersSent) return
    const fields = { ...reply.getHeaders(), 'Content-Type': eventsType, Connection: 'close' }
    reply.hijack()
    raw.writeHead(
      200,
      Object.entries(fields).flatMap(([name, value]) => [name, String(value)]),
    )
  }
  return {
    write(text) {
      begin()
      raw.write(text)
    },
    get pendingBytes() {
      return raw.writableLength
    },
    end() {
      begin()
      raw.end()
      // Whoever takes nothing any more is not waited for.
      const timer = setTimeout(() => raw.destroy(), lingerMilliseconds)
      raw.once('close', () => clearTimeout(timer))
    },
    cut: () => raw.destroy(),
  }
}
