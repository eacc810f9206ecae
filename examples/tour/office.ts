import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#clock'
import { openKey, type PrivateKey } from '#crypto'
import { sure } from '#fault'
import type { SamplePorts } from '../sample/marker.ts'
import { founder, registry, staff } from '../sample/staff.ts'
import { runCommand, type Told } from './commands.ts'
import { type Answer, Connection, type Credentials } from './connection.ts'

/** An answer of the public face. */
export interface PublicAnswer {
  readonly status: number
  readonly bytes: Uint8Array
  /** The body, where it is a JSON object; else an empty one. */
  readonly json: object
}

/** What a person's folder says of the unit: where it is and how it is known. */
interface UnitFile {
  readonly api: string
  readonly public: string
  /** Thumbprint of the authority key. */
  readonly unit: string
  readonly domain: string
  /** Signed-note verifier key of the acts log. */
  readonly recordKey: string
}

/** The running sample as the tour meets it: its people's folders, its commands, its addresses. */
export class Office {
  readonly folder: string
  readonly ports: SamplePorts
  readonly unit: UnitFile
  /** PEM of the unit's authority certificate. */
  readonly authority: string
  /** A place for the tour's own files. */
  readonly scratch: string
  readonly #people = new Map<string, string>()

  private constructor(
    folder: string,
    ports: SamplePorts,
    unit: UnitFile,
    authority: string,
    scratch: string,
  ) {
    this.folder = folder
    this.ports = ports
    this.unit = unit
    this.authority = authority
    this.scratch = scratch
    for (const { id, name } of [founder, ...staff, registry]) this.#people.set(id, name)
  }

  static async open(folder: string, ports: SamplePorts, scratch: string): Promise<Office> {
    const own = join(folder, 'people', founder.id)
    const unit = JSON.parse(await readFile(join(own, 'unit.json'), 'utf8')) as UnitFile
    return new Office(folder, ports, unit, await readFile(join(own, 'authority.pem'), 'utf8'), scratch)
  }

  /** The folder of a person of the sample, or of the tour's own visitor. */
  personFolder(id: string): string {
    return this.#people.has(id) ? join(this.folder, 'people', id) : join(this.scratch, id)
  }

  /** A name for people to read. */
  nameOf(id: string): string {
    return this.#people.get(id)?.replace(/^\P{Script=Latin}+/u, '') ?? id
  }

  /** A command as a person types it: `chancery --as var/people/<id> …`. */
  as(id: string, ...argv: readonly string[]): Promise<Told> {
    return this.command(['--as', this.personFolder(id), ...argv])
  }

  /** A command that must go through, because the story is about what follows; its output. */
  async must(id: string, ...argv: readonly string[]): Promise<string> {
    const { code, out, sentence } = await this.as(id, ...argv)
    if (code !== 0) throw new Error(`${id} could not \`${argv.join(' ')}\`: ${sentence}`)
    return out
  }

  /** A command of whoever has no folder of the unit; `clock` is that machine's. */
  command(
    argv: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    clock?: Clock,
  ): Promise<Told> {
    return runCommand(argv, environment, clock)
  }

  /** Opens a case; its number. */
  async openCase(id: string, procedure: string, ...data: readonly string[]): Promise<string> {
    const options = ['--procedure', procedure, ...data.flatMap((pair) => ['--data', pair]), '--json']
    const receipt = JSON.parse(await this.must(id, 'case', 'open', ...options)) as {
      readonly events: readonly { readonly kind: string; readonly case?: string }[]
    }
    return receipt.events.find(({ kind }) => kind === 'case-opened')?.case ?? ''
  }

  step(
    id: string,
    verb: 'claim' | 'complete' | 'hold' | 'resume',
    of: string,
    step: string,
    outcome?: string,
  ): Promise<Told> {
    const more = outcome === undefined ? [] : ['--outcome', outcome]
    return this.as(id, 'step', verb, '--case', of, '--step', step, ...more)
  }

  /** The key of a person, opened with the passphrase that lies beside it. */
  async keyOf(id: string): Promise<PrivateKey> {
    const folder = this.personFolder(id)
    const passphrase = await readFile(join(folder, 'passphrase'), 'utf8')
    const file = await readFile(join(folder, 'key.json'), 'utf8')
    return sure(await openKey(file, passphrase.trimEnd()), `the key of ${id}`)
  }

  /** A connection to the gate with a person's certificate. */
  async atGate(id: string): Promise<Connection> {
    return this.strangerAtGate(await this.#credentialsOf(id))
  }

  /** A connection to the gate with whatever somebody brings along. */
  strangerAtGate(credentials?: Credentials): Connection {
    const destination = { host: 'permits.localhost', port: this.ports.gate, authority: this.authority }
    return new Connection(destination, credentials)
  }

  /** What the API tells a person at a path, or answers to what they send there. */
  async askAs(id: string, path: string, sent?: object): Promise<Answer> {
    const destination = { host: 'localhost', port: this.ports.api, authority: this.authority }
    const connection = new Connection(destination, await this.#credentialsOf(id))
    try {
      if (!sent) return await connection.ask('GET', path)
      const headers = { 'content-type': 'application/json' }
      return await connection.ask('POST', path, { headers, body: JSON.stringify(sent) })
    } finally {
      connection.close()
    }
  }

  async #credentialsOf(id: string): Promise<Credentials> {
    const cert = await readFile(join(this.personFolder(id), 'certificate.pem'), 'utf8')
    return { key: (await this.keyOf(id)).tlsPem(), cert }
  }

  /** A request to the public face, which knows nobody. */
  async ask(
    path: string,
    body?: { readonly type: string; readonly bytes: Uint8Array },
  ): Promise<PublicAnswer> {
    const response = await fetch(`${this.unit.public}${path}`, {
      ...(body && {
        method: 'POST',
        body: Buffer.from(body.bytes),
        headers: { 'content-type': body.type },
      }),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    const json = isJson ? (JSON.parse(Buffer.from(bytes).toString('utf8')) as object) : {}
    return { status: response.status, bytes, json }
  }
}
