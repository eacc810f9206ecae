import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { type Instant, isoInstant } from '#clock'
import { digestForSuite } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import {
  type SignatureFormRow,
  type SignatureLevel,
  type SigningContent,
  type SigningPart,
  signatureForms,
  signatureLevels,
} from '#signature'
import { nameText } from '#x509'
import { printable } from './answer.ts'
import { type Context, type Given, jsonText, textGiven } from './context.ts'
import { digestedFile, mediaTypeOf, wholeBytesMax, wholeFile } from './document-files.ts'
import type { CliFault } from './fault.ts'
import { readWhole, writeNew } from './files.ts'
import { archiveDigest, formRefusal, raiseLevel } from './raise-level.ts'
import { type SigningIdentity, signingIdentity } from './signing-identity.ts'
import { pdfWishesFrom, wishesFrom } from './signing-wishes.ts'

/** What is signed, in which form and to which level, and where the outcome goes. */
interface SigningTask {
  readonly row: SignatureFormRow
  readonly content: SigningContent
  readonly level: SignatureLevel
  readonly out: string
  /** What is named in refusals. */
  readonly path: string
}

/** Signs files here, with a key that is here: nobody else learns what was signed. */
export async function signHere(
  context: Context,
  paths: readonly string[],
  given: Given,
): Promise<Result<string, CliFault>> {
  const now = context.ports.clock.now()
  const out = outFor(paths, given)
  if (existsSync(out)) return refuse({ kind: 'file-stands', path: out })
  const identity = await signingIdentity(context, given, now)
  if (!identity.ok) return identity
  const task = await signingTask(paths, given, out, identity.value, now)
  if (!task.ok) return task
  const signed = await signedFile(context, given, task.value, identity.value, now)
  if (!signed.ok) return signed
  const written = writeNew(out, signed.value.file)
  if (!written.ok) return written
  const { row, level } = task.value
  const { signature } = signed.value
  const signer = printable(nameText(identity.value.certificate.subject))
  if (context.json) return accept(jsonText({ out, form: row.form, level, signature, signer }))
  return accept(`${out} holds the signature: ${row.form} ${level}, by ${signer}, ${isoInstant(now)}\n`)
}

interface SignedFile {
  readonly file: Uint8Array
  /** Its `id`. */
  readonly signature: string
}

async function signedFile(
  context: Context,
  given: Given,
  { row, content, level, path }: SigningTask,
  identity: SigningIdentity,
  now: Instant,
): Promise<Result<SignedFile, CliFault>> {
  const wishes = wishesFrom(given, identity, now)
  if (!wishes.ok) return wishes
  const prepared = row.prepare(wishes.value, content)
  if (!prepared.ok) return refuse(formRefusal(path, prepared.fault))
  const first = prepared.value.assemble(identity.key.sign(prepared.value.toBeSigned))
  const signature = newSignature(row, content, first)
  const raised = { row, file: first, parts: detachedParts(content), path }
  const file = await raiseLevel(context, given, raised, signature, level)
  return file.ok ? accept({ file: file.value, signature }) : file
}

/** The signature that was not there before. */
function newSignature(
  row: SignatureFormRow,
  { into, parts, attached }: SigningContent,
  file: Uint8Array,
): string {
  const before = into ?? (row.form === 'PAdES' ? parts[0]?.bytes : undefined)
  const beside = attached ? [] : parts
  const ids = (octets: Uint8Array | undefined): readonly string[] => {
    const read = octets && row.read(octets, beside)
    return read?.ok ? read.value.map(({ id }) => id) : []
  }
  const known = new Set(ids(before))
  return certain(
    ids(file).find((id) => !known.has(id)),
    'the signature just made',
  )
}

function detachedParts({ attached, parts }: SigningContent): readonly SigningPart[] {
  return attached ? [] : parts
}

async function signingTask(
  paths: readonly string[],
  given: Given,
  out: string,
  identity: SigningIdentity,
  now: Instant,
): Promise<Result<SigningTask, CliFault>> {
  const form = formFor(paths, given)
  const row = certain(signatureForms.get(form), `the form ${form}`)
  const level = signatureLevels.find((each) => each === given['level']) ?? 'B-B'
  const attached = isAttached(form, given)
  const own = digestForSuite(identity.key.suite)
  const algorithms = new Set(level === 'B-LTA' ? [own, archiveDigest] : [own])
  const parts: SigningPart[] = []
  for (const path of paths) {
    const part = attached ? wholeFile(path) : await digestedFile(path, [...algorithms])
    if (!part.ok) return part
    parts.push(part.value)
  }
  const standing = textGiven(given, 'addTo')
  const into = standing === undefined ? accept(undefined) : readWhole(standing, wholeBytesMax)
  if (!into.ok) return into
  const pdf =
    form === 'pades'
      ? pdfWishesFrom(given, identity, now, parts[0]?.bytes ?? new Uint8Array(0))
      : accept(undefined)
  if (!pdf.ok) return pdf
  const content = {
    parts,
    attached,
    ...(into.value ? { into: into.value } : {}),
    ...(pdf.value ? { pdf: pdf.value } : {}),
  }
  return accept({ row, content, level, out, path: standing ?? paths.join('`, `') })
}

/** By what the files are, where nothing is said. */
export function formFor(paths: readonly string[], given: Given): string {
  const named = textGiven(given, 'form')
  if (named !== undefined) return named
  if (paths.length > 1) return 'asic'
  switch (mediaTypeOf(paths[0] ?? '')) {
    case 'application/pdf':
      return 'pades'
    case 'application/json':
      return 'jades'
    default:
      return 'cades'
  }
}

/** CAdES lies beside what it signs unless told otherwise; JAdES holds it. */
export function isAttached(form: string, given: Given): boolean {
  if (form === 'cades') return given['attached'] === true
  return form !== 'jades' || given['detached'] !== true
}

/** The usual end of a name for each form. */
export function outFor(paths: readonly string[], given: Given): string {
  const named = textGiven(given, 'out')
  if (named !== undefined) return named
  const [path = ''] = paths
  const form = formFor(paths, given)
  const stem = path.slice(0, path.length - extname(path).length)
  switch (form) {
    case 'pades':
      return `${stem}-signed.pdf`
    case 'jades':
      return isAttached(form, given) ? `${stem}.jades.json` : `${path}.jades.json`
    case 'asic':
      return `${stem}.asice`
    default:
      return isAttached(form, given) ? `${path}.p7m` : `${path}.p7s`
  }
}
