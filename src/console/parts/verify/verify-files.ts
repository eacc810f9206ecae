import { base64 } from '#bytes'
import { upload } from '../../wire/upload.ts'

/** What the node takes: it says so itself above that, after the whole of it was sent. */
export const verifyOctetsMax = 16 * 1024 * 1024
export const verifyFilesMax = 8

/** One signature of a file, as far as pages show it (TS 119 102-2). */
export interface SignatureJudged {
  readonly SignatureIdentifier: { readonly DigestAlgAndValue: DigestShown; readonly Form: string }
  readonly ValidationTimeInfo: {
    readonly BestSignatureTime: {
      readonly POETime: string
      readonly Kind?: string
      readonly Authority?: string
    }
  }
  readonly SignersDocument: readonly { readonly Name: string; readonly State: string }[]
  readonly SignatureAttributes: {
    readonly SigningTime?: { readonly Time: string }
    readonly SignerRole?: { readonly Role: readonly string[] }
    readonly CommitmentTypeIndication?: { readonly Identifier: readonly string[] }
    readonly SignatureProductionPlace?: { readonly Place: string }
    readonly Reason?: { readonly Text: string }
  }
  readonly SignerInformation?: {
    readonly Signer: string
    readonly SignerCertificate: { readonly Subject: string }
    readonly Unit?: { readonly domain: string; readonly kind: string; readonly id: string }
    readonly Grade?: string
  }
  readonly SignatureValidationStatus: {
    readonly MainIndication: string
    readonly SubIndication?: readonly string[]
    readonly AssociatedValidationReportData: {
      readonly CertificateChain: readonly { readonly Subject: string }[]
      readonly RevocationStatusInformation: readonly StatusShown[]
      readonly CryptoInformation: readonly {
        readonly Use: string
        readonly Algorithm: string
        readonly SecureAlgorithm: boolean
      }[]
    }
  }
  readonly Timestamps: readonly {
    readonly TimeStampValue?: string
    readonly Authority?: string
    readonly SignatureValidationStatus: { readonly MainIndication: string }
  }[]
  readonly Chancery: {
    readonly Text: Both
    readonly Levels: { readonly found?: string; readonly valid?: string }
    readonly Authority?: Readonly<Record<string, unknown>>
    readonly CounterSignatures: readonly SignatureJudged[]
  }
}

interface StatusShown {
  readonly Subject: string
  readonly Status: string
  readonly AsOf: string
}

interface Both {
  readonly en: string
  readonly zh: string
}

interface DigestShown {
  /** Base64. */
  readonly DigestValue: string
}

/** What the unit says of one file. */
export interface FileJudged {
  readonly ValidationTime: string
  readonly Document: {
    readonly Name: string
    readonly Octets: number
    readonly DigestAlgAndValue: DigestShown
  }
  readonly Chancery: {
    readonly Kind: 'signed' | 'unsigned' | 'unreadable'
    readonly Text: { readonly en: readonly string[]; readonly zh: readonly string[] }
  }
  readonly SignatureValidationReport: readonly SignatureJudged[]
}

/** Why files are not sent at all; half a message name of `verify.…`. */
export type FilesFault = 'too-large' | 'too-many' | 'empty'

/** What stands against sending these files. */
export function faultOf(files: readonly File[]): FilesFault | undefined {
  if (files.length > verifyFilesMax) return 'too-many'
  if (files.some(({ size }) => size === 0)) return 'empty'
  return files.reduce((sum, { size }) => sum + size, 0) > verifyOctetsMax ? 'too-large' : undefined
}

/**
 * Has the unit judge files; they are sent once, and nothing of them is kept.
 *
 * @param onProgress is told which part was sent, 0 to 1
 * @throws Problem what the unit refuses; `AbortError` when the signal says so
 */
export async function verifyFiles(
  files: readonly File[],
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<readonly FileJudged[]> {
  const form = new FormData()
  for (const file of files) form.append('file', file, file.name)
  const answer = await upload({ path: '/verify', body: form, onProgress, signal })
  return (answer as { readonly reports: readonly FileJudged[] }).reports
}

/** Base64 SHA-256 of a file, computed here; `undefined` where the browser gives pages no means for it. */
export async function digestOf(file: File): Promise<string | undefined> {
  // Only over TLS, and from the machine itself, has a page these means.
  if (!isSecureContext) return undefined
  return base64(new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer())))
}
