import { equalBytes, sha256 } from '#bytes'
import {
  attributeOid,
  contentBytesMax,
  contentTypeOid,
  parseSignedData,
  type SignedData,
  withAddedSigner,
  withEvidence,
  withUnsignedAttributes,
  writeAttribute,
  writeSignedAttributes,
  writeSignedData,
  writeSignerInfo,
} from '#cms'
import { digestBytes, digestForSuite } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import { signedAttributesFor } from './cades-attributes.ts'
import { signerOf } from './cades-signer.ts'
import { cmsProblem } from './cms-problem.ts'
import type { FormFault, PreparedSignature, SigningContent } from './levels.ts'
import { type SigningPart, type SigningWishes, wholePart } from './wishes.ts'

/** What one signer signs, as far as the SignerInfo is concerned. */
interface Prepared {
  readonly toBeSigned: Uint8Array
  /** DER SignerInfo with this signature. */
  readonly signerInfo: (signature: Uint8Array) => Uint8Array
}

/**
 * A CAdES B-B signature (EN 319 122-1) over one part: a message around the part or beside it, or one more
 * signer in parallel in a message that stands.
 */
export function prepareCades(
  wishes: SigningWishes,
  content: SigningContent,
): Result<PreparedSignature, FormFault> {
  const { suite, certificate, chain } = wishes
  const standing = content.into === undefined ? undefined : parseSignedData(content.into)
  if (standing && !standing.ok) return refuse(cmsProblem(standing.fault))
  const part = partOf(content, standing?.value)
  if (!part.ok) return part
  const algorithm = digestForSuite(suite)
  const { name, mediaType, bytes } = part.value
  const digest = part.value.digest(algorithm)
  if (digest === undefined) return refuse({ kind: 'digest-missing', name, algorithm })
  const contentType = standing?.value.contentType ?? contentTypeOid.data
  const matter = { digest, contentType, ...(mediaType === undefined ? {} : { mediaType }) }
  const { toBeSigned, signerInfo } = prepareSigner(wishes, matter)
  const certificates = [certificate, ...chain].map(({ der }) => der)
  return accept({
    suite,
    toBeSigned,
    assemble: (signature) => {
      if (standing) {
        const more = withAddedSigner(standing.value, signerInfo(signature), algorithm)
        return withEvidence(sure(parseSignedData(more), 'a message just written'), { certificates })
      }
      return writeSignedData({
        digestAlgorithms: [algorithm],
        contentType,
        ...(content.attached && bytes !== undefined ? { content: bytes } : {}),
        certificates,
        signers: [signerInfo(signature)],
      })
    },
  })
}

/** The one part; in a message that stands and holds its content, that. */
function partOf(
  { parts, attached }: SigningContent,
  standing: SignedData | undefined,
): Result<SigningPart, FormFault> {
  const [part, ...more] = parts
  const content = standing?.content
  if (content !== undefined) {
    const given = part?.digest('sha256')
    if (part && given && !equalBytes(given, sha256(content))) {
      return refuse({ kind: 'content-other', name: part.name })
    }
    return accept(wholePart(part?.name ?? 'document', content, part?.mediaType))
  }
  if (!part || more.length > 0) return refuse({ kind: 'parts-unfit', form: 'CAdES', parts: parts.length })
  if (!attached || standing) return accept(part)
  if (part.bytes === undefined) return refuse({ kind: 'part-not-whole', name: part.name })
  const octets = part.bytes.length
  if (octets > contentBytesMax) return refuse({ kind: 'room-too-small', octets, octetsMax: contentBytesMax })
  return accept(part)
}

/** The attributes of a signer and the SignerInfo around them; also what stands in a PDF. */
export function prepareSigner(
  wishes: SigningWishes,
  matter: Parameters<typeof signedAttributesFor>[1],
): Prepared {
  const { suite, certificate } = wishes
  const attributes = signedAttributesFor(wishes, matter)
  return {
    toBeSigned: writeSignedAttributes(attributes).set,
    signerInfo: (signature) =>
      writeSignerInfo({
        identifier: { kind: 'issuer-serial', issuer: certificate.issuer.der, serial: certificate.serial },
        digestAlgorithm: digestForSuite(suite),
        signedAttributes: attributes,
        signatureAlgorithm: suite.algorithmIdentifier,
        signature,
      }),
  }
}

/** A counter-signature (RFC 5652 §11.4) over the value of a signature in the message. */
export function prepareCadesCounter(
  wishes: SigningWishes,
  file: Uint8Array,
  signature: string,
): Result<PreparedSignature, FormFault> {
  const found = signerOf(file, signature)
  if (!found.ok) return found
  const { signedData, index, signer } = found.value
  const digest = digestBytes(digestForSuite(wishes.suite), signer.signature)
  const { toBeSigned, signerInfo } = prepareSigner(wishes, { digest })
  const certificates = [wishes.certificate, ...wishes.chain].map(({ der }) => der)
  return accept({
    suite: wishes.suite,
    toBeSigned,
    assemble: (value) => {
      const attribute = writeAttribute(attributeOid.counterSignature, signerInfo(value))
      const more = withUnsignedAttributes(signedData, index, [attribute])
      return withEvidence(sure(parseSignedData(more), 'a message just written'), { certificates })
    },
  })
}
