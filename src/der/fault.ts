/**
 * Why bytes are not the DER (X.690) that was asked for; `offset` counts octets from the start of the source.
 */
export type DerFault =
  | { readonly kind: DerFaultKind; readonly offset: number }
  | {
      readonly kind: 'tag-unexpected'
      readonly offset: number
      readonly expected: number
      readonly found: number | undefined
    }

export type DerFaultKind =
  | 'too-large'
  | 'too-deep'
  | 'too-many-elements'
  | 'truncated'
  | 'trailing-bytes'
  | 'tag-reserved'
  | 'tag-number-high'
  | 'form-wrong'
  | 'length-indefinite'
  | 'length-not-minimal'
  | 'length-excessive'
  | 'boolean-malformed'
  | 'integer-malformed'
  | 'integer-out-of-range'
  | 'bit-string-malformed'
  | 'null-malformed'
  | 'object-identifier-malformed'
  | 'text-malformed'
  | 'time-malformed'
  | 'set-unsorted'
  | 'default-encoded'
  | 'list-empty'
