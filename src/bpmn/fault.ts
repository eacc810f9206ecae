import type { ProcedureTextFault } from '#task'
import type { GraphFault } from './graph-fault.ts'
import type { XmlFault } from './scan.ts'

/** An element as its reader knows it: `userTask`, its id, and the name that stands on it, if any. */
export interface ElementName {
  readonly type: string
  readonly id: string
  readonly name: string
}

/** A fault of a diagram's course with its elements named. */
type CourseFault = GraphFault extends infer F
  ? F extends GraphFault
    ? Omit<F, 'at' | 'others'> & OfElement & { readonly others: readonly ElementName[] }
    : never
  : never

interface OfElement {
  readonly element: ElementName
}

/** Why a diagram is not taken for a procedure. */
export type BpmnFault =
  | XmlFault
  /** The library that reads BPMN finds no sense in it. */
  | { readonly kind: 'not-bpmn'; readonly problem: string }
  | { readonly kind: 'process-missing' }
  | (OfElement &
      (
        | { readonly kind: 'process-further' }
        /** An element, or the part of one that is named, means something a procedure cannot say. */
        | { readonly kind: 'not-carried'; readonly part?: string }
        | { readonly kind: 'too-many-elements'; readonly countMax: number }
        | { readonly kind: 'extension-wrong'; readonly problem: string }
        | { readonly kind: 'bad-choice'; readonly text: string; readonly problem: string }
        /** A timer that leads on, is no length of time, or is the second of its kind. */
        | { readonly kind: 'timer-leads-on' }
        | { readonly kind: 'timer-not-duration' }
        | { readonly kind: 'timer-twice' }
        | { readonly kind: 'trustee-missing' }
        | { readonly kind: 'name-taken'; readonly step: string }
        /** What the text it came to says wrong. */
        | { readonly kind: 'text-wrong'; readonly fault: ProcedureTextFault }
      ))
  | CourseFault

/** What was left behind or decided on the way, that its reader should know. */
export type BpmnNote =
  | { readonly kind: 'layout-left' }
  | {
      readonly kind:
        | 'annotation-left'
        | 'name-left'
        | 'documentation-left'
        | 'manual-as-user'
        | 'wording-left'
        | 'lane-overruled'
      readonly element: ElementName
    }
  | { readonly kind: 'foreign-left'; readonly element: ElementName; readonly what: string }
  | { readonly kind: 'step-named'; readonly element: ElementName; readonly step: string }
  | { readonly kind: 'office-named'; readonly element: ElementName; readonly office: string }
