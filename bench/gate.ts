import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figure, FigureResult } from './figure.ts'
import { writeCredentials } from './gate/credentials.ts'
import { MeasuredProcess, processorMicroseconds } from './gate/measured-process.ts'
import { startNginx } from './nginx/nginx.ts'

const responseBytes = 1024
const connections = 32
const warmUpRequests = 20_000
/** A few tenths of a second of each program at a time, so that other work on the machine meets both alike. */
const roundRequests = 10_000
const rounds = 6
const ratioMax = 1.2

/** As long as the token the gate really sends. */
const tokenField = `Chancery-Token: ${'t'.repeat(600)}`

export const figures: readonly Figure[] = [{ name: 'gate.cpu', run: measureProcessorTime }]

/** A program at work, and the processor time it took. */
interface Contestant {
  readonly port: number
  readonly pids: readonly number[]
  microseconds: number
}

/** Processor time per request of the gate and of nginx, turn by turn, under the same load. */
async function measureProcessorTime(): Promise<FigureResult> {
  // nginx's worker is another user and must get in.
  const folder = mkdtempSync(join(tmpdir(), 'bench-gate-'))
  const started: { stop(): Promise<void> }[] = []
  const start = (process: MeasuredProcess): MeasuredProcess => {
    started.unshift(process)
    return process
  }
  try {
    writeCredentials(folder)
    const service = start(MeasuredProcess.node(1, 'service-process.ts', String(responseBytes)))
    const servicePort = (await service.answer<{ port: number }>()).port
    const decision = start(MeasuredProcess.node(1, 'service-process.ts', '0', tokenField))
    const decisionPort = (await decision.answer<{ port: number }>()).port
    const gate = start(
      MeasuredProcess.node(0, 'gate-process.ts', folder, String(servicePort), String(connections)),
    )
    const ours = { port: (await gate.answer<{ port: number }>()).port, pids: [gate.pid], microseconds: 0 }
    const nginx = await startNginx(folder, servicePort, decisionPort)
    if (typeof nginx !== 'string') started.unshift(nginx)
    const load = start(MeasuredProcess.node(1, 'load-process.ts', folder))
    if (typeof nginx === 'string') {
      await compete(load, [ours])
      return result(ours, undefined, `${conditions}; no rival: ${nginx}`)
    }
    const theirs = { port: nginx.port, pids: nginx.workers, microseconds: 0 }
    const decisionMicroseconds = await compete(load, [ours, theirs], decision.pid)
    const rival = `nginx ${nginx.version} with auth_request`
    const apart = `nginx's decision service took ${perRequest(decisionMicroseconds)} µs more, not counted`
    return result(ours, { name: rival, value: perRequest(theirs.microseconds) }, `${conditions}; ${apart}`)
  } finally {
    for (const process of started) await process.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const conditions =
  `mutual TLS 1.3, ${connections} connections kept alive, ${responseBytes} byte responses, ` +
  `${rounds} rounds of ${roundRequests} requests after ${warmUpRequests}, ` +
  "user and system time of the gate's process with its journal writer " +
  '(its own keeper over a unit of 10,000 people and live steps, entries synced in groups) ' +
  'against that of the one nginx worker (access log on)'

/** Runs the rounds, turn by turn; the time the decision service took. */
async function compete(
  load: MeasuredProcess,
  contestants: readonly Contestant[],
  decision?: number,
): Promise<number> {
  for (const { port } of contestants) await run(load, port, warmUpRequests)
  const decisionPids = decision === undefined ? [] : [decision]
  const decisionBefore = processorMicroseconds(decisionPids)
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) {
      const before = processorMicroseconds(contestant.pids)
      await run(load, contestant.port, roundRequests)
      contestant.microseconds += processorMicroseconds(contestant.pids) - before
    }
  }
  return processorMicroseconds(decisionPids) - decisionBefore
}

async function run(load: MeasuredProcess, port: number, requests: number): Promise<void> {
  const { failed } = await load.ask<{ failed: number }>({ port, requests })
  if (failed > 0) throw new Error(`${failed} of ${requests} requests failed`)
}

function perRequest(microseconds: number): number {
  return Math.round((microseconds * 10) / (rounds * roundRequests)) / 10
}

function result(
  ours: Contestant,
  rival: { readonly name: string; readonly value: number } | undefined,
  text: string,
): FigureResult {
  const value = perRequest(ours.microseconds)
  const ratio = rival && Math.round((value / rival.value) * 100) / 100
  return {
    figure: 'gate.cpu',
    value,
    unit: 'µs/request',
    goal: `<= ${ratioMax} times nginx`,
    met: ratio !== undefined && ratio <= ratioMax,
    conditions: text,
    ...(rival && ratio !== undefined ? { rival: rival.name, rivalValue: rival.value, ratio } : {}),
  }
}
