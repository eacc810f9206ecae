import { type ChildProcess, spawn } from 'node:child_process'
import { hash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CommandLinePorts, runCommandLine } from '#cli'
import { certain } from '#fault'
import { type Marker, readMarker, type SamplePorts, samplePorts, writeMarker } from './marker.ts'
import { founder, offices, registry, staff } from './staff.ts'

/** Where the sample lies; the program's default folder. */
const folder = 'var'
const domain = 'permits.example'
const registryScript = fileURLToPath(new URL('../permit-registry/main.ts', import.meta.url))
const procedureFile = fileURLToPath(new URL('../permit-registry/building-permit.yaml', import.meta.url))
const serviceFile = fileURLToPath(new URL('../permit-registry/service.json', import.meta.url))

/** What the registrar of the sample saw. */
const evidence = {
  person: 'identity card seen, presented in person (sample)',
  service: 'its key brought by the operator in person (sample)',
} as const

/** Whom or what the sample registers. */
interface Applicant {
  readonly kind: keyof typeof evidence
  readonly id: string
  readonly name: string
}

/** The ports where the node listens. */
export type ListeningPorts = Omit<SamplePorts, 'registry'>

/**
 * The sample unit: a permit office of ten people and one service. It is founded and filled by the very
 * commands that a person would type, each signed with the key of whoever it says.
 */
export class Sample {
  readonly #ports: CommandLinePorts
  readonly #say: (line: string) => void
  #registry: ChildProcess | undefined
  #stopped = false

  constructor(ports: CommandLinePorts, say: (line: string) => void) {
    this.#ports = ports
    this.#say = say
  }

  /** Founds the sample when nothing has been founded where it lies. */
  async foundOnce(): Promise<void> {
    if (await this.#stands()) return
    this.#say('founding a sample unit in var/: keys, ten people, offices and a permit service, some seconds')
    const unitPassphrase = passphrase()
    const founderPassphrase = passphrase()
    const ports = samplePorts(this.#ports.environment)
    await this.#command(
      [
        'found',
        ...['--name', '示范市建设局 Sample City Permit Office', '--domain', domain],
        ...['--founder', founder.id, '--founder-name', founder.name, '--folder', folder],
        ...['--public-url', publicUrl(ports), '--api-url', apiUrl(ports)],
      ],
      { CHANCERY_UNIT_PASSPHRASE: unitPassphrase, CHANCERY_PASSPHRASE: founderPassphrase },
    )
    await writeFile(join(folder, 'unit', 'passphrase'), `${unitPassphrase}\n`, { mode: 0o600 })
    await writeFile(join(personFolder(founder.id), 'passphrase'), `${founderPassphrase}\n`, { mode: 0o600 })
    await appendFile(join(folder, 'unit', 'chancery.yaml'), `gate: { port: ${ports.gate} }\n`)
    await writeMarker(folder, { complete: false, ports })
  }

  /** Whether a unit lies there; a sample that was interrupted while it was being filled is cleared away. */
  async #stands(): Promise<boolean> {
    const marker = await readMarker(folder)
    if (!marker) return existsSync(join(folder, 'unit'))
    if (marker.complete) return true
    this.#say('the sample was interrupted while it was being made: making it anew')
    for (const part of ['unit', 'people', 'permits'])
      await rm(join(folder, part), { recursive: true, force: true })
    return false
  }

  /** Whether a folder holds the sample. */
  async isAt(place: string): Promise<boolean> {
    return place === folder && (await readMarker(folder)) !== undefined
  }

