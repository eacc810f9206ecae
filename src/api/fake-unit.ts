import { z } from 'zod'
import type { Clock, Instant } from '#clock'
import { parseEnvelope } from '#crypto'
import { accept, certain, type Result, refuse, sure } from '#fault'
import type { LodgingFault } from '#procedure'
import {
  type ActDefinition,
  type ActFormFault,
  Derivations,
  type Derive,
  Documents,
  defineAct,
  defineQuery,
  emptyState,
  type Foresight,
  type PipelineFault,
  parseAct,
  type QueryDefinition,
  type Receipt,
  type Refusal,
  type Speaker,
} from '#unit'
import { FakeEntries } from './fake-entries.ts'
import type { ApiUnit } from './ports.ts'

/** A clock that stands until it is moved. */
export class StandingClock implements Clock {
  #now: Instant

  constructor(now: Instant) {
    this.#now = now
  }

  now(): Instant {
    return this.#now
  }

  move(milliseconds: number): void {
    this.#now += milliseconds
  }
}

/** The faults the fake can be given. */
export type FakeFault =
  /** It has stopped, as a node whose store is full. */
  | 'stopped'
  /** `submit` rejects: broken machinery. The message names a person, which must not reach the log. */
  | 'breaks'
  /** It refuses with a kind that no table knows. */
  | 'unknown-kind'
  /** `submit` waits until it is released. */
  | 'waits'
  /** The journal cannot be written. */
  | 'journal-fails'

const revoke = defineAct({
  name: 'certificate.revoke',
  label: 'revoke a certificate',
  input: z.strictObject({
    serial: z.string().describe('of the certificate'),
    reason: z.enum(['keyCompromise', 'superseded']),
  }),
  authority: {
    by: 'step',
    permission: 'certificate.revoke',
    object: ({ serial }) => `certificate/${serial}`,
  },
  decide: () => accept([]),
})

const open = defineAct({
  name: 'case.open',
  label: 'open a case',
  input: z.strictObject({ procedure: z.string() }),
  authority: { by: 'rule', permit: () => refuse({ kind: 'may-not-open' }) },
  decide: () => accept([]),
})

const echo = defineQuery({
  name: 'case.list',
  label: 'cases',
  path: '/cases/:case/:part',
  input: z.strictObject({
    case: z.string().max(64),
    part: z.int(),
    closed: z.boolean().optional(),
    step: z.array(z.string()).optional(),
    limit: z.int().max(100).optional(),
  }),
  access: { by: 'public' },
  answer: ({ reader }, input) => accept({ reader: reader?.id, input }),
})

const me = defineQuery({
  name: 'identity.show',
  label: 'who I am',
  path: '/me',
  input: z.strictObject({}),
  access: { by: 'member' },
  answer: ({ reader }) => accept({ id: reader?.id }),
})

const audit = defineQuery({
  name: 'case.audit',
  label: 'a case in full',
  path: '/audit/:case',
  input: z.strictObject({ case: z.string() }),
  access: { by: 'step', permission: 'case.read', object: ({ case: id }) => `case/${id}` },
  answer: (_asking, input) => accept({ audited: input.case }),
})

const look = defineQuery({
  name: 'case.look',
  label: 'what a document says',
  path: '/looks/:case',
  document: 'text',
  input: z.strictObject({ case: z.string(), text: z.string().max(20_000), part: z.int().default(1) }),
  access: { by: 'public' },
  answer: (_asking, { text, ...input }) =>
    accept({ ...input, characters: text.length, refusal: { kind: 'visit-over', visitor: 'x@y', until: 0 } }),
})

/** The text of the fake's only procedure. */
export const procedureText = `procedure: permit
title: {en: Permit}
opened-by: anyone
steps:
  decide:
    by: {office: head-of-permits}
    permits: [permit.read]
    objects: permit/{case}
`

const show = defineQuery({
  name: 'procedure.show',
  label: 'one procedure',
  path: '/procedures/:name',
  input: z.strictObject({ name: z.string().regex(/^[a-z]+$/) }),
  access: { by: 'public' },
  answer: (_asking, { name }) =>
    name === 'permit'
      ? accept({ text: procedureText })
      : refuse({ kind: 'procedure-unknown', procedure: name }),
})

