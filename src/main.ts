import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { nodeQuestions, problemOf } from '#api'
import {
  askHidden,
  askShown,
  type CommandLinePorts,
  type Founded,
  type FoundOptions,
  runCommandLine,
  type Started,
  type StartOptions,
  unitPassphraseVariable,
} from '#cli'
import { systemClock } from '#clock'
import { PublicKeyCache, systemRandom } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import {
  configurationFile,
  constitution,
  foundUnit,
  openRecordCopy,
  readConfiguration,
  readOrMissing,
  startNode,
  tellNodeFault,
  unitOf,
} from '#node'
import { RecordVerifier, type Refusal } from '#unit'
import { type ListeningPorts, Sample } from '../examples/sample/sample.ts'

const environment = { ...process.env }
const argv = process.argv.slice(2)
const ports: CommandLinePorts = {
  acts: constitution.acts,
  queries: [...constitution.queries, ...nodeQuestions],
  slices: constitution.slices,
  clock: systemClock,
  random: systemRandom,
  environment,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  askSecret: (question) => askHidden(process.stdin, process.stderr, question),
  ask: (question) => askShown(process.stdin, process.stderr, question),
  wait: (milliseconds) => wait(milliseconds),
  found,
  start,
  openStore: openRecordCopy,
  recordVerifier: () => new RecordVerifier(constitution, new PublicKeyCache(), unitOf),
  explain,
}
const sample = new Sample(ports, (line) => ports.out(`${line}\n`))

// Whoever reads the output may have seen enough (`chancery --help | head`).
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
}
await prepareStart()
process.exitCode = await runCommandLine(argv, ports)

/**
 * `start` without more founds the sample the first time, and takes a passphrase that lies beside the unit.
 */
async function prepareStart(): Promise<void> {
  if (argv[0] !== 'start' || argv.includes('--help') || argv.includes('-h')) return
  if (argv.length === 1) await sample.foundOnce()
  const place = argv.indexOf('--folder')
  const folder = place < 0 ? 'var' : (argv[place + 1] ?? 'var')
  const kept = await readOrMissing(join(folder, 'unit', 'passphrase'))
  const handed = environment['CREDENTIALS_DIRECTORY']
  const given = kept ?? (handed ? await readOrMissing(join(handed, 'unit-passphrase')) : undefined)
  if (given !== undefined) environment[unitPassphraseVariable] ??= given.trimEnd()
}

async function found(options: FoundOptions): Promise<Result<Founded, Refusal>> {
  const { folder } = options
  const founded = await foundUnit(
    { ...options, folder: join(folder, 'unit'), configuration: firstConfiguration(options) },
    systemClock,
    systemRandom,
  )
  if (!founded.ok) return founded
  return accept({
    lines: [
      `founded \`${options.name}\` (${options.domain}) in ${founded.value.folder}`,
      `its keys lie sealed in ${join(founded.value.folder, 'keys')}: take authority.key.json to a safe place`,
      `your own key and certificate lie in ${founded.value.founderFolder}`,
      `next: chancery start --folder ${folder}`,
    ],
  })
}

/** The node listens where the addresses of the founding say, until `chancery.yaml` is changed. */
function firstConfiguration({ apiUrl, publicUrl }: FoundOptions): string {
  // What is no address is refused by the founding itself, with its reason.
  const api = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined
  const open = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined
  const port = (name: string, url: URL | undefined): string =>
    url?.port ? `${name}: { port: ${url.port} }\n` : ''
  const ports = port('api', api) + port('public', open)
  const names = new Set(['localhost', api?.hostname ?? 'localhost'])
  const rest = `names: [${[...names].join(', ')}]\nlogFile: chancery.log\n`
  return `# every key has a default: see docs/configuration.md\n${rest}${ports}`
}

async function start(options: StartOptions): Promise<Result<Started, Refusal>> {
  const unitFolder = join(options.folder, 'unit')
  const path = options.configuration ?? join(unitFolder, configurationFile)
  const configuration = await readConfiguration(resolve(path), resolve(unitFolder))
  if (!configuration.ok) {
    const missing = configuration.fault.kind === 'configuration-missing' && !options.configuration
    return missing ? refuse({ kind: 'unit-missing', folder: unitFolder } as Refusal) : configuration
  }
  const node = await startNode(configuration.value, options.unitPassphrase, systemClock, systemRandom)
  if (!node.ok) return node
  const { gate, api } = node.value
  const stop = async (): Promise<void> => {
    await sample.stop()
    await node.value.stop()
  }
  const ended = new Promise<undefined>((resolveEnd) => {
    const end = (): void => void stop().then(() => resolveEnd(undefined))
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end)
  })
  const addresses = { gate: gate.address.port, api: api.apiAddress.port, public: api.publicAddress.port }
  const more = await serveSample(options.folder, addresses, stop)
  return accept({
    lines: [
      `gate      https://localhost:${addresses.gate}`,
      `API       https://localhost:${addresses.api}`,
      `console   https://localhost:${addresses.api}/console/ (the pages for a browser)`,
      `public    http://localhost:${addresses.public} (lists, checkpoints, tiles, time-stamps)`,
      `verify    http://localhost:${addresses.public}/verify (is this document really signed?)`,
      `OpenAPI   http://localhost:${addresses.public}/openapi`,
      ...more,
    ],
    ended,
  })
}

/** What is printed beside the addresses; a sample that cannot be filled takes its node down with it. */
async function serveSample(
  folder: string,
  listening: ListeningPorts,
  stop: () => Promise<void>,
): Promise<readonly string[]> {
  if (!(await sample.isAt(folder))) return ['next: chancery --help']
  try {
    return await sample.serve(listening)
  } catch (error) {
    await stop()
    throw error
  }
}

/** The one sentence for a refusal. */
function explain(refusal: Refusal): string {
  return problemOf(refusal)?.detail ?? tellNodeFault(refusal) ?? `refused: ${refusal.kind}`
}
