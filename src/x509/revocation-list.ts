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
  type DistributionPoint,
  type IssuingDistributionPoint,
  readIssuingDistributionPoint,
} from './distribution-point.ts'
import {
  duplicateFault,
  type Extension,
  type ExtensionFault,
  readExtensions,
  writeExtensions,
} from './extension.ts'
import { readGeneralNames } from './general-name.ts'
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
  /** RFC 5280 §5.2.4: of a delta list, the number of the list it is to be added to. */
  readonly baseNumber?: bigint
  readonly authorityKeyIdentifier?: Uint8Array
  readonly issuingDistributionPoint?: IssuingDistributionPoint
  /** RFC 5280 §5.2.6: where delta lists are said to be. */
  readonly freshestCrl?: readonly DistributionPoint[]
  /**
   * The critical extensions, of the list and of its entries, that are given no meaning here. A list that has
   * any says nothing about any certificate (RFC 5280 §5.2, §5.3).
   */
  readonly unknownCritical: readonly string[]
}

export interface RevokedEntry {
  /** As in `Certificate`; a negative one, which no certificate read here has, begins with `-`. */
  readonly serial: string
  readonly at: Instant
  readonly reason?: RevocationReason
  /**
   * Who issued the certificate: whom this entry, or the last one before it that does, names
   * (RFC 5280 §5.3.3); the list's own issuer before any does.
   */
  readonly issuer: Name
  /** Empty when the entry has none; `reason` and `issuer` come from here. */
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

/** The name of a CRLReason; `undefined` for numbers that have none. */
export function revocationReasonOf(code: number | undefined): RevocationReason | undefined {
  return revocationReasons.find((name) => reasonCodes[name] === code)
}

/** Why bytes are no revocation list. */
export type RevocationListFault =
  | { readonly kind: 'not-der'; readonly fault: DerFault }
  | { readonly kind: 'version-unsupported'; readonly version: number }
  | { readonly kind: 'algorithm-mismatch' }
  | { readonly kind: 'issuer-empty' }
  | { readonly kind: 'validity-reversed'; readonly thisUpdate: Instant; readonly nextUpdate: Instant }
  /** RFC 5280 §5.3.3: an entry that names more than one issuer, or none by a distinguished name. */
  | { readonly kind: 'entry-issuer-unclear'; readonly serial: string }
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
  const own = ownExtensions(extensions)
  if (!own.ok) return own
  const entries = readEntries(content.entries, issuer)
  if (!entries.ok) return entries
  const { authorityKeyIdentifier, freshestCrl } = known.value
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
    ...own.value,
    ...(authorityKeyIdentifier ? { authorityKeyIdentifier } : {}),
    ...(freshestCrl ? { freshestCrl } : {}),
    unknownCritical: unknownCritical(extensions, entries.value),
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

/** What only lists say of themselves. */
type OwnExtensions = Pick<RevocationList, 'number' | 'baseNumber' | 'issuingDistributionPoint'>

function ownExtensions(extensions: readonly Extension[]): Result<OwnExtensions, ExtensionFault> {
  const number = extensionValue(extensions, extensionType.crlNumber, readNumber)
  if (!number.ok) return number
  const base = extensionValue(extensions, extensionType.deltaCrlIndicator, readNumber)
  if (!base.ok) return base
  const point = extensionValue(
    extensions,
    extensionType.issuingDistributionPoint,
    readIssuingDistributionPoint,
  )
  if (!point.ok) return point
  return accept({
    ...(number.value === undefined ? {} : { number: number.value }),
    ...(base.value === undefined ? {} : { baseNumber: base.value }),
    ...(point.value === undefined ? {} : { issuingDistributionPoint: point.value }),
  })
}

function readNumber(reader: DerReader): bigint {
  return reader.integer()
}

/** What a list's own extensions may be (RFC 5280 §5.2); the meaning of all of them is given above. */
const listExtensions: ReadonlySet<string> = new Set([
  extensionType.authorityKeyIdentifier,
  extensionType.issuerAltName,
  extensionType.crlNumber,
  extensionType.deltaCrlIndicator,
  extensionType.issuingDistributionPoint,
  extensionType.freshestCrl,
  extensionType.authorityInfoAccess,
])

/** What an entry's may be (RFC 5280 §5.3); the date of invalidity changes nothing about being revoked. */
const entryExtensions: ReadonlySet<string> = new Set([
  extensionType.reasonCode,
  extensionType.invalidityDate,
  extensionType.certificateIssuer,
])

function unknownCritical(
  extensions: readonly Extension[],
  entries: readonly RevokedEntry[],
): readonly string[] {
  const found = new Set<string>()
  for (const { oid, critical } of extensions) if (critical && !listExtensions.has(oid)) found.add(oid)
  for (const entry of entries) {
    for (const { oid, critical } of entry.extensions) {
      if (critical && !entryExtensions.has(oid)) found.add(oid)
    }
  }
  return [...found]
}

function readEntries(
  entries: readonly ReadEntry[],
  listIssuer: Name,
): Result<readonly RevokedEntry[], RevocationListFault> {
  const revoked: RevokedEntry[] = []
  let issuer = listIssuer
  for (const { serial: bytes, at, extensions } of entries) {
    const serial = serialText(bytes)
    const duplicate = duplicateFault(extensions)
    if (duplicate) return refuse(duplicate)
    const code = extensionValue(extensions, extensionType.reasonCode, readReasonCode)
    if (!code.ok) return code
    const names = extensionValue(extensions, extensionType.certificateIssuer, readGeneralNames)
    if (!names.ok) return names
    if (names.value) {
      const [named, ...others] = names.value.flatMap((one) => (one.kind === 'directory' ? one.name : []))
      if (!named || others.length > 0) return refuse({ kind: 'entry-issuer-unclear', serial })
      issuer = named
    }
    const reason = revocationReasonOf(code.value)
    revoked.push({ serial, at, ...(reason ? { reason } : {}), issuer, extensions })
  }
  return accept(revoked)
}

function readReasonCode(reader: DerReader): number {
  return reader.count(10, tag.enumerated)
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
