/** Why a file is not read as PDF, or cannot be written to. */
export type PdfFault =
  /** Beyond a limit; `max` is the limit's number. */
  | { readonly kind: 'pdf-budget'; readonly budget: PdfBudget; readonly max: number }
  /** It does not begin with `%PDF-`. */
  | { readonly kind: 'pdf-no-header' }
  | { readonly kind: 'pdf-encrypted' }
  /** The syntax is broken at this octet. */
  | { readonly kind: 'pdf-damaged'; readonly what: PdfDamage; readonly offset: number }
  /** Two programs could read two different documents from it. */
  | {
      readonly kind: 'pdf-ambiguous'
      readonly what: PdfAmbiguity
      readonly offset: number
      /** The number of the object it is about. */
      readonly object?: number
    }
  /** The octets of the structure are packed in a way that is not read here. */
  | { readonly kind: 'pdf-filter'; readonly filter: string; readonly object: number }

export type PdfBudget =
  | 'octets'
  | 'objects'
  | 'values'
  | 'depth'
  | 'revisions'
  | 'values in all revisions'
  | 'signatures'
  | 'inflated octets'

/** What is broken. */
export type PdfDamage =
  | 'value-malformed'
  | 'number-malformed'
  | 'name-malformed'
  | 'string-malformed'
  | 'object-malformed'
  | 'stream-malformed'
  | 'stream-length'
  | 'stream-data'
  | 'end-marker-missing'
  | 'xref-malformed'
  | 'xref-loop'
  | 'trailer-malformed'
  | 'object-stream-malformed'
  | 'pages-malformed'

/** Where readers would differ. */
export type PdfAmbiguity =
  /** A dictionary has a key twice. */
  | 'key-twice'
  /** One section of the cross-reference lists a number twice. */
  | 'xref-entry-twice'
  /** An entry points at no object, at another object, or into another revision. */
  | 'xref-entry-astray'
  /** An entry has a type that PDF does not know. */
  | 'xref-entry-unknown'
  /** An entry's number is not below `Size`. */
  | 'xref-entry-beyond-size'
  /** The stream of a hybrid file says something else than the table. */
  | 'xref-hybrid-contradiction'
  /** A cross-reference section stands in the file that the last one does not lead to. */
  | 'xref-section-unchained'
  /** A `startxref` does not lead to the section before it. */
  | 'startxref-astray'
  /** One revision holds an object's number twice. */
  | 'object-twice'
  /** Octets between objects that are neither white space nor a comment. */
  | 'junk-between-objects'
  /** An object stream is defined anew while older entries still point into it. */
  | 'object-stream-redefined'
  /** The length of a stream is an object that a later revision changes. */
  | 'stream-length-redefined'
