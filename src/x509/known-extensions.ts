import {
  contextConstructed,
  contextPrimitive,
  type DerReader,
  flag,
  type IdentifierTable,
  identifierTable,
  implicit,
  integer,
  namedBits,
  objectIdentifier,
  octetString,
  readDer,
  sequence,
  tag,
} from '#der'
import { accept, type Result, refuse, sure } from '#fault'
import { type AccessDescription, readAccess, writeAccess } from './access-description.ts'
import { type AgreementTerms, readAgreementTerms, writeAgreementTerms } from './agreement-terms.ts'
import {
  type DistributionPoint,
  readDistributionPoints,
  writeDistributionPoints,
} from './distribution-point.ts'
import { duplicateFault, type Extension, type ExtensionFault } from './extension.ts'
import {
  type GeneralName,
  generalNames,
  readGeneralName,
  readGeneralNames,
  writeGeneralName,
} from './general-name.ts'
import { extensionType } from './identifiers.ts'
import {
  type PolicyConstraints,
  type PolicyInformation,
  type PolicyMapping,
  readInhibitAnyPolicy,
  readMappings,
  readPolicies,
  readPolicyConstraints,
  writeMappings,
  writePolicies,
  writePolicyConstraints,
} from './policy-extensions.ts'
import { usualIdentifiers } from './usual-identifiers.ts'

/**
 * The extensions of certificates and requests that are read as data; a member is absent as its extension is.
 */
export interface KnownExtensions {
  readonly basicConstraints?: BasicConstraints
  readonly keyUsage?: ReadonlySet<KeyUsage>
  /** Dotted object identifiers. */
  readonly extendedKeyUsage?: readonly string[]
  readonly subjectAltName?: readonly GeneralName[]
  readonly issuerAltName?: readonly GeneralName[]
  readonly nameConstraints?: NameConstraints
  readonly certificatePolicies?: readonly PolicyInformation[]
  readonly policyMappings?: readonly PolicyMapping[]
  readonly policyConstraints?: PolicyConstraints
  /** After how many more certificates any-policy stands for no other policy. */
  readonly inhibitAnyPolicy?: number
  readonly crlDistributionPoints?: readonly DistributionPoint[]
  /** Where delta lists are said to be. */
  readonly freshestCrl?: readonly DistributionPoint[]
  readonly authorityInfoAccess?: readonly AccessDescription[]
  readonly subjectInfoAccess?: readonly AccessDescription[]
  readonly subjectKeyIdentifier?: Uint8Array
  /**
   * The key identifier alone; absent too when the extension names the issuer's certificate only otherwise.
   */
  readonly authorityKeyIdentifier?: Uint8Array
  /** This program's own: an agreement's. */
  readonly agreementTerms?: AgreementTerms
}

export interface BasicConstraints {
  readonly ca: boolean
  readonly pathLength?: number
}

const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const

/** RFC 5280 §4.2.1.3, by its names. */
export type KeyUsage = (typeof keyUsages)[number]

/** RFC 5280 §4.2.1.10; a list is absent, never empty. */
export interface NameConstraints {
  readonly permitted?: readonly GeneralName[]
  readonly excluded?: readonly GeneralName[]
}

/** One row: where an extension's value comes from and goes to. */
interface Row<K extends keyof KnownExtensions> {
  readonly key: K
  readonly oid: string
  /** RFC 5280 §4.2: what it is marked as when this program writes it. */
  readonly critical: boolean
  readonly read: (reader: DerReader) => KnownExtensions[K]
  readonly write: (value: NonNullable<KnownExtensions[K]>) => Uint8Array
}

/** A path length beyond any budget of a path search, and within what every reader of certificates takes. */
const pathLengthMax = 2 ** 31 - 1

