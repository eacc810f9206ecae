import { randomBytes, X509Certificate } from 'node:crypto'
import { appendFile, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openKey, type PrivateKey } from '#crypto'
import { sure } from '#fault'
import { runCommand, type Told } from '../tour/commands.ts'
import { Connection } from '../tour/connection.ts'
import { type Child, endChild, isReady, startChild } from './child.ts'
import type { Ports } from './places.ts'

/** Somebody of a unit. */
export interface Person {
  readonly id: string
  /** As people read it. */
  readonly name: string
}

/** What a unit of the tour is to be. */
export interface UnitPlan {
  readonly name: string
  readonly domain: string
  readonly founder: Person
  /** Where its files go. */
  readonly folder: string
  readonly ports: Ports
  /** Whether it has no line to others, whose bundles come to it as files. */
  readonly alone?: boolean
}

/**
 * Bundles as short-lived as the configuration lets them be: two minutes, published every minute. Whoever
 * follows the unit asks within half a minute then, and what changed is known while somebody watches.
 */
const bundlePeriodSeconds = 60
const bundleLifetimeSeconds = 120

/** One unit of the tour: a process with a store of its own, and the folders of its people. */
export class Unit {
  readonly plan: UnitPlan
  readonly #environment: Readonly<Record<string, string>>
  readonly #keys = new Map<string, PrivateKey>()
  #node: Child | undefined

  private constructor(plan: UnitPlan) {
    this.plan = plan
    // 160 bits: nobody types it. The keys of one unit of the tour all lie under the same.
    const secret = randomBytes(20).toString('base64url')
    this.#environment = { CHANCERY_PASSPHRASE: secret, CHANCERY_UNIT_PASSPHRASE: secret }
  }

  /** Founds a unit in an empty place, and takes its authority key from there to a safe. */
  static async found(plan: UnitPlan): Promise<Unit> {
    const unit = new Unit(plan)
    const { folder, name, domain, founder, ports } = plan
    const founding = startChild(
      [
        'found',
        ...['--folder', folder, '--name', name, '--domain', domain],
        ...['--founder', founder.id, '--founder-name', founder.name],
        ...['--public-url', unit.publicUrl, '--api-url', unit.apiUrl],
      ],
      unit.#environment,
    )
    if ((await founding.ended) !== 0) throw new Error(`${domain} is not founded: ${founding.printed()}`)
    const periods = `{ periodSeconds: ${bundlePeriodSeconds}, lifetimeSeconds: ${bundleLifetimeSeconds} }`
    const follow = plan.alone ? 'follow: { enabled: false }\n' : ''
    const configuration = `gate: { port: ${ports.gate} }\nbundle: ${periods}\n${follow}`
    await appendFile(join(folder, 'unit', 'chancery.yaml'), configuration)
    await mkdir(join(folder, 'safe'))
    await rename(join(folder, 'unit', 'keys', 'authority.key.json'), unit.authorityKey)
    return unit
  }

  get domain(): string {
    return this.plan.domain
  }

  /** The key that is in no running node. */
  get authorityKey(): string {
    return join(this.plan.folder, 'safe', 'authority.key.json')
  }

  get publicUrl(): string {
    return `http://localhost:${this.plan.ports.public}`
  }

  get apiUrl(): string {
    return `https://localhost:${this.plan.ports.api}`
  }

  /** Where it publishes what it vouches for. */
  get bundleUrl(): string {
    return `${this.apiUrl}/.well-known/chancery-bundle`
  }

  get founder(): string {
    return this.plan.founder.id
  }

