import type { DerLimits } from '#der'

/** What a signature may carry along with what it signs: as much as a document may be kept in memory. */
export const contentBytesMax = 67_108_864

/**
 * A signed message without its content. Certificates and time-stamps take kilobytes; what grows are
 * revocation lists, and those of large authorities are some 2 MiB each.
 */
export const messageBytesMax = 8_388_608

/** A list takes 4 elements for 40 octets, so this many are in a message that is all lists. */
const messageElementsMax = 1_000_000

/**
 * A signature in a signature's attribute nests 12 levels deeper, and time-stamps and counter-signatures of
 * counter-signatures are three such at the most in what is in use.
 */
const messageDepthMax = 64

/** For messages with content in them; which part may be how large is looked at after reading. */
export const messageLimits: DerLimits = {
  bytesMax: contentBytesMax + messageBytesMax,
  depthMax: messageDepthMax,
  elementsMax: messageElementsMax,
}

/** For what stands alone and may hold lists: values of attributes, evidence records, OCSP responses. */
export const valueLimits: DerLimits = {
  bytesMax: messageBytesMax,
  depthMax: messageDepthMax,
  elementsMax: messageElementsMax,
}

/** Signers of one message: a council of a large town signs one by one, and none has more members. */
export const signersMax = 256

/** Attributes of one signer: those of EN 319 122-1 once each, and a renewal a year for two centuries. */
export const attributesMax = 256

/** Certificates in one message: 256 signers with a path of four each. */
export const certificatesMax = 1_024

/** Lists and OCSP responses in one message: one for each certificate. */
export const revocationsMax = 1_024
