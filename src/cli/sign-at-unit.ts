import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { base64, equalBytes, fromBase64, hex, sha256, utf8 } from '#bytes'
import { accept, certain, type Result, refuse, sure } from '#fault'
import {
  type PreparedSignature,
  readStatement,
  type SignatureFormRow,
  type SigningContent,
  type SigningWishes,
  signatureForms,
  wholePart,
} from '#signature'
import { formAnswerTo } from './answer.ts'
import { type Context, type Given, jsonText, textGiven, withSession } from './context.ts'
import { mediaTypeOf } from './document-files.ts'
import type { CliFault } from './fault.ts'
import { readWhole, writeNew } from './files.ts'
import { optionName } from './names.ts'
import type { Session } from './profile.ts'
import { formRefusal } from './raise-level.ts'
import { receiptForm, verifyReceipt } from './receipt.ts'
import { formFor, isAttached, outFor } from './sign-document.ts'
import { type SigningIdentity, signingIdentity } from './signing-identity.ts'
import { markBoxFrom, pdfWishesFrom, wishesFrom } from './signing-wishes.ts'
import { sendUntilAnswered, signedDeed } from './submit.ts'

/** The signed file comes back in base64, and an answer has 20 MiB at most. */
const documentBytesMax = 12 * 1024 * 1024

/** What the unit says or does itself, by what stands on its record. */
const localOptions = ['role', 'office', 'languages', 'addTo', 'tsa', 'evidence'] as const

const proposalForm = z.object({
  toBeSigned: z.base64(),
  time: z.string(),
  act: z.object({ under: z.object({ case: z.string(), step: z.string() }) }),
})
type Proposal = z.infer<typeof proposalForm>

const signedForm = z.object({ signature: z.string(), file: z.base64(), receipt: receiptForm })

/** What is to be signed under a step. */
export interface UnitTask {
  readonly path: string
  readonly document: Uint8Array
  readonly row: SignatureFormRow
  readonly attached: boolean
  readonly object: string
  /** What both steps are told alike. */
  readonly matter: Readonly<Record<string, unknown>>
}

/**
 * Signs a file under a step of a case, so that the unit's record says by which authority. The unit prepares
 * the octets; they are signed only when this machine makes the very same of the file and the wishes. The key
 * stays here.
 */
export async function signAtUnit(
  context: Context,
  paths: readonly string[],
  given: Given,
): Promise<Result<string, CliFault>> {
  const out = outFor(paths, given)
  if (existsSync(out)) return refuse({ kind: 'file-stands', path: out })
  const identity = await signingIdentity(context, given, context.ports.clock.now())
  if (!identity.ok) return identity
  const task = unitTask(paths, given)
  if (!task.ok) return task
  return withSession(context, async (session) => {
    const proposal = await proposed(session, task.value, given, 'sign')
    if (!proposal.ok) return proposal
    const prepared = checked(session, task.value, given, identity.value, proposal.value)
    if (!prepared.ok) return prepared
    const signed = await completed(context, session, task.value, given, identity.value, proposal.value)
    if (!signed.ok) return signed
    return keptFile(
      context,
      out,
      { task: task.value, proposal: proposal.value, ...signed.value },
      'holds the signature',
    )
  })
}

/** Writes what came back, and tells where it stands. */
export function keptFile(
  context: Context,
  out: string,
  done: CompletedFile & { readonly task: UnitTask; readonly proposal: Proposal },
  does: string,
): Result<string, CliFault> {
  const written = writeNew(out, done.file)
  if (!written.ok) return written
  const { signature, index } = done
  const { form } = done.task.row
  const { under } = done.proposal.act
  if (context.json) return accept(jsonText({ out, form, signature, entry: index, under }))
  const place = `case ${under.case}, step ${under.step}`
  return accept(`${out} ${does}: ${form}, under ${place}, entry ${index} of the record\n`)
}

/** What the arguments and options of a command come to. */
export function unitTask(paths: readonly string[], given: Given): Result<UnitTask, CliFault> {
  const [path = '', ...more] = paths
  if (more.length > 0) return refuse({ kind: 'usage', problem: 'under a step one file is signed at a time' })
  const foreign = localOptions.find((option) => given[option] !== undefined)
  if (foreign !== undefined) {
    const problem = `under a step the unit sees to it: leave out \`--${optionName(foreign)}\``
    return refuse({ kind: 'usage', problem })
  }
  const document = readWhole(path, documentBytesMax)
  if (!document.ok) return document
  const form = formFor(paths, given)
  const row = certain(signatureForms.get(form), `the form ${form}`)
  const mark = markBoxFrom(given, document.value)
  if (!mark.ok) return mark
  const attached = isAttached(form, given)
  const mediaType = mediaTypeOf(path)
  const [location, reason, field, certify] = ['location', 'reason', 'field', 'certify'].map((name) =>
    textGiven(given, name),
  )
  const matter = {
    document: base64(document.value),
    name: basename(path),
    attached,
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(location === undefined ? {} : { location }),
    ...(reason === undefined ? {} : { reason }),
    ...(field === undefined ? {} : { field }),
    ...(certify === undefined ? {} : { certify: Number(certify) }),
    ...(mark.value ? { mark: mark.value } : {}),
  }
  const object = textGiven(given, 'object') ?? ''
  return accept({ path, document: document.value, row, attached, object, matter })
}

