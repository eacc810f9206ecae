import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fromBase64, utf8 } from '#bytes'
import { isoInstant, systemClock } from '#clock'
import { openKey, type PrivateKey, randomToken, signEnvelope, systemRandom } from '#crypto'
import { sure } from '#fault'
import { leafHash, verifyInclusion } from '#merkle'
import { openCheckpoint, parseVerifierKey } from '#record'
import { actPayloadType, type Receipt } from '#unit'
import { founder, passphraseOfAll } from './node-process.ts'

/** A signed act, and what it was made of. */
export interface SignedAct {
  readonly act: string
  readonly id: string
  readonly bytes: Uint8Array
}

/** What an act may say instead of the usual. */
export interface Instead {
  readonly id?: string
  readonly time?: number
  readonly unit?: string
  readonly under?: { readonly case: string; readonly step: string }
}

export interface Answer {
  readonly status: number
  /** Kind of the problem; empty where there is none. */
  readonly problem: string
  readonly detail: string
  readonly json: unknown
}

/** Somebody with a key, who signs acts for one unit. */
export class Actor {
  readonly key: PrivateKey
  readonly #unit: string

  constructor(key: PrivateKey, unit: string) {
    this.key = key
    this.#unit = unit
  }

  static async founderOf(folder: string): Promise<Actor> {
    const file = await readFile(join(folder, 'people', founder, 'key.json'), 'utf8')
    return new Actor(sure(await openKey(file, passphraseOfAll), 'the key'), (await unitFile(folder)).unit)
  }

  /** Another key at the same unit. */
  withKey(key: PrivateKey): Actor {
    return new Actor(key, this.#unit)
  }

  sign(act: string, input: object, { under, ...instead }: Instead = {}): SignedAct {
    const id = instead.id ?? randomToken(systemRandom, 16)
    const time = isoInstant(instead.time ?? systemClock.now())
    const unit = instead.unit ?? this.#unit
    const payload = { act, id, unit, time, ...(under && { under }), input }
    const envelope = signEnvelope(actPayloadType, utf8(JSON.stringify(payload)), this.key)
    return { act, id, bytes: utf8(JSON.stringify(envelope)) }
  }
}

/** Sends a signed act to a node. */
export function send(to: { readonly public: string }, { act, bytes }: SignedAct): Promise<Answer> {
  return post(`${to.public}/acts/${act}`, 'application/json', bytes)
}

export async function post(url: string, type: string, bytes: Uint8Array): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': type },
    body: Buffer.from(bytes),
  })
  const text = await response.text()
  const json: unknown = text === '' ? {} : JSON.parse(text)
  const problem = json as { readonly type?: string; readonly detail?: string }
  const kind = problem.type?.replace(/^urn:chancery:problem:/, '') ?? ''
  return { status: response.status, problem: kind, detail: problem.detail ?? '', json }
}

/** Sends an act that must be taken; its receipt. */
export async function take(to: { readonly public: string }, act: SignedAct): Promise<Receipt> {
  const { status, detail, json } = await send(to, act)
  assert.ok(status === 201 || status === 200, `${act.act}: ${detail}`)
  return json as Receipt
}

/** The member of the first event of a kind. */
export function eventMember({ events }: Receipt, kind: string, member: string): string {
  const event = events.find((one) => one.kind === kind) as Readonly<Record<string, unknown>> | undefined
  const value = event?.[member]
  assert.equal(typeof value, 'string', `${kind} has no ${member}`)
  return String(value)
}

/** A node publishes within a second of what it has to publish; this long without an entry it has nothing. */
const quietMilliseconds = 2_500

/** Waits until the node, having nothing more to do by itself, adds no entries. */
export async function untilQuiet(node: { readonly public: string }): Promise<void> {
  for (let before: number | undefined; ; ) {
    const now = await entriesOf(node)
    if (now === undefined || now === before) return
    before = now
    await wait(quietMilliseconds)
  }
}

/** Entries of the acts log, as the node says; `undefined` when it serves no acts. */
export async function entriesOf(to: { readonly public: string }): Promise<number | undefined> {
  const response = await fetch(`${to.public}/health`)
  const { entries } = (await response.json()) as { readonly entries?: number }
  return response.ok ? entries : undefined
}

interface UnitFile {
  readonly unit: string
  readonly recordKey: string
}

export async function unitFile(folder: string): Promise<UnitFile> {
  return JSON.parse(await readFile(join(folder, 'unit', 'unit.json'), 'utf8')) as UnitFile
}

/** Fails unless a receipt proves, under the unit's record key alone, that its entry holds the act sent. */
export function assertProves(receipt: Receipt, sent: SignedAct, recordKey: string): void {
  const key = sure(parseVerifierKey(recordKey), 'the record key')
  const { checkpoint } = sure(openCheckpoint(receipt.checkpoint, key.name, [key]), 'the checkpoint')
  const entry = sure(fromBase64(receipt.entry), 'the entry')
  const proof = receipt.proof.map((hash) => sure(fromBase64(hash), 'a hash'))
  const { size, root } = checkpoint
  sure(verifyInclusion({ index: receipt.index, size, leafHash: leafHash(entry), root }, proof), 'the proof')
  const { envelope } = JSON.parse(Buffer.from(entry).toString('utf8')) as { readonly envelope: unknown }
  assert.deepEqual(envelope, JSON.parse(Buffer.from(sent.bytes).toString('utf8')))
}
