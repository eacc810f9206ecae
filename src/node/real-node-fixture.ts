import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { nodeQuestions } from '#api'
import { type CommandLinePorts, type ExitCode, runCommandLine } from '#cli'
import { type Clock, systemClock } from '#clock'
import { openKey, type PrivateKey, PublicKeyCache, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import { type Receipt, RecordVerifier } from '#unit'
import { allFromPem, type Certificate, parseCertificate } from '#x509'
import type { Recognising } from './bundles-fixture.ts'
import { configurationFile, readConfiguration } from './configuration.ts'
import { constitution, unitOf } from './constitution.ts'
import { openRecordCopy } from './copy.ts'
import { foundUnit } from './found.ts'
import { signAct } from './sign.ts'
import { type RunningNode, startNode } from './start.ts'

const passphrase = 'a passphrase of the tests'

/** For tests: the machine's clock, which can be put forward for all nodes at once. */
export type ForwardClock = Clock & { ahead: number }

export function forwardClock(): ForwardClock {
  const clock: ForwardClock = { ahead: 0, now: () => systemClock.now() + clock.ahead }
  return clock
}

/** For tests: a unit founded in a folder, with its node serving on free ports. */
export interface RealNode extends Recognising {
  readonly node: RunningNode
  readonly domain: string
  readonly founder: Certificate
  /** Where it publishes. */
  readonly url: string
  /** Address of the plain listener. */
  readonly public: string
  readonly store: string
  /** Runs a command line as the founder. */
  command(...argv: readonly string[]): Promise<CommandOutcome>
}

/** What a command line came to. */
export interface CommandOutcome {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

export async function realNode(folder: string, domain: string, clock: ForwardClock): Promise<RealNode> {
  const [unitFolder, founderFolder] = [join(folder, domain), join(folder, `${domain}-fay`)]
  const listeners = ['gate', 'api', 'public'].map((name) => `${name}: { port: 0 }\n`).join('')
  const wish = {
    ...{ folder: unitFolder, founderFolder, name: domain, domain, suite: 'ecdsa-p256-sha256' },
    ...{ publicUrl: `http://${domain}`, apiUrl: `https://${domain}`, founder: { id: 'fay', name: 'Fay' } },
    ...{ unitPassphrase: passphrase, founderPassphrase: passphrase },
    configuration: `log: silent\n${listeners}`,
  }
  const { unit } = sure(await foundUnit(wish, clock, systemRandom), 'the founding')
  const configured = await readConfiguration(join(unitFolder, configurationFile), unitFolder)
  const configuration = sure(configured, 'its configuration')
  const node = sure(await startNode(configuration, passphrase, clock, systemRandom), 'its node')
  const addresses = {
    api: `https://localhost:${node.api.apiAddress.port}`,
    public: `http://localhost:${node.api.publicAddress.port}`,
  }
  const unitFile = join(founderFolder, 'unit.json')
  const facts = JSON.parse(await readFile(unitFile, 'utf8')) as object
  await writeFile(unitFile, JSON.stringify({ ...facts, ...addresses }))
  const keys = {
    founder: await keyIn(join(founderFolder, 'key.json')),
    authority: await keyIn(join(unitFolder, 'keys', 'authority.key.json')),
  }
  return {
    ...{ node, domain, clock, opened: { unit: node.unit } },
    fake: { keys, authority: await certificateIn(join(unitFolder, 'authority.pem')) },
    founder: await certificateIn(join(founderFolder, 'certificate.pem')),
    url: `${addresses.api}/.well-known/chancery-bundle`,
    public: addresses.public,
    store: configuration.store,
    async does(signer, act, input) {
      const signed = signAct({ act, input, unit, signer, time: clock.now(), random: systemRandom })
      return sure<Receipt>(await node.unit.submit(signed), act).events as never
    },
    command: (...argv) => commandRun(argv, founderFolder, clock),
  }
}

async function keyIn(path: string): Promise<PrivateKey> {
  return sure(await openKey(await readFile(path, 'utf8'), passphrase), 'a key')
}

/** The first certificate of a file. */
async function certificateIn(path: string): Promise<Certificate> {
  const [der] = sure(allFromPem(await readFile(path, 'utf8'), 'CERTIFICATE'), 'PEM')
  return sure(parseCertificate(certain(der, 'a certificate')), 'a certificate')
}

async function commandRun(argv: readonly string[], as: string, clock: Clock): Promise<CommandOutcome> {
  const said = { out: '', err: '' }
  const unused = (): never => {
    throw new Error('bug: this command founds and starts nothing')
  }
  const ports: CommandLinePorts = {
    ...{
      acts: constitution.acts,
      queries: [...constitution.queries, ...nodeQuestions],
      slices: constitution.slices,
    },
    ...{ clock, random: systemRandom, found: unused, start: unused, openStore: openRecordCopy },
    environment: { CHANCERY_AS: as, CHANCERY_PASSPHRASE: passphrase },
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
    askSecret: () => Promise.resolve(undefined),
    ask: () => Promise.resolve(undefined),
    wait,
    recordVerifier: () => new RecordVerifier(constitution, new PublicKeyCache(), unitOf),
    explain: ({ kind }) => kind,
  }
  const code = await runCommandLine(argv, ports)
  return { code, ...said }
}