/** The first step: what the unit would have signed. */
export function proposed(
  session: Session,
  task: UnitTask,
  given: Given,
  act: 'sign' | 'seal',
): Promise<Result<Proposal, CliFault>> {
  const [id, step] = [textGiven(given, 'case'), textGiven(given, 'step')]
  const commitments = Array.isArray(given['commitment']) ? given['commitment'].map(String) : []
  const { object, row, matter } = task
  const under = id === undefined || step === undefined ? {} : { under: { case: id, step } }
  const body = { ...matter, act, form: row.form, object, commitments, ...under }
  return formAnswerTo(
    session.caller,
    {
      method: 'POST',
      path: '/signatures/prepare',
      body: { type: 'application/json', bytes: utf8(JSON.stringify(body)) },
    },
    proposalForm,
  )
}

/**
 * What this machine makes of the file and the wishes, with nothing taken over but who the unit says the
 * signer is there; refused when the unit proposes anything else.
 */
function checked(
  session: Session,
  task: UnitTask,
  given: Given,
  identity: SigningIdentity,
  { toBeSigned, time }: Proposal,
): Result<PreparedSignature, CliFault> {
  const octets = sure(fromBase64(toBeSigned), 'base64 of a checked form')
  const statement = readStatement(task.row.form, octets, identity.certificate)
  if (!statement.ok) return foreign(`it is no statement of yours (${statement.fault.kind})`)
  const { roles, authority } = statement.value.claims
  const isMeant =
    authority?.unit === session.profile.unit.unit &&
    authority.object === task.object &&
    authority.permission === 'document.sign'
  if (!isMeant) return foreign('it names another unit, object or permission')
  const own = wishesFrom({ ...given, role: roles }, identity, Date.parse(time))
  if (!own.ok) return own
  const content = contentOf(task, given, identity, Date.parse(time), roles[0])
  if (!content.ok) return content
  // How much of the path the unit carries along is its own affair, and moves what stands behind it in a PDF.
  const { chain } = identity
  for (const length of [...chain.keys(), chain.length]) {
    const wishes: SigningWishes = { ...own.value, authority, chain: chain.slice(0, length) }
    const prepared = task.row.prepare(wishes, content.value)
    if (!prepared.ok) return refuse(formRefusal(task.path, prepared.fault))
    if (equalBytes(prepared.value.toBeSigned, octets)) return accept(prepared.value)
  }
  return foreign('it is not what this file and these wishes come to')
}

function foreign(problem: string): Result<never, CliFault> {
  return refuse({ kind: 'unproven', what: 'what the unit proposes to be signed', problem })
}

function contentOf(
  task: UnitTask,
  given: Given,
  identity: SigningIdentity,
  time: number,
  office: string | undefined,
): Result<SigningContent, CliFault> {
  const { row, attached, document, path } = task
  const parts = [wholePart(basename(path), document, mediaTypeOf(path))]
  if (row.form !== 'PAdES') return accept({ parts, attached })
  // The unit draws its marks in both languages, with the office of the step.
  const pdf = pdfWishesFrom({ ...given, office, languages: undefined }, identity, time, document)
  return pdf.ok ? accept({ parts, attached, pdf: pdf.value }) : pdf
}

export interface CompletedFile {
  readonly file: Uint8Array
  readonly signature: string
  /** Of the act's entry on the record. */
  readonly index: number
}

function completed(
  { ports }: Context,
  session: Session,
  task: UnitTask,
  given: Given,
  { key, certificate }: SigningIdentity,
  proposal: Proposal,
): Promise<Result<CompletedFile, CliFault>> {
  const value = key.sign(sure(fromBase64(proposal.toBeSigned), 'base64 of a checked form'))
  const more = { value: base64(value), certificate: base64(certificate.der) }
  return completedBy(session, ports, { act: 'document.sign', task, given, proposal, more })
}

/** The second step: an act of signing or sealing, and what it needs. */
interface Completion {
  readonly act: 'document.sign' | 'document.seal'
  readonly task: UnitTask
  readonly given: Given
  readonly proposal: Proposal
  /** What the act's input says beside what is signed about what. */
  readonly more: Readonly<Record<string, string>>
}

/** The second step: the act is signed and sent, and its receipt verified before the file is taken. */
export async function completedBy(
  session: Session,
  ports: Context['ports'],
  { act, task, given, proposal, more }: Completion,
): Promise<Result<CompletedFile, CliFault>> {
  const { row, object, document, matter, path } = task
  const { toBeSigned, time } = proposal
  const input = {
    object,
    document: hex(sha256(document)),
    name: basename(path),
    form: row.form,
    signed: toBeSigned,
    ...more,
  }
  const envelope = signedDeed(session, ports, { act, under: proposal.act.under, input })
  const body = { ...matter, time, level: given['level'] ?? 'B-B', envelope }
  const bytes = utf8(JSON.stringify(body))
  const answer = await sendUntilAnswered(session, ports, { path: '/signatures', bytes, form: signedForm })
  if (!answer.ok) return answer
  const { file, signature, receipt } = answer.value
  const { recordKey } = session.profile.unit
  const proof = recordKey === undefined ? accept(undefined) : verifyReceipt(receipt, envelope, recordKey)
  if (!proof.ok) return proof
  return accept({ file: sure(fromBase64(file), 'base64 of a checked form'), signature, index: receipt.index })
}
