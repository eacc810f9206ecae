import type { Command } from 'commander'
import { z } from 'zod'
import { bpmnProblem, bpmnRemark, procedureTextProblem } from '#api'
import { readBpmn, writeBpmn, xmlBytesMax } from '#bpmn'
import { fromUtf8 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { type Procedure, type ProcedureTextFault, parseProcedure } from '#task'
import { formAnswerTo } from './answer.ts'
import { type Attach, type Context, jsonText, textGiven, withPublic } from './context.ts'
import { exitCodes } from './exit.ts'
import type { CliFault } from './fault.ts'
import { readText, readWhole, writeNew } from './files.ts'
import { requestPath } from './query-commands.ts'

/** Procedures as files: their texts before anybody adopts them, and as diagrams of BPMN 2.0. */
export function addProcedureCommands(group: Command, attach: Attach): void {
  addCheck(group, attach)
  addImport(group, attach)
  addExport(group, attach)
}

/** `procedure check`: what a procedure's text says before anybody adopts it. */
function addCheck(group: Command, attach: Attach): void {
  const check = group
    .command('check <file>')
    .description('read a procedure and say what is wrong, by line, column and key')
  attach(check, async (context, [path = '']) => {
    const procedure = procedureIn(path)
    if (!procedure.ok) return procedure
    const { name, steps } = procedure.value
    if (context.json) return accept(jsonText({ procedure: name, steps: steps.map(({ id }) => id) }))
    return accept(`\`${name}\` is sound: ${steps.length} steps, ${steps.map(({ id }) => id).join(', ')}\n`)
  })
}

/** `procedure import`: a diagram as the text of a procedure. */
function addImport(group: Command, attach: Attach): void {
  const command = group
    .command('import <file>')
    .description(
      'read a BPMN 2.0 diagram and write it as a procedure, or say which elements no procedure can say',
    )
    .option('-o, --output <file>', 'where to write the text, instead of printing it')
  attach(command, async (context, [path = ''], given) => {
    const bytes = readWhole(path, xmlBytesMax)
    if (!bytes.ok) return bytes
    const xml = fromUtf8(bytes.value)
    if (!xml.ok) return refuse({ kind: 'file-malformed', path, problem: 'it is not UTF-8' })
    const read = await readBpmn(xml.value)
    if (!read.ok) return told(read.fault.map((fault) => `${path}: ${bpmnProblem(fault)}`))
    const { text, notes } = read.value
    for (const note of notes) context.ports.err(`chancery: ${bpmnRemark(note)}\n`)
    return delivered(text, textGiven(given, 'output'))
  })
}

/** `procedure export`: a procedure as a diagram. */
function addExport(group: Command, attach: Attach): void {
  const command = group
    .command('export [name]')
    .description('write a procedure of the unit, or one in a file, as a BPMN 2.0 diagram for any modeller')
    .option('--file <file>', 'the text of the procedure, instead of the name of one that is adopted')
    .option('-o, --output <file>', 'where to write the diagram, instead of printing it')
  attach(command, async (context, [name], given) => {
    const file = textGiven(given, 'file')
    if ((name === undefined) === (file === undefined)) {
      return refuse({ kind: 'usage', problem: 'name a procedure of the unit, or a file by `--file`' })
    }
    const procedure = file === undefined ? await procedureOf(context, name ?? '') : procedureIn(file)
    if (!procedure.ok) return procedure
    return delivered(await writeBpmn(procedure.value), textGiven(given, 'output'))
  })
}

function procedureIn(path: string): Result<Procedure, CliFault> {
  const text = readText(path)
  return text.ok ? soundProcedure(path, text.value) : text
}

const shownForm = z.object({ text: z.string() })

async function procedureOf(context: Context, name: string): Promise<Result<Procedure, CliFault>> {
  const shown = await withPublic(context, (caller) =>
    formAnswerTo(caller, { method: 'GET', path: requestPath('/procedures/:name', { name }) }, shownForm),
  )
  return shown.ok ? soundProcedure(name, shown.value.text) : shown
}

function soundProcedure(origin: string, text: string): Result<Procedure, CliFault> {
  const parsed = parseProcedure(text)
  if (parsed.ok) return accept(parsed.value.procedure)
  return told(parsed.fault.map((fault) => `${origin}:${textProblem(fault)}`))
}

function textProblem(fault: ProcedureTextFault): string {
  const { line, column, key } = fault
  return `${line}:${column} ${key === '' ? '' : `${key}: `}${procedureTextProblem(fault)}`
}

function told(lines: readonly string[]): Result<never, CliFault> {
  return refuse({ kind: 'told', sentence: lines.join('\n'), code: exitCodes.refused })
}

/** Prints a text, or writes it into a file that does not stand yet. */
function delivered(text: string, path: string | undefined): Result<string, CliFault> {
  if (path === undefined) return accept(text)
  const written = writeNew(path, text)
  return written.ok ? accept(`wrote \`${path}\`\n`) : written
}
