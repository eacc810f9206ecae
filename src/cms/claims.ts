import { fromUtf8 } from '#bytes'
import type { Instant } from '#clock'
import {
  type DerReader,
  explicit,
  ia5String,
  isStringTag,
  nullValue,
  objectIdentifier,
  sequence,
  setOf,
  tag,
  time,
  utf8String,
} from '#der'
import { accept, type Result } from '#fault'
import { readGeneralName, readGeneralNames } from '#x509'
import { readAttribute } from './attribute.ts'
import type { CmsFault } from './fault.ts'
import { judgeDigest, type NamedDigest, readNamedDigest, writeNamedDigest } from './named-digest.ts'
import { member, readJudged, readValue } from './read.ts'

/*
 * What a signer claims, as values of signed attributes. Every `read…` takes the DER of one value, every
 * `write…` gives it.
 */

/** signing-time (RFC 5652 §11.3). */
export function readSigningTime(value: Uint8Array): Result<Instant, CmsFault> {
  return readValue(value, (reader) => reader.time())
}

/** Whole seconds. */
export function writeSigningTime(instant: Instant): Uint8Array {
  return time(instant)
}

/** commitment-type-indication (EN 319 122-1 §5.2.3): the dotted identifier; qualifiers are read over. */
export function readCommitment(value: Uint8Array): Result<string, CmsFault> {
  return readValue(value, (reader) => {
    return reader.sequence((inside) => {
      const oid = inside.objectIdentifier()
      if (inside.more) inside.encoding(tag.sequence)
      return oid
    })
  })
}

export function writeCommitment(oid: string): Uint8Array {
  return sequence(objectIdentifier(oid))
}

/** Where a signer says to have signed (EN 319 122-1 §5.2.5); at least one part. */
export interface SignerLocation {
  readonly country?: string
  readonly locality?: string
  /** Lines of the postal address, at most six. */
  readonly postalAddress?: readonly string[]
}

/** signer-location. */
export function readSignerLocation(value: Uint8Array): Result<SignerLocation, CmsFault> {
  return readValue(value, (reader) => {
    return reader.sequence((inside) => {
      const country = inside.optional(0xa0, (at) => at.explicit(0, readText))
      const locality = inside.optional(0xa1, (at) => at.explicit(1, readText))
      const postalAddress = inside.optional(0xa2, (at) => {
        return at.explicit(2, (lines) => lines.sequence((list) => list.listOfSome(readText)))
      })
      return {
        ...member('country', country),
        ...member('locality', locality),
        ...member('postalAddress', postalAddress),
      }
    })
  })
}

/** A DirectoryString, of whatever string type. */
function readText(reader: DerReader): string {
  return reader.string().text
}

export function writeSignerLocation(location: SignerLocation): Uint8Array {
  const { country, locality, postalAddress } = location
  return sequence(
    ...(country === undefined ? [] : [explicit(0, utf8String(country))]),
    ...(locality === undefined ? [] : [explicit(1, utf8String(locality))]),
    ...(postalAddress === undefined ? [] : [explicit(2, sequence(...postalAddress.map(utf8String)))]),
  )
}

/** X.520 §5.4.3: the position or function of somebody in an organization. */
const titleAttribute = '2.5.4.12'

/** X.509 §14.4.2 (RFC 5755 §4.4.5): a role under an authority, which has a syntax of its own. */
const roleAttribute = '2.5.4.72'

/**
 * signer-attributes-v2 (EN 319 122-1 §5.2.6.1), of which the claimed roles are read: texts of whatever
 * attribute type, and names of roles. Certified attributes and assertions are read over.
 */
export function readSignerRoles(value: Uint8Array): Result<readonly string[], CmsFault> {
  return readJudged(value, (reader) => {
    const claimed = reader.sequence((inside) => {
      const attributes = inside.optional(0xa0, (at) => {
        return at.explicit(0, (list) => list.sequence((each) => each.list(readAttribute)))
      })
      if (inside.nextTag === 0xa1) inside.encoding()
      if (inside.nextTag === 0xa2) inside.encoding()
      return attributes ?? []
    })
    return accept(claimed.flatMap(({ type, values }) => values.flatMap((one) => roleOf(type, one))))
  })
}

export function writeSignerRoles(roles: readonly string[]): Uint8Array {
  const claimed = sequence(objectIdentifier(titleAttribute), setOf(...roles.map(utf8String)))
  return sequence(explicit(0, sequence(claimed)))
}

