import { parseSignedData } from '#cms'
import { accept, certain, type Result, refuse } from '#fault'
import {
  fileKind,
  type SignatureFormRow,
  type SignatureObject,
  type SigningPart,
  signatureForms,
} from '#signature'
import { type Certificate, parseCertificate } from '#x509'
import { type Given, textGiven } from './context.ts'
import { wholeBytesMax, withDigests } from './document-files.ts'
import type { CliFault } from './fault.ts'
import { readWhole } from './files.ts'
import { formRefusal } from './raise-level.ts'
import { textsGiven } from './signing-wishes.ts'

/** A file of signatures, read. */
export interface SignatureFile {
  readonly row: SignatureFormRow
  readonly file: Uint8Array
  readonly parts: readonly SigningPart[]
  readonly path: string
  readonly signatures: readonly SignatureObject[]
}

/** The file and what `--content` names beside it. */
export async function readSignatureFile(
  path: string,
  given: Given,
): Promise<Result<SignatureFile, CliFault>> {
  const file = readWhole(path, wholeBytesMax)
  if (!file.ok) return file
  const row = rowFor(file.value)
  const read = await withDigests(textsGiven(given, 'content'), (parts) => {
    const signatures = row.read(file.value, parts)
    // Every digest that a time-stamp over all could want is asked for with those of the signatures.
    for (const part of parts) for (const name of ['sha256', 'sha512'] as const) part.digest(name)
    return { parts, signatures }
  })
  if (!read.ok) return read
  const { parts, signatures } = read.value
  if (!signatures.ok) return refuse(formRefusal(path, signatures.fault))
  return accept({ row, file: file.value, parts, path, signatures: signatures.value })
}

/** The certificates that a file carries, in its signatures and in their time-stamps. */
export function carriedCertificates(file: Uint8Array, parts: readonly SigningPart[]): readonly Certificate[] {
  const read = rowFor(file).read(file, parts)
  const objects = read.ok ? read.value : []
  const tokens = objects.flatMap(({ timestamps }) => timestamps.map(({ token }) => parseSignedData(token)))
  const ders = [
    ...objects.flatMap(({ evidence }) => evidence.certificates),
    ...tokens.flatMap((token) => (token.ok ? token.value.certificates : [])),
  ]
  return ders.flatMap((der) => {
    const certificate = parseCertificate(der)
    return certificate.ok ? [certificate.value] : []
  })
}

/** By its first octets; what is none of these is told by the reader of CAdES. */
function rowFor(file: Uint8Array): SignatureFormRow {
  const names: Readonly<Partial<Record<ReturnType<typeof fileKind>, string>>> = {
    pdf: 'pades',
    zip: 'asic',
    jws: 'jades',
  }
  return certain(signatureForms.get(names[fileKind(file)] ?? 'cades'), 'a form of the table')
}

/** The signature that `--signature` names, or the only one. */
export function oneSignature(
  { signatures, path }: SignatureFile,
  given: Given,
): Result<SignatureObject, CliFault> {
  const id = textGiven(given, 'signature')
  const found = id === undefined ? signatures[0] : signatures.find((each) => each.id === id)
  if (id === undefined && signatures.length > 1) {
    const ids = signatures.map((each) => `\`${each.id}\``).join(', ')
    const problem = `\`${path}\` holds several signatures: name one by \`--signature\`: ${ids}`
    return refuse({ kind: 'usage', problem })
  }
  if (found) return accept(found)
  return id === undefined
    ? refuse({ kind: 'file-malformed', path, problem: 'it holds no signature' })
    : refuse(formRefusal(path, { kind: 'signature-unknown', id }))
}