  /** Starts the permit service and does what is left of filling the unit; the lines to print. */
  async serve(listening: ListeningPorts): Promise<readonly string[]> {
    const marker = certain(await readMarker(folder), 'what the sample says of itself')
    const ports = { ...marker.ports, ...listening }
    this.#startRegistry(ports)
    if (!marker.complete && !(await this.#fill(marker, ports)))
      return ['stopped while the sample was being made; the next start makes it anew']
    return [
      `service   https://permits.localhost:${ports.gate} (the permit registry, behind the gate)`,
      `people    var/people/*: the keys and, this being a sample, their passphrases lie there in the open,`,
      `          and so does the unit's own in var/unit/passphrase`,
      'next: in another terminal `npm run tour`, or `./chancery --as var/people/gao.yan identity show`',
    ]
  }

  /** Whether it came to the end. */
  async #fill(marker: Marker, ports: SamplePorts): Promise<boolean> {
    for (const deed of this.#deeds(ports)) {
      if (this.#stopped) return false
      await deed()
    }
    await writeMarker(folder, { ...marker, complete: true })
    return true
  }

  async stop(): Promise<void> {
    this.#stopped = true
    const registry = this.#registry
    if (!registry || registry.exitCode !== null) return
    const ended = new Promise((resolve) => registry.once('exit', resolve))
    registry.kill('SIGTERM')
    await ended
  }

  #startRegistry(ports: SamplePorts): void {
    const audience = `spiffe://${domain}/service/permits`
    const keys = `${publicUrl(ports)}/.well-known/jwks.json`
    const options = ['--port', String(ports.registry), '--folder', join(folder, 'permits')]
    const script = [registryScript, ...options, '--keys', keys, '--audience', audience]
    this.#registry = spawn(process.execPath, script, { stdio: ['ignore', 'ignore', 'inherit'] })
  }

  /** What fills the unit, in order; the office of the founder is filled last, so that she can begin alone. */
  #deeds(ports: SamplePorts): readonly (() => Promise<void>)[] {
    const as = async (id: string, ...argv: string[]): Promise<void> => {
      await this.#command(['--as', personFolder(id), ...argv])
    }
    const lin = founder.id
    const establish = offices.map(({ office, title, layer }) => {
      return () => as(lin, 'office', 'establish', '--office', office, '--title', title, '--layer', layer)
    })
    const people = staff.map(({ id, name, offices: held }, place) => async (): Promise<void> => {
      // Until an office is filled the founder stands in for it; once the first two are, they do the work.
      const registrar = place < 1 ? lin : 'wu.tao'
      const manager = place < 2 ? lin : 'zhao.min'
      await this.#register({ id, name, kind: 'person' }, registrar, manager, ports)
      for (const office of held) {
        await as(manager, 'person', 'propose', '--person', id, '--office', office)
        await as(lin, 'person', 'appoint', '--person', id, '--office', office)
      }
    })
    const name = ['--name', 'building-permit']
    const upstream = ['--upstream', `tcp://127.0.0.1:${ports.registry}`]
    const chief = ['--person', lin, '--office', 'chief-information-officer']
    return [
      ...establish,
      ...people,
      () => as('zhao.min', 'person', 'propose', ...chief),
      () => as(lin, 'person', 'appoint', ...chief),
      () => as('zhao.min', 'procedure', 'draft', ...name, '--text', `@${procedureFile}`),
      async () => as(lin, 'procedure', 'adopt', ...name, '--digest', await digestOf(procedureFile)),
      () => as('ma.jun', 'service', 'propose', '--input', serviceFile, ...upstream),
      () => as('zhao.min', 'service', 'publish', '--service', 'permits'),
      () => this.#register({ ...registry, kind: 'service' }, 'ma.jun', 'zhao.min', ports),
    ]
  }

  async #register(
    { id, name, kind }: Applicant,
    registrar: string,
    manager: string,
    ports: SamplePorts,
  ): Promise<void> {
    const own = personFolder(id)
    const secret = passphrase()
    const url = publicUrl(ports)
    const whose = ['--kind', kind, '--id', id, '--name', name]
    await this.#command(['key', 'new', ...whose, '--unit', url, '--out', own], {
      CHANCERY_PASSPHRASE: secret,
    })
    await writeFile(join(own, 'passphrase'), `${secret}\n`, { mode: 0o600 })
    const sent = await this.#command(['request', 'send', join(own, 'request.pem'), '--to', url, '--json'])
    const { request } = JSON.parse(sent) as { readonly request: string }
    const whom = [...whose, '--evidence', evidence[kind], '--grade', 'medium']
    await this.#command(['--as', personFolder(registrar), 'request', 'attest', '--request', request, ...whom])
    const which = ['--request', request, '--kind', kind]
    await this.#command(['--as', personFolder(manager), 'certificate', 'issue', ...which])
    const authority = JSON.parse(await readFile(join(folder, 'unit', 'unit.json'), 'utf8')) as {
      unit: string
    }
    const from = ['--from', url, '--api', apiUrl(ports), '--authority', authority.unit]
    await this.#command(['request', 'fetch', request, ...from, '--out', own])
  }

  /** Runs one command; what it printed. A command that is refused here is a bug of the sample. */
  async #command(
    argv: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    let printed = ''
    let complaint = ''
    const code = await runCommandLine(argv, {
      ...this.#ports,
      environment,
      out: (text) => {
        printed += text
      },
      err: (text) => {
        complaint += text
      },
    })
    if (code !== 0 && !this.#stopped)
      throw new Error(`the sample could not \`${argv.join(' ')}\`: ${complaint}`)
    return printed
  }
}

async function digestOf(path: string): Promise<string> {
  return hash('sha256', await readFile(path), 'hex')
}

function publicUrl({ public: port }: SamplePorts): string {
  return `http://localhost:${port}`
}

function apiUrl({ api: port }: SamplePorts): string {
  return `https://localhost:${port}`
}

function personFolder(id: string): string {
  return join(folder, 'people', id)
}

/** 160 bits: nobody types it, it only has to be as strong as the key it seals. */
function passphrase(): string {
  return randomBytes(20).toString('base64url')
}
