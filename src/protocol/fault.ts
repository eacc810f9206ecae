/** What a question in the form of AuthZEN is refused for, as a whole. */
export type ProtocolFault =
  /** Its JSON is none, or a member is missing or has another type than the specification says. */
  | { readonly kind: 'access-question-malformed'; readonly at: string; readonly problem: string }
  | { readonly kind: 'evaluations-too-many'; readonly count: number; readonly countMax: number }
  /** The token is none of ours, or the question beside it is another than the one before. */
  | { readonly kind: 'page-token-refused'; readonly cause: 'malformed' | 'question-differs' }
  /** Neither a service of the unit, nor somebody who asks about himself. */
  | {
      readonly kind: 'asker-not-entitled'
      readonly asker: string
      readonly cause: 'not-service' | 'other-subject'
    }
