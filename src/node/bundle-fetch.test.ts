import assert from 'node:assert/strict'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { utf8 } from '#bytes'
import { accept, type Result } from '#fault'
import type { Certificate } from '#x509'
import { type BundleRequest, type FetchMeans, fetchBundle } from './bundle-fetch.ts'
import type { FetchFault } from './bundle-fetch-fault.ts'
import {
  type Answering,
  type FakePublisher,
  fakePublisher,
  fetchNow,
  goodAnswer,
  publishingUnit,
  saying,
} from './bundle-fetch-fixture.ts'
import { fetchLimits } from './bundle-fetch-limits.ts'

const unit = publishingUnit('unit')
const clock = { now: () => fetchNow }
const body = '{"number":7}'
const usual = [unit.leaf(), unit.issuing]

const chunks = { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' }
const headless = { 'Content-Length': undefined }

function fetched(
  url: string,
  means: Partial<FetchMeans> = {},
  request: Partial<BundleRequest> = {},
): Promise<Result<Uint8Array, FetchFault>> {
  const resolve = (): Promise<readonly string[]> => Promise.resolve(['127.0.0.1'])
  return fetchBundle(
    { url, authorities: [unit.authority], privateAddresses: true, ...request },
    { clock, resolve, ...means },
  )
}

async function withPublisher<T>(
  answering: Answering,
  use: (publisher: FakePublisher) => Promise<T>,
  options: Parameters<typeof fakePublisher>[3] = {},
  sent: readonly Certificate[] = usual,
): Promise<T> {
  const publisher = await fakePublisher(unit, sent, answering, options)
  try {
    return await use(publisher)
  } finally {
    await publisher.close()
  }
}

/** What is refused when a server answers like this. */
function faultOf(answering: Answering, means: Partial<FetchMeans> = {}): Promise<FetchFault | 'accepted'> {
  return withPublisher(answering, async ({ url }) => {
    const answer = await fetched(url, means)
    return answer.ok ? 'accepted' : answer.fault
  })
}

describe('a bundle is brought', () => {
  test('by one request on one connection, without a certificate of ours', async () => {
    const use = async (publisher: FakePublisher): Promise<void> => {
      assert.deepEqual(await fetched(publisher.url), accept(utf8(body)))
      assert.equal(
        publisher.received(),
        `GET /bundle HTTP/1.1\r\nhost: unit.example:${publisher.port}\r\naccept: application/json\r\n` +
          'accept-encoding: identity\r\nconnection: close\r\n\r\n',
      )
      const caller = { serverName: 'unit.example', protocol: 'http/1.1', certified: false }
      assert.deepEqual(publisher.callers, [caller])
      assert.equal(publisher.connections(), 1)
    }
    await withPublisher(saying(goodAnswer(body)), use, { requestCert: true, rejectUnauthorized: false })
  })

  const answers: Readonly<Record<string, string>> = {
    'with its length': goodAnswer(body),
    'in chunks': goodAnswer('4\r\n{"nu\r\n8;x=y\r\nmber":7}\r\n0\r\n\r\n', chunks),
    'after an interim answer': `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${goodAnswer(body)}`,
    'with a parameter behind its media type': goodAnswer(body, { 'Content-Type': 'Application/JSON;v=1' }),
    'with a coding that changes nothing': goodAnswer(body, { 'Content-Encoding': 'identity' }),
    'without what comes behind it': `${goodAnswer(body)}HTTP/1.1 200 OK\r\n\r\n`,
  }
  for (const [how, text] of Object.entries(answers)) {
    test(how, async () => {
      const answer = await withPublisher(saying(text), ({ url }) => fetched(url))
      assert.deepEqual(answer, accept(utf8(body)))
    })
  }

  test('up to the largest size, with its length or in chunks', async () => {
    const { bundleBytesMax } = fetchLimits
    const whole = 'x'.repeat(bundleBytesMax)
    const chunked = goodAnswer(`${bundleBytesMax.toString(16)}\r\n${whole}\r\n0\r\n\r\n`, chunks)
    for (const text of [goodAnswer(whole), chunked]) {
      const answer = await withPublisher(saying(text), ({ url }) => fetched(url))
      assert.ok(answer.ok)
      assert.equal(answer.value.length, bundleBytesMax)
    }
  })

  test('in chunks of one octet each', async () => {
    const octets = '{}'.repeat(50_000)
    const text = octets.replaceAll(/./g, '1\r\n$&\r\n')
    const answer = await withPublisher(saying(goodAnswer(`${text}0\r\n\r\n`, chunks)), ({ url }) =>
      fetched(url),
    )
    assert.deepEqual(answer, accept(utf8(octets)))
  })

  test('from a server that answers before it is asked', async () => {
    const publisher = await fakePublisher(unit, usual, () => undefined, {}, saying(goodAnswer(body)))
    assert.deepEqual(await fetched(publisher.url), accept(utf8(body)))
    await publisher.close()
  })

  test('from the first of several addresses that takes the connection', async () => {
    await withPublisher(saying(goodAnswer(body)), async ({ url }) => {
      const resolve = (): Promise<readonly string[]> => Promise.resolve(['127.0.0.2', '127.0.0.1'])
      assert.deepEqual(await fetched(url, { resolve }), accept(utf8(body)))
    })
  })
})

const tooLarge = { kind: 'too-large', what: 'body', bytesMax: fetchLimits.bundleBytesMax }
const longer = 'x'.repeat(fetchLimits.bundleBytesMax + 1)
const early = 'HTTP/1.1 103 Early Hints\r\n\r\n'

const answersRefused: readonly (readonly [string, string, object])[] = [
  [
    'a redirect, told where it leads',
    goodAnswer('', { Location: 'https://elsewhere.example/' }, 'HTTP/1.1 302 Found'),
    { kind: 'redirected', status: 302, to: 'https://elsewhere.example/' },
  ],
  [
    'a redirect that leads nowhere',
    goodAnswer('', {}, 'HTTP/1.1 307 Away'),
    { kind: 'redirected', status: 307, to: undefined },
  ],
  ['nothing there', goodAnswer(body, {}, 'HTTP/1.1 404 None'), { kind: 'status', status: 404 }],
  ['no content', 'HTTP/1.1 204 None\r\n\r\n', { kind: 'status', status: 204 }],
  ['a part', goodAnswer(body, {}, 'HTTP/1.1 206 Part'), { kind: 'status', status: 206 }],
  [
    'a change of protocols',
    'HTTP/1.1 101 Switch\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
    { kind: 'status', status: 101 },
  ],
  [
    'a compressed body',
    goodAnswer(body, { 'Content-Encoding': 'gzip' }),
    { kind: 'encoded', encoding: 'gzip' },
  ],
  [
    'a page',
    goodAnswer(body, { 'Content-Type': 'text/html' }),
    { kind: 'media-type', mediaType: 'text/html' },
  ],
  [
    'no media type',
    goodAnswer(body, { 'Content-Type': undefined }),
    { kind: 'media-type', mediaType: undefined },
  ],
  [
    'two media types',
    goodAnswer(body, { 'content-type': 'text/html' }),
    { kind: 'media-type', mediaType: 'application/json, text/html' },
  ],
  ['a length that is too large', goodAnswer('', { 'Content-Length': `${longer.length}` }), tooLarge],
  ['a length beyond all numbers', goodAnswer('', { 'Content-Length': '9'.repeat(19) }), tooLarge],
  [
    'too much in chunks, with no end',
    goodAnswer(`${longer.length.toString(16)}\r\n${longer}`, chunks),
    tooLarge,
  ],
  [
    'a head that is too large',
    goodAnswer(body, { 'X-Long': 'x'.repeat(fetchLimits.headBytesMax) }),
    { kind: 'too-large', what: 'head', bytesMax: fetchLimits.headBytesMax },
  ],
  ['HTTP/1.0', goodAnswer(body, {}, 'HTTP/1.0 200 OK'), { kind: 'answer-malformed', rule: 'version' }],
  [
    'HTTP/1.0 that ends with the connection',
    goodAnswer(body, headless, 'HTTP/1.0 200 OK'),
    { kind: 'answer-malformed', rule: 'version' },
  ],
  [
    'a body that ends with the connection',
    goodAnswer(body, headless),
    { kind: 'answer-malformed', rule: 'framing' },
  ],
  [
    'a transfer coding besides chunks',
    goodAnswer('0\r\n\r\n', { ...chunks, 'Transfer-Encoding': 'gzip, chunked' }),
    { kind: 'answer-malformed', rule: 'framing' },
  ],
  [
    'a length beside chunks',
    goodAnswer('0\r\n\r\n', { 'Transfer-Encoding': 'chunked' }),
    { kind: 'answer-malformed', rule: 'syntax' },
  ],
  ['two lengths', goodAnswer(body, { 'content-length': '3' }), { kind: 'answer-malformed', rule: 'syntax' }],
  [
    'a length that is no number',
    goodAnswer(body, { 'Content-Length': '-1' }),
    { kind: 'answer-malformed', rule: 'syntax' },
  ],
  ['a chunk of no size', goodAnswer('zz\r\n', chunks), { kind: 'answer-malformed', rule: 'syntax' }],
  ['another protocol', 'SSH-2.0-OpenSSH\r\n', { kind: 'answer-malformed', rule: 'syntax' }],
  ['a body alone', body, { kind: 'answer-malformed', rule: 'syntax' }],
  [
    'interim answers without end',
    early.repeat(fetchLimits.interimMax + 1),
    { kind: 'answer-malformed', rule: 'interim' },
  ],
  ['no answer', '', { kind: 'broken-off' }],
  ['half a head', 'HTTP/1.1 200 OK\r\nCont', { kind: 'broken-off' }],
  ['half a body', goodAnswer(body, { 'Content-Length': '100' }), { kind: 'broken-off' }],
  ['half the chunks', goodAnswer('4\r\n{"nu\r\n8\r\nmb', chunks), { kind: 'broken-off' }],
]

describe('an answer is refused that is', () => {
  for (const [what, text, fault] of answersRefused) {
    test(what, async () => assert.partialDeepStrictEqual(await faultOf(saying(text)), fault))
  }

  test('cut by a reset of the connection in its middle', async () => {
    const cut: Answering = (socket) => {
      socket.write(goodAnswer(body, { 'Content-Length': '100' }), () => socket.destroy())
    }
    assert.partialDeepStrictEqual(await faultOf(cut), { kind: 'broken-off' })
  })

  test('any octets, in which case it is refused and nothing is thrown', async () => {
    let text = ''
    await withPublisher(
      (socket) => saying(Buffer.from(text, 'latin1'))(socket),
      async ({ url }) => {
        const good = goodAnswer('4\r\n{"nu\r\n8\r\nmber":7}\r\n0\r\n\r\n', chunks)
        const change = fc.tuple(fc.nat(good.length), fc.nat(3), fc.string({ unit: 'binary-ascii' }))
        await fc.assert(
          fc.asyncProperty(change, async ([at, gone, come]) => {
            text = good.slice(0, at) + come + good.slice(at + gone)
            const answer = await fetched(url)
            assert.equal(typeof (answer.ok ? 'accepted' : answer.fault.kind), 'string')
          }),
          { numRuns: 60 },
        )
      },
    )
  })
})

describe('what takes too long', () => {
  const quick = { ...fetchLimits, idleMillisecondsMax: 60, handshakeMillisecondsMax: 60 }

  test('is refused when the server is silent after the request', async () => {
    const fault = await faultOf(() => undefined, { limits: quick })
    assert.deepEqual(fault, { kind: 'too-slow', what: 'idle', millisecondsMax: 60 })
  })

  test('is refused when the body stops', async () => {
    const stopping: Answering = (socket) => socket.write(goodAnswer(body, { 'Content-Length': '100' }))
    const fault = await faultOf(stopping, { limits: quick })
    assert.deepEqual(fault, { kind: 'too-slow', what: 'idle', millisecondsMax: 60 })
  })

  test('is refused when the body drips', async () => {
    const dripping: Answering = (socket) => {
      socket.write(goodAnswer('', { 'Content-Length': '1000' }))
      const drip = setInterval(() => socket.write('x'), 5)
      socket.on('close', () => clearInterval(drip))
    }
    const limits = { ...fetchLimits, wholeMillisecondsMax: 200 }
    const fault = await faultOf(dripping, { limits })
    assert.deepEqual(fault, { kind: 'too-slow', what: 'whole', millisecondsMax: 200 })
  })

  test('is refused when nobody shakes hands', async () => {
    const taken: Socket[] = []
    const mute = createServer((socket) => void taken.push(socket))
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const { port } = mute.address() as AddressInfo
    const answer = await fetched(`https://unit.example:${port}/`, { limits: quick })
    for (const socket of taken) socket.destroy()
    mute.close()
    const fault = { kind: 'too-slow', what: 'handshake', millisecondsMax: 60 }
    assert.deepEqual(answer, { ok: false, fault })
  })

  test('is refused when the name is not resolved', async () => {
    const limits = { ...fetchLimits, resolveMillisecondsMax: 20 }
    const resolve = (): Promise<readonly string[]> => new Promise(() => undefined)
    const fault = { kind: 'too-slow', what: 'resolve', millisecondsMax: 20 }
    assert.deepEqual(await fetched('https://unit.example/', { limits, resolve }), { ok: false, fault })
  })

  test('is ended by whoever asked for it, before it begins or in its middle', async () => {
    const stopped = { kind: 'stopped' }
    assert.deepEqual(await faultOf(saying(goodAnswer(body)), { signal: AbortSignal.abort() }), stopped)
    const controller = new AbortController()
    const stopping: Answering = () => controller.abort()
    assert.deepEqual(await faultOf(stopping, { signal: controller.signal }), stopped)
  })
})
