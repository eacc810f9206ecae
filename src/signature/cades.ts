import {
  attributeOid,
  parseSignedData,
  withEvidence,
  withUnsignedAttributes,
  writeAttribute,
  writeReceipt,
} from '#cms'
import { type DigestName, digestBytes } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { archiveImprintOf, hashIndexOf } from './cades-hash-index.ts'
import { prepareCades, prepareCadesCounter } from './cades-prepare.ts'
import { readCades } from './cades-read.ts'
import { type FoundSigner, signerOf } from './cades-signer.ts'
import { cmsWords } from './cms-problem.ts'
import type { FormFault, SignatureFormRow } from './levels.ts'
import { tokenFor } from './token.ts'
import type { SigningPart } from './wishes.ts'

/** CAdES (EN 319 122-1): a CMS message around what is signed, or beside it. */
export const cadesRow: SignatureFormRow = {
  form: 'CAdES',
  read: readCades,
  prepare: prepareCades,
  prepareCounter: prepareCadesCounter,
  timestampImprint: (file, signature, algorithm) => {
    const found = signerOf(file, signature)
    return found.ok ? accept(digestBytes(algorithm, found.value.signer.signature)) : found
  },
  withTimestamp: (file, signature, algorithm, token) => {
    const found = signerOf(file, signature)
    if (!found.ok) return found
    const fit = tokenFor(token, algorithm, digestBytes(algorithm, found.value.signer.signature))
    return fit.ok ? accept(withAttribute(found.value, attributeOid.signatureTimestamp, token)) : fit
  },
  withEvidence: (file, signature, evidence) => {
    const found = signerOf(file, signature)
    return found.ok ? accept(withEvidence(found.value.signedData, evidence)) : found
  },
  archiveImprint: (file, signature, algorithm, parts) => {
    const archive = archiveOf(file, signature, algorithm, parts)
    return archive.ok ? accept(archive.value.imprint) : archive
  },
  withArchiveTimestamp: (file, signature, algorithm, token, parts) => {
    const archive = archiveOf(file, signature, algorithm, parts)
    if (!archive.ok) return archive
    const fit = tokenFor(token, algorithm, archive.value.imprint)
    if (!fit.ok) return fit
    const parsed = parseSignedData(token)
    if (!parsed.ok) return refuse({ kind: 'token-unreadable', problem: cmsWords(parsed.fault) })
    // EN 319 122-1 §5.5.2: the index goes with the time-stamp, among its unsigned attributes.
    const index = writeAttribute(attributeOid.atsHashIndexV3, archive.value.index)
    const indexed = withUnsignedAttributes(parsed.value, 0, [index])
    return accept(withAttribute(archive.value.found, attributeOid.archiveTimestampV3, indexed))
  },
  withReceipt: (file, signature, receipt) => {
    const found = signerOf(file, signature)
    if (!found.ok) return found
    return accept(withAttribute(found.value, attributeOid.chanceryReceipt, writeReceipt(receipt)))
  },
}

function withAttribute({ signedData, index }: FoundSigner, type: string, value: Uint8Array): Uint8Array {
  return withUnsignedAttributes(signedData, index, [writeAttribute(type, value)])
}

interface Archive {
  readonly found: FoundSigner
  /** DER ATSHashIndexV3. */
  readonly index: Uint8Array
  readonly imprint: Uint8Array
}

/** What an archive time-stamp over all that is in the message now is made for. */
function archiveOf(
  file: Uint8Array,
  signature: string,
  algorithm: DigestName,
  parts: readonly SigningPart[],
): Result<Archive, FormFault> {
  const found = signerOf(file, signature)
  if (!found.ok) return found
  const { signedData, signer } = found.value
  const { content, contentType } = signedData
  const [part] = parts
  const digest = content ? digestBytes(algorithm, content) : part?.digest(algorithm)
  if (digest === undefined)
    return refuse({ kind: 'digest-missing', name: part?.name ?? 'document', algorithm })
  const index = hashIndexOf(signedData, signer, algorithm)
  const imprint = archiveImprintOf(contentType, digest, signer, index, algorithm)
  return accept({ found: found.value, index: index.der, imprint })
}
