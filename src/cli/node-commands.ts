import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { accept, type Result, refuse } from '#fault'
import { foundingSuites } from '#founding'
import { formAnswerTo } from './answer.ts'
import {
  type Attach,
  type Context,
  defaultApiAddress,
  defaultPublicAddress,
  type Given,
  jsonText,
  textGiven,
  withPublic,
} from './context.ts'
import { exitCodes } from './exit.ts'
import type { CliFault } from './fault.ts'
import { knownSecret, newSecret, passphraseVariable, unitPassphraseVariable } from './secret.ts'
import { answerText } from './text-table.ts'

/** Where a unit's files lie unless told otherwise. */
const folderByDefault = 'var'

const healthForm = z.object({ status: z.literal('ok'), entries: z.int() })

/** The commands that make, start and look after a node. */
export function addNodeCommands(program: Command, attach: Attach): void {
  addFound(program, attach)
  addStart(program, attach)
  const status = program.command('status').description('whether the node serves acts')
  attach(status, async (context) => {
    const health = await withPublic(context, (caller) => {
      return formAnswerTo(caller, { method: 'GET', path: '/health' }, healthForm)
    })
    if (!health.ok) return health
    return accept(context.json ? jsonText(health.value) : answerText(health.value))
  })
}

function addFound(program: Command, attach: Attach): void {
  const found = program
    .command('found')
    .description('found a unit: its keys, its founder, the first entries of its record')
    .requiredOption('--name <text>', 'the unit’s name, in any script')
    .requiredOption('--domain <domain>', 'its DNS domain, which is the trust domain of all its names')
    .addOption(new Option('--suite <name>', 'what its keys are made with').choices([...foundingSuites]))
    .requiredOption('--founder <identifier>', 'the founder, as `li.wei`')
    .requiredOption('--founder-name <text>', 'the founder’s full name')
    .option('--founder-folder <folder>', 'where the founder’s key goes; beside the unit’s when not given')
    .option('--public-url <url>', 'public address, which stands in every certificate', defaultPublicAddress)
    .option('--api-url <url>', 'address of the API', defaultApiAddress)
    .option('--folder <folder>', 'where the files go', folderByDefault)
  attach(found, foundUnit)
}

/** What a unit's keys are made with unless told otherwise: what every verifier of X.509 knows. */
const unitSuiteByDefault = 'ecdsa-p256-sha256'

async function foundUnit(
  { ports }: Context,
  _args: readonly string[],
  given: Given,
): Promise<Result<string, CliFault>> {
  const text = (attribute: string): string => textGiven(given, attribute) ?? ''
  const unitPassphrase = await newSecret(ports, unitPassphraseVariable, 'passphrase of the unit’s keys')
  if (!unitPassphrase.ok) return unitPassphrase
  const founderPassphrase = await newSecret(ports, passphraseVariable, 'passphrase of the founder’s key')
  if (!founderPassphrase.ok) return founderPassphrase
  const founded = await ports.found({
    folder: text('folder'),
    name: text('name'),
    domain: text('domain'),
    suite: textGiven(given, 'suite') ?? unitSuiteByDefault,
    founder: { id: text('founder'), name: text('founderName') },
    founderFolder: textGiven(given, 'founderFolder') ?? join(text('folder'), 'people', text('founder')),
    publicUrl: text('publicUrl'),
    apiUrl: text('apiUrl'),
    unitPassphrase: unitPassphrase.value,
    founderPassphrase: founderPassphrase.value,
  })
  if (founded.ok) return accept(founded.value.lines.map((line) => `${line}\n`).join(''))
  return refuse({ kind: 'told', sentence: ports.explain(founded.fault), code: exitCodes.refused })
}

const startHelp = `
Without options it starts the sample unit in var/, and founds it the first time.

A unit of your own:
  chancery found --name "City of Example" --domain city.example --founder li.wei --founder-name "Li Wei" \\
    --folder /var/lib/chancery      # asks for two passphrases: the unit's keys, the founder's key
  chancery start --folder /var/lib/chancery
  chancery --as /var/lib/chancery/people/li.wei procedure list
(from a checkout: ./chancery instead of chancery)`

function addStart(program: Command, attach: Attach): void {
  const start = program
    .command('start')
    .description('start the node: gate, API and public address; SIGTERM stops it in good order')
    .option('--folder <folder>', 'where the unit’s files lie', folderByDefault)
    .option('--configuration <file>', 'the configuration file, when it is not the folder’s own')
    .addHelpText('after', startHelp)
  attach(start, async ({ ports }, _args, given) => {
    const unitPassphrase = await knownSecret(ports, unitPassphraseVariable, 'passphrase of the unit’s keys')
    if (!unitPassphrase.ok) return unitPassphrase
    const configuration = textGiven(given, 'configuration')
    const started = await ports.start({
      folder: textGiven(given, 'folder') ?? folderByDefault,
      ...(configuration === undefined ? {} : { configuration }),
      unitPassphrase: unitPassphrase.value,
    })
    if (!started.ok)
      return refuse({ kind: 'told', sentence: ports.explain(started.fault), code: exitCodes.refused })
    ports.out(started.value.lines.map((line) => `${line}\n`).join(''))
    const why = await started.value.ended
    return why ? refuse({ kind: 'told', sentence: ports.explain(why), code: exitCodes.refused }) : accept('')
  })
}
