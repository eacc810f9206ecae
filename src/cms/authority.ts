import { utf8 } from '#bytes'
import {
  contextPrimitive,
  type DerReader,
  element,
  integer,
  octetString,
  sequence,
  tag,
  utf8String,
} from '#der'
import { accept, type Result, refuse } from '#fault'
import { implicitText } from './claims.ts'
import type { CmsFault } from './fault.ts'
import { member, readJudged, readValue } from './read.ts'

/** The authority attribute of this program: by which step of which case the signer signed. */
export interface AuthorityClaim {
  /** Thumbprint of the authority key that founded the unit. */
  readonly unit: string
  readonly case: string
  readonly step: string
  readonly permission: string
  readonly object: string
  /** Index of the entry that last changed the step's state. */
  readonly epoch: number
  /** The office under which the step is held. */
  readonly office?: string
  /** SHA-256 of the canonical JSON of the grant. */
  readonly grant: Uint8Array
}

const claimVersion = 1

const grantBytes = 32

/** A record of one entry a nanosecond would take three days to get there; the reader counts no further. */
const epochMax = 2 ** 48 - 1

const officeTag = contextPrimitive(0)

/** The value of the authority attribute (`docs/signature-attributes.md`). */
export function writeAuthority(claim: AuthorityClaim): Uint8Array {
  const { office, grant } = claim
  if (grant.length !== grantBytes) throw new RangeError(`bug: a grant's digest of ${grant.length} octets`)
  return sequence(
    integer(claimVersion),
    utf8String(claim.unit),
    utf8String(claim.case),
    utf8String(claim.step),
    utf8String(claim.permission),
    utf8String(claim.object),
    integer(claim.epoch),
    ...(office === undefined ? [] : [element(officeTag, utf8(office))]),
    octetString(grant),
  )
}

/** Reads the value of an authority attribute. It is as true as its signer is believed. */
export function readAuthority(value: Uint8Array): Result<AuthorityClaim, CmsFault> {
  return readJudged(value, (reader) => {
    const { version, claim } = reader.sequence(readClaim)
    if (!claim) return refuse({ kind: 'version-unsupported', version })
    const { length } = claim.grant
    if (length !== grantBytes) return refuse({ kind: 'digest-length', length, lengthDue: grantBytes })
    return accept(claim)
  })
}

/** The value of the receipt attribute, of UTF-8 JSON (`docs/signature-attributes.md`). */
export function writeReceipt(json: Uint8Array): Uint8Array {
  return octetString(json)
}

/** The UTF-8 JSON in the value of a receipt attribute, which nobody has looked into yet. */
export function readReceipt(value: Uint8Array): Result<Uint8Array, CmsFault> {
  return readValue(value, (reader) => reader.octetString())
}

/** Of another version only that is told. */
function readClaim(reader: DerReader): { readonly version: number; readonly claim?: AuthorityClaim } {
  const version = reader.count(255)
  if (version !== claimVersion) {
    reader.list((rest) => rest.node())
    return { version }
  }
  const text = (): string => implicitText(reader, tag.utf8String)
  const [unit, caseId, step, permission, object] = [text(), text(), text(), text(), text()]
  const epoch = reader.count(epochMax)
  const office = reader.optional(officeTag, (at) => implicitText(at, officeTag))
  const grant = reader.octetString()
  return {
    version,
    claim: { unit, case: caseId, step, permission, object, epoch, ...member('office', office), grant },
  }
}