/** In the order in which they are written. */
const rows: readonly AnyRow[] = [
  row({
    key: 'basicConstraints',
    oid: extensionType.basicConstraints,
    critical: true,
    read: (reader) => reader.sequence(readBasicConstraints),
    write: ({ ca, pathLength }) => {
      return sequence(...flag(ca), ...(pathLength === undefined ? [] : [integer(pathLength)]))
    },
  }),
  row({
    key: 'keyUsage',
    oid: extensionType.keyUsage,
    critical: true,
    read: readKeyUsage,
    write: (usages) => namedBits([...usages].map((usage) => keyUsages.indexOf(usage))),
  }),
  row({
    key: 'extendedKeyUsage',
    oid: extensionType.extendedKeyUsage,
    critical: false,
    read: (reader) => reader.sequence(readPurposes),
    write: (purposes) => sequence(...purposes.map(objectIdentifier)),
  }),
  row({
    key: 'subjectKeyIdentifier',
    oid: extensionType.subjectKeyIdentifier,
    critical: false,
    read: (reader) => reader.octetString(),
    write: octetString,
  }),
  row({
    key: 'authorityKeyIdentifier',
    oid: extensionType.authorityKeyIdentifier,
    critical: false,
    read: (reader) => reader.sequence(readAuthorityKeyIdentifier),
    write: (identifier) => sequence(implicit(0, octetString(identifier))),
  }),
  row({
    key: 'subjectAltName',
    oid: extensionType.subjectAltName,
    critical: false,
    read: readGeneralNames,
    write: (names) => generalNames(tag.sequence, names),
  }),
  row({
    key: 'issuerAltName',
    oid: extensionType.issuerAltName,
    critical: false,
    read: readGeneralNames,
    write: (names) => generalNames(tag.sequence, names),
  }),
  row({
    key: 'nameConstraints',
    oid: extensionType.nameConstraints,
    critical: true,
    read: (reader) => reader.sequence(readNameConstraints),
    write: ({ permitted, excluded }) => sequence(...subtrees(0, permitted), ...subtrees(1, excluded)),
  }),
  row({
    key: 'certificatePolicies',
    oid: extensionType.certificatePolicies,
    critical: false,
    read: readPolicies,
    write: writePolicies,
  }),
  row({
    key: 'policyMappings',
    oid: extensionType.policyMappings,
    critical: true,
    read: readMappings,
    write: writeMappings,
  }),
  row({
    key: 'policyConstraints',
    oid: extensionType.policyConstraints,
    critical: true,
    read: readPolicyConstraints,
    write: writePolicyConstraints,
  }),
  row({
    key: 'inhibitAnyPolicy',
    oid: extensionType.inhibitAnyPolicy,
    critical: true,
    read: readInhibitAnyPolicy,
    write: integer,
  }),
  row({
    key: 'crlDistributionPoints',
    oid: extensionType.crlDistributionPoints,
    critical: false,
    read: readDistributionPoints,
    write: writeDistributionPoints,
  }),
  row({
    key: 'freshestCrl',
    oid: extensionType.freshestCrl,
    critical: false,
    read: readDistributionPoints,
    write: writeDistributionPoints,
  }),
  row({
    key: 'authorityInfoAccess',
    oid: extensionType.authorityInfoAccess,
    critical: false,
    read: readAccess,
    write: writeAccess,
  }),
  row({
    key: 'subjectInfoAccess',
    oid: extensionType.subjectInfoAccess,
    critical: false,
    read: readAccess,
    write: writeAccess,
  }),
  row({
    key: 'agreementTerms',
    oid: extensionType.agreementTerms,
    // Paths are also judged by programs that do not know it; the bounds that matter to them stand besides.
    critical: false,
    read: readAgreementTerms,
    write: writeAgreementTerms,
  }),
]

interface AnyRow {
  readonly key: keyof KnownExtensions
  readonly oid: string
  /** As `read`, of the value alone and for what is wrong with it. */
  readonly check: (reader: DerReader) => unknown
  readonly read: (views: Partial<Record<string, unknown>>, value: Uint8Array) => Result<void, ExtensionFault>
  readonly write: (known: KnownExtensions) => readonly Extension[]
}

const byOid: ReadonlyMap<string, AnyRow> = new Map(rows.map((entry) => [entry.oid, entry]))

/** Whether the extension is read as data by this room. */
export function isKnownExtension(oid: string): boolean {
  return byOid.has(oid)
}

/** Reads the known ones among them; unknown ones are left to whoever judges criticality. */
export function knownExtensions(extensions: readonly Extension[]): Result<KnownExtensions, ExtensionFault> {
  const duplicate = duplicateFault(extensions)
  if (duplicate) return refuse(duplicate)
  const views: Partial<Record<string, unknown>> = {}
  for (const { oid, value } of extensions) {
    const read = byOid.get(oid)?.read(views, value)
    if (read && !read.ok) return read
  }
  return accept(views as KnownExtensions)
}

/** The members of `KnownExtensions`. */
export const knownExtensionNames: readonly (keyof KnownExtensions)[] = rows.map(({ key }) => key)

/** The rows, each with a bit of its own (there are fewer than 31), by the octets of their identifiers. */
const checks: IdentifierTable<AnyRow & { readonly bit: number }> = identifierTable(
  rows.map((entry, at) => [entry.oid, { ...entry, bit: 1 << at }]),
)

