import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'

/** Asks a question at a terminal; `undefined` as `askHidden` gives it. */
export function askShown(
  input: ReadStream,
  output: WriteStream,
  question: string,
): Promise<string | undefined> {
  return ask(input, output, question, output)
}

/**
 * Asks a question at a terminal and does not show what is typed. `undefined` when there is no terminal, or
 * when whoever sits there leaves by Ctrl-C or Ctrl-D.
 */
export async function askHidden(
  input: ReadStream,
  output: WriteStream,
  question: string,
): Promise<string | undefined> {
  // The line editor echoes into a sink; the question is written past it.
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() })
  const answer = await ask(input, output, question, sink)
  if (input.isTTY && output.isTTY) output.write('\n')
  return answer
}

async function ask(
  input: ReadStream,
  output: WriteStream,
  question: string,
  echo: Writable,
): Promise<string | undefined> {
  if (!input.isTTY || !output.isTTY) return undefined
  const editor = createInterface({ input, output: echo, terminal: true, historySize: 0 })
  if (echo !== output) output.write(question)
  const left = new Promise<undefined>((resolve) => {
    editor.once('close', () => resolve(undefined))
    editor.once('SIGINT', () => editor.close())
  })
  try {
    return await Promise.race([editor.question(echo === output ? question : ''), left])
  } finally {
    editor.close()
  }
}
