/** Where something stands in a procedure's text: line and column from 1, and the dotted path of keys. */
export interface TextPlace {
  readonly line: number
  readonly column: number
  readonly key: string
}

/** What is wrong with a procedure's text, and where. */
export type ProcedureTextFault = TextPlace &
  (
    | { readonly kind: 'text-too-long'; readonly bytes: number; readonly bytesMax: number }
    | { readonly kind: 'not-yaml'; readonly problem: string }
    /** A part of YAML that makes a text mean more than its reader sees. */
    | { readonly kind: 'yaml-feature'; readonly feature: 'alias' | 'anchor' | 'tag' | 'directive' }
    /** A character that is not seen and changes how others are shown: `U+001B`. */
    | { readonly kind: 'hidden-character'; readonly code: string }
    | { readonly kind: 'bad-key' }
    | { readonly kind: 'duplicate-key' }
    | { readonly kind: 'unknown-key'; readonly name: string }
    | { readonly kind: 'missing-key' }
    | { readonly kind: 'wrong-form'; readonly wanted: string }
    | { readonly kind: 'too-many'; readonly countMax: number }
    | { readonly kind: 'bad-duration'; readonly text: string }
    | { readonly kind: 'bad-object'; readonly template: string; readonly problem: string }
    /** An object names a member that the case's data do not surely have as a text. */
    | { readonly kind: 'unknown-member'; readonly template: string; readonly member: string }
    | { readonly kind: 'bad-pattern'; readonly problem: string }
    | { readonly kind: 'bad-condition'; readonly problem: string }
    | { readonly kind: 'unknown-step'; readonly step: string }
    /** A condition on a step that need not have ended when it is asked. */
    | { readonly kind: 'condition-not-before'; readonly step: string }
    | {
        readonly kind: 'unknown-outcome'
        readonly step: string
        readonly outcome: string
        readonly outcomes: readonly string[]
      }
    /** The step ends with its last counted use, before an outcome could be named. */
    | { readonly kind: 'outcome-never-named'; readonly step: string }
    | { readonly kind: 'cycle'; readonly steps: readonly string[] }
    | { readonly kind: 'contradiction'; readonly steps: readonly [string, string] }
    | { readonly kind: 'use-not-permitted'; readonly step: string; readonly permission: string }
    | { readonly kind: 'repeated'; readonly name: string }
    | { readonly kind: 'unknown-office'; readonly office: string }
    | { readonly kind: 'self-tie'; readonly step: string }
    /** Only whoever opened the case takes the step, and a citizen, who may have opened it, takes none. */
    | { readonly kind: 'opener-public'; readonly step: string }
    /** No running of the procedure takes the step. */
    | { readonly kind: 'never-taken'; readonly step: string }
    | { readonly kind: 'loop-no-way'; readonly from: string; readonly to: string }
    | { readonly kind: 'loop-release'; readonly release: string; readonly body: readonly string[] }
    /** Whether a part is run again must hang on the outcome of its last step alone. */
    | { readonly kind: 'loop-condition'; readonly step: string; readonly from: string }
    /** No outcome leads out, or none leads back. */
    | { readonly kind: 'loop-endless'; readonly from: string }
    | { readonly kind: 'loop-idle'; readonly from: string }
    /** A step outside is tied to one inside that is not the last. */
    | { readonly kind: 'loop-leaks'; readonly inside: string; readonly outside: string }
    | { readonly kind: 'loops-overlap'; readonly from: string }
    /** One outcome would begin a round of two loops. */
    | { readonly kind: 'loops-ambiguous'; readonly from: string; readonly outcome: string }
    | { readonly kind: 'review-missing'; readonly step: string }
    | { readonly kind: 'review-twice'; readonly step: string }
    | { readonly kind: 'review-of-none'; readonly step: string }
    /** A review opens by what it reviews and nothing else, and nothing waits for it. */
    | { readonly kind: 'review-tied'; readonly step: string }
    | { readonly kind: 'glass-too-long'; readonly hoursMax: number }
    /** Its executor is bound to another step's, and whoever breaks the glass is another person. */
    | { readonly kind: 'glass-bound'; readonly step: string }
    /** Its executor is bound to another step's, and a delegate is another person. */
    | { readonly kind: 'delegation-bound'; readonly step: string }
    | { readonly kind: 'people-too-many'; readonly people: number; readonly steps: number }
    | { readonly kind: 'senior-cycle'; readonly steps: readonly string[] }
    /** Whether anybody could finish it was not found out in the budget for that. */
    | { readonly kind: 'too-entangled' }
    /** Whatever people there are, these constraints and steps cannot all be met. */
    | {
        readonly kind: 'never-completable'
        readonly constraints: readonly number[]
        readonly steps: readonly string[]
      }
  )
