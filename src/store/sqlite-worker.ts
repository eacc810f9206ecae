import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { accept, certain, type Result, refuse } from '#fault'
import { openDatabase } from './database.ts'
import { HeadsFile, readHeads } from './heads.ts'
import { appendAll, behind, operations, type Tables, tablesOf } from './operations.ts'
import type {
  OperationName,
  Operations,
  Question,
  QuestionOf,
  StoreFault,
  WorkerTask,
  WorkerWord,
} from './protocol.ts'

// The thread that owns the database file, so that waiting for the disk holds up nothing else. Appends that
// arrived while it was busy become durable together.

/** Appends made durable together: more would make the first wait long for the last. */
const togetherMax = 64

start(certain(parentPort, 'the port of the store worker'), workerData as WorkerTask)

function start(port: MessagePort, task: WorkerTask): void {
  const opened = openTables(task)
  say(port, { kind: 'opened', fault: opened.ok ? undefined : opened.fault })
  if (!opened.ok) return port.close()
  const tables = opened.value
  port.on('message', (first: Question) => {
    const waiting = [first, ...arrived(port)]
    while (waiting.length > 0) {
      const appends = leadingAppends(waiting)
      if (appends.length > 1) answerAppends(port, tables, waiting.splice(0, appends.length), appends)
      else answer(port, tables, certain(waiting.shift(), 'a question'))
    }
  })
}

/** The database, if it is as far as its heads say. */
function openTables(task: WorkerTask): Result<Tables, StoreFault> {
  const opened = openDatabase(task)
  if (!opened.ok) return opened
  const short = behind(tablesOf(opened.value), readHeads(task.path))
  if (!short)
    return accept(tablesOf(opened.value, task.mode === 'store' ? new HeadsFile(task.path) : undefined))
  opened.value.close()
  return refuse({ kind: 'store-behind', path: task.path, ...short })
}

function arrived(port: MessagePort): Question[] {
  const questions: Question[] = []
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    questions.push(next.message as Question)
  }
  return questions
}

function leadingAppends(waiting: readonly Question[]): readonly Operations['append']['ask'][] {
  const appends: Operations['append']['ask'][] = []
  for (const question of waiting) {
    if (question.kind !== 'append' || appends.length === togetherMax) break
    appends.push(question.ask)
  }
  return appends
}

function answerAppends(
  port: MessagePort,
  tables: Tables,
  questions: readonly Question[],
  appends: readonly Operations['append']['ask'][],
): void {
  try {
    const answers = appendAll(tables, appends)
    questions.forEach(({ number }, i) => say(port, { kind: 'answer', number, answer: answers[i] }))
  } catch (error) {
    for (const { number } of questions) say(port, failure(number, error))
  }
}

function answer(port: MessagePort, tables: Tables, question: Question): void {
  const { number, kind } = question
  try {
    const value = perform(tables, question)
    say(port, { kind: 'answer', number, answer: value }, ownBuffers(value))
    if (kind === 'close') port.close()
  } catch (error) {
    say(port, failure(number, error))
  }
}

function perform<K extends OperationName>(tables: Tables, question: QuestionOf<K>): Operations[K]['answer'] {
  return operations[question.kind](tables, question.ask)
}

function failure(number: number, error: unknown): WorkerWord {
  return { kind: 'failure', number, reason: error instanceof Error ? error.message : String(error) }
}

function say(port: MessagePort, word: WorkerWord, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(word, [...transfer])
}

/** Buffers that an answer alone refers to, which are handed over instead of copied. */
function ownBuffers(value: unknown): readonly ArrayBuffer[] {
  if (value instanceof ArrayBuffer) return [value]
  if (!(value instanceof Uint8Array) || !(value.buffer instanceof ArrayBuffer)) return []
  return value.length === value.buffer.byteLength ? [value.buffer] : []
}
