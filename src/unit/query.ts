import type { z } from 'zod'
import type { Instant } from '#clock'
import type { Result } from '#fault'
import type { Refusal, Speaker } from './act.ts'
import type { Derive } from './derivation.ts'
import type { DocumentReader } from './documents.ts'
import type { State } from './state.ts'

/**
 * Who reads what: everybody; whoever proves a certificate of the unit; or whoever's step permits it.
 */
export type Access<Input> =
  | { readonly by: 'public' }
  | {
      readonly by: 'member'
      /** People of other units who were received may ask too: what they are told is their own. */
      readonly visitors?: true
    }
  | {
      readonly by: 'step'
      readonly permission: string
      object(input: Input): string
      /** The permission is that of an act, and reading what it is about uses nothing of it. */
      readonly uncounted?: true
    }

/** What a query may look at. `reader` is absent for a public query asked by nobody in particular. */
export interface Asking {
  readonly state: State
  readonly reader?: Speaker
  readonly time: Instant
  readonly documents: DocumentReader
  readonly derived: Derive
}

/** How something is asked. From this come the HTTP endpoint and its OpenAPI and the command line. */
export interface Question<Input = unknown> {
  /** `noun.verb`, as `case.show`. */
  readonly name: string
  readonly label: string
  /** HTTP path with `:parameters` that are members of the input, as `/cases/:case`. */
  readonly path: string
  readonly input: z.ZodType<Input>
  /**
   * The member of the input that is a whole document, too long for an address: such a question is a POST of
   * the input as JSON; on the command line the document is a file.
   */
  readonly document?: string
  /** An answer may take a tenth of a second: it is asked for as seldom as previews of acts are. */
  readonly costly?: true
  readonly access: Access<Input>
}

/** One question to the unit, answered from its state. */
export interface QueryDefinition<Input = unknown> extends Question<Input> {
  /** Pure; plain JSON data, or why there is none. Its member `refusal`, if any, is told in words as well. */
  answer(asking: Asking, input: Input): Result<unknown, Refusal>
}

export function defineQuery<Input>(definition: QueryDefinition<Input>): QueryDefinition<Input> {
  return definition
}
