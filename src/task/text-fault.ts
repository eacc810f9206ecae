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
  )
