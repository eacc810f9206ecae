import { canonicalJson } from '#bytes'
import { type Duration, type Instant, minute } from '#clock'
import { type Envelope, type PublicKey, type PublicKeyCache, verifyEnvelope } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import type { Grant } from '#task'
import { type Act, type ActDefinition, malformed, type Refusal, type Speaker } from './act.ts'
import type { Constitution } from './constitution.ts'
import type { DocumentReader } from './documents.ts'
import type { Event } from './event.ts'
import type { Means } from './means.ts'
import { evolve, type State } from './state.ts'

/**
 * How far an actor's clock may stand from the node's. Wide enough for an office machine that keeps time
 * badly, short enough that a signed act found later cannot be brought in.
 */
export const actTimeToleranceMilliseconds: Duration = 5 * minute

export type ConsiderFault =
  | { readonly kind: 'unit-differs'; readonly asked: string }
  | { readonly kind: 'act-unknown'; readonly act: string }
  | {
      readonly kind: 'act-time-off'
      readonly time: Instant
      readonly now: Instant
      readonly toleranceMilliseconds: number
    }
  | { readonly kind: 'signature-wrong'; readonly key: string }
  | {
      readonly kind: 'actor-differs'
      readonly act: string
      readonly actor: 'node' | 'unit'
      readonly speaker: string
    }
  | { readonly kind: 'document-missing'; readonly digest: string }

/** Everything the pipeline holds when it considers one act. */
export interface Hearing {
  readonly constitution: Constitution
  readonly definitions: ReadonlyMap<string, ActDefinition>
  /** Thumbprint of the unit's authority key; undefined before the founding entry. */
  readonly unit: string | undefined
  readonly state: State
  readonly envelope: Envelope
  readonly act: Act
  readonly time: Instant
  readonly documents: DocumentReader
  readonly means: Means
  keyOf(spki: Uint8Array): PublicKey | undefined
}

export interface Decision {
  readonly speaker: Speaker
  readonly grant: Grant
  readonly events: readonly Event[]
  /** The state with these events; made when it is first asked for. */
  readonly after: () => State
}

/** An act that is permitted and decided, and what follows from it, which may refuse it still. */
export interface Consequence {
  readonly decided: Decision
  readonly following: Result<readonly Event[], Refusal>
}

/**
 * The one way through the house for one act: who speaks, may they, what follows. Pure but for what `means`
 * draws; used alike by the node that decides and by whoever verifies the record.
 */
export function consider(hearing: Hearing): Result<Decision, Refusal> {
  const { act, time } = hearing
  if (hearing.unit !== undefined && act.unit !== hearing.unit)
    return refuse({ kind: 'unit-differs', asked: act.unit })
  const definition = hearing.definitions.get(act.act)
  if (!definition) return refuse({ kind: 'act-unknown', act: act.act })
  const off = timeOff(act.time, time)
  if (off) return refuse(off)

  const speaker = identify(hearing)
  if (!speaker.ok) return speaker
  return judge(hearing, definition, speaker.value)
}

/**
 * The second half of the way, once it is known who speaks: whether they may, and what follows. The act's
 * signature, its time and its unit have been looked at before.
 */
export function judge(
  hearing: Deliberation,
  definition: ActDefinition,
  speaker: Speaker,
): Result<Decision, Refusal> {
  const found = deliberate(hearing, definition, speaker)
  if (!found.ok) return found
  const { decided, following } = found.value
  if (!following.ok) return following
  if (following.value.length === 0) return accept(decided)
  const events = [...decided.events, ...following.value]
  return accept({ ...decided, events, after: evolving(hearing, events) })
}

type Deliberation = Pick<Hearing, 'constitution' | 'state' | 'act' | 'time' | 'documents' | 'means'>

function deliberate(
  hearing: Deliberation,
  definition: ActDefinition,
  speaker: Speaker,
): Result<Consequence, Refusal> {
  const { constitution, state, act, time, documents } = hearing
  const { actor } = definition
  if (actor && speaker.kind !== actor) {
    return refuse({ kind: 'actor-differs', act: act.act, actor, speaker: speaker.kind })
  }

  const input = definition.input.safeParse(act.input)
  if (!input.success) return refuse(malformed(input.error))
  const digests = definition.documents?.(state, input.data) ?? []
  const missing = digests.find((digest) => !documents.has(digest))
  if (missing !== undefined) return refuse({ kind: 'document-missing', digest: missing })
  const asked = { state, speaker, act, time, index: state.size, documents }

  const grant =
    definition.authority.by === 'rule'
      ? definition.authority.permit(asked, input.data)
      : constitution.permit(state, {
          speaker,
          ...(act.under ? { under: act.under } : {}),
          permission: definition.authority.permission,
          object: definition.authority.object(input.data),
          time,
        })
  if (!grant.ok) return grant

  const decided = definition.decide({ ...asked, grant: grant.value, means: hearing.means }, input.data)
  if (!decided.ok) return decided
  // The count comes first, so that the limit holds whatever the act brings about.
  const events = [...constitution.eventsOfUse(grant.value), ...decided.value]
  const after = evolving(hearing, events)
  const found = { before: state, after, events, act, speaker, grant: grant.value, time, index: state.size }
  const following = constitution.consequences(found)
  return accept({ decided: { speaker, grant: grant.value, events, after }, following })
}

/** The state with some events, once. */
function evolving({ constitution, state, time }: Deliberation, events: readonly Event[]): () => State {
  let after: State | undefined
  return () => {
    after ??= evolve(constitution.slices, state, events, time)
    return after
  }
}

/** The same for an act that nobody has signed: who would speak is found from the key alone. */
export function deliberateAs(
  key: string,
  hearing: Pick<Hearing, 'definitions'> & Deliberation,
): Result<Consequence, Refusal> {
  const { constitution, definitions, state, act, time } = hearing
  const definition = definitions.get(act.act)
  if (!definition) return refuse({ kind: 'act-unknown', act: act.act })
  const known = constitution.speakerOf(state, key, act, time)
  return known.ok ? deliberate(hearing, definition, known.value.speaker) : known
}

function timeOff(time: Instant, now: Instant): ConsiderFault | undefined {
  if (Math.abs(time - now) <= actTimeToleranceMilliseconds) return undefined
  return { kind: 'act-time-off', time, now, toleranceMilliseconds: actTimeToleranceMilliseconds }
}

/** The speaker is whoever the unit knows by the key; the envelope's signature must be that key's. */
function identify(hearing: Hearing): Result<Speaker, Refusal> {
  const { constitution, state, act, envelope, time } = hearing
  const key = envelope.signatures[0]?.keyid ?? ''
  const known = constitution.speakerOf(state, key, act, time)
  if (!known.ok) return known
  const publicKey = hearing.keyOf(known.value.spki)
  if (!publicKey || publicKey.thumbprint !== key || !verifyEnvelope(envelope, publicKey)) {
    return refuse({ kind: 'signature-wrong', key })
  }
  return accept(known.value.speaker)
}

/** Whether two plain values are the same data. */
export function sameData(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}

/** A public key that has been read before, or is read now; `undefined` when it is none. */
export function keyIn(cache: PublicKeyCache, spki: Uint8Array): PublicKey | undefined {
  const key = cache.read(spki)
  return key.ok ? key.value : undefined
}
