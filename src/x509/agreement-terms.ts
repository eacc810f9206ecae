import { type DerReader, flag, integer, sequence } from '#der'

/**
 * What an agreement between two units demands of paths through it (extension `agreementTerms`):
 * `SEQUENCE { hops INTEGER (0..255), statusAgeMaxSeconds INTEGER (1..2147483647),
 * privateAddresses BOOLEAN DEFAULT FALSE }`.
 */
export interface AgreementTerms {
  /** How many more agreements may follow. */
  readonly hops: number
  /** The greatest age of what is known about the revocation of the certificates below. */
  readonly statusAgeMaxSeconds: number
  /** Whether the other unit's bundle may be fetched from private and loopback addresses. */
  readonly privateAddresses: boolean
}

/** More units one after the other than any trust is good for; one octet. */
const hopsMax = 255

/** 68 years; within what every reader of 32-bit numbers takes. */
const statusAgeSecondsMax = 2 ** 31 - 1

/** Reads AgreementTerms in place. */
export function readAgreementTerms(reader: DerReader): AgreementTerms {
  return reader.sequence(readContent)
}

function readContent(reader: DerReader): AgreementTerms {
  const hops = reader.count(hopsMax)
  const statusAgeMaxSeconds = reader.count(statusAgeSecondsMax, undefined, 1)
  return { hops, statusAgeMaxSeconds, privateAddresses: reader.flag() }
}

export function writeAgreementTerms(terms: AgreementTerms): Uint8Array {
  const { hops, statusAgeMaxSeconds, privateAddresses } = terms
  return sequence(integer(hops), integer(statusAgeMaxSeconds), ...flag(privateAddresses))
}
