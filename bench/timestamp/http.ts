import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestBytes, systemRandom } from '#crypto'
import { sure } from '#fault'
import { makeTimestampRequest, tokenOfResponse } from '#timestamp'
import type { FigureResult } from '../figure.ts'
import { openPlainAsker } from '../gate/asker.ts'
import { MeasuredProcess, processorMicroseconds } from '../gate/measured-process.ts'

const connections = 32
const requestsInRound = 6_400
const tokensPerSecondMin = 3_000

/** Rounds after the first, which is not counted. */
const rounds = 3

/** Tokens a second from a node over HTTP, each durable in its journal before it leaves. */
export async function measureHttp(): Promise<FigureResult> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-timestamp-'))
  const node = MeasuredProcess.node(0, join('..', 'timestamp', 'node-process.ts'), folder)
  try {
    const { port } = await node.answer<{ readonly port: number }>()
    await check(port)
    const requests = Array.from({ length: 64 }, (_, number) => httpRequest(wish(number).der))
    const opening = Array.from({ length: connections }, () => openPlainAsker(port, requests))
    const askers = await Promise.all(opening)
    let failed = 0
    let before = 0
    const seconds: number[] = []
    for (let round = 0; round <= rounds; round++) {
      if (round === 1) before = processorMicroseconds([node.pid])
      const begin = performance.now()
      const share = requestsInRound / connections
      for (const count of await Promise.all(askers.map((asker) => asker.ask(share)))) failed += count
      seconds.push((performance.now() - begin) / 1000)
    }
    const processor = processorMicroseconds([node.pid]) - before
    for (const asker of askers) asker.close()
    if (failed > 0) throw new Error(`${failed} requests failed`)
    return resultOf(seconds.slice(1), processor / (requestsInRound * rounds))
  } finally {
    await node.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function resultOf(seconds: readonly number[], microsecondsEach: number): FigureResult {
  const value = Math.round((requestsInRound * seconds.length) / seconds.reduce((sum, one) => sum + one))
  const each = seconds.map((one) => Math.round(requestsInRound / one)).join(', ')
  return {
    figure: 'timestamp.http',
    value,
    unit: 'tokens/s',
    goal: `>= ${tokensPerSecondMin.toLocaleString('en')}`,
    met: value >= tokensPerSecondMin,
    conditions:
      `a node with its store, asked over plain HTTP, ${connections} connections that wait for each answer; ` +
      'each token durable in the journal before it is signed with P-256, certificates in it; ' +
      `${Math.round(microsecondsEach * 10) / 10} µs of the node's processor time for each; ` +
      `${rounds} rounds of ${requestsInRound} (${each})`,
  }
}

function wish(number: number): ReturnType<typeof makeTimestampRequest> {
  const digest = digestBytes('sha256', Buffer.from(`document ${number}`))
  const nonce = BigInt(`0x${Buffer.from(systemRandom.bytes(8)).toString('hex')}`)
  return makeTimestampRequest({ algorithm: 'sha256', digest, nonce })
}

function httpRequest(der: Uint8Array): Buffer {
  const head =
    'POST /time-stamp HTTP/1.1\r\nHost: bench.example\r\nContent-Type: application/timestamp-query\r\n' +
    `Content-Length: ${der.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), der])
}

/** Fails unless a token comes back: what is measured is giving them, not refusing. */
async function check(port: number): Promise<void> {
  const made = wish(0)
  const answer = await fetch(`http://127.0.0.1:${port}/time-stamp`, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    body: Buffer.from(made.der),
  })
  sure(tokenOfResponse(Buffer.from(await answer.arrayBuffer()), made), 'a token of the node')
}
