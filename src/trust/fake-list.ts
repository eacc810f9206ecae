import { fromHex } from '#bytes'
import { day } from '#clock'
import {
  bitString,
  booleanValue,
  contextConstructed,
  element,
  enumerated,
  explicit,
  implicit,
  integer,
  namedBits,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  unsignedInteger,
  utf8String,
} from '#der'
import { sure } from '#fault'
import {
  attributeType,
  type Certificate,
  extensionType,
  keyIdentifier,
  nameOf,
  parseRevocationList,
  type RevocationList,
} from '#x509'
import { type FakeEntity, fakeNow } from './fake-authority.ts'

/** For tests: one entry; `issuer` names who issued the certificate, in an indirect list. */
export interface FakeEntry {
  readonly certificate: Certificate
  /** CRLReason by its number (RFC 5280 §5.3.1). */
  readonly reason?: number
  readonly issuer?: string
  /** A critical extension that nobody knows. */
  readonly riddle?: true
}

/** What a list of the tests says beyond the usual. */
export interface FakeListTerms {
  readonly number?: number | 'missing' | 'critical'
  readonly base?: number
  readonly thisUpdate?: number
  readonly nextUpdate?: number
  readonly scope?: FakeScope
  readonly entries?: readonly FakeEntry[]
  readonly riddle?: true
  /** Signs in the issuer's place, without being it. */
  readonly signer?: FakeEntity
}

export interface FakeScope {
  /** The common name of a distribution point. */
  readonly fullName?: string
  /** The last RDN of one, under the list's issuer. */
  readonly relativeName?: string
  readonly onlyUser?: true
  readonly onlyAuthority?: true
  readonly onlyAttribute?: true
  readonly onlySomeReasons?: readonly number[]
  readonly indirect?: true
}

/** A list by the tests' own writer, which writes also what this program never issues. */
export function fakeList(issuer: FakeEntity, terms: FakeListTerms = {}): RevocationList {
  const { key } = terms.signer ?? issuer
  const { entries = [], number = 1 } = terms
  const tbs = sequence(
    integer(1),
    key.suite.algorithmIdentifier,
    nameOf({ commonName: issuer.name }).der,
    time(terms.thisUpdate ?? fakeNow - day),
    time(terms.nextUpdate ?? fakeNow + day),
    ...(entries.length === 0 ? [] : [sequence(...entries.map(entryOf))]),
    explicit(
      0,
      sequence(
        extension(
          extensionType.authorityKeyIdentifier,
          false,
          sequence(implicit(0, octetString(keyIdentifier(key.publicKey.spki)))),
        ),
        ...(number === 'missing' ? [] : [numberOf(number)]),
        ...(terms.base === undefined
          ? []
          : [extension(extensionType.deltaCrlIndicator, true, integer(terms.base))]),
        ...(terms.scope
          ? [extension(extensionType.issuingDistributionPoint, true, scopeOf(terms.scope))]
          : []),
        ...(terms.riddle ? [extension('2.999.1', true, integer(1))] : []),
      ),
    ),
  )
  const der = sequence(tbs, key.suite.algorithmIdentifier, bitString(key.sign(tbs)))
  return sure(parseRevocationList(der), 'a list of the test')
}

function numberOf(number: number | 'critical'): Uint8Array {
  return extension(
    extensionType.crlNumber,
    number === 'critical',
    integer(number === 'critical' ? 1 : number),
  )
}

function entryOf({ certificate, reason, issuer, riddle }: FakeEntry): Uint8Array {
  const extensions = [
    ...(reason === undefined ? [] : [extension(extensionType.reasonCode, false, enumerated(reason))]),
    ...(issuer === undefined
      ? []
      : [extension(extensionType.certificateIssuer, true, sequence(directory(issuer)))]),
    ...(riddle ? [extension('2.999.2', true, integer(1))] : []),
  ]
  const serial = unsignedInteger(sure(fromHex(certificate.serial), 'a serial number'))
  const content = [serial, time(fakeNow - day), ...(extensions.length > 0 ? [sequence(...extensions)] : [])]
  return sequence(...content)
}

function scopeOf(scope: FakeScope): Uint8Array {
  const flag = (number: number, on: true | undefined): readonly Uint8Array[] => {
    return on ? [implicit(number, booleanValue(true))] : []
  }
  return sequence(
    ...pointOf(scope),
    ...flag(1, scope.onlyUser),
    ...flag(2, scope.onlyAuthority),
    ...(scope.onlySomeReasons ? [implicit(3, namedBits(scope.onlySomeReasons))] : []),
    ...flag(4, scope.indirect),
    ...flag(5, scope.onlyAttribute),
  )
}

function pointOf({ fullName, relativeName }: FakeScope): readonly Uint8Array[] {
  if (fullName !== undefined) {
    return [explicit(0, element(contextConstructed(0), directory(fullName)))]
  }
  if (relativeName === undefined) return []
  const attribute = sequence(objectIdentifier(attributeType.commonName), utf8String(relativeName))
  return [explicit(0, implicit(1, setOf(attribute)))]
}

function directory(name: string): Uint8Array {
  return explicit(4, nameOf({ commonName: name }).der)
}

function extension(oid: string, critical: boolean, value: Uint8Array): Uint8Array {
  const flag = critical ? [booleanValue(true)] : []
  return sequence(objectIdentifier(oid), ...flag, octetString(value))
}
