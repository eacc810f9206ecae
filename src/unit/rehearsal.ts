import type { Instant } from '#clock'
import { accept, certain, type Result, sure } from '#fault'
import { type Grant, openCase, parseProcedure, permitUse, transition } from '#task'
import type { Act, ActDefinition, Refusal, Speaker } from './act.ts'
import { judge } from './consider.ts'
import type { AuthorityQuestion, Constitution } from './constitution.ts'
import { Derivations, type Derive } from './derivation.ts'
import { Documents } from './documents.ts'
import type { Event } from './event.ts'
import type { Means } from './means.ts'
import type { QueryDefinition } from './query.ts'
import { emptyState, evolve, type Slice, type State } from './state.ts'

/** For tests: what of a constitution is rehearsed, and with what its decisions draw. */
export interface RehearsalParts {
  /** In the types the rooms give them; a constitution wants them widened. */
  readonly slices: readonly unknown[]
  readonly acts: readonly unknown[]
  readonly queries: readonly unknown[]
  readonly permit: Constitution['permit']
  readonly eventsOfUse: Constitution['eventsOfUse']
  /** Left out where nothing else follows from acts. */
  readonly consequences?: Constitution['consequences']
  readonly means: Means
  /** When it begins. */
  readonly time: Instant
}

/**
 * For tests: acts go the kernel's own way from the known speaker on, through authority and decision to the
 * state, without envelopes, signatures and a store. Owns the state and what stands on the record.
 */
export class Rehearsal {
  state: State
  time: Instant
  readonly documents = new Documents()
  readonly entries: { readonly events: readonly Event[]; readonly time: Instant }[] = []
  readonly #constitution: Constitution
  readonly #means: Means
  readonly #derivations = new Derivations()

  constructor(parts: RehearsalParts) {
    const { permit, eventsOfUse, means, time } = parts
    const { consequences = () => accept([]) } = parts
    const unasked = (): never => {
      throw new Error('bug: a rehearsal asks for no signature')
    }
    this.#constitution = {
      slices: parts.slices as readonly Slice[],
      acts: parts.acts as readonly ActDefinition[],
      queries: parts.queries as readonly QueryDefinition[],
      permit,
      permitReading: permit,
      eventsOfUse,
      consequences,
      impact: () => ({}),
      speakerOf: unasked,
      roleKeys: unasked,
    }
    this.#means = means
    this.time = time
    this.state = emptyState(this.#constitution.slices)
  }

  /** Events of other rooms, as an entry of their own. */
  happen(...events: readonly (Event & Readonly<Record<string, unknown>>)[]): void {
    this.#append(events)
  }

  /** The events of an act that is permitted, decided and on the record. */
  act(
    name: string,
    by: Speaker,
    input: object,
    under?: Act['under'],
    override?: string,
  ): Result<readonly Event[], Refusal> {
    const { state, time } = this
    const constitution = this.#constitution
    const definition = certain(
      constitution.acts.find((one) => one.name === name),
      `the act ${name}`,
    )
    const named = { act: name, id: 'id', unit: 'unit', time, input: { ...input } }
    const act: Act = { ...named, ...(under && { under }), ...(override !== undefined && { override }) }
    const hearing = { constitution, state, act, time, documents: this.documents, means: this.#means }
    const decision = judge(hearing, definition, by)
    if (!decision.ok) return decision
    this.#append(decision.value.events)
    return accept(decision.value.events)
  }

  /** What an act is refused with, or `done`. */
  tried(name: string, by: Speaker, input: object, under?: Act['under'], override?: string): string {
    const done = this.act(name, by, input, under, override)
    return done.ok ? 'done' : done.fault.kind
  }

  /** The answer to a query that whoever asks may ask. */
  ask(name: string, reader: Speaker | undefined, input: unknown): Result<unknown, Refusal> {
    const query = certain(
      this.#constitution.queries.find((one) => one.name === name),
      `the query ${name}`,
    )
    const { state, time } = this
    const { documents } = this
    const derived: Derive = (derivation) => this.#derivations.of(derivation, state)
    const asking = { state, time, documents, derived, ...(reader && { reader }) }
    return query.answer(asking, query.input.parse(input))
  }

  /** The state made anew from what stands on the record. */
  replayed(): State {
    const { slices } = this.#constitution
    return this.entries.reduce(
      (state, { events, time }) => evolve(slices, state, events, time),
      emptyState(slices),
    )
  }

  #append(events: readonly Event[]): void {
    this.entries.push({ events, time: this.time })
    this.state = evolve(this.#constitution.slices, this.state, events, this.time)
  }
}

/**
 * For tests of rooms that stand below procedures: whatever is asked is permitted, by a live step of the case
 * that the act names, or of case 1.
 */
export function stepFor(question: AuthorityQuestion): Result<Grant, never> {
  const { speaker, under, permission, object, time } = question
  const text =
    'procedure: rehearsal\ntitle: { en: Rehearsal }\nopened-by: anyone\nsteps:\n' +
    `  work: { by: anyone, permits: [${permission}], objects: ['${object}'] }\n`
  const { procedure } = sure(parseProcedure(text), 'the procedure of a rehearsal')
  const party = { kind: 'person', id: speaker.id } as const
  const opening = { id: under?.case ?? '1', digest: '', opener: party, data: {} }
  const opened = openCase(procedure, opening, { index: 0, time })
  const executor = { ...party, key: speaker.key }
  const claimed = sure(
    transition(procedure, opened, 0, { kind: 'claim', executor }, { index: 0, time }),
    'it',
  )
  const asked = { actor: executor, permission, object, time }
  return accept(sure(permitUse(procedure, claimed, 'work', asked), 'the grant of a rehearsal'))
}
