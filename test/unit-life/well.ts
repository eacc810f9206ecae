import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Actor } from './actor.ts'
import { adopted, type Employee, employed, established, published } from './employed.ts'
import type { NodeProcess } from './node-process.ts'

export const wellHost = 'wells.unit.example'

/** How often a well may be opened in one case. */
export const opensMax = 3

/** Short times, so that the node's own clock brings them to their end while a test waits. */
const procedure = `procedure: well
title: { en: Well }
opened-by: anyone
objects: well/{case}
steps:
  measure:
    by: { office: inspector }
    permits: [well.read, well.note]
    within: PT30M
    assign: { within: PT2S }
    delegation: 1
    data:
      depth: { type: number }
  decide:
    after: measure
    by: { office: head }
    permits: [well.read, well.open]
    uses: { well.open: ${opensMax} }
    within: PT30M
    break-glass: { by: { office: duty }, within: PT2S, tell: { office: watch }, grade: basic }
  review:
    by: { office: watch }
    reviews: decide
`

const routes = [
  ['GET', '', 'well.read'],
  ['POST', '/notes', 'well.note'],
  ['POST', '/open', 'well.open'],
].map(([method, rest, permission]) => ({
  method,
  path: `/wells/:case${rest}`,
  permission,
  object: 'well/{case}',
}))

/** A service that counts what reaches it. */
export class Well {
  /** Requests by method and path. */
  readonly reached = new Map<string, number>()
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const what = `${request.method} ${request.url}`
      this.reached.set(what, (this.reached.get(what) ?? 0) + 1)
      request.resume()
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"well":"deep"}')
    })
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  get upstream(): string {
    return `tcp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** Those who work at the wells. */
export interface Staff {
  readonly ann: Employee
  readonly bob: Employee
  readonly carl: Employee
  readonly dora: Employee
  readonly erik: Employee
}

/** Fills a founded unit: two inspectors, a head, one on duty, one who watches, and the wells. */
export async function staffed(node: NodeProcess, founder: Actor, well: Well): Promise<Staff> {
  await established(node, founder, 'inspector', 'execution')
  for (const office of ['head', 'duty', 'watch']) await established(node, founder, office, 'management')
  const staff = {
    ann: await employed(node, founder, 'ann', 'inspector'),
    bob: await employed(node, founder, 'bob', 'inspector'),
    carl: await employed(node, founder, 'carl', 'head'),
    dora: await employed(node, founder, 'dora', 'watch'),
    erik: await employed(node, founder, 'erik', 'duty'),
  }
  await adopted(node, founder, 'well', procedure)
  const { upstream } = well
  await published(node, founder, { service: 'wells', title: 'Wells', hosts: [wellHost], upstream, routes })
  return staff
}
