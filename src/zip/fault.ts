import type { NameProblem } from './name.ts'

/** Why bytes are no container that every reader reads in the same way; sizes in octets. */
export type ZipFault =
  | { readonly kind: 'zip-too-large'; readonly bytes: number; readonly bytesMax: number }
  /** It does not end with the record that ends a container, or something stands behind that. */
  | { readonly kind: 'zip-end-missing' }
  /** Two records could be the end, and two readers could take one each. */
  | { readonly kind: 'zip-end-ambiguous' }
  | { readonly kind: 'zip-on-several-disks' }
  | { readonly kind: 'zip-64-unsupported' }
  | { readonly kind: 'zip-files-excessive'; readonly count: number; readonly countMax: number }
  /** A header is cut off, or none stands where one should. */
  | { readonly kind: 'zip-header-unreadable'; readonly offset: number }
  /** The header before the file and the one in the directory say different things. */
  | { readonly kind: 'zip-headers-differ'; readonly name: string; readonly field: HeaderField }
  /** Octets that belong to nothing. */
  | { readonly kind: 'zip-gap'; readonly offset: number; readonly octets: number }
  | { readonly kind: 'zip-overlap'; readonly offset: number; readonly name: string }
  | { readonly kind: 'zip-encrypted'; readonly name: string }
  | { readonly kind: 'zip-method-unknown'; readonly name: string; readonly method: number }
  | { readonly kind: 'zip-flags-unknown'; readonly name: string; readonly flags: number }
  | { readonly kind: 'zip-extra-field-refused'; readonly name: string; readonly id: number }
  | { readonly kind: 'zip-name-refused'; readonly name: string; readonly problem: NameProblem }
  /** Two names that some systems take for one. */
  | { readonly kind: 'zip-name-twice'; readonly name: string; readonly other: string }
  /** A name stands for a file and for a folder that holds others. */
  | { readonly kind: 'zip-file-is-folder'; readonly name: string }
  /** A link, a device, or a folder with content. */
  | { readonly kind: 'zip-not-a-file'; readonly name: string }
  | { readonly kind: 'zip-inflates-too-much'; readonly bytes: number; readonly bytesMax: number }
  | { readonly kind: 'zip-ratio-excessive'; readonly name: string; readonly ratioMax: number }
  /** It does not inflate to what the headers say: in length, checksum, or at all. */
  | { readonly kind: 'zip-content-damaged'; readonly name: string }

/** What stands in both headers of a file. */
export type HeaderField =
  | 'version'
  | 'flags'
  | 'method'
  | 'time'
  | 'checksum'
  | 'packed size'
  | 'size'
  | 'name'
  | 'data descriptor'
