import { z } from 'zod'
import { utf8 } from '#bytes'
import { isoInstant } from '#clock'
import { PrivateKey, PublicKeyCache, randomToken, signEnvelope, systemRandom } from '#crypto'
import { accept, sure } from '#fault'
import { identitySlice, type UnitProfile, unitProfile } from '#identity'
import {
  Log,
  type MemoryDisk,
  memoryDisk,
  memoryStore,
  noteSigner,
  storeReader,
  verifierKeyText,
  verifierOf,
} from '#record'
import { foundingGrant } from '#task'
import {
  type ActDefinition,
  actPayloadType,
  type Constitution,
  defineAct,
  type Event,
  RecordVerifier,
  type Slice,
} from '#unit'
import type { CommandLinePorts, StoreReader } from './ports.ts'

const authority = { by: 'rule', permit: () => accept(foundingGrant()) } as const

const note = defineAct({
  name: 'note.write',
  label: 'write a note',
  input: z.strictObject({ text: z.string() }),
  authority,
  decide: (_, { text }) => accept([{ kind: 'note-written', text } as Event]),
})

/** A record of a founding and notes, with everything true about it, on a disk that can be tampered with. */
export class FakeRecord {
  readonly disk: MemoryDisk = memoryDisk()
  readonly profile: UnitProfile
  readonly #key = PrivateKey.generate('ecdsa-p256-sha256')
  readonly #logKey = PrivateKey.generate('ed25519')
  readonly #constitution: Constitution

  constructor() {
    const verifierKey = (origin: string): string =>
      verifierKeyText(verifierOf(sure(noteSigner(origin, this.#logKey), 'a signer of notes')))
    this.profile = {
      name: '许可局',
      domain: 'unit.example',
      publicUrl: 'http://unit.example',
      suite: 'ecdsa-p256-sha256',
      founder: 'mei',
      key: this.#key.publicKey.thumbprint,
      authorities: [],
      issuing: [],
      links: [],
      node: 'node',
      recordKey: verifierKey('unit.example/record'),
      journalKey: verifierKey('unit.example/journal'),
    }
    const found = defineAct({
      name: 'unit.found',
      label: 'found the unit',
      input: z.strictObject({ text: z.string() }),
      authority,
      decide: () => accept([{ kind: 'unit-founded', ...this.profile } as Event]),
    })
    const acts: readonly unknown[] = [found, note]
    const slices: readonly unknown[] = [identitySlice]
    const speaker = { kind: 'unit', id: 'unit', key: this.profile.key } as const
    this.#constitution = {
      slices: slices as readonly Slice[],
      acts: acts as readonly ActDefinition[],
      queries: [],
      speakerOf: () => accept({ speaker, spki: this.#key.publicKey.spki }),
      permit: () => accept(foundingGrant()),
      permitReading: () => accept(foundingGrant()),
      eventsOfUse: () => [],
      consequences: () => accept([]),
      impact: () => ({}),
      roleKeys: () => new Map(),
    }
  }

  /** Writes a founding and `notes` notes that name an override, and as many accesses into the journal. */
  async write(notes: number, override?: string): Promise<void> {
    const store = memoryStore({ disk: this.disk })
    const options = { store, signer: this.#logKey }
    const record = await Log.open({ ...options, name: 'record', origin: 'unit.example/record' })
    const journal = await Log.open({ ...options, name: 'journal', origin: 'unit.example/journal' })
    const entries = Array.from({ length: notes + 1 }, (_, index) => this.#entry(index, override))
    sure(await sure(record, 'the record').appendMany(entries), 'the entries')
    const accesses = Array.from({ length: notes }, (_, index) => utf8(JSON.stringify({ v: 1, index })))
    sure(await sure(journal, 'the journal').appendMany(accesses), 'the accesses')
  }

  /** Changes one byte of an entry where it holds this text. */
  tamper(index: number, text: string): void {
    const bytes = this.disk.logs.get('record')?.entries[index]
    const at = bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(text) : -1
    if (!bytes || at < 0) throw new Error(`entry ${index} does not hold ${text}`)
    bytes[at] = (bytes[at] ?? 0) ^ 1
  }

  /** What the store says of a kept snapshot. */
  snapshot: Awaited<ReturnType<StoreReader['snapshot']>> = accept(undefined)

  /** What the command line is given to read it. */
  ports(): Pick<CommandLinePorts, 'openStore' | 'recordVerifier' | 'slices'> {
    return {
      openStore: () => Promise.resolve(accept(this.#reader())),
      recordVerifier: () =>
        new RecordVerifier(this.#constitution, new PublicKeyCache(), (state) => unitProfile(state)?.key),
      slices: this.#constitution.slices,
    }
  }

  #reader(): StoreReader {
    const store = memoryStore({ disk: this.disk })
    return {
      record: storeReader(store, 'record'),
      journal: storeReader(store, 'journal'),
      snapshot: () => Promise.resolve(this.snapshot),
      close: () => store.close(),
    }
  }

  #entry(index: number, override?: string): Uint8Array {
    const time = isoInstant(Date.parse('2026-11-22T12:00:00.000Z') + index)
    const act = index === 0 ? 'unit.found' : 'note.write'
    const input = { text: `note ${index}` }
    const id = randomToken(systemRandom, 16)
    const named = index > 0 && override !== undefined && { override }
    const payload = { act, id, unit: this.profile.key, time, ...named, input }
    const envelope = signEnvelope(actPayloadType, utf8(JSON.stringify(payload)), this.#key)
    const event = index === 0 ? { kind: 'unit-founded', ...this.profile } : { kind: 'note-written', ...input }
    return utf8(JSON.stringify({ v: 1, time, envelope, grant: foundingGrant(), drawn: [], events: [event] }))
  }
}
