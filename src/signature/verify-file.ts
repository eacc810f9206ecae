import { hex, sha256 } from '#bytes'
import { type DigestName, digestBytes } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { fromPem } from '#x509'
import { entryContent, openZip } from '#zip'
import { asicRow } from './asic.ts'
import { cadesRow } from './cades.ts'
import { type FileKind, fileKind } from './file-kind.ts'
import { jadesRow } from './jades.ts'
import type { FormFault, SignatureFormRow } from './levels.ts'
import type { SignatureObject } from './object.ts'
import { padesRow } from './pades.ts'
import { type Report, type ReportedContent, signatureReport } from './report.ts'
import { unsignedLook } from './unsigned.ts'
import { judgeFile } from './verify.ts'
import type { TrustContext } from './verify-context.ts'
import type { SigningPart } from './wishes.ts'

/** A file to be verified. One too large to be in memory has its first octets and its digest alone. */
export interface FileToVerify {
  readonly name: string
  readonly octets: number
  /** Lower-case hexadecimal SHA-256 of all of it. */
  readonly digest: string
  /** Its first octets, `headBytes` of them or all there are. */
  readonly head: Uint8Array
  /** All of it, where it is in memory. */
  readonly bytes?: Uint8Array
  /** Digests of all of it, for evidence records; `undefined`: not at hand. */
  readonly digestBy?: (algorithm: DigestName) => Uint8Array | undefined
}

export interface FileQuestion {
  readonly file: FileToVerify
  /** What a detached signature may be over: by name, with the digests that are at hand. */
  readonly parts: readonly SigningPart[]
  /** Evidence records (RFC 4998, DER) over the file, kept beside it. */
  readonly records?: readonly Uint8Array[]
  readonly context: TrustContext
}

/** By which reader the signatures of a kind of file are found. */
const forms: Readonly<Partial<Record<FileKind, SignatureFormRow>>> = {
  cms: cadesRow,
  'cms-text': cadesRow,
  pdf: padesRow,
  zip: asicRow,
  jws: jadesRow,
}

/** A file that is in memory. */
export function wholeFile(name: string, bytes: Uint8Array): FileToVerify {
  const digestBy = (algorithm: DigestName): Uint8Array => digestBytes(algorithm, bytes)
  return { name, octets: bytes.length, digest: hex(sha256(bytes)), head: bytes, bytes, digestBy }
}

/**
 * Verifies whatever file: finds by its first octets what it is, reads the signatures in it and judges each. A
 * file in which there is none is told as unsigned, whatever it looks like.
 */
export function verifyFile(question: FileQuestion): Report {
  const { name, octets, digest } = question.file
  return { file: { name, octets, digest }, at: question.context.now, found: contentOf(question) }
}

/**
 * Verifies files that came together, from somebody who did not say which belong to which: one that signs
 * something that is not in it is held against the others, and no other is.
 */
export function verifyFiles(files: readonly FileToVerify[], context: TrustContext): readonly Report[] {
  return files.map((file) => {
    const alone = verifyFile({ file, parts: [], context })
    const parts = files.filter((other) => other !== file).map(asPart)
    return lacksContent(alone) && parts.length > 0 ? verifyFile({ file, parts, context }) : alone
  })
}

function lacksContent({ found }: Report): boolean {
  return (
    found.kind === 'signed' &&
    found.signatures.some(({ contents }) => contents.some(({ state }) => state === 'absent'))
  )
}

function asPart({ name, bytes, digestBy }: FileToVerify): SigningPart {
  return { name, ...(bytes ? { bytes } : {}), digest: (algorithm) => digestBy?.(algorithm) }
}

function contentOf({ file, parts, records = [], context }: FileQuestion): ReportedContent {
  const { head, bytes } = file
  const kind = fileKind(head)
  const form = kind === 'zip' && bytes && !isSignedContainer(bytes) ? undefined : forms[kind]
  if (!bytes) {
    return form || kind === 'mail' || kind === 'xml'
      ? { kind: 'unreadable', problem: 'it is larger than what is verified as a whole' }
      : unsignedLook(kind, head)
  }
  const message = kind === 'cms-text' ? messageIn(bytes) : accept(bytes)
  const read = form && message.ok ? form.read(message.value, parts) : undefined
  if (!message.ok) return { kind: 'unreadable', problem: message.fault }
  if (read && !read.ok) return { kind: 'unreadable', problem: formProblem(read.fault) }
  const objects = eachOnce(read?.value ?? [])
  if (objects.length === 0) return unsignedLook(kind, bytes)
  const beside = records.map((record) => ({ record, digests: digestsOf(file) }))
  const judged = judgeFile({ objects, context, records: beside })
  return {
    kind: 'signed',
    signatures: judged.signatures.map((one) => signatureReport(one, judged.signatures)),
    records: judged.records,
  }
}

/** One signature that stands in a file twice is not two people's: only the first counts. */
function eachOnce(objects: readonly SignatureObject[]): readonly SignatureObject[] {
  return objects.map((object, place) => {
    const isFirst = objects.findIndex(({ id }) => id === object.id) === place
    return isFirst ? object : { ...object, formFaults: [...object.formFaults, 'it stands in the file twice'] }
  })
}

function digestsOf({ digestBy }: FileToVerify): (algorithm: DigestName) => readonly Uint8Array[] | undefined {
  return (algorithm) => {
    const own = digestBy?.(algorithm)
    return own && [own]
  }
}

/** Whether a container is one of ETSI's (EN 319 162-1): other programs' files are containers too. */
function isSignedContainer(bytes: Uint8Array): boolean {
  const zip = openZip(bytes)
  if (!zip.ok) return false
  return zip.value.entries.some((entry) => {
    if (/^META-INF\/[^/]*(?:\.p7s|ASiC[^/]*Manifest[^/]*\.xml)$/i.test(entry.name)) return true
    const content = entry.name === 'mimetype' ? entryContent(entry) : undefined
    return content?.ok === true && Buffer.from(content.value).toString('latin1').startsWith(asicMediaType)
  })
}

const asicMediaType = 'application/vnd.etsi.asic-'

/** The message of a text file: `CMS` (RFC 7468 §9), or as others label it. */
function messageIn(bytes: Uint8Array): Result<Uint8Array, string> {
  const text = Buffer.from(bytes).toString('latin1')
  for (const label of ['CMS', 'PKCS7', 'PKCS #7 SIGNED DATA']) {
    const der = fromPem(text, label)
    if (der.ok) return der
  }
  return refuse('it is a text with a damaged message in it')
}

/** Why a reader gave up, as a phrase. */
function formProblem(fault: FormFault): string {
  return 'problem' in fault ? fault.problem : `it cannot be read (${fault.kind})`
}
