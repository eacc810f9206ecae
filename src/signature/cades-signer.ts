import { hex, sha256 } from '#bytes'
import { parseSignedData, type SignedData, type SignerInfo } from '#cms'
import { accept, type Result, refuse } from '#fault'
import { cmsProblem } from './cms-problem.ts'
import type { FormFault } from './levels.ts'

/** One signer in a message. */
export interface FoundSigner {
  readonly signedData: SignedData
  readonly index: number
  readonly signer: SignerInfo
}

/** By what a signature is known: lower-case hexadecimal SHA-256 of its value. */
export function signatureId(value: Uint8Array): string {
  return hex(sha256(value))
}

/** The signer of a message whose signature has this `id`. */
export function signerOf(file: Uint8Array, id: string): Result<FoundSigner, FormFault> {
  const signedData = parseSignedData(file)
  if (!signedData.ok) return refuse(cmsProblem(signedData.fault))
  const index = signedData.value.signers.findIndex(({ signature }) => signatureId(signature) === id)
  const signer = signedData.value.signers[index]
  if (!signer) return refuse({ kind: 'signature-unknown', id })
  return accept({ signedData: signedData.value, index, signer })
}
