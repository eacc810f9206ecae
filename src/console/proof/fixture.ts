import { base64, utf8 } from '#bytes'
import { PrivateKey, type Signer, signEnvelope, thumbprintOf, type UnitSuiteName } from '#crypto'
import { certain, sure } from '#fault'
import {
  Log,
  type LogReader,
  memoryDisk,
  memoryStore,
  noteSigner,
  storeReader,
  verifierKeyText,
  verifierOf,
} from '#record'
import { authorityContent, leafContent, nameOf, parseCertificate, pem, writeCertificate } from '#x509'
import type { Receipt } from '../wire/act.ts'
import { type Conflict, type Memory, type Pin, type Sighting, sameConflict } from './memory.ts'

const domain = 'city.example'
const start = Date.UTC(2026, 0, 5, 8)

/** For tests: a record of a few acts by one person, its keys, and a reader of it. */
export interface FakeRecord {
  readonly told: Omit<Pin, 'since'>
  readonly log: Log
  readonly reader: LogReader
  readonly actor: Signer
  /** PEM. */
  readonly certificate: string
  readonly authorities: string
  /** Appends entries of acts, one after the other. */
  grow(count: number): Promise<void>
  receipt(index: number): Promise<Receipt>
}

/**
 * @param of keys of another record, whose history this one tells in another way
 */
export async function fakeRecord(
  of: Partial<Keys> = {},
  suite: UnitSuiteName = 'ecdsa-p256-sha256',
): Promise<FakeRecord> {
  const keys: Keys = {
    log: PrivateKey.generate('ed25519'),
    authority: PrivateKey.generate('ecdsa-p256-sha256'),
    actor: PrivateKey.generate(suite),
    history: 'first',
    ...of,
  }
  const store = memoryStore({ disk: memoryDisk() })
  const origin = `${domain}/record`
  const log = sure(await Log.open({ store, name: 'record', origin, signer: keys.log }), 'the log')
  const signer = sure(noteSigner(origin, keys.log), 'its signer')
  const { authority, leaf } = certificates(keys)
  const unit = thumbprintOf({ spki: keys.authority.publicKey.spki })
  const founding = {
    kind: 'unit-founded',
    key: unit,
    authorities: [base64(authority)],
  }
  const issued = { kind: 'certificate-issued', spki: base64(keys.actor.publicKey.spki) }
  const append = async (index: number): Promise<void> => {
    const events = index === 0 ? [founding, issued] : [{ kind: 'noted', at: index }]
    const by = index === 0 ? keys.authority : keys.actor
    await log.append(entryBytes(by, keys.history, index, events))
  }
  await append(0)
  return {
    told: { unit, name: 'City', domain, recordKey: verifierKeyText(verifierOf(signer)) },
    log,
    reader: storeReader(store, 'record'),
    actor: keys.actor,
    certificate: pem('CERTIFICATE', leaf),
    authorities: pem('CERTIFICATE', authority),
    async grow(count) {
      for (let at = 0; at < count; at += 1) await append(log.size)
    },
    async receipt(index) {
      const bytes = certain((await log.read(index, 1))[0], 'an entry')
      const proof = sure(await log.prove(index, log.size), 'a proof')
      return {
        ...{ index, time: new Date(start).toISOString(), act: 'note.write', id: 'A'.repeat(22), events: [] },
        ...{ entry: base64(bytes), proof: proof.map(base64), checkpoint: log.checkpoint() },
      }
    },
  }
}

export interface Keys {
  readonly log: PrivateKey
  readonly authority: PrivateKey
  readonly actor: PrivateKey
  /** What its entries say besides. */
  readonly history: string
}

function entryBytes(by: Signer, history: string, index: number, events: readonly object[]): Uint8Array {
  const act = {
    ...{ act: 'note.write', id: 'A'.repeat(22), unit: 'u', time: new Date(start).toISOString() },
    input: { history, index },
  }
  const envelope = signEnvelope('application/vnd.chancery.act+json', utf8(JSON.stringify(act)), by)
  const grant = { by: 'step', case: '1', step: 'write', person: 'mei' }
  const time = new Date(start + index).toISOString()
  return utf8(JSON.stringify({ v: 1, time, envelope, grant, drawn: [], events }))
}

function certificates(keys: Keys): { readonly authority: Uint8Array; readonly leaf: Uint8Array } {
  const life = { notBefore: start, notAfter: start + 1_000_000_000 }
  const authority = writeCertificate(
    authorityContent({
      ...{ spki: keys.authority.publicKey.spki, serial: new Uint8Array(16).fill(1), ...life, domain },
      name: nameOf({ commonName: 'City' }),
    }),
    keys.authority,
  )
  const leaf = writeCertificate(
    leafContent({
      ...{ spki: keys.actor.publicKey.spki, serial: new Uint8Array(16).fill(2), ...life, domain },
      ...{ kind: 'person', grade: 'medium', id: 'mei', commonName: 'Mei', organization: 'City' },
      issuer: sure(parseCertificate(authority), 'the authority'),
      dnsNames: [],
    }),
    keys.authority,
  )
  return { authority, leaf }
}

/** For tests: what a browser remembers, as long as the test runs. */
export function fakeMemory(): Memory {
  let [pin, sighting]: [Pin | undefined, Sighting | undefined] = [undefined, undefined]
  const conflicts: Conflict[] = []
  return {
    pin: async () => pin,
    keepPin: async (told) => {
      pin ??= told
      return pin
    },
    sighting: async () => sighting,
    keepSighting: async (seen) => {
      if (!sighting || sighting.size < seen.size) sighting = seen
    },
    conflicts: async () => conflicts,
    keepConflict: async (conflict) => {
      if (!conflicts.some((one) => sameConflict(one, conflict))) conflicts.push(conflict)
    },
    beginAnew: async () => {
      pin = undefined
      sighting = undefined
    },
  }
}
