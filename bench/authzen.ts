import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import type { Figure, FigureResult } from './figure.ts'
import { openAsker } from './gate/asker.ts'
import { MeasuredProcess, processorMicroseconds } from './gate/measured-process.ts'

const people = 200
const connections = 16
const boxcar = 20
const refusedShare = 0.1

/** How many requests are sent in a round, and rounds after the first, which is not counted. */
const rounds = 3
const requestsOf = { single: 4_000, boxcar: 1_200 } as const
const goalOf = { single: 3_000, boxcar: 30_000 } as const

export const figures: readonly Figure[] = [{ name: 'authzen.evaluation', run: measureEvaluations }]

/** What the node under measurement says when it is ready. */
interface Ready {
  readonly port: number
  readonly key: string
  readonly certificate: string
  readonly authority: string
  readonly held: readonly { readonly person: string; readonly object: string }[]
}

/** Evaluations per second that a service is answered over HTTPS, asked one by one and in boxcars. */
async function measureEvaluations(): Promise<readonly FigureResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-authzen-'))
  const program = join('..', 'authzen', 'node-process.ts')
  const node = MeasuredProcess.node(0, program, folder, String(people))
  try {
    const ready = await node.answer<Ready>()
    const questions = questionsOf(ready.held)
    await check(ready, questions)
    const single = questions.map((question) => requestOf('/access/v1/evaluation', question))
    const several = questions.map((_, at) => {
      const evaluations = Array.from(
        { length: boxcar },
        (_, more) => questions[(at + more) % questions.length],
      )
      return requestOf('/access/v1/evaluations', { evaluations })
    })
    return [
      await measured(ready, node.pid, 'single', single, 1),
      await measured(ready, node.pid, 'boxcar', several, boxcar),
    ]
  } finally {
    await node.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Fails unless the answers are what they should be: what is measured is deciding, not refusing. */
async function check(
  { port, key, certificate: cert, authority: ca }: Ready,
  asked: readonly object[],
): Promise<void> {
  const options = { host: '127.0.0.1', port, servername: 'localhost', ca, key, cert, agent: false } as const
  const headers = { 'Content-Type': 'application/json' }
  const request = httpsRequest({ ...options, method: 'POST', path: '/access/v1/evaluations', headers })
  request.end(JSON.stringify({ evaluations: asked.slice(0, boxcar) }))
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const { evaluations } = (await json(response)) as { readonly evaluations: readonly { decision: boolean }[] }
  const wrong = evaluations.some(({ decision }, at) => decision !== (at % (1 / refusedShare) !== 0))
  if (wrong || evaluations.length !== boxcar) throw new Error('the decisions are wrong')
}

/** Everybody about what he may read, one in ten about what is somebody else's. */
function questionsOf(held: Ready['held']): readonly object[] {
  return held.map(({ person: id, object }, at) => {
    const other = held[(at + 1) % held.length]?.object ?? object
    const [type = '', resource = ''] = (at % (1 / refusedShare) === 0 ? other : object).split('/')
    return {
      subject: { type: 'user', id },
      action: { name: 'read' },
      resource: { type, id: resource },
    }
  })
}

function requestOf(path: string, question: object): Buffer {
  const body = JSON.stringify(question)
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: bench.example\r\nContent-Type: application/json\r\n` +
      `X-Request-ID: bfe9eb29-ab87-4ca3-be83-a1d5d8305716\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
}

async function measured(
  { port, key, certificate: cert, authority: ca }: Ready,
  pid: number,
  name: 'single' | 'boxcar',
  requests: readonly Buffer[],
  each: number,
): Promise<FigureResult> {
  const options = { port, servername: 'localhost', ca, key, cert }
  const spread = (at: number): readonly Buffer[] => [...requests.slice(at), ...requests.slice(0, at)]
  const askers = await Promise.all(
    Array.from({ length: connections }, (_, at) => openAsker(options, spread(at * 7))),
  )
  const share = requestsOf[name] / connections
  let failed = 0
  const seconds: number[] = []
  let before = 0
  for (let round = 0; round <= rounds; round++) {
    if (round === 1) before = processorMicroseconds([pid])
    const begin = performance.now()
    for (const count of await Promise.all(askers.map((asker) => asker.ask(share)))) failed += count
    seconds.push((performance.now() - begin) / 1000)
  }
  const processor = processorMicroseconds([pid]) - before
  for (const asker of askers) asker.close()
  if (failed > 0) throw new Error(`${failed} requests failed`)
  const counted = seconds.slice(1)
  const asked = requestsOf[name] * each
  const value = Math.round((asked * counted.length) / counted.reduce((sum, one) => sum + one))
  const of = each === 1 ? 'one evaluation a request' : `${each} evaluations a request`
  return {
    figure: each === 1 ? 'authzen.evaluation' : 'authzen.evaluation.boxcar',
    value,
    unit: 'evaluations/s',
    goal: `>= ${goalOf[name].toLocaleString('en')}`,
    met: value >= goalOf[name],
    conditions:
      `a node with its store, ${people} people with a live step each, asked by a service over mutual TLS ` +
      `1.3, ${connections} connections that wait for each answer, ${of}, a tenth of them refused; ` +
      'each request durable in the access journal before its answer; ' +
      `${Math.round((processor * 10) / (asked * rounds)) / 10} µs of the node's processor time for each; ` +
      `${rounds} rounds of ${requestsOf[name]} requests ` +
      `(${counted.map((one) => Math.round(asked / one)).join(', ')})`,
  }
}
