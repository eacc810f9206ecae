import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, METHODS } from 'node:http'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import { BodyReader, encode, findData, malformed } from './body.ts'
import { parseRequestHead } from './head.ts'
import { gateLimits } from './limits.ts'
import { parseTarget } from './target.ts'

const casesFile = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'http', 'llhttp-tests.json')

interface LlhttpCase {
  readonly name: string
  readonly type: string
  readonly inputBase64: string
  readonly error: { readonly code: number; readonly reason: string } | null
}

/** What a stream of bytes is to the gate: the requests it takes from it, and how that ended. */
interface Reading {
  readonly requests: readonly ReadRequest[]
  readonly end: 'refused' | 'closed' | 'incomplete' | 'complete' | 'upgraded'
  /** Offset after the last request. */
  readonly taken: number
}

interface ReadRequest {
  readonly method: string
  readonly target: string
  readonly body: string
}

/** Reads a stream as a connection does; like Node's server it knows only the registered methods. */
function readStream(stream: Buffer): Reading {
  const requests: ReadRequest[] = []
  let at = 0
  let taken = 0
  for (;;) {
    taken = at
    if (at === stream.length) return { requests, end: 'complete', taken }
    const end = stream.indexOf('\r\n\r\n', at)
    if (end === -1) return { requests, end: 'incomplete', taken }
    const head = parseRequestHead(stream.toString('latin1', at, end + 2), gateLimits.fieldsMax)
    if (!head.ok || !METHODS.includes(head.value.method) || !parseTarget(head.value.target).ok)
      return { requests, end: 'refused', taken }
    at = end + 4
    const reader = new BodyReader(head.value.framing, gateLimits)
    const found = findData(reader, stream, at)
    if (found.next === malformed) return { requests, end: 'refused', taken }
    if (!reader.done) return { requests, end: 'incomplete', taken }
    const { method, target } = head.value
    requests.push({ method, target, body: encode('', found, false, false).toString('latin1') })
    at = found.next
    if (head.value.fields.close) return { requests, end: 'closed', taken: at }
    if (head.value.webSocket) return { requests, end: 'upgraded', taken: at }
  }
}

/** The same stream as Node's own server reads it. */
async function readByNode(stream: Buffer): Promise<readonly ReadRequest[]> {
  const requests: ReadRequest[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (bytes: Buffer) => pieces.push(bytes))
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString('latin1')
      requests.push({ method: request.method ?? '', target: request.url ?? '', body })
      response.end()
    })
  })
  const socket = new Duplex({ read: () => undefined, write: (_bytes, _encoding, done) => done() })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  server.emit('connection', socket)
  socket.push(stream)
  socket.push(null)
  await closed
  return requests
}

/**
 * Where llhttp says error and the gate does not say 400, though neither takes the bytes for a request: after
 * `Connection: close` nothing is read any more (RFC 9112 §9.6), where llhttp errs if there is something.
 */
const closedInstead = /^Data after `Connection: close`$/

test('what llhttp refuses when strict is refused', (context) => {
  if (!existsSync(casesFile)) return context.skip('the public cases are not there')
  const { tests } = JSON.parse(readFileSync(casesFile, 'utf8')) as { tests: readonly LlhttpCase[] }
  const refused = tests.filter(({ type, error }) => type === 'request' && error !== null)
  assert.equal(refused.length, 65)
  let closed = 0
  for (const { name, inputBase64, error } of refused) {
    const input = Buffer.from(inputBase64, 'base64')
    // Some cases stop where llhttp does; completed, they must not become right.
    const readings = [input, Buffer.concat([input, Buffer.from('\r\n\r\n')])].map(readStream)
    const last = readings.find(({ end }) => end !== 'incomplete')
    if (last?.end === 'closed' && closedInstead.test(error?.reason ?? '')) closed++
    else
      assert.equal(
        last?.end,
        'refused',
        `${name}: ${error?.reason} ${JSON.stringify(input.toString('latin1'))}`,
      )
  }
  assert.equal(closed, 2, 'the divergence is listed for as many cases as there are')
})

test('what the gate takes from the public cases, Node’s server reads the same', async (context) => {
  if (!existsSync(casesFile)) return context.skip('the public cases are not there')
  const { tests } = JSON.parse(readFileSync(casesFile, 'utf8')) as { tests: readonly LlhttpCase[] }
  let taken = 0
  for (const { name, inputBase64, type } of tests) {
    if (!type.startsWith('request')) continue
    const input = Buffer.from(inputBase64, 'base64')
    const reading = readStream(input)
    taken += reading.requests.length
    assert.deepEqual(reading.requests, await readByNode(input.subarray(0, reading.taken)), name)
  }
  assert.ok(taken > 0)
})

test('whatever the gate takes for requests, Node’s server takes for the same requests', async () => {
  const end = fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '\r\n ')
  const field = fc.constantFrom(
    'Host: a',
    'Content-Length: 3',
    'Content-Length: 0',
    'Content-Length:4',
    'Content-Length: 03',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: CHUNKED ',
    'transfer-encoding: identity',
    'Transfer_Encoding: chunked',
    'Connection: keep-alive',
    'Connection: close',
    'X: a\tb',
    'X:',
    'X : y',
    'X',
    'Expect: 100-continue',
  )
  const line = fc.constantFrom(
    'GET / HTTP/1.1',
    'POST /a?b HTTP/1.1',
    'PUT /%41 HTTP/1.1',
    'GET  / HTTP/1.1',
    'GET / HTTP/1.0',
  )
  const body = fc.constantFrom(
    '',
    '',
    'abc',
    'abcd',
    '3\r\nabc\r\n0\r\n\r\n',
    '3;x\r\nabc\r\n0\r\nY: z\r\n\r\n',
    '3\nabc\n0\n\n',
    '0\r\n\r\n',
    '003\r\nabc\r\n00\r\n\r\n',
  )
  const message = fc
    .tuple(line, fc.array(fc.tuple(field, end), { maxLength: 4 }), end, body)
    .map(([start, fields, last, text]) => `${start}\r\nHost: a\r\n${fields.flat().join('')}${last}${text}`)
  let taken = 0
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 3 }), async (messages) => {
      const stream = Buffer.from(messages.join(''), 'latin1')
      const reading = readStream(stream)
      taken += reading.requests.length
      assert.deepEqual(reading.requests, await readByNode(stream.subarray(0, reading.taken)))
    }),
    { numRuns: 2000 },
  )
  assert.ok(taken > 100, `only ${taken} requests were compared`)
})
