/**
 * Something that stands in a file and that a signature in it is not over. It takes nothing from the
 * signature, but people who look at the file see more than was signed, and have to be told.
 */
export type Addition =
  /** What proves the signatures in later years; nothing of it is seen. */
  | { readonly kind: 'evidence-added' }
  /** A signature made later: its `id`, and the page (from 0) that shows a mark of it. */
  | { readonly kind: 'signature-added'; readonly id: string; readonly page?: number }
  /** Fields filled in, by their names, which the certification allows. */
  | { readonly kind: 'fields-filled'; readonly fields: readonly string[] }
  /** Notes and markings beside the content, which the certification allows. */
  | { readonly kind: 'notes-added'; readonly count: number }
  /** What the file says about itself, and fonts for its fields. */
  | { readonly kind: 'properties-changed' }
  /** Objects or octets that nothing leads to. */
  | { readonly kind: 'unseen-added' }
  /** Files of the container. */
  | { readonly kind: 'files-beside'; readonly names: readonly string[] }
