import { equalBytes } from '#bytes'
import type { Instant } from '#clock'
import type { Signer } from '#crypto'
import {
  type DerFault,
  type DerReader,
  enumerated,
  explicit,
  integer,
  listLimits,
  readDer,
  sequence,
  sequenceOf,
  tag,
  time,
  unsignedInteger,
} from '#der'
import { accept, type Result, refuse } from '#fault'
import {
  duplicateFault,
  type Extension,
  type ExtensionFault,
  readExtensions,
  writeExtensions,
} from './extension.ts'
import { extensionType } from './identifiers.ts'
import { extensionsOf, knownExtensions } from './known-extensions.ts'
import { type Name, readName } from './name.ts'
import { serialBytesMax, serialText } from './serial.ts'
import { readSigned, type Signed, writeSigned } from './signed.ts'

/** A version 2 certificate revocation list (RFC 5280 §5.1) as data; byte fields are views of `der`. */
export interface RevocationList extends Signed {
  readonly der: Uint8Array
  readonly issuer: Name
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  readonly entries: readonly RevokedEntry[]
  readonly extensions: readonly Extension[]
  /** RFC 5280 §5.2.3. */
  readonly number?: bigint
  readonly authorityKeyIdentifier?: Uint8Array
}

export interface RevokedEntry {
  /** As in `Certificate`; a negative one, which no certificate read here has, begins with `-`. */
  readonly serial: string
  readonly at: Instant
  readonly reason?: RevocationReason
  /** Empty when the entry has none; `reason` comes from here. */
  readonly extensions: readonly Extension[]
}

/** CRLReason (RFC 5280 §5.3.1) by its names; 7 is not used. */
const reasonCodes = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const

export type RevocationReason = keyof typeof reasonCodes

export const revocationReasons = Object.keys(reasonCodes) as readonly RevocationReason[]

/** Why bytes are no revocation list. */
export type RevocationListFault =
  | { readonly kind: 'not-der'; readonly fault: DerFault }
  | { readonly kind: 'version-unsupported'; readonly version: number }
  | { readonly kind: 'algorithm-mismatch' }
  | { readonly kind: 'issuer-empty' }
  | { readonly kind: 'validity-reversed'; readonly thisUpdate: Instant; readonly nextUpdate: Instant }
  | ExtensionFault

/** What a list to be signed says. */
export interface RevocationListContent {
  readonly issuer: Name
  /** Whole seconds. */
  readonly thisUpdate: Instant
  /** Whole seconds. */
  readonly nextUpdate: Instant
  readonly number: bigint
  /** The issuer's subject key identifier. */
  readonly authorityKeyIdentifier: Uint8Array
  readonly entries: readonly {
    /** As in `Certificate`. */
    readonly serial: string
    /** Whole seconds. */
    readonly at: Instant
    readonly reason?: RevocationReason
  }[]
}

/** The version field's value for version 2. */
const version2 = 1

/** Reads one list; never throws. */
export function parseRevocationList(der: Uint8Array): Result<RevocationList, RevocationListFault> {
  const read = readDer(der, (reader) => readSigned(reader, readContent), listLimits)
  if (!read.ok) return refuse({ kind: 'not-der', fault: read.fault })
  const { content, tbs, signatureAlgorithm, signature } = read.value
  if ('version' in content) return refuse({ kind: 'version-unsupported', version: content.version })
  const { algorithm, issuer, thisUpdate, nextUpdate, extensions } = content
  if (!equalBytes(algorithm, signatureAlgorithm)) return refuse({ kind: 'algorithm-mismatch' })
  if (issuer.rdns.length === 0) return refuse({ kind: 'issuer-empty' })
  if (nextUpdate < thisUpdate) return refuse({ kind: 'validity-reversed', thisUpdate, nextUpdate })
  const known = knownExtensions(extensions)
  if (!known.ok) return known
  const number = extensionValue(extensions, extensionType.crlNumber, (reader) => reader.integer())
  if (!number.ok) return number
  const entries = readEntries(content.entries)
  if (!entries.ok) return entries
  const { authorityKeyIdentifier } = known.value
  return accept({
    der,
    tbs,
    signatureAlgorithm,
    signature,
    issuer,
    thisUpdate,
    nextUpdate,
    extensions,
    entries: entries.value,
    ...(number.value === undefined ? {} : { number: number.value }),
    ...(authorityKeyIdentifier ? { authorityKeyIdentifier } : {}),
  })
}

