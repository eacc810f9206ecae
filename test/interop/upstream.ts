import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A service that says yes to everything and remembers what it was sent. */
export interface Upstream {
  readonly port: number
  readonly seen: Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders'>[]
  close(): void
}

export async function openUpstream(): Promise<Upstream> {
  const seen: Upstream['seen'] = []
  const server = createServer(({ method, url, headers, rawHeaders }, response) => {
    seen.push({ method, url, headers, rawHeaders })
    response.end('hello')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    seen,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