/** A unit that remembers the acts it was given and refuses as it is told. */
export class FakeUnit implements ApiUnit {
  readonly entries = new FakeEntries()
  readonly acts: ReadonlyMap<string, ActDefinition>
  readonly queries: readonly QueryDefinition[]
  readonly state = { size: 7, time: 0 }
  readonly #received = new Set<string>()
  readonly #listeners: (() => void)[] = []
  readonly #entered = Promise.withResolvers<void>()
  readonly #released = Promise.withResolvers<void>()
  fault: FakeFault | undefined

  constructor() {
    const acts: readonly unknown[] = [revoke, open]
    this.acts = new Map((acts as readonly ActDefinition[]).map((act) => [act.name, act]))
    const queries: readonly unknown[] = [echo, me, audit, look, show]
    this.queries = queries as readonly QueryDefinition[]
  }

  onEntry(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** The record grows by an entry. */
  grow(): void {
    this.state.size += 1
    for (const listener of this.#listeners) listener()
  }

  get stopped(): Refusal | undefined {
    return this.fault === 'stopped' ? stopped : undefined
  }

  /** Resolves when an act waits. */
  get entered(): Promise<void> {
    return this.#entered.promise
  }

  /** Lets acts that wait go on. */
  release(): void {
    this.#released.resolve()
  }

  async submit(bytes: Uint8Array): Promise<Result<Receipt, Refusal>> {
    if (this.fault === 'stopped') return refuse(stopped)
    if (this.fault === 'breaks') throw new Error('bug: Wang Li is missing')
    if (this.fault === 'unknown-kind') return refuse({ kind: 'not-in-any-table' })
    if (this.fault === 'waits') {
      this.#entered.resolve()
      await this.#released.promise
    }
    const act = sure(parseAct(sure(parseEnvelope(bytes), 'an envelope')), 'an act')
    const repeated = this.#received.has(act.id)
    this.#received.add(act.id)
    const time = '2026-11-22T12:00:00.000Z'
    const receipt = {
      index: 6,
      time,
      act: act.act,
      id: act.id,
      entry: '',
      proof: [],
      checkpoint: '',
      events: [],
    }
    return accept(repeated ? { ...receipt, repeated } : receipt)
  }

  /** Opens case 8; refuses what nobody offers, and to revoke `ff`. */
  foresee(acts: readonly unknown[], reader: Speaker): Result<Foresight, Refusal> {
    if (this.fault === 'stopped') return refuse(stopped)
    const intentions = acts as readonly { readonly act: string; readonly input?: object }[]
    const foreseen = intentions.map(({ act }) => {
      const kind = act === 'case.open' ? 'case-opened' : 'something-done'
      return { act, events: [{ kind, case: '8', about: 'Wang Li' }] }
    })
    const { act, input } = certain(intentions.at(-1), 'the last act')
    const refused = (refusal: Refusal) => {
      return accept({ foreseen: foreseen.slice(0, -1), refused: { act, refusal } })
    }
    if (this.fault === 'unknown-kind') return refused({ kind: 'not-in-any-table' })
    if (!this.acts.has(act)) return refused({ kind: 'act-unknown', act } as Refusal)
    if (input && 'serial' in input && input.serial === 'ff') return refused(noStep(reader.id))
    return accept({ foreseen, ...(input && 'impact' in input && { impact: input.impact as object }) })
  }

  ask(query: QueryDefinition, raw: unknown, reader: Speaker | undefined): Result<unknown, Refusal> {
    const input = query.input.safeParse(raw)
    if (!input.success) {
      const at = input.error.issues[0]?.path.join('.') ?? ''
      return refuse<ActFormFault>({ kind: 'act-malformed', at, problem: 'wrong' })
    }
    if (query.access.by !== 'public' && !reader)
      return refuse<PipelineFault>({ kind: 'reader-unknown', query: query.name })
    const documents = new Documents()
    const state = emptyState([])
    const derived: Derive = (derivation) => new Derivations().of(derivation, state)
    const asking = { state, time: 0, documents, derived, ...(reader ? { reader } : {}) }
    return query.answer(asking, input.data)
  }
}

function noStep(object: string): Refusal {
  const openSteps = [{ case: '3', step: 'decide' }]
  return { kind: 'no-step', permission: 'certificate.revoke', object, openSteps } as Refusal
}

const stopped: PipelineFault = { kind: 'unit-stopped', cause: 'store-full' }

/** Why the fake lodges nothing that is no envelope. */
export const noWish: LodgingFault = { kind: 'wish-malformed', at: 'envelope', problem: 'no envelope' }