/**
 * Takes `Extensions` of the source with a reader that only checks, and tells what `knownExtensions` would
 * refuse in them.
 */
export function checkExtensions(reader: DerReader, source: Uint8Array): ExtensionFault | undefined {
  let duplicate: string | undefined
  let malformed: ExtensionFault | undefined
  let seen = 0
  let unknown: Set<string> | undefined
  const list = reader.enter()
  if (!reader.more) reader.fail('list-empty')
  while (reader.more) {
    const extension = reader.enter()
    const start = reader.position
    const known = reader.identified(checks)
    if (known) {
      if ((seen & known.bit) !== 0) duplicate ??= known.oid
      seen |= known.bit
    } else if (reader.more) {
      const oid = sure(readDer(source.subarray(start, reader.position), readIdentifier), 'an identifier')
      unknown ??= new Set()
      if (unknown.has(oid)) duplicate ??= oid
      unknown.add(oid)
    }
    reader.flag()
    const fault = known ? reader.inside(known.check) : undefined
    if (fault && known) malformed ??= { kind: 'extension-malformed', oid: known.oid, fault }
    if (!known) reader.octetString()
    reader.leave(extension)
  }
  reader.leave(list)
  return duplicate === undefined ? malformed : { kind: 'extension-duplicate', oid: duplicate }
}

/** The extensions that say this, in their usual order and with the criticality of RFC 5280 §4.2. */
export function extensionsOf(known: KnownExtensions): readonly Extension[] {
  return rows.flatMap((entry) => entry.write(known))
}

function row<K extends keyof KnownExtensions>({ key, oid, critical, read, write }: Row<K>): AnyRow {
  return {
    key,
    oid,
    check: read,
    read: (views, bytes) => {
      const value = readDer(bytes, read)
      if (!value.ok) return refuse({ kind: 'extension-malformed', oid, fault: value.fault })
      if (value.value !== undefined) views[key] = value.value
      return accept(undefined)
    },
    write: (known) => {
      const value = known[key]
      return value === undefined ? [] : [{ oid, critical, value: write(value) }]
    },
  }
}

function readIdentifier(reader: DerReader): string {
  return reader.objectIdentifier(usualIdentifiers)
}

function readBasicConstraints(reader: DerReader): BasicConstraints {
  const ca = reader.flag()
  return reader.more ? { ca, pathLength: reader.count(pathLengthMax) } : { ca }
}

const keyTag = contextPrimitive(0)
const issuerTag = contextConstructed(1)
const serialTag = contextPrimitive(2)

/** RFC 5280 §4.2.1.1; the issuer's name and serial number are looked at no further: the key decides. */
function readAuthorityKeyIdentifier(reader: DerReader): Uint8Array | undefined {
  const identifier = reader.nextTag === keyTag ? reader.octetString(keyTag) : undefined
  if (reader.nextTag === issuerTag) readGeneralNames(reader, issuerTag)
  if (reader.nextTag === serialTag) reader.integerBytes(serialTag)
  return identifier
}

const permittedTag = contextConstructed(0)
const excludedTag = contextConstructed(1)

function readNameConstraints(reader: DerReader): NameConstraints {
  const permitted = reader.nextTag === permittedTag ? reader.sequence(readSubtrees, permittedTag) : undefined
  const excluded = reader.nextTag === excludedTag ? reader.sequence(readSubtrees, excludedTag) : undefined
  return { ...(permitted ? { permitted } : {}), ...(excluded ? { excluded } : {}) }
}

function readSubtrees(reader: DerReader): readonly GeneralName[] {
  return reader.listOfSome(readSubtree)
}

/** RFC 5280 §4.2.1.10: `minimum` is 0, which DER leaves out, and `maximum` is absent; so the base is all. */
function readSubtree(reader: DerReader): GeneralName {
  return reader.sequence(readGeneralName)
}

function readKeyUsage(reader: DerReader): ReadonlySet<KeyUsage> {
  return new Set(reader.namedBits().flatMap((bit) => keyUsages[bit] ?? []))
}

function readPurposes(reader: DerReader): readonly string[] {
  return reader.listOfSome(readIdentifier)
}

function subtrees(number: number, names: readonly GeneralName[] | undefined): readonly Uint8Array[] {
  if (!names) return []
  return [implicit(number, sequence(...names.map((name) => sequence(writeGeneralName(name)))))]
}
