import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fromHex, fromUtf8, hex } from '#bytes'
import { type Instant, isoInstant, parseInstant } from '#clock'
import { thumbprintOf } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import {
  type FileToVerify,
  headBytes,
  offlineTrust,
  type Report,
  type ReportLanguage,
  reportHtml,
  reportJson,
  reportLanguages,
  reportText,
  type SignatureReport,
  type TrustContext,
  verifyFile,
  wholeFile,
} from '#signature'
import { allFromPem, type Certificate, parseCertificate } from '#x509'
import { printable } from './answer.ts'
import { readCertificates } from './authority-key.ts'
import { type Context, type Finding, type Given, jsonText, textGiven } from './context.ts'
import { digestedFile, sizeOf, wholeBytesMax, withDigests } from './document-files.ts'
import { type ExitCode, exitCodes } from './exit.ts'
import type { CliFault } from './fault.ts'
import { readWhole, systemProblem, writeNew } from './files.ts'
import { profileFiles } from './profile.ts'
import { evidenceNamed } from './raise-level.ts'
import { carriedCertificates } from './signature-file.ts'
import { textsGiven } from './signing-wishes.ts'

/** Whom the one who verifies trusts: certificates, and keys known by their fingerprint alone. */
interface Trusted {
  readonly certificates: readonly Certificate[]
  /** Hexadecimal SHA-256 of a certificate or of a key (SubjectPublicKeyInfo). */
  readonly fingerprints: readonly string[]
}

/** The largest file with a certificate that is trusted. */
const certificateBytesMax = 256 * 1024

/** Verifies files here: nothing is fetched, and nobody learns what was verified. */
export async function verifyFiles(
  context: Context,
  paths: readonly string[],
  given: Given,
): Promise<Result<Finding, CliFault>> {
  const now = instantGiven(given, context.ports.clock.now())
  if (!now.ok) return now
  const trusted = trustedBy(context, given)
  if (!trusted.ok) return trusted
  const evidence = evidenceNamed(given)
  if (!evidence.ok) return evidence
  const page = textGiven(given, 'report')
  const language = reportLanguages.find((each) => each === given['language']) ?? 'en'
  const reports: Report[] = []
  for (const path of paths) {
    const report = await reportOn(path, given, trusted.value, (anchors) => ({
      ...offlineTrust(anchors, now.value),
      evidence: evidence.value,
    }))
    if (!report.ok) return report
    reports.push(report.value)
  }
  const written = page === undefined ? accept(undefined) : writeNew(page, reportHtml(reports, language))
  if (!written.ok) return written
  const code = codeOf(reports)
  if (context.json) {
    const all = reports.map(reportJson)
    return accept({ text: jsonText(all.length === 1 ? all[0] : all), code })
  }
  const isUntrusting = trusted.value.certificates.length + trusted.value.fingerprints.length === 0
  const hint = isUntrusting
    ? 'nobody is trusted here: say whom by `--trust`, or act from a folder by `--as`\n'
    : ''
  return accept({ text: reports.map((report) => textOf(report, language)).join('') + hint, code })
}

function instantGiven(given: Given, now: Instant): Result<Instant, CliFault> {
  const text = textGiven(given, 'time')
  const instant = text === undefined ? now : parseInstant(text)
  if (instant !== undefined) return accept(instant)
  const problem = 'wants a time in UTC, as `2036-01-31T12:00:00Z`'
  return refuse({ kind: 'option-value', option: 'time', problem })
}

/** `--trust`, file by file or fingerprint by fingerprint; without it, the authority of the folder. */
function trustedBy({ as, at }: Context, given: Given): Result<Trusted, CliFault> {
  const named = textsGiven(given, 'trust')
  const folder = at ?? as
  if (named.length === 0 && folder !== undefined) {
    const certificates = readCertificates(join(folder, profileFiles.authority))
    return certificates.ok ? accept({ certificates: certificates.value, fingerprints: [] }) : certificates
  }
  const certificates: Certificate[] = []
  const fingerprints: string[] = []
  for (const each of named) {
    const fingerprint = existsSync(each) ? undefined : fingerprintIn(each)
    if (fingerprint !== undefined) fingerprints.push(fingerprint)
    else {
      const read = certificatesFrom(each)
      if (!read.ok) return read
      certificates.push(...read.value)
    }
  }
  return accept({ certificates, fingerprints })
}

/** SHA-256 as people write it: hexadecimal in groups or not, or base64url as this program prints it. */
function fingerprintIn(text: string): string | undefined {
  const digits = text.replaceAll(/[\s:]/g, '').toLowerCase()
  if (digits.length === 64 && fromHex(digits).ok) return digits
  return /^[A-Za-z0-9_-]{43}$/.test(text) ? hex(Buffer.from(text, 'base64url')) : undefined
}

