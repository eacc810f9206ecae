/** What is wrong with how a diagram's elements go together; `at` and `others` are ids of elements. */
export type GraphFault = { readonly at: string; readonly others?: readonly string[] } & (
  | { readonly kind: 'start-missing' }
  | { readonly kind: 'starts-several' }
  /** No flow reaches it. */
  | { readonly kind: 'no-way-in' }
  /** It leaves an end or reaches a start. */
  | { readonly kind: 'flow-astray' }
  /** No flow leaves it, and it is no end. */
  | { readonly kind: 'no-way-on' }
  /** A condition or a default where no choice is made. */
  | { readonly kind: 'condition-astray' }
  | { readonly kind: 'condition-missing' }
  /** A choice by the outcome of a step that need not be over when it is made. */
  | { readonly kind: 'condition-too-early'; readonly step: string }
  | { readonly kind: 'condition-unknown'; readonly step: string; readonly outcome: string }
  /** Two of its conditions can hold at once. */
  | { readonly kind: 'conditions-overlap' }
  /** There are outcomes with which none of its conditions holds. */
  | { readonly kind: 'conditions-open' }
  /** Tokens of branches that run side by side meet where only one is waited for. */
  | { readonly kind: 'double-token' }
  /** Branches are waited for of which not all are taken. */
  | { readonly kind: 'join-deadlock' }
  | { readonly kind: 'never-reached' }
  /** A procedure would begin this step only after another, for which the diagram does not wait. */
  | { readonly kind: 'would-wait'; readonly step: string }
  /** A way back without the step that releases it. */
  | { readonly kind: 'loop-unreleased' }
  | { readonly kind: 'loop-endless' }
  /** A way back that does not leave the gateway behind a step for the one before another. */
  | { readonly kind: 'loop-astray' }
  /** A flow leaves or enters between the ends of a loop. */
  | { readonly kind: 'loop-open' }
  | { readonly kind: 'too-complex' }
)
