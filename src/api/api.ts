import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { Changes } from './changes.ts'
import { Connections } from './connections.ts'
import { Counters } from './counters.ts'
import { DecisionFeed } from './decision-feed.ts'
import { type Face, Readers } from './face.ts'
import { type ApiLimits, defaultLimits } from './limits.ts'
import { openApiDocument } from './openapi.ts'
import { renderPage } from './page.ts'
import type { Address, ApiOptions } from './ports.ts'
import { server, tlsOptions } from './server.ts'
import { Challenges } from './session-challenges.ts'
import { Sessions } from './sessions.ts'
import { TokenBuckets } from './token-buckets.ts'

interface Listener {
  readonly app: FastifyInstance
  readonly connections: Connections
}

/** Streams that end with the faces. */
interface Feed {
  close(): void
}

/** The unit over HTTP, on two listeners. Owns both until `close`. */
export class Api {
  /** Where the HTTPS listener listens. */
  readonly apiAddress: Address
  /** Where the plain listener listens. */
  readonly publicAddress: Address
  readonly #options: ApiOptions
  readonly #listeners: { readonly api: Listener; readonly public: Listener }
  readonly #closing: { closing: boolean }
  readonly #closeMilliseconds: number
  readonly #feeds: readonly Feed[]

  constructor(
    options: ApiOptions,
    listeners: { readonly api: Listener; readonly public: Listener },
    closing: { closing: boolean },
    feeds: readonly Feed[],
  ) {
    this.#feeds = feeds
    this.#options = options
    this.#listeners = listeners
    this.#closing = closing
    this.#closeMilliseconds = { ...defaultLimits, ...options.limits }.closeMilliseconds
    this.apiAddress = addressOf(listeners.api.app)
    this.publicAddress = addressOf(listeners.public.app)
  }

  /** Asks for key and certificate again; connections from now on get the new ones, open ones keep theirs. */
  renewTls(): void {
    const { server } = this.#listeners.api.app
    ;(server as Server).setSecureContext(tlsOptions(this.#options.tls()))
  }

  /**
   * Takes no more connections and requests, ends the streams, lets what else is under way finish as long as
   * the limits say, then ends it. May be called again.
   */
  async close(): Promise<void> {
    this.#closing.closing = true
    for (const feed of this.#feeds) feed.close()
    const listeners = Object.values(this.#listeners)
    for (const { connections } of listeners) connections.endSilent()
    const timer = setTimeout(() => {
      for (const { connections } of listeners) connections.end()
    }, this.#closeMilliseconds)
    await Promise.all(listeners.map(({ app }) => app.close()))
    clearTimeout(timer)
  }
}

/**
 * Opens both listeners; resolves when both accept connections. Rejects when an address cannot be had, and
 * then listens on none.
 */
export async function openApi(options: ApiOptions): Promise<Api> {
  const allowed: ApiLimits = { ...defaultLimits, ...options.limits }
  const closing = { closing: false }
  const documents = { json: '', page: '' }
  const sessions = new Sessions(options.clock, options.random)
  const changes = new Changes(() => options.unit.state.size)
  const shared = {
    options,
    limits: allowed,
    documents,
    buckets: {
      acts: new TokenBuckets(allowed.acts, options.clock),
      reads: new TokenBuckets(allowed.reads, options.clock),
      certificateRequests: new TokenBuckets(allowed.certificateRequests, options.clock),
      lodgings: new TokenBuckets(allowed.lodgings, options.clock),
      lodgingsInAll: new TokenBuckets(allowed.lodgingsInAll, options.clock),
      bundles: new TokenBuckets(allowed.bundles, options.clock),
      authorizations: new TokenBuckets(allowed.authorizations, options.clock),
      previews: new TokenBuckets(allowed.previews, options.clock),
      timestamps: new TokenBuckets(allowed.timestamps, options.clock),
      verifications: new TokenBuckets(allowed.verifications, options.clock),
      signatures: new TokenBuckets(allowed.signatures, options.clock),
      signIns: new TokenBuckets(allowed.signIns, options.clock),
    },
    counters: new Counters(),
    readers: new Readers((leafDer) => options.readerOf(leafDer), sessions),
    sessions,
    challenges: new Challenges(options.clock, options.random),
    changes,
    decisions: new DecisionFeed({ watch: options.watch, clock: options.clock }),
    closing: () => closing.closing,
  }
  options.unit.onEntry(() => changes.tell())
  const document = await openApiDocument({ ...shared, name: 'public' })
  documents.json = JSON.stringify(document)
  documents.page = renderPage(document)
  const api = listener({ ...shared, name: 'api' }, allowed)
  const open = listener({ ...shared, name: 'public' }, allowed)
  try {
    await api.app.listen(options.api)
    await open.app.listen(options.public)
  } catch (error) {
    await Promise.all([api.app.close(), open.app.close()])
    throw error
  }
  return new Api(options, { api, public: open }, closing, [options.ended, changes, shared.decisions])
}

function listener(face: Face, allowed: ApiLimits): Listener {
  const app = server(face)
  const connections = new Connections(allowed.connectionsPerAddressMax)
  connections.watch(app.server)
  return { app, connections }
}

function addressOf(app: FastifyInstance): Address {
  const { address, port } = app.server.address() as AddressInfo
  return { host: address, port }
}
