import { base64, fromBase64, hex } from '#bytes'
import type { BrowserKey } from '../keys/browser-key.ts'
import { leafBase64 } from '../keys/certificate.ts'
import { signingTime, type TimeHeard } from '../keys/clock.ts'
import { signAct } from '../keys/envelope.ts'
import { openKeyring } from '../keys/keyring.ts'
import { type SessionShown, sessionNow } from '../keys/sign-in.ts'
import type { Envelope, Receipt } from '../wire/act.ts'
import { Problem } from '../wire/problem.ts'
import { upload } from '../wire/upload.ts'
import type { Ground } from './grounds.ts'
import type { MarkBox } from './mark.ts'

/** What the node takes in one body, in base64. */
export const documentOctetsMax = 16 * 1024 * 1024

export const forms = ['PAdES', 'ASiC-E', 'CAdES', 'JAdES'] as const
export type SignatureForm = (typeof forms)[number]

export const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const
export type SignatureLevel = (typeof levels)[number]

/** What a signer can mean, by the names of the unit. */
export const meanings = ['approval', 'origin', 'creation', 'receipt', 'delivery', 'sender'] as const
export type Meaning = (typeof meanings)[number]

/** What somebody wants to sign or have sealed. */
export interface SigningWish {
  readonly ground: Ground
  readonly file: File
  readonly form: SignatureForm
  readonly level: SignatureLevel
  readonly meanings: readonly Meaning[]
  readonly reason: string
  readonly location: string
  readonly mark: MarkBox | undefined
}

/** What the unit would have signed, as the first step tells it. */
export interface Proposal {
  /** Base64. */
  readonly toBeSigned: string
  readonly algorithm: string
  readonly time: string
  readonly says: {
    readonly signer: string
    readonly roles: readonly string[]
    readonly time: string
    readonly object: string
    readonly document: { readonly name: string; readonly octets: number; readonly digest: string }
  }
  readonly act: {
    readonly act: string
    readonly under: { readonly case: string; readonly step: string }
    readonly input: Readonly<Record<string, unknown>>
  }
}

/** A proposal that says what was wished, and what the second step is told again. */
export interface Prepared {
  readonly wish: SigningWish
  readonly proposal: Proposal
  readonly matter: Readonly<Record<string, unknown>>
}

/** What came of it. */
export interface SignedDocument {
  readonly signature: string
  readonly form: SignatureForm
  /** Base64. */
  readonly file: string
  readonly receipt: Receipt
}

/** How far sending is, and whether it was given up. */
export interface Sending {
  readonly onProgress: (part: number) => void
  readonly signal: AbortSignal
}

/**
 * Asks the unit for the octets to be signed. Nothing is done or kept there.
 *
 * @throws Problem what the unit refuses; `console:proposal-differs` when it proposes something else
 */
export async function prepare(wish: SigningWish, sending: Sending): Promise<Prepared> {
  const { ground, file, form } = wish
  const octets = new Uint8Array(await file.arrayBuffer())
  const digest = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', octets)))
  const matter = matterOf(wish, base64(octets))
  const under = { case: ground.case, step: ground.step }
  const commitments = wish.meanings.map((name) => `proof-of-${name}`)
  // A seal is the unit's; a document somebody signs with his key for documents, where this browser has one.
  const { documents } = await keysHere()
  const certificate = ground.act === 'sign' ? derOf(documents) : undefined
  const body = {
    ...{ ...matter, act: ground.act, form, object: ground.object, under, commitments },
    ...(certificate !== undefined && { certificate }),
  }
  const proposal = (await sent('/signatures/prepare', body, sending)) as Proposal
  if (!isOf(proposal, wish, digest)) throw problem('console:proposal-differs')
  return { wish, proposal, matter: { ...matter, time: proposal.time } }
}

/**
 * Signs what was proposed with the reader's key for documents, or else with the one he is signed in by, and
 * brings it onto the record. A seal is signed by the unit; the act that asks for it is signed here.
 *
 * @throws Problem `console:no-key` when the key is not in this browser, `console:key-unfit` when it cannot
 * sign as the proposal says
 */
