import type { Instant } from '#clock'
import {
  contextPrimitive,
  type DerReader,
  explicit,
  flag,
  implicit,
  integer,
  objectIdentifier,
  preciseTime,
  readPreciseTime,
  sequence,
  tag,
} from '#der'
import { accept, type Result, refuse } from '#fault'
import { type Extension, type GeneralName, readGeneralName, writeGeneralName } from '#x509'
import type { CmsFault } from './fault.ts'
import {
  judgeDigest,
  type NamedDigest,
  type ReadDigest,
  readNamedDigest,
  writeNamedDigest,
} from './named-digest.ts'
import { member, readJudged } from './read.ts'
import { implicitExtensions, readImplicitExtensions, readNonce } from './timestamp-request.ts'

/** What a time-stamp says (TSTInfo, RFC 3161 §2.4.2). */
export interface TstInfo {
  /** Dotted. */
  readonly policy: string
  readonly imprint: NamedDigest
  /** At most 20 octets. */
  readonly serial: bigint
  /** What is below the millisecond is dropped. */
  readonly time: Instant
  /** By how much the time may be wrong either way; parts of a millisecond count whole. */
  readonly accuracyMilliseconds?: number
  /** Whether all of this authority's tokens can be ordered by their times alone. */
  readonly ordering: boolean
  readonly nonce?: bigint
  readonly tsaName?: GeneralName
  readonly extensions: readonly Extension[]
}

const infoVersion = 1

/** RFC 3161 §2.4.2: up to 160 bits must be taken; and an octet that keeps them positive. */
const serialBytesMax = 21

/** Whoever is wrong by more than a day does not tell the time. */
const accuracySecondsMax = 86_400

const millisecondsTag = contextPrimitive(0)
const microsecondsTag = contextPrimitive(1)
const nameTag = 0xa0
const extensionsTag = 0xa1

interface Read {
  readonly version: number
  readonly info?: Omit<TstInfo, 'imprint'> & { readonly imprint: ReadDigest }
}

/** Reads the content of a time-stamp token; never throws. */
export function parseTstInfo(der: Uint8Array): Result<TstInfo, CmsFault> {
  return readJudged(der, (reader) => {
    const { version, info } = reader.sequence(readInfo)
    if (!info) return refuse({ kind: 'version-unsupported', version })
    const imprint = judgeDigest(info.imprint)
    return imprint.ok ? accept({ ...info, imprint: imprint.value }) : imprint
  })
}

/** What a token is to say. */
export interface TstInfoContent extends Omit<TstInfo, 'extensions'> {
  /** Below the millisecond of the time, 0 to 999: what orders tokens of one millisecond. */
  readonly microseconds?: number
  readonly extensions?: readonly Extension[]
}

/** The DER of what a token says; the accuracy in whole milliseconds. */
export function writeTstInfo(info: TstInfoContent): Uint8Array {
  const { accuracyMilliseconds, nonce, tsaName, extensions = [] } = info
  return sequence(
    integer(infoVersion),
    objectIdentifier(info.policy),
    writeNamedDigest(info.imprint),
    integer(info.serial),
    preciseTime(info.time, info.microseconds),
    ...(accuracyMilliseconds === undefined ? [] : [writeAccuracy(accuracyMilliseconds)]),
    ...flag(info.ordering),
    ...(nonce === undefined ? [] : [integer(nonce)]),
    ...(tsaName === undefined ? [] : [explicit(0, writeGeneralName(tsaName))]),
    ...implicitExtensions(1, extensions),
  )
}

/** Of another version only that is told. */
function readInfo(reader: DerReader): Read {
  const version = reader.count(255)
  if (version !== infoVersion) {
    reader.list((rest) => rest.node())
    return { version }
  }
  const policy = reader.objectIdentifier()
  const imprint = readNamedDigest(reader)
  const serial = readSerial(reader)
  const time = readPreciseTime(reader)
  const accuracyMilliseconds = reader.optional(tag.sequence, (at) => at.sequence(readAccuracy))
  const ordering = reader.flag()
  const nonce = readNonce(reader)
  const tsaName = reader.optional(nameTag, (at) => at.explicit(0, readGeneralName))
  const extensions = readImplicitExtensions(reader, extensionsTag)
  const info = {
    policy,
    imprint,
    serial,
    time,
    ...member('accuracyMilliseconds', accuracyMilliseconds),
    ordering,
    ...member('nonce', nonce),
    ...member('tsaName', tsaName),
    extensions,
  }
  return { version, info }
}

function readSerial(reader: DerReader): bigint {
  const offset = reader.position
  const serial = reader.integer()
  if (reader.position - reader.contentStart > serialBytesMax) reader.fail('integer-out-of-range', offset)
  return serial
}

/** Accuracy: seconds, [0] milliseconds and [1] microseconds from 1 to 999; what is absent is none. */
function readAccuracy(reader: DerReader): number {
  const seconds = reader.optional(tag.integer, (at) => at.count(accuracySecondsMax)) ?? 0
  const milliseconds = reader.optional(millisecondsTag, (at) => at.count(999, millisecondsTag, 1)) ?? 0
  const microseconds = reader.optional(microsecondsTag, (at) => at.count(999, microsecondsTag, 1)) ?? 0
  return seconds * 1000 + milliseconds + (microseconds > 0 ? 1 : 0)
}

function writeAccuracy(milliseconds: number): Uint8Array {
  const [seconds, rest] = [Math.floor(milliseconds / 1000), milliseconds % 1000]
  return sequence(
    ...(seconds === 0 ? [] : [integer(seconds)]),
    ...(rest === 0 ? [] : [implicit(0, integer(rest))]),
  )
}
