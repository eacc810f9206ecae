import { PDF } from '@libpdf/core'
import { measuredAt, type Parties, stampToken } from './parties.ts'

/**
 * The rival's way from a file to a signed file. It gets our key and our clock, so that both pay the same for
 * a signature and for a token and the rest is what differs.
 */
export async function rivalSigned(
  parties: Parties,
  file: Uint8Array,
  level: 'B-B' | 'B-T',
): Promise<Uint8Array> {
  const { key, certificate } = parties.signer
  const pdf = await PDF.load(file)
  const { bytes } = await pdf.sign({
    signer: {
      certificate: certificate.der,
      certificateChain: [parties.anchor.der],
      keyType: 'EC',
      signatureAlgorithm: 'ECDSA',
      sign: async (message) => key.sign(message),
    },
    level,
    digestAlgorithm: 'SHA-256',
    signingTime: new Date(measuredAt),
    ...(level === 'B-T' && {
      timestampAuthority: { timestamp: async (digest) => stampToken(parties, digest) },
    }),
  })
  return bytes
}