  async start(): Promise<void> {
    const { folder, domain } = this.plan
    this.#node = startChild(['start', '--folder', folder], this.#environment)
    await isReady(this.#node, domain, /^OpenAPI .*\n/m)
  }

  /** Stops the node in good order; its exit code. */
  async stop(): Promise<number | undefined> {
    return this.#node && endChild(this.#node)
  }

  personFolder(id: string): string {
    return join(this.plan.folder, 'people', id)
  }

  /** A person's folder for another unit, which a first visit makes. */
  visitFolder(id: string, at: Unit): string {
    return join(this.personFolder(id), 'at', at.domain)
  }

  /** A command as somebody of this unit types it. */
  as(id: string, ...argv: readonly string[]): Promise<Told> {
    return this.command('--as', this.personFolder(id), ...argv)
  }

  /** A command of somebody of this unit at another one, as a visitor. */
  at(unit: Unit, id: string, ...argv: readonly string[]): Promise<Told> {
    return this.as(id, '--at', this.visitFolder(id, unit), ...argv)
  }

  /** A command with the passphrases of this unit. */
  command(...argv: readonly string[]): Promise<Told> {
    return runCommand(argv, this.#environment)
  }

  /** A command that must go through, because the story is about what follows; its output. */
  async must(id: string, ...argv: readonly string[]): Promise<string> {
    return through(`${id} of ${this.domain}`, argv, await this.as(id, ...argv))
  }

  /** What a command prints for machines. */
  async told<T>(id: string, ...argv: readonly string[]): Promise<T> {
    return JSON.parse(await this.must(id, ...argv, '--json')) as T
  }

  /** Registers a person by a request made on their own machine, and puts them into an office. */
  async register({ id, name }: Person, manager: string, office?: string): Promise<void> {
    const own = this.personFolder(id)
    const to = this.publicUrl
    const run = async (...argv: readonly string[]): Promise<string> =>
      through(this.domain, argv, await this.command(...argv))
    await run('key', 'new', '--id', id, '--name', name, '--unit', to, '--out', own)
    const sent = await run('request', 'send', join(own, 'request.pem'), '--to', to, '--json')
    const { request } = JSON.parse(sent) as { readonly request: string }
    const whom = ['--kind', 'person', '--id', id, '--name', name, '--grade', 'medium']
    const seen = ['--evidence', 'identity card seen, presented in person (tour)']
    await this.must(this.founder, 'request', 'attest', '--request', request, ...whom, ...seen)
    await this.must(manager, 'certificate', 'issue', '--request', request, '--kind', 'person')
    const from = ['--from', to, '--api', this.apiUrl, '--authority', await this.thumbprint()]
    await run('request', 'fetch', request, ...from, '--out', own)
    if (office !== undefined) await this.appoint(id, office, manager)
  }

  async appoint(id: string, office: string, manager: string): Promise<void> {
    await this.must(manager, 'person', 'propose', '--person', id, '--office', office)
    await this.must(this.founder, 'person', 'appoint', '--person', id, '--office', office)
  }

  async establish(office: string, title: string, layer = 'execution'): Promise<void> {
    const words = ['--office', office, '--title', title, '--layer', layer]
    await this.must(this.founder, 'office', 'establish', ...words)
  }

  /** Opens a case; its number. */
  async openCase(id: string, procedure: string, ...data: readonly string[]): Promise<string> {
    const pairs = data.flatMap((pair) => ['--data', pair])
    const receipt = await this.told<{
      readonly events: readonly { readonly kind: string; readonly case?: string }[]
    }>(id, 'case', 'open', '--procedure', procedure, ...pairs)
    return receipt.events.find(({ kind }) => kind === 'case-opened')?.case ?? ''
  }

  /** Thumbprint of the authority key it was founded with, by which it is known. */
  async thumbprint(): Promise<string> {
    const file = await readFile(join(this.plan.folder, 'unit', 'unit.json'), 'utf8')
    return (JSON.parse(file) as { readonly unit: string }).unit
  }

  /** PEM of the authority certificate that a person holds to. */
  authorityOf(id: string): Promise<string> {
    return readFile(join(this.personFolder(id), 'authority.pem'), 'utf8')
  }

  certificateFile(id: string): string {
    return join(this.personFolder(id), 'certificate.pem')
  }

  /** Serial of a person's certificate. */
  async serialOf(id: string): Promise<string> {
    return new X509Certificate(await readFile(this.certificateFile(id))).serialNumber.toLowerCase()
  }

  /** The key of a person; it is opened once, because that is made to take its time. */
  async #keyOf(id: string): Promise<PrivateKey> {
    const known = this.#keys.get(id)
    if (known) return known
    const file = await readFile(join(this.personFolder(id), 'key.json'), 'utf8')
    const passphrase = this.#environment['CHANCERY_PASSPHRASE'] ?? ''
    const key = sure(await openKey(file, passphrase), `the key of ${id}`)
    this.#keys.set(id, key)
    return key
  }

  /** A connection of a person of some unit to a service behind this unit's gate. */
  async gateFor(home: Unit, id: string, host: string): Promise<Connection> {
    const authority = await this.authorityOf(this.founder)
    return new Connection({ host, port: this.plan.ports.gate, authority }, await home.credentialsOf(id))
  }

  /** What the API tells the founder at a path. */
  async asked<T>(path: string): Promise<T> {
    const id = this.founder
    const destination = {
      host: 'localhost',
      port: this.plan.ports.api,
      authority: await this.authorityOf(id),
    }
    const connection = new Connection(destination, await this.credentialsOf(id))
    try {
      return (await connection.ask('GET', path)).json as T
    } finally {
      connection.close()
    }
  }

  /** The bundle it publishes now, as anybody gets it. */
  async bundle(): Promise<Uint8Array> {
    const response = await fetch(`${this.publicUrl}/.well-known/chancery-bundle`)
    return new Uint8Array(await response.arrayBuffer())
  }

  async credentialsOf(id: string): Promise<{ readonly key: string; readonly cert: string }> {
    const cert = await readFile(this.certificateFile(id), 'utf8')
    return { key: (await this.#keyOf(id)).tlsPem(), cert }
  }
}

function through(who: string, argv: readonly string[], { code, out, sentence }: Told): string {
  if (code !== 0) throw new Error(`${who} could not \`${argv.join(' ')}\`: ${sentence}`)
  return out
}

/** Clears away what an earlier run left. */
export async function cleared(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
}
