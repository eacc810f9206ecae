import {
  contextConstructed,
  contextPrimitive,
  type DerReader,
  explicit,
  implicit,
  namedBits,
  sequence,
  setOf,
} from '#der'
import { type GeneralName, generalNames, readGeneralNames } from './general-name.ts'
import { type NameAttribute, readAttributes, writeAttribute } from './name.ts'

/** DistributionPointName (RFC 5280 §4.2.1.13): one of the two. */
export interface DistributionPointName {
  readonly fullName?: readonly GeneralName[]
  /** The RDN that comes after those of the issuer's name: `nameUnder` gives the whole. */
  readonly relativeName?: readonly NameAttribute[]
}

/** RFC 5280 §4.2.1.13. Nothing is fetched from it: it is data of whoever signed the certificate. */
export interface DistributionPoint extends DistributionPointName {
  /** Reasons as bit positions of ReasonFlags; absent means all. */
  readonly reasons?: readonly number[]
  readonly crlIssuer?: readonly GeneralName[]
}

/** What a list is about (RFC 5280 §5.2.5). */
export interface IssuingDistributionPoint {
  readonly distributionPoint?: DistributionPointName
  readonly onlyUser: boolean
  readonly onlyAuthority: boolean
  readonly onlyAttribute: boolean
  /** Reasons as bit positions of ReasonFlags; absent means all. */
  readonly onlySomeReasons?: readonly number[]
  /** Its entries may be of certificates that others issued. */
  readonly indirect: boolean
}

const pointTag = contextConstructed(0)
const reasonsTag = contextPrimitive(1)
const crlIssuerTag = contextConstructed(2)
const fullNameTag = contextConstructed(0)
const relativeNameTag = contextConstructed(1)

/** Reads CRLDistributionPoints in place: at least one. */
export function readDistributionPoints(reader: DerReader): readonly DistributionPoint[] {
  return reader.sequence(readPoints)
}

function readPoints(reader: DerReader): readonly DistributionPoint[] {
  return reader.listOfSome(readPoint)
}

function readPoint(reader: DerReader): DistributionPoint {
  return reader.sequence(readPointContent)
}

function readPointContent(reader: DerReader): DistributionPoint {
  const name = reader.nextTag === pointTag ? reader.sequence(readPointName, pointTag) : undefined
  const reasons = reader.nextTag === reasonsTag ? reader.namedBits(reasonsTag) : undefined
  const crlIssuer = reader.nextTag === crlIssuerTag ? readGeneralNames(reader, crlIssuerTag) : undefined
  // Nearly every point is a name alone.
  if (name && !reasons && !crlIssuer) return name
  return { ...name, ...(reasons ? { reasons } : {}), ...(crlIssuer ? { crlIssuer } : {}) }
}

function readPointName(reader: DerReader): DistributionPointName {
  if (reader.nextTag === fullNameTag) return { fullName: readGeneralNames(reader, fullNameTag) }
  return { relativeName: reader.set(readAttributes, relativeNameTag) }
}

/** Reads IssuingDistributionPoint in place; RFC 5280 §5.2.5: never an empty sequence. */
export function readIssuingDistributionPoint(reader: DerReader): IssuingDistributionPoint {
  return reader.sequence(readIssuingContent)
}

function readIssuingContent(reader: DerReader): IssuingDistributionPoint {
  if (!reader.more) reader.fail('list-empty')
  const point = reader.nextTag === pointTag ? reader.sequence(readPointName, pointTag) : undefined
  const onlyUser = reader.flag(contextPrimitive(1))
  const onlyAuthority = reader.flag(contextPrimitive(2))
  const some = contextPrimitive(3)
  const onlySomeReasons = reader.nextTag === some ? reader.namedBits(some) : undefined
  const indirect = reader.flag(contextPrimitive(4))
  const onlyAttribute = reader.flag(contextPrimitive(5))
  return {
    ...(point ? { distributionPoint: point } : {}),
    onlyUser,
    onlyAuthority,
    onlyAttribute,
    ...(onlySomeReasons ? { onlySomeReasons } : {}),
    indirect,
  }
}

export function writeDistributionPoints(points: readonly DistributionPoint[]): Uint8Array {
  return sequence(...points.map(writePoint))
}

function writePoint({ reasons, crlIssuer, ...name }: DistributionPoint): Uint8Array {
  return sequence(
    ...writePointName(name),
    ...(reasons ? [implicit(1, namedBits(reasons))] : []),
    ...(crlIssuer ? [generalNames(crlIssuerTag, crlIssuer)] : []),
  )
}

function writePointName({ fullName, relativeName }: DistributionPointName): readonly Uint8Array[] {
  if (fullName) return [explicit(0, generalNames(fullNameTag, fullName))]
  if (!relativeName) return []
  return [explicit(0, implicit(1, setOf(...relativeName.map(writeAttribute))))]
}
