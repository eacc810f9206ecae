import * as http from 'node:http'
import * as https from 'node:https'
import { rootCertificates } from 'node:tls'
import { type Duration, second } from '#clock'
import type { DigestName, Random } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import {
  makeTimestampRequest,
  type SignedTimestamp,
  type TimestampAnswerFault,
  tokenOfResponse,
} from '#timestamp'

/** From the first octet sent to the last one read; authorities answer within a second, most of them. */
const wholeMillisecondsMax: Duration = 30 * second

/** A token with the certificates above it and their lists has some 10 KB; the largest seen have 60. */
const answerBytesMax = 256 * 1024

/** RFC 3161 §2.4.1: a large random number; 64 bits is what is usual, and what others read without trouble. */
const nonceBytes = 8

/** Of a request and of its answer (RFC 3161 §3.4). */
const queryType = 'application/timestamp-query'
const replyType = 'application/timestamp-reply'

/** What token is wanted, and from whom. */
export interface TimestampWish {
  /** Of the authority, from whoever acts or from their configuration; never from a document. */
  readonly url: string
  readonly algorithm: DigestName
  readonly digest: Uint8Array
  /** Dotted; absent: whichever the authority gives. */
  readonly policy?: string
  /** PEM of roots that `https:` may rest on besides the usual ones. */
  readonly roots?: string
  readonly random: Random
}

/** Why there is no token: the way to the authority, or its answer. */
export type TimestampFetchFault =
  | { readonly kind: 'timestamp-address-malformed'; readonly address: string }
  /** No whole answer came. */
  | { readonly kind: 'timestamp-unreachable'; readonly address: string; readonly problem: string }
  | { readonly kind: 'timestamp-status'; readonly address: string; readonly status: number }
  | { readonly kind: 'timestamp-type'; readonly address: string; readonly type: string }
  | { readonly kind: 'timestamp-answer-too-large'; readonly address: string; readonly bytesMax: number }
  | TimestampAnswerFault

/**
 * Asks a time-stamp authority for a token over a digest, by HTTP or HTTPS (RFC 3161 §3.4), and holds the
 * answer against the request. Redirects are not followed and nothing is sent twice. The way is not what
 * makes the token trustworthy: nonce and signature are, and a path that `verifyToken` looks for.
 */
export async function fetchTimestamp(
  wish: TimestampWish,
): Promise<Result<SignedTimestamp, TimestampFetchFault>> {
  const { url, algorithm, digest, policy, random } = wish
  const nonce = BigInt(`0x${Buffer.from(random.bytes(nonceBytes)).toString('hex')}`)
  const made = makeTimestampRequest({ algorithm, digest, nonce, ...(policy !== undefined && { policy }) })
  const target = URL.canParse(url) ? new URL(url) : undefined
  if (!target || !['http:', 'https:'].includes(target.protocol) || target.username !== '') {
    return refuse({ kind: 'timestamp-address-malformed', address: url })
  }
  const answer = await exchanged(target, made.der, wish)
  return answer.ok ? tokenOfResponse(answer.value, made) : answer
}

function exchanged(
  target: URL,
  body: Uint8Array,
  { url: address, roots }: TimestampWish,
): Promise<Result<Uint8Array, TimestampFetchFault>> {
  const secure = target.protocol === 'https:'
  const options = {
    method: 'POST',
    headers: {
      accept: replyType,
      'accept-encoding': 'identity',
      'content-type': queryType,
      'content-length': body.length,
    },
    agent: false,
    signal: AbortSignal.timeout(wholeMillisecondsMax),
    ...(secure && roots !== undefined ? { ca: [...rootCertificates, roots] } : {}),
  } as const
  return new Promise((resolve) => {
    const fail = (error: Error): void => {
      const problem =
        error.name === 'AbortError' || error.name === 'TimeoutError' ? 'no answer in time' : error.message
      resolve(refuse({ kind: 'timestamp-unreachable', address, problem }))
    }
    const request = (secure ? https.request : http.request)(target, options)
    request.on('error', fail)
    request.on('response', (response) => {
      taken(response, address).then((answer) => {
        // Of an answer that was refused nothing more is read.
        if (!answer.ok) request.destroy()
        resolve(answer)
      }, fail)
    })
    request.end(body)
  })
}

/** The body of an answer whose head is as it should be; rejects when it is cut off. */
async function taken(
  response: http.IncomingMessage,
  address: string,
): Promise<Result<Uint8Array, TimestampFetchFault>> {
  const { statusCode: status = 0, headers } = response
  if (status !== 200) return refuse({ kind: 'timestamp-status', address, status })
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (type !== replyType) return refuse({ kind: 'timestamp-type', address, type })
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response) {
    const chunk = part as Buffer
    bytes += chunk.length
    if (bytes > answerBytesMax) {
      return refuse({ kind: 'timestamp-answer-too-large', address, bytesMax: answerBytesMax })
    }
    parts.push(chunk)
  }
  return accept(Buffer.concat(parts))
}
