import type { Command } from 'commander'
import { procedureTextProblem } from '#api'
import { accept, refuse } from '#fault'
import { parseProcedure } from '#task'
import { type Attach, jsonText } from './context.ts'
import { exitCodes } from './exit.ts'
import { readText } from './files.ts'

/** `procedure check`: what a procedure's text says before anybody adopts it. */
export function addProcedureCommands(group: Command, attach: Attach): void {
  const check = group
    .command('check <file>')
    .description('read a procedure and say what is wrong, by line, column and key')
  attach(check, async (context, [path = '']) => {
    const text = readText(path)
    if (!text.ok) return text
    const procedure = parseProcedure(text.value)
    if (procedure.ok) {
      const { name, steps } = procedure.value.procedure
      if (context.json) return accept(jsonText({ procedure: name, steps: steps.map(({ id }) => id) }))
      return accept(`\`${name}\` is sound: ${steps.length} steps, ${steps.map(({ id }) => id).join(', ')}\n`)
    }
    const lines = procedure.fault.map((fault) => {
      const { line, column, key } = fault
      return `${path}:${line}:${column} ${key === '' ? '' : `${key}: `}${procedureTextProblem(fault)}`
    })
    return refuse({ kind: 'told', sentence: lines.join('\n'), code: exitCodes.refused })
  })
}
