import type { Instant } from '#clock'
import type { PublicKey } from '#crypto'
import type { Result } from '#fault'
import type { Grant } from '#task'
import type { Act, ActDefinition, Refusal, Speaker } from './act.ts'
import type { Event } from './event.ts'
import type { RoleKey } from './means.ts'
import type { QueryDefinition } from './query.ts'
import type { Slice, State } from './state.ts'

/** Who asks for what under which step. */
export interface AuthorityQuestion {
  readonly speaker: Speaker
  readonly under?: { readonly case: string; readonly step: string }
  readonly permission: string
  readonly object: string
  readonly time: Instant
}

/**
 * What an act has brought about so far, for whoever says what follows from it. Documents are not told: those
 * that the act does not name may be missing where the record is verified.
 */
export interface ConsequenceQuestion {
  /** The state that the act was decided on. */
  readonly before: State
  /** The state with `events`; made when it is first asked for. */
  readonly after: () => State
  /** Those of the grant's use, then those of the decision, in the order of the entry. */
  readonly events: readonly Event[]
  readonly act: Act
  readonly speaker: Speaker
  readonly grant: Grant
  /** The node's time of the entry. */
  readonly time: Instant
  /** The index the entry will have. */
  readonly index: number
}

/** What would change by an act, and the case under whose step it would be done. */
export interface ImpactQuestion {
  readonly before: State
  /** With `events`, without what follows from them. */
  readonly after: State
  readonly events: readonly Event[]
  /** What `consequences` told of it. */
  readonly following: Result<readonly Event[], Refusal>
  readonly case?: string
}

/** What the rooms give the kernel, which knows none of them by name. All of it is pure. */
export interface Constitution {
  readonly slices: readonly Slice[]
  readonly acts: readonly ActDefinition[]
  readonly queries: readonly QueryDefinition[]
  /** Who holds the key that signed; refused when the unit does not know it or no longer counts it. */
  speakerOf(
    state: State,
    key: string,
    act: Act,
    time: Instant,
  ): Result<{ readonly speaker: Speaker; readonly spki: Uint8Array }, Refusal>
  /** The live step that permits it. */
  permit(state: State, question: AuthorityQuestion): Result<Grant, Refusal>
  /** A live step that permits a reading; whichever, when there are several. */
  permitReading(state: State, question: AuthorityQuestion): Result<Grant, Refusal>
  /** What a grant's use itself brings about, as the count of a limited permission. */
  eventsOfUse(grant: Grant): readonly Event[]
  /**
   * What else follows from an act, for rooms beside the one that decided it: these events end its entry. A
   * refusal refuses the act; whether the override it names is needed, and may be used, is judged here.
   */
  consequences(asked: ConsequenceQuestion): Result<readonly Event[], Refusal>
  /** What an act would mean for others, of one that is only looked ahead to: plain data. */
  impact(asked: ImpactQuestion): object
  /** The public keys of the unit's signing roles at this state, to check what decisions drew. */
  roleKeys(state: State, parse: (spki: Uint8Array) => PublicKey | undefined): ReadonlyMap<string, RoleKey>
}