function roleOf(type: string, value: Uint8Array): readonly string[] {
  const read = type === roleAttribute ? readValue(value, readRoleName) : readValue(value, readAnyText)
  return read.ok && read.value !== undefined ? [read.value] : []
}

/** RoleSyntax: the authority, if any, and the name, which RFC 5755 has as a URI. */
function readRoleName(reader: DerReader): string | undefined {
  return reader.sequence((inside) => {
    if (inside.nextTag === 0xa0) readGeneralNames(inside, 0xa0)
    const name = inside.explicit(1, readGeneralName)
    return name.kind === 'uri' || name.kind === 'email' || name.kind === 'dns' ? name.value : undefined
  })
}

function readAnyText(reader: DerReader): string | undefined {
  if (isStringTag(reader.nextTag)) return reader.string().text
  reader.node()
  return undefined
}

/** The signature policy a signer names (EN 319 122-1 §5.2.9); implied: no policy is named. */
export type SignaturePolicy =
  | { readonly kind: 'implied' }
  | { readonly kind: 'named'; readonly oid: string; readonly digest?: NamedDigest; readonly uri?: string }

/** The qualifier that tells where a policy can be read (EN 319 122-1 §5.2.9.2). */
const policyUriQualifier = '1.2.840.113549.1.9.16.5.1'

/** signature-policy-identifier. Qualifiers other than the address are read over. */
export function readSignaturePolicy(value: Uint8Array): Result<SignaturePolicy, CmsFault> {
  return readJudged<SignaturePolicy>(value, (reader) => {
    if (reader.nextTag === tag.null) {
      reader.null()
      return accept({ kind: 'implied' })
    }
    const { oid, read, uri } = reader.sequence(readPolicy)
    const digest = read && judgeDigest(read)
    if (digest && !digest.ok) return digest
    return accept({ kind: 'named', oid, ...member('digest', digest?.value), ...member('uri', uri) })
  })
}

/** Others leave the digest out, although the syntax has it: what stands first tells. */
function readPolicy(reader: DerReader) {
  const oid = reader.objectIdentifier()
  const read = reader.more ? readNamedDigest(reader) : undefined
  const uris = reader.more
    ? reader.sequence((list) => list.listOfSome((each) => each.sequence(readQualifier)))
    : []
  return { oid, read, uri: uris.find((uri) => uri !== undefined) }
}

function readQualifier(reader: DerReader): string | undefined {
  const oid = reader.objectIdentifier()
  if (oid === policyUriQualifier) return reader.ia5String()
  reader.node()
  return undefined
}

export function writeSignaturePolicy(policy: SignaturePolicy): Uint8Array {
  if (policy.kind === 'implied') return nullValue()
  const { oid, digest, uri } = policy
  const qualifier = (text: string) => sequence(objectIdentifier(policyUriQualifier), ia5String(text))
  return sequence(
    objectIdentifier(oid),
    ...(digest ? [writeNamedDigest(digest)] : []),
    ...(uri === undefined ? [] : [sequence(qualifier(uri))]),
  )
}

/** mime-type (EN 319 122-1 §5.2.4.3). */
export function readMimeType(value: Uint8Array): Result<string, CmsFault> {
  return readValue(value, (reader) => implicitText(reader, tag.utf8String))
}

export function writeMimeType(type: string): Uint8Array {
  return utf8String(type)
}

/** What a signer says of the content beyond its type (RFC 2634 §2.9). */
export interface ContentHints {
  readonly description?: string
  /** Dotted. */
  readonly contentType: string
}

/** content-hints. */
export function readContentHints(value: Uint8Array): Result<ContentHints, CmsFault> {
  return readValue(value, (reader) => {
    return reader.sequence((inside) => {
      const description = inside.optional(tag.utf8String, (at) => implicitText(at, tag.utf8String))
      return { ...member('description', description), contentType: inside.objectIdentifier() }
    })
  })
}

export function writeContentHints({ description, contentType }: ContentHints): Uint8Array {
  const described = description === undefined ? [] : [utf8String(description)]
  return sequence(...described, objectIdentifier(contentType))
}

/** Reads a UTF8String under its own tag or an implicit one, in place. */
export function implicitText(reader: DerReader, expected: number): string {
  const offset = reader.position
  const text = fromUtf8(reader.octetString(expected))
  if (!text.ok) reader.fail('text-malformed', offset)
  return text.ok ? text.value : ''
}
