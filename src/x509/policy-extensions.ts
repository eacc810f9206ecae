import { contextPrimitive, type DerReader, implicit, integer, objectIdentifier, sequence, tag } from '#der'
import { usualIdentifiers } from './usual-identifiers.ts'

/** RFC 5280 §4.2.1.4. */
export interface PolicyInformation {
  /** Dotted object identifier. */
  readonly policy: string
  /** The qualifiers' encoding, as it came. */
  readonly qualifiers?: Uint8Array
}

/** RFC 5280 §4.2.1.5; dotted object identifiers. */
export interface PolicyMapping {
  readonly issuerDomain: string
  readonly subjectDomain: string
}

/** RFC 5280 §4.2.1.11: after how many more certificates it begins to hold; one of the two at least. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy?: number
  readonly inhibitPolicyMapping?: number
}

/** More certificates than any budget of a path search, and within what every reader of certificates takes. */
const skippedMax = 2 ** 31 - 1

const requireTag = contextPrimitive(0)
const inhibitTag = contextPrimitive(1)

/** Reads CertificatePolicies in place: at least one. */
export function readPolicies(reader: DerReader): readonly PolicyInformation[] {
  return reader.sequence(readEachPolicy)
}

function readEachPolicy(reader: DerReader): readonly PolicyInformation[] {
  return reader.listOfSome(readPolicy)
}

function readPolicy(reader: DerReader): PolicyInformation {
  return reader.sequence(readPolicyContent)
}

function readPolicyContent(reader: DerReader): PolicyInformation {
  const policy = reader.objectIdentifier(usualIdentifiers)
  return reader.more ? { policy, qualifiers: reader.encoding(tag.sequence) } : { policy }
}

/** Reads PolicyMappings in place: at least one. */
export function readMappings(reader: DerReader): readonly PolicyMapping[] {
  return reader.sequence(readEachMapping)
}

function readEachMapping(reader: DerReader): readonly PolicyMapping[] {
  return reader.listOfSome(readMapping)
}

function readMapping(reader: DerReader): PolicyMapping {
  return reader.sequence(readMappingContent)
}

function readMappingContent(reader: DerReader): PolicyMapping {
  return { issuerDomain: reader.objectIdentifier(), subjectDomain: reader.objectIdentifier() }
}

/** Reads PolicyConstraints in place. */
export function readPolicyConstraints(reader: DerReader): PolicyConstraints {
  return reader.sequence(readConstraintsContent)
}

function readConstraintsContent(reader: DerReader): PolicyConstraints {
  if (!reader.more) reader.fail('list-empty')
  const require = reader.nextTag === requireTag ? reader.count(skippedMax, requireTag) : undefined
  const inhibit = reader.nextTag === inhibitTag ? reader.count(skippedMax, inhibitTag) : undefined
  return {
    ...(require === undefined ? {} : { requireExplicitPolicy: require }),
    ...(inhibit === undefined ? {} : { inhibitPolicyMapping: inhibit }),
  }
}

/** Reads InhibitAnyPolicy (RFC 5280 §4.2.1.14) in place. */
export function readInhibitAnyPolicy(reader: DerReader): number {
  return reader.count(skippedMax)
}

export function writePolicies(policies: readonly PolicyInformation[]): Uint8Array {
  return sequence(
    ...policies.map(({ policy, qualifiers }) => {
      return sequence(objectIdentifier(policy), ...(qualifiers ? [qualifiers] : []))
    }),
  )
}

export function writeMappings(mappings: readonly PolicyMapping[]): Uint8Array {
  return sequence(
    ...mappings.map(({ issuerDomain, subjectDomain }) => {
      return sequence(objectIdentifier(issuerDomain), objectIdentifier(subjectDomain))
    }),
  )
}

export function writePolicyConstraints(constraints: PolicyConstraints): Uint8Array {
  const { requireExplicitPolicy: require, inhibitPolicyMapping: inhibit } = constraints
  return sequence(
    ...(require === undefined ? [] : [implicit(0, integer(require))]),
    ...(inhibit === undefined ? [] : [implicit(1, integer(inhibit))]),
  )
}
