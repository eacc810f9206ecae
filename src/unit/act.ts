import { z } from 'zod'
import { fromBase64, fromUtf8 } from '#bytes'
import { type Instant, parseInstant } from '#clock'
import { type Envelope, strictJson } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import type { Grant } from '#task'
import type { DocumentReader } from './documents.ts'
import type { Event } from './event.ts'
import type { Means } from './means.ts'
import type { State } from './state.ts'

/** The DSSE payload type of an act. */
export const actPayloadType = 'application/vnd.chancery.act+json'

/** 16 random octets, base64url: nobody can guess it, and two acts never share one by chance. */
const actIdForm = /^[A-Za-z0-9_-]{22}$/

/** An act stands in an envelope, and that in an entry of 60 KiB. */
const actBytesMax = 60 * 1024

/** Inputs nest less than 10 deep; schemas that meet more run off the stack's end before they refuse it. */
const depthMax = 64

/** How an override is named, as `strand-running-cases`; whether anything takes it is not said by its form. */
export const overrideName = z
  .string()
  .max(64)
  .regex(/^[a-z]+(?:-[a-z]+)*$/, 'an override is named in lower case words with hyphens between them')

const actForm = z.strictObject({
  act: z.string().max(64),
  id: z.string().regex(actIdForm),
  unit: z.string().max(64),
  time: z.string().max(32),
  under: z.strictObject({ case: z.string().max(64), step: z.string().max(64) }).optional(),
  override: overrideName.optional(),
  input: z.record(z.string(), z.unknown()),
})

/** What an act says before it is signed for one unit at one time. */
export const intentionForm = actForm.pick({ act: true, under: true, override: true, input: true })

/** A named request to change the unit, as its actor signed it. */
export interface Act {
  /** The act's name, as `certificate.revoke`. */
  readonly act: string
  /** 128 random bits in base64url; a second submission with the same one returns the first receipt. */
  readonly id: string
  /** Thumbprint of the authority key of the unit that is asked, so that no act can be replayed to another. */
  readonly unit: string
  /** When the actor signed. */
  readonly time: Instant
  /** The step of a running case that permits it; absent for acts that a procedure's own rules permit. */
  readonly under?: { readonly case: string; readonly step: string }
  /**
   * What the actor wants done all the same, by the name of an override that the step's procedure lists, as
   * `strand-running-cases`; one that is not needed changes nothing.
   */
  readonly override?: string
  readonly input: Readonly<Record<string, unknown>>
}

export type ActFormFault =
  | { readonly kind: 'act-payload-type'; readonly payloadType: string }
  | { readonly kind: 'act-malformed'; readonly at: string; readonly problem: string }

/** The act in an envelope, signature not yet checked. */
export function parseAct(envelope: Envelope): Result<Act, ActFormFault> {
  if (envelope.payloadType !== actPayloadType) {
    return refuse({ kind: 'act-payload-type', payloadType: envelope.payloadType.slice(0, 100) })
  }
  const bytes = fromBase64(envelope.payload)
  const text = bytes.ok ? fromUtf8(bytes.value) : bytes
  if (!text.ok) return refuse({ kind: 'act-malformed', at: 'payload', problem: `not ${text.fault.encoding}` })
  const json = strictJson(text.value, actBytesMax, depthMax)
  if (json === undefined) return refuse({ kind: 'act-malformed', at: 'payload', problem: 'not plain JSON' })
  const form = actForm.safeParse(json)
  if (!form.success) return refuse(malformed(form.error))
  const time = parseInstant(form.data.time)
  if (time === undefined)
    return refuse({ kind: 'act-malformed', at: 'time', problem: 'not an RFC 3339 time in UTC' })
  const { under, override, ...rest } = form.data
  return accept({ ...rest, time, ...(under && { under }), ...(override !== undefined && { override }) })
}

/** The first thing a schema found wrong, with the place in dotted form. */
export function malformed(error: z.ZodError): ActFormFault {
  const issue = error.issues[0]
  return {
    kind: 'act-malformed',
    at: issue?.path.join('.') || 'act',
    problem: issue?.message.toLowerCase() ?? 'malformed',
  }
}

/** Who signed an act, found from the key alone. */
export interface Speaker {
  readonly kind: 'person' | 'device' | 'service' | 'node' | 'unit' | 'visitor'
  /** That of a visitor is `id@domain`: the person's at home, and the home unit's domain. */
  readonly id: string
  /** Thumbprint of the key that signed. */
  readonly key: string
  /** Serial of the certificate the key is known by; the unit's own authority key has none here. */
  readonly serial?: string
}

/**
 * What a `decide` may look at. Everything it needs is here: it reads no clock and draws nothing by itself.
 */
export interface Context {
  readonly state: State
  readonly speaker: Speaker
  readonly act: Act
  readonly grant: Grant
  /** The node's time of the entry. */
  readonly time: Instant
  /** The index the entry will have. */
  readonly index: number
  /** Those that the act's definition names, and whatever else is at hand. */
  readonly documents: DocumentReader
  readonly means: Means
}

/** The case under whose step an act is done: what two people decide is bound to it. */
export function stepCase({ grant }: Pick<Context, 'grant'>): string {
  return certain(grant.by === 'step' ? grant.case : undefined, 'the case of a step')
}

/** Why something is refused; each room closes its own union of these, and the faces tell them in words. */
export interface Refusal {
  readonly kind: string
}

/** Permitted by a live step that grants `permission` on the object. */
export interface StepAuthority<Input> {
  readonly by: 'step'
  readonly permission: string
  object(input: Input): string
}

/** Permitted by a procedure's own rules: who may open, claim, complete. */
export interface RuleAuthority<Input> {
  readonly by: 'rule'
  permit(asked: Omit<Context, 'grant' | 'means'>, input: Input): Result<Grant, Refusal>
}

/**
 * One act of the unit. From this come the HTTP endpoint and its OpenAPI, the command line, the audit label
 * and the check of authority.
 */
export interface ActDefinition<Input = unknown> {
  /** `noun.verb`. */
  readonly name: string
  /** What the audit trail and the help say, as `revoke a certificate`. */
  readonly label: string
  readonly input: z.ZodType<Input>
  /**
   * Who alone can make it, whoever holds a step that permits it; left out when people, devices and services
   * can.
   */
  readonly actor?: 'node' | 'unit'
  readonly authority: StepAuthority<Input> | RuleAuthority<Input>
  /**
   * Digests of the documents that the decision reads, directly or through the state: without them it is
   * refused.
   */
  documents?(state: State, input: Input): readonly string[]
  /** Pure: the same context and input give the same events. */
  decide(context: Context, input: Input): Result<readonly Event[], Refusal>
}

/** Keeps the input's type between the schema and the functions of one definition. */
export function defineAct<Input>(definition: ActDefinition<Input>): ActDefinition<Input> {
  return definition
}
