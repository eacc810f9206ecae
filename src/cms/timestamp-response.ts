import { type DerReader, integer, namedBits, sequence, tag, utf8String } from '#der'
import { accept, type Result } from '#fault'
import { readTranscoded } from './ber.ts'
import { implicitText } from './claims.ts'
import type { CmsFault } from './fault.ts'
import { member } from './read.ts'

/** PKIStatus (RFC 3161 §2.4.2) by its names; the first two come with a token. */
const statusCodes = {
  granted: 0,
  grantedWithMods: 1,
  rejection: 2,
  waiting: 3,
  revocationWarning: 4,
  revocationNotification: 5,
} as const

export type TimestampStatus = keyof typeof statusCodes

/** PKIFailureInfo (RFC 3161 §2.4.2): the positions of its bits. */
const failureBits = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  addInfoNotAvailable: 17,
  systemFailure: 25,
} as const

export type TimestampFailure = keyof typeof failureBits

const statusNames = Object.keys(statusCodes) as readonly TimestampStatus[]
const failureNames = Object.keys(failureBits) as readonly TimestampFailure[]

/** The answer to a request for a time-stamp (TimeStampResp, RFC 3161 §2.4.2). */
export interface TimestampResponse {
  readonly status: TimestampStatus
  readonly texts: readonly string[]
  /** Those that have a name; empty where none is given. */
  readonly failures: readonly TimestampFailure[]
  /** DER ContentInfo. */
  readonly token?: Uint8Array
}

/** Why no token was given. */
export interface TimestampRefusal {
  readonly failure: TimestampFailure
  /** For people. */
  readonly text?: string
}

/** Reads one response; never throws. Whether token and status go together is for the reader to judge. */
export function parseTimestampResponse(source: Uint8Array): Result<TimestampResponse, CmsFault> {
  const read = readTranscoded(source, (reader) => {
    return reader.sequence((inside) => {
      const status = inside.sequence(readStatus)
      const token = inside.optional(tag.sequence, (at) => at.encoding(tag.sequence))
      return { ...status, ...member('token', token) }
    })
  })
  return read.ok ? accept(read.value.value) : read
}

/** A response with a token where one was granted, or with what failed. */
export function writeTimestampResponse(
  status: TimestampStatus,
  refusal?: TimestampRefusal,
  token?: Uint8Array,
): Uint8Array {
  const text = refusal?.text === undefined ? [] : [sequence(utf8String(refusal.text))]
  const failure = refusal === undefined ? [] : [namedBits([failureBits[refusal.failure]])]
  const info = sequence(integer(statusCodes[status]), ...text, ...failure)
  return sequence(info, ...(token === undefined ? [] : [token]))
}

function readStatus(reader: DerReader): Omit<TimestampResponse, 'token'> {
  const code = reader.count(statusNames.length - 1)
  const texts = reader.optional(tag.sequence, (at) => at.sequence((list) => list.listOfSome(readText)))
  const bits = reader.optional(tag.bitString, (at) => at.namedBits())
  return {
    status: statusNames[code] ?? 'rejection',
    texts: texts ?? [],
    failures: failureNames.filter((name) => bits?.includes(failureBits[name])),
  }
}

function readText(reader: DerReader): string {
  return implicitText(reader, tag.utf8String)
}
