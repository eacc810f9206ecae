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
  hearing: Pick<Hearing, 'constitution' | 'state' | 'act' | 'time' | 'documents' | 'means'>,
  definition: ActDefinition,
  speaker: Speaker,
): Result<Decision, Refusal> {
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
  const following = consequencesOf(hearing, { speaker, grant: grant.value, events })
  if (!following.ok) return following
  return accept({ speaker, grant: grant.value, events: [...events, ...following.value] })
}

function consequencesOf(
  { constitution, state, act, time }: Pick<Hearing, 'constitution' | 'state' | 'act' | 'time'>,
  { speaker, grant, events }: Decision,
): Result<readonly Event[], Refusal> {
  let after: State | undefined
  return constitution.consequences({
    before: state,
    after: () => {
      after ??= evolve(constitution.slices, state, events, time)
      return after
    },
    events,
    act,
    speaker,
    grant,
    time,
    index: state.size,
  })
}

/** The same for an act that nobody has signed: who would speak is found from the key alone. */
export function decideAs(
  key: string,
  hearing: Pick<Hearing, 'definitions'> & Parameters<typeof judge>[0],
): Result<Decision, Refusal> {
  const { constitution, definitions, state, act, time } = hearing
  const definition = definitions.get(act.act)
  if (!definition) return refuse({ kind: 'act-unknown', act: act.act })
  const known = constitution.speakerOf(state, key, act, time)
  return known.ok ? judge(hearing, definition, known.value.speaker) : known
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
