import type { Rectangle } from './page-frame.ts'

/** Something that a revision made of the document before it, and where. */
export interface Change {
  /** Index of the revision that made it. */
  readonly revision: number
  readonly kind: ChangeKind
  readonly what: ChangeWord
  /** From the catalog down, as `/Pages/Kids[0]/Contents`; from the trailer, as `trailer/Info/Title`. */
  readonly path: string
  /** The number of the object that it is in; 0 for the trailer. */
  readonly object: number
  /** The whole name of the field, of what is a field's. */
  readonly field?: string
  /** The object of the signature, of further signatures and document time-stamps. */
  readonly signature?: number
  /** What a further signature shows on a page. */
  readonly mark?: ShownMark
}

/** Something new to be seen. */
export interface ShownMark {
  /** From 0; absent when no page has it. */
  readonly page?: number
  readonly rectangle: Rectangle
  /** The field was there before, with its place. */
  readonly isPrepared: boolean
}

/** What a change is, as far as it is understood. */
export type ChangeKind =
  /** Validation material. */
  | 'security-store'
  | 'time-stamp'
  /** A further signature. */
  | 'signature'
  /** The value of a field and how it looks. */
  | 'form-field'
  /** Fonts and the like for fields, beside those that were there. */
  | 'form-resources'
  /** A note or a marking beside the content, of the kinds that cannot pose as content. */
  | 'annotation'
  /** The date of change, the program's name, or XMP. */
  | 'metadata'
  /** Objects that nothing leads to. */
  | 'unused'
  /** Everything else. */
  | 'other'

export type ChangeWord =
  | 'added'
  | 'removed'
  | 'changed'
  /** A reference leads to another object. */
  | 'led-elsewhere'
  /** What was added or changed is not of the form that would be understood. */
  | 'not-understood'
  /** A new mark lies over something that was there, or over much of the page. */
  | 'covering'
  /** Comparing was given up. */
  | 'too-much-work'
