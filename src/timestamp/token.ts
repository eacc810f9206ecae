import { equalBytes, hex } from '#bytes'
import {
  type Attribute,
  attributeOid,
  contentTypeOid,
  parseSignedData,
  parseTstInfo,
  readContentType,
  readMessageDigest,
  readSingle,
  type SignedData,
  type SignerInfo,
  type TstInfo,
} from '#cms'
import { digestBytes, digestOfAlgorithm } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import type { TimestampFault } from './fault.ts'

/** A token as it came: its parts fit together, and nothing is known yet of who signed it. */
export interface ReadTimestamp {
  /** DER of the ContentInfo. */
  readonly token: Uint8Array
  readonly info: TstInfo
  readonly signer: SignerInfo
  readonly signedAttributes: readonly Attribute[]
  /** What the signature is over. */
  readonly signedBytes: Uint8Array
  /** Carried along, from anyone. */
  readonly message: Pick<SignedData, 'certificates' | 'lists' | 'ocsp'>
}

/**
 * Reads a time-stamp token (RFC 3161 §2.4.2): signed content of its type, one signer, and signed attributes
 * that speak of this content.
 */
export function readTimestamp(token: Uint8Array): Result<ReadTimestamp, TimestampFault> {
  const message = parseSignedData(token)
  if (!message.ok) return refuse({ kind: 'token-unreadable', fault: message.fault })
  const { contentType, content, signers } = message.value
  if (contentType !== contentTypeOid.tstInfo || content === undefined) {
    return refuse({ kind: 'token-content', contentType })
  }
  const [signer, ...others] = signers
  if (!signer || others.length > 0) return refuse({ kind: 'token-signers', count: signers.length })
  const { signedAttributes, signedBytes } = signer
  if (!signedAttributes || !signedBytes) {
    return refuse({ kind: 'token-attribute-missing', attribute: 'content-type' })
  }
  const fault = attributesFault(signer, signedAttributes, content)
  if (fault) return refuse(fault)
  const info = parseTstInfo(content)
  if (!info.ok) return refuse({ kind: 'token-unreadable', fault: info.fault })
  const { der } = message.value
  return accept({
    token: der,
    info: info.value,
    signer,
    signedAttributes,
    signedBytes,
    message: message.value,
  })
}

/** RFC 5652 §5.3, §11.1, §11.2: type and digest of the content are signed, and are those of this content. */
function attributesFault(
  signer: SignerInfo,
  attributes: readonly Attribute[],
  content: Uint8Array,
): TimestampFault | undefined {
  const type = readSingle(attributes, attributeOid.contentType, readContentType)
  if (!type.ok) return { kind: 'token-unreadable', fault: type.fault }
  if (type.value === undefined) return { kind: 'token-attribute-missing', attribute: 'content-type' }
  const digest = readSingle(attributes, attributeOid.messageDigest, readMessageDigest)
  if (!digest.ok) return { kind: 'token-unreadable', fault: digest.fault }
  if (digest.value === undefined) return { kind: 'token-attribute-missing', attribute: 'message-digest' }
  const algorithm = digestOfAlgorithm(signer.digestAlgorithm)
  if (!algorithm) return { kind: 'token-algorithm-unknown', algorithm: hex(signer.digestAlgorithm) }
  const isThis =
    type.value === contentTypeOid.tstInfo && equalBytes(digest.value, digestBytes(algorithm.name, content))
  return isThis ? undefined : { kind: 'token-attributes-differ' }
}
