import { type DerReader, flag, implicit, integer, objectIdentifier, sequence, tag } from '#der'
import { accept, type Result, refuse } from '#fault'
import { type Extension, readExtensions, writeExtensions } from '#x509'
import type { CmsFault } from './fault.ts'
import {
  judgeDigest,
  type NamedDigest,
  type ReadDigest,
  readNamedDigest,
  writeNamedDigest,
} from './named-digest.ts'
import { member, readJudged } from './read.ts'

/** What a time-stamp is asked for (TimeStampReq, RFC 3161 §2.4.1). */
export interface TimestampRequest {
  readonly imprint: NamedDigest
  /** Dotted: the policy under which it is wanted. */
  readonly policy?: string
  readonly nonce?: bigint
  /** Whether the token shall carry its signer's certificate. */
  readonly certificateWanted: boolean
  /** Whoever does not know one of them must refuse the request (RFC 3161 §2.4.1). */
  readonly extensions: readonly Extension[]
}

/** All there is. */
const requestVersion = 1

/** 64 octets, eight times what is asked for anywhere; a token repeats it. */
const nonceBytesMax = 64

const extensionsTag = 0xa0

interface Read {
  readonly version: number
  readonly request?: Omit<TimestampRequest, 'imprint'> & { readonly imprint: ReadDigest }
}

/** Reads one request; never throws. */
export function parseTimestampRequest(der: Uint8Array): Result<TimestampRequest, CmsFault> {
  return readJudged(der, (reader) => {
    const { version, request } = reader.sequence(readRequest)
    if (!request) return refuse({ kind: 'version-unsupported', version })
    const imprint = judgeDigest(request.imprint)
    return imprint.ok ? accept({ ...request, imprint: imprint.value }) : imprint
  })
}

export function writeTimestampRequest(request: Omit<TimestampRequest, 'extensions'>): Uint8Array {
  const { imprint, policy, nonce, certificateWanted } = request
  return sequence(
    integer(requestVersion),
    writeNamedDigest(imprint),
    ...(policy === undefined ? [] : [objectIdentifier(policy)]),
    ...(nonce === undefined ? [] : [integer(nonce)]),
    ...flag(certificateWanted),
  )
}

/** Of another version only that is told. */
function readRequest(reader: DerReader): Read {
  const version = reader.count(255)
  if (version !== requestVersion) {
    reader.list((rest) => rest.node())
    return { version }
  }
  const imprint = readNamedDigest(reader)
  const policy = reader.optional(tag.objectIdentifier, (at) => at.objectIdentifier())
  const nonce = readNonce(reader)
  const certificateWanted = reader.flag()
  const extensions = readImplicitExtensions(reader, extensionsTag)
  return {
    version,
    request: {
      imprint,
      ...member('policy', policy),
      ...member('nonce', nonce),
      certificateWanted,
      extensions,
    },
  }
}

/** Reads the nonce of a request or of what answers it, if it is next. */
export function readNonce(reader: DerReader): bigint | undefined {
  if (reader.nextTag !== tag.integer) return undefined
  const offset = reader.position
  const nonce = reader.integer()
  if (reader.position - reader.contentStart > nonceBytesMax) reader.fail('integer-out-of-range', offset)
  return nonce
}

/** Reads `[number] IMPLICIT Extensions` if they are next; empty when they are not. */
export function readImplicitExtensions(reader: DerReader, expected: number): readonly Extension[] {
  return reader.optional(expected, (at) => readExtensions(at, expected)) ?? []
}

export function implicitExtensions(number: number, extensions: readonly Extension[]): readonly Uint8Array[] {
  return extensions.length === 0 ? [] : [implicit(number, writeExtensions(extensions))]
}