/** Certificates in PEM, or one in DER. */
function certificatesFrom(path: string): Result<readonly Certificate[], CliFault> {
  const bytes = readWhole(path, certificateBytesMax)
  if (!bytes.ok) return bytes
  const text = fromUtf8(bytes.value)
  const pem = text.ok ? allFromPem(text.value, 'CERTIFICATE') : text
  const read = (pem.ok ? pem.value : [bytes.value]).map(parseCertificate)
  const certificates = read.flatMap((each) => (each.ok ? [each.value] : []))
  if (certificates.length > 0) return accept(certificates)
  return refuse({ kind: 'file-malformed', path, problem: 'it holds no certificate that can be read' })
}

async function reportOn(
  path: string,
  given: Given,
  trusted: Trusted,
  contextFor: (anchors: readonly Certificate[]) => TrustContext,
): Promise<Result<Report, CliFault>> {
  const file = await fileAt(path)
  if (!file.ok) return file
  return withDigests(contentsFor(path, given), (parts) => {
    const { bytes } = file.value
    const carried = bytes && trusted.fingerprints.length > 0 ? carriedCertificates(bytes, parts) : []
    const known = carried.filter((each) => isKnown(each, trusted.fingerprints))
    const context = contextFor([...trusted.certificates, ...known])
    return verifyFile({ file: file.value, parts, context })
  })
}

function isKnown(certificate: Certificate, fingerprints: readonly string[]): boolean {
  const own = [certificate.fingerprint, thumbprintOf(certificate)]
  return own.some((each) => fingerprints.includes(hex(Buffer.from(each, 'base64url'))))
}

/** `--content`; where none is named, the file beside `permit.pdf.p7s` that its name tells. */
function contentsFor(path: string, given: Given): readonly string[] {
  const named = textsGiven(given, 'content')
  const beside = path.endsWith('.p7s') ? path.slice(0, -'.p7s'.length) : undefined
  return named.length === 0 && beside !== undefined && existsSync(beside) ? [beside] : named
}

/** A file to verify: whole, or by its beginning and its digest where it is too large. */
async function fileAt(path: string): Promise<Result<FileToVerify, CliFault>> {
  const name = basename(path)
  const octets = await sizeOf(path)
  if (!octets.ok) return octets
  if (octets.value <= wholeBytesMax) {
    const bytes = readWhole(path, wholeBytesMax)
    return bytes.ok ? accept(wholeFile(name, bytes.value)) : bytes
  }
  const part = await digestedFile(path, ['sha256'])
  if (!part.ok) return part
  const head = await headOf(path)
  if (!head.ok) return head
  const digest = hex(certain(part.value.digest('sha256'), 'the digest asked for'))
  return accept({ name, octets: octets.value, digest, head: head.value })
}

async function headOf(path: string): Promise<Result<Uint8Array, CliFault>> {
  try {
    const file = await open(path)
    try {
      const head = new Uint8Array(headBytes)
      const { bytesRead } = await file.read(head, 0, headBytes)
      return accept(head.subarray(0, bytesRead))
    } finally {
      await file.close()
    }
  } catch (error) {
    return refuse({ kind: 'file-unread', path, problem: systemProblem(error) })
  }
}

/** 0 only when every file is signed and every signature passed; 1 when any failed. */
function codeOf(reports: readonly Report[]): ExitCode {
  const verdicts = reports.flatMap(({ found }) =>
    found.kind === 'signed' ? found.signatures.map(({ verdict }) => verdict.indication) : ['INDETERMINATE'],
  )
  if (verdicts.includes('TOTAL-FAILED')) return exitCodes.refused
  return verdicts.includes('INDETERMINATE') ? exitCodes.undecided : exitCodes.ok
}

function textOf(report: Report, language: ReportLanguage): string {
  const { file, found } = report
  const paragraphs = reportText(report, language)
  const signatures = found.kind === 'signed' ? found.signatures : []
  const lines = paragraphs.flatMap((paragraph, place) => {
    const signature = signatures[place]
    return [...(signature ? [headingOf(signature)] : []), `  ${printable(paragraph)}`]
  })
  return `${printable(file.name)} (${found.kind}, ${isoInstant(report.at)})\n${lines.join('\n')}\n`
}

function headingOf({ verdict, form, id }: SignatureReport): string {
  const why = verdict.subIndication === undefined ? '' : ` ${verdict.subIndication}`
  return `  ${verdict.indication}${why}: ${form}, signature ${id}`
}
