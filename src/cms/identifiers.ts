import { chanceryArc } from '#x509'

/** Types of content (RFC 5652 §4, §5.1; RFC 3161 §2.4.2). */
export const contentTypeOid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
} as const

const pkcs9 = '1.2.840.113549.1.9'
const smime = `${pkcs9}.16.2`
const etsi = '0.4.0.1733.2'
const cades = '0.4.0.19122.1'

/**
 * The attributes of signatures that are known here. Sources: RFC 5652 §11, RFC 5035, RFC 2634, RFC 3161
 * appendix A, RFC 4998 appendix A, RFC 6211, EN 319 122-1 §5.2 to §5.6; the last two are this program's own
 * (`docs/signature-attributes.md`).
 */
export const attributeOid = {
  contentType: `${pkcs9}.3`,
  messageDigest: `${pkcs9}.4`,
  signingTime: `${pkcs9}.5`,
  counterSignature: `${pkcs9}.6`,
  cmsAlgorithmProtection: `${pkcs9}.52`,
  contentHints: `${smime}.4`,
  contentReference: `${smime}.10`,
  signingCertificate: `${smime}.12`,
  signatureTimestamp: `${smime}.14`,
  sigPolicyId: `${smime}.15`,
  commitmentType: `${smime}.16`,
  signerLocation: `${smime}.17`,
  signerAttributes: `${smime}.18`,
  contentTimestamp: `${smime}.20`,
  certRefs: `${smime}.21`,
  revocationRefs: `${smime}.22`,
  certValues: `${smime}.23`,
  revocationValues: `${smime}.24`,
  cadesCTimestamp: `${smime}.25`,
  certCrlTimestamp: `${smime}.26`,
  signingCertificateV2: `${smime}.47`,
  archiveTimestampV2: `${smime}.48`,
  internalEvidenceRecord: `${smime}.49`,
  externalEvidenceRecord: `${smime}.50`,
  mimeType: `${etsi}.1`,
  longTermValidation: `${etsi}.2`,
  archiveTimestampV3: `${etsi}.4`,
  atsHashIndex: `${etsi}.5`,
  signerAttributesV2: `${cades}.1`,
  sigPolicyStore: `${cades}.3`,
  atsHashIndexV3: `${cades}.5`,
  chanceryAuthority: `${chanceryArc}.3.1`,
  chanceryReceipt: `${chanceryArc}.3.2`,
} as const

/** What a signature commits to (EN 319 122-1 §5.2.3, TS 119 172-1 annex B). */
export const commitmentType = {
  proofOfOrigin: `${pkcs9}.16.6.1`,
  proofOfReceipt: `${pkcs9}.16.6.2`,
  proofOfDelivery: `${pkcs9}.16.6.3`,
  proofOfSender: `${pkcs9}.16.6.4`,
  proofOfApproval: `${pkcs9}.16.6.5`,
  proofOfCreation: `${pkcs9}.16.6.6`,
} as const

/** The policy under which this program issues time-stamps. */
export const timestampPolicy = `${chanceryArc}.4.1`

/** What may stand among revocation lists: OCSPResponse (RFC 5940 §2.1) and BasicOCSPResponse. */
export const revocationFormat = {
  ocspResponse: '1.3.6.1.5.5.7.16.2',
  ocspBasic: '1.3.6.1.5.5.7.48.1.1',
} as const