export async function sign(
  { wish, proposal, matter }: Prepared,
  sending: Sending,
): Promise<{ readonly signed: SignedDocument; readonly envelope: Envelope }> {
  const envelope = await envelopeOf(proposal, await keysHere())
  const body = { ...matter, level: wish.level, envelope }
  return { signed: (await sent('/signatures', body, sending)) as SignedDocument, envelope }
}

/** The keys of this browser that the reader acts and signs documents with, and what the unit says of now. */
interface KeysHere {
  readonly acting: BrowserKey
  readonly documents: BrowserKey
  readonly session: SessionShown
  readonly heard: TimeHeard
}

async function keysHere(): Promise<KeysHere> {
  const [session, heard] = await sessionNow()
  const keyring = await openKeyring()
  const acting = await keyring.keyOf(session.key)
  if (acting === undefined) throw problem('console:no-key')
  return { acting, documents: await keyring.signerForDocuments(acting), session, heard }
}

/** Base64 DER of the certificate of a key that is for documents alone. */
function derOf({ use, certificate }: BrowserKey): string | undefined {
  return use === 'documents' && certificate !== undefined ? leafBase64(certificate) : undefined
}

async function envelopeOf({ act, toBeSigned, algorithm }: Proposal, keys: KeysHere): Promise<Envelope> {
  const { acting, documents, session, heard } = keys
  const made = { unit: session.unit, time: signingTime(heard, Date.now()) }
  if (act.act === 'document.seal') return signAct(acting, { ...act, ...made })
  const octets = fromBase64(toBeSigned)
  if (!octets.ok || algorithm !== documents.suite) throw problem('console:key-unfit')
  const value = base64(await documents.sign(octets.value))
  return signAct(acting, { ...act, input: { ...act.input, value }, ...made })
}

/** What both steps are told alike. */
function matterOf(wish: SigningWish, document: string): Readonly<Record<string, unknown>> {
  const { file, form, reason, location, mark } = wish
  const isPdf = form === 'PAdES'
  return {
    document,
    name: file.name,
    attached: form === 'JAdES',
    ...(mediaTypeForm.test(file.type) && { mediaType: file.type }),
    ...(location !== '' && { location }),
    ...(isPdf && reason !== '' && { reason }),
    ...(isPdf && mark !== undefined && { mark }),
  }
}

const mediaTypeForm = /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/

/** Whether it is about this file, under this step, for this object, and says so where it is signed. */
function isOf({ act, toBeSigned }: Proposal, { ground, form, file }: SigningWish, digest: string): boolean {
  const { input, under } = act
  return (
    act.act === `document.${ground.act}` &&
    under.case === ground.case &&
    under.step === ground.step &&
    input['object'] === ground.object &&
    input['form'] === form &&
    input['name'] === file.name &&
    input['document'] === digest &&
    input['signed'] === toBeSigned
  )
}

function sent(path: string, body: object, { onProgress, signal }: Sending): Promise<unknown> {
  return upload({ path, body: JSON.stringify(body), type: 'application/json', onProgress, signal })
}

function problem(type: string): Problem {
  return new Problem({ type, title: '', status: 0, detail: '' })
}

/** Under which name the outcome is kept, beside the file it is of. */
export function nameOfSigned({ file, form, ground }: SigningWish): string {
  const done = ground.act === 'seal' ? 'sealed' : 'signed'
  const dot = file.name.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [file.name.slice(0, dot), file.name.slice(dot)] : [file.name, '']
  switch (form) {
    case 'PAdES':
      return `${stem}-${done}${ending}`
    case 'ASiC-E':
      return `${file.name}.asice`
    case 'CAdES':
      return `${file.name}.p7s`
    case 'JAdES':
      return `${file.name}.jws.json`
    default:
      return form satisfies never
  }
}

/** The form that fits a file: PDF in itself, others in a container with it. */
export function formFor(file: File): SignatureForm {
  return /\.pdf$/i.test(file.name) ? 'PAdES' : 'ASiC-E'
}
