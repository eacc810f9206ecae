import { z } from 'zod'
import { base64url, utf8 } from '#bytes'
import type { Clock, Instant } from '#clock'
import { PrivateKey, PublicKeyCache, signEnvelope, systemRandom } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import { Log, type LogStore } from '#record'
import { emptyTable, type Table, withRow } from '#table'
import { foundingGrant } from '#task'
import { actPayloadType, defineAct } from './act.ts'
import type { Constitution } from './constitution.ts'
import { Documents } from './documents.ts'
import type { Event } from './event.ts'
import { replay } from './replay.ts'
import { emptyState, read, type Slice } from './state.ts'
import { Unit } from './unit.ts'

/**
 * The smallest house the kernel can run, for its tests: one room that keeps signed notes, one person who may
 * write them, and nobody else.
 */
export interface Notes {
  readonly count: number
  readonly notes: Table<{ readonly text: string; readonly seal: string }>
}

type Noted = { readonly kind: 'noted'; readonly number: number; readonly text: string; readonly seal: string }

export const notesSlice: Slice<Notes> = {
  name: 'notes',
  tables: ['notes'],
  empty: { count: 0, notes: emptyTable() },
  evolve(slice: Notes, event: Event): Notes {
    const { kind, number, text, seal } = event as Noted
    if (kind !== 'noted') return slice
    return { count: number, notes: withRow(slice.notes, String(number), { text, seal }) }
  },
}

const note = defineAct({
  name: 'note.add',
  label: 'add a note',
  input: z.strictObject({ text: z.string().max(60_000) }),
  authority: {
    by: 'rule',
    permit: ({ speaker }) =>
      speaker.id === 'mallory' ? refuse({ kind: 'not-mallory' }) : accept(foundingGrant()),
  },
  decide({ state, means }, { text }): Result<readonly Event[], { readonly kind: 'note-empty' }> {
    if (text === '') return refuse({ kind: 'note-empty' })
    const number = (state.slices.get('notes') as Notes).count + 1
    const seal = base64url(means.signer('seal').sign(utf8(`${number}:${text}:${base64url(means.random(8))}`)))
    return accept([{ kind: 'noted', number, text, seal } as Event])
  },
})

/** A loud note is heard all over the house; only the first may be, unless whoever writes it insists. */
const echo: Constitution['consequences'] = ({ before, after, events, act }) => {
  if (!events.some((event) => (event as Noted).text.endsWith('!'))) return accept([])
  if (read(before, notesSlice).count > 0 && act.override !== 'wake-everybody') {
    return refuse({ kind: 'note-loud' })
  }
  return accept([{ kind: 'echoed', notes: read(after(), notesSlice).count } as Event])
}

/** The toy's keys: its people, its seal, its log. */
export interface ToyKeys {
  readonly people: Readonly<Record<'ann' | 'mallory', PrivateKey>>
  readonly seal: PrivateKey
  readonly log: PrivateKey
}

export function toyKeys(): ToyKeys {
  const key = (): PrivateKey => PrivateKey.generate('ed25519')
  return { people: { ann: key(), mallory: key() }, seal: key(), log: key() }
}

export const toyUnit = 'toy'

export function toyConstitution({ people, seal }: ToyKeys): Constitution {
  return {
    slices: [notesSlice] as readonly Slice[],
    acts: [note] as Constitution['acts'],
    queries: [],
    speakerOf(_state, key) {
      for (const [id, { publicKey }] of Object.entries(people)) {
        if (publicKey.thumbprint === key)
          return accept({ speaker: { kind: 'person', id, key }, spki: publicKey.spki })
      }
      return refuse({ kind: 'key-unknown', key })
    },
    permit: () => refuse({ kind: 'no-steps-here' }),
    permitReading: () => refuse({ kind: 'no-steps-here' }),
    eventsOfUse: () => [],
    consequences: echo,
    impact: ({ events }) => ({ kinds: events.map(({ kind }) => kind) }),
    roleKeys: () => new Map([['seal', { publicKey: seal.publicKey, suite: seal.suite }]]),
  }
}

async function openToyLog(store: LogStore, keys: ToyKeys): Promise<Log> {
  return sure(
    await Log.open({ store, name: 'acts', origin: 'toy.example/acts', signer: keys.log }),
    'the log',
  )
}

/** Opens the toy on a store, its record replayed. */
export async function openToy(
  store: LogStore,
  keys: ToyKeys,
  clock: Clock,
): Promise<{ unit: Unit; log: Log }> {
  const log = await openToyLog(store, keys)
  const constitution = toyConstitution(keys)
  const state = await replay(constitution.slices, emptyState(constitution.slices), log.size, (from, count) =>
    log.read(from, count),
  )
  const unit = new Unit({
    constitution,
    log,
    state,
    clock,
    random: systemRandom,
    keys: new Map([['seal', keys.seal]]),
    publicKeys: new PublicKeyCache(),
    documents: new Documents(),
    unitOf: () => toyUnit,
  })
  return { unit, log }
}

/** An envelope with a note; what is given instead of the usual makes it wrong. */
export function noteBy(
  signer: PrivateKey,
  time: Instant,
  text: string,
  instead: {
    readonly id?: string
    readonly unit?: string
    readonly act?: string
    readonly override?: string
    readonly input?: object
  } = {},
): Uint8Array {
  const payload = {
    act: 'note.add',
    id: base64url(systemRandom.bytes(16)),
    unit: toyUnit,
    time: new Date(time).toISOString(),
    input: { text },
    ...instead,
  }
  return utf8(JSON.stringify(signEnvelope(actPayloadType, utf8(JSON.stringify(payload)), signer)))
}
