import { equalBytes } from '#bytes'
import {
  type Attribute,
  attributeOid,
  attributesNamed,
  parseSignedData,
  readCertificateValues,
  readRevocationValues,
  type SignedData,
  type SignerInfo,
} from '#cms'
import { tag } from '#der'
import type { IndexedParts } from './cades-hash-index.ts'
import type { Evidence } from './object.ts'

export const noEvidence: Evidence = { certificates: [], lists: [], ocsp: [] }

/** Everything that a message and a signer's attributes carry to prove the signature with. */
export function evidenceOf(signedData: SignedData, { unsignedAttributes }: SignerInfo): Evidence {
  const { certificates, lists, ocsp } = signedData
  return together({ certificates, lists, ocsp }, attributeEvidence(unsignedAttributes))
}

/** What of it an archive time-stamp is over, that in the time-stamps it is over among it. */
export function evidenceIndexed(signedData: SignedData, parts: IndexedParts): Evidence {
  const isNamed = (ocsp: Uint8Array): boolean =>
    parts.revocations.some((choice) => equalBytes(choice.subarray(-ocsp.length), ocsp))
  const attributes = parts.attributes.map(({ type, value }) => ({ type, values: [value], der: value }))
  return together(
    {
      certificates: parts.certificates.filter(isSequence),
      lists: parts.revocations.filter(isSequence),
      ocsp: signedData.ocsp.filter(isNamed),
    },
    attributeEvidence(attributes),
    tokenEvidence(attributes),
  )
}

function isSequence(choice: Uint8Array): boolean {
  return choice[0] === tag.sequence
}

export function together(...all: readonly Evidence[]): Evidence {
  return {
    certificates: all.flatMap(({ certificates }) => certificates),
    lists: all.flatMap(({ lists }) => lists),
    ocsp: all.flatMap(({ ocsp }) => ocsp),
  }
}

/** certificate-values and revocation-values (EN 319 122-1 annex A.1), where older signatures have them. */
function attributeEvidence(attributes: readonly Attribute[]): Evidence {
  const certificates = attributesNamed(attributes, attributeOid.certValues).flatMap(({ values }) =>
    values.flatMap((value) => {
      const read = readCertificateValues(value)
      return read.ok ? read.value : []
    }),
  )
  const revocations = attributesNamed(attributes, attributeOid.revocationValues).flatMap(({ values }) =>
    values.map((value) => {
      const read = readRevocationValues(value)
      return read.ok ? { certificates: [], ...read.value } : noEvidence
    }),
  )
  return together({ certificates, lists: [], ocsp: [] }, ...revocations)
}

/** What time-stamps carry along themselves. */
function tokenEvidence(attributes: readonly Attribute[]): Evidence {
  const kinds = [attributeOid.signatureTimestamp, attributeOid.archiveTimestampV3]
  const tokens = kinds.flatMap((kind) => attributesNamed(attributes, kind).flatMap(({ values }) => values))
  const parsed = tokens.map(parseSignedData)
  return together(noEvidence, ...parsed.flatMap((token) => (token.ok ? [token.value] : [])))
}
