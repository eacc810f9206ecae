import { Command, CommanderError, Option } from 'commander'
import { addActCommand } from './act-commands.ts'
import { addAgreementCommands } from './agreement-commands.ts'
import { addArchiveCommands } from './archive-commands.ts'
import { addAuthorityCommands } from './authority-commands.ts'
import { addBundleCommands, addPeerCommands } from './bundle-commands.ts'
import type { Attach, Context, Given, Work } from './context.ts'
import { type ExitCode, exitCodes } from './exit.ts'
import { type CliFault, exitCodeOf, sentenceOf } from './fault.ts'
import { configureHelp, groupDescriptions, headings, programHelp } from './help.ts'
import { addKeyCommands } from './key-commands.ts'
import { commandWords } from './names.ts'
import { addNodeCommands } from './node-commands.ts'
import type { CommandLinePorts } from './ports.ts'
import { addProcedureCommands } from './procedure-commands.ts'
import { addQueryCommand } from './query-commands.ts'
import { addRecordCommands } from './record-commands.ts'
import { addRequestCommands } from './request-commands.ts'
import { addRightsCommands } from './rights-commands.ts'
import { addSigningCommands } from './signing-commands.ts'
import { addTimestampCommands } from './timestamp-commands.ts'
import { addVisitCommand } from './visit-command.ts'

/** Names the folder to act from where `--as` does not. */
const folderVariable = 'CHANCERY_AS'

/**
 * Runs one command line, without program and script names, and gives the exit code. Writes results to
 * standard output and refusals, one sentence each, to standard error; throws nothing.
 */
export async function runCommandLine(argv: readonly string[], ports: CommandLinePorts): Promise<ExitCode> {
  const outcome: { code: ExitCode; debug: boolean } = { code: exitCodes.ok, debug: argv.includes('--debug') }
  const program = programFor(ports, (code) => {
    outcome.code = code
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return outcome.code
  } catch (error) {
    if (error instanceof CommanderError) return commanderCode(error)
    ports.err(`chancery: this is a bug, please report it: ${bugText(error, outcome.debug)}\n`)
    return exitCodes.bug
  }
}

/** Commander has printed help, version or what is wrong with the command line by itself. */
function commanderCode(error: CommanderError): ExitCode {
  return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
}

function bugText(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return String(error)
  return debug ? (error.stack ?? error.message) : `${error.message} (with \`--debug\` you see where)`
}

function programFor(ports: CommandLinePorts, finish: (code: ExitCode) => void): Command {
  const program = new Command('chancery')
  program
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => ports.out(text),
      writeErr: (text) => ports.err(text),
      outputError: (text) => ports.err(plainError(text)),
    })
    .showSuggestionAfterError()
    .helpCommand(false)
  configureHelp(program)
  programHelp(program)
  addCommonOptions(program)
  const attach: Attach = (command, work) => {
    addCommonOptions(command)
    command.action(async () => {
      const context = contextOf(command, ports)
      finish(await run(work, context, command.args, command.opts(), ports))
    })
  }
  addCommands(program, ports, attach)
  return program
}

/** What commander finds wrong with a command line, in the form of every other refusal. */
function plainError(text: string): string {
  const sentence = text
    .replace(/^error: /, '')
    .replace(/\.?\n$/, '')
    .replace(/\n\(Did you mean (?:one of )?(.*)\?\)/, ": did you mean '$1'?")
    .replaceAll(/'([^']*)'/g, '`$1`')
  return `chancery: ${sentence}\n`
}

async function run(
  work: Work,
  context: Context,
  args: readonly string[],
  given: Given,
  ports: CommandLinePorts,
): Promise<ExitCode> {
  const result = await work(context, args, given)
  if (result.ok) {
    const { value } = result
    const { text, code } = typeof value === 'string' ? { text: value, code: exitCodes.ok } : value
    ports.out(text)
    return code
  }
  ports.err(errorText(result.fault))
  return exitCodeOf(result.fault)
}

function errorText(fault: CliFault): string {
  return `chancery: ${sentenceOf(fault)}\n`
}

function contextOf(command: Command, ports: CommandLinePorts): Context {
  const options: Given = command.optsWithGlobals()
  const as = options['as'] ?? ports.environment[folderVariable]
  return {
    ports,
    ...(typeof as === 'string' && as !== '' ? { as } : {}),
    ...(typeof options['at'] === 'string' ? { at: options['at'] } : {}),
    ...(typeof options['url'] === 'string' ? { url: options['url'] } : {}),
    json: options['json'] === true,
  }
}

function addCommonOptions(command: Command): void {
  command
    .addHelpOption(new Option('-h, --help', 'this help').helpGroup(headings.everywhere))
    .optionsGroup(headings.everywhere)
    .option('--as <folder>', `act from this folder (or \`${folderVariable}\`)`)
    .option('--at <folder>', 'at this unit, as a visitor: the folder with its unit.json and authority.pem')
    .option('--url <url>', 'public address of the unit, where no folder names one')
    .option('--json', 'print JSON')
    .option('--debug', 'show where a bug happened')
}

function addCommands(program: Command, ports: CommandLinePorts, attach: Attach): void {
  const groups = new Map<string, Command>()
  const groupOf = (name: string): Command => {
    const known = groups.get(name)
    if (known) return known
    const group = program
      .command(name)
      .description(groupDescriptions[name] ?? name)
      .helpCommand(false)
    group.helpGroup(name in groupDescriptions ? headings.mine : headings.acts)
    groups.set(name, group)
    return group
  }
  program.commandsGroup(headings.node)
  addNodeCommands(program, attach)
  program.commandsGroup(headings.documents)
  addSigningCommands(program, attach)
  addKeyCommands(groupOf('key'), attach)
  addRequestCommands(groupOf('request'), attach)
  addRecordCommands(groupOf('record'), attach)
  addTimestampCommands(groupOf('timestamp'), attach)
  addArchiveCommands(groupOf('timestamp'), attach)
  addProcedureCommands(groupOf('procedure'), attach)
  addVisitCommand(groupOf('visit'), attach)
  addAgreementCommands(groupOf('agreement'), attach)
  addAuthorityCommands(groupOf('authority'), attach)
  addBundleCommands(groupOf('bundle'), attach)
  addPeerCommands(groupOf('peer'), attach)
  addRightsCommands(groupOf('rights'), attach)
  for (const definition of ports.acts) {
    // What the node or the authority key alone can do is no command of anybody's.
    if (definition.actor) continue
    addActCommand(commandFor(groupOf, definition.name), definition, attach)
  }
  for (const definition of ports.queries) {
    addQueryCommand(commandFor(groupOf, definition.name), definition, attach)
  }
}

function commandFor(groupOf: (name: string) => Command, name: string): Command {
  const [groupName, commandName] = commandWords(name)
  const group = groupOf(groupName)
  if (group.commands.some((command) => command.name() === commandName)) {
    throw new Error(`bug: two commands are called \`${groupName} ${commandName}\``)
  }
  return group.command(commandName)
}