/** Signs a list with the issuer's key. */
export function writeRevocationList(content: RevocationListContent, issuer: Signer): Uint8Array {
  const { entries, number, authorityKeyIdentifier } = content
  const extensions: readonly Extension[] = [
    ...extensionsOf({ authorityKeyIdentifier }),
    { oid: extensionType.crlNumber, critical: false, value: integer(number) },
  ]
  const tbs = sequence(
    integer(version2),
    issuer.suite.algorithmIdentifier,
    content.issuer.der,
    time(content.thisUpdate),
    time(content.nextUpdate),
    // RFC 5280 §5.1.2.6: when there are no revoked certificates, the list of them is absent.
    ...(entries.length === 0 ? [] : [sequenceOf(entries.map(writeEntry))]),
    explicit(0, writeExtensions(extensions)),
  )
  return writeSigned(tbs, issuer)
}

interface ReadContent {
  readonly algorithm: Uint8Array
  readonly issuer: Name
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  readonly entries: readonly ReadEntry[]
  readonly extensions: readonly Extension[]
}

interface ReadEntry {
  readonly serial: Uint8Array
  readonly at: Instant
  readonly extensions: readonly Extension[]
}

/** TBSCertList, RFC 5280 §5.1; `nextUpdate` is demanded (§5.1.2.5). Of another version only that is told. */
function readContent(reader: DerReader): ReadContent | { readonly version: number } {
  const version = reader.optional(tag.integer, (at) => at.count(255)) ?? 0
  if (version !== version2) {
    reader.list((rest) => rest.node())
    return { version: version + 1 }
  }
  const algorithm = reader.encoding(tag.sequence)
  const issuer = readName(reader)
  const thisUpdate = reader.time()
  const nextUpdate = reader.time()
  const revoked = reader.optional(tag.sequence, (at) => at.sequence((list) => list.listOfSome(readEntry)))
  const extensions = reader.optional(0xa0, (at) => at.explicit(0, readExtensions))
  return { algorithm, issuer, thisUpdate, nextUpdate, entries: revoked ?? [], extensions: extensions ?? [] }
}

function readEntry(reader: DerReader): ReadEntry {
  return reader.sequence((entry) => {
    const serial = entry.integerBytes()
    const at = entry.time()
    return { serial, at, extensions: entry.more ? readExtensions(entry) : [] }
  })
}

function readEntries(entries: readonly ReadEntry[]): Result<readonly RevokedEntry[], RevocationListFault> {
  const revoked: RevokedEntry[] = []
  for (const { serial, at, extensions } of entries) {
    const duplicate = duplicateFault(extensions)
    if (duplicate) return refuse(duplicate)
    const code = extensionValue(extensions, extensionType.reasonCode, (reader) =>
      reader.count(10, tag.enumerated),
    )
    if (!code.ok) return code
    const reason = revocationReasons.find((name) => reasonCodes[name] === code.value)
    revoked.push({ serial: serialText(serial), at, ...(reason ? { reason } : {}), extensions })
  }
  return accept(revoked)
}

function writeEntry({ serial, at, reason }: RevocationListContent['entries'][number]): Uint8Array {
  const bytes = Buffer.from(serial, 'hex')
  if (bytes.length === 0 || bytes.length > serialBytesMax)
    throw new RangeError(`bug: \`${serial}\` is no serial number`)
  // RFC 5280 §5.3.1: the reason code is left out rather than `unspecified`.
  if (reason === undefined || reason === 'unspecified') return sequence(unsignedInteger(bytes), time(at))
  const value = enumerated(reasonCodes[reason])
  const extensions = writeExtensions([{ oid: extensionType.reasonCode, critical: false, value }])
  return sequence(unsignedInteger(bytes), time(at), extensions)
}

function extensionValue<T>(
  extensions: readonly Extension[],
  oid: string,
  read: (reader: DerReader) => T,
): Result<T | undefined, ExtensionFault> {
  const extension = extensions.find((candidate) => candidate.oid === oid)
  if (!extension) return accept(undefined)
  const value = readDer(extension.value, read)
  return value.ok ? value : refuse({ kind: 'extension-malformed', oid, fault: value.fault })
}
