import { equalBytes } from '#bytes'
import {
  booleanValue,
  type DerFault,
  type DerReader,
  objectIdentifier,
  octetString,
  sequence,
  tag,
} from '#der'
import { usualIdentifiers } from './usual-identifiers.ts'

/** An extension as it stands in a certificate, a request, a list or a list's entry (RFC 5280 §4.2). */
export interface Extension {
  readonly oid: string
  readonly critical: boolean
  /** The DER inside the OCTET STRING. */
  readonly value: Uint8Array
}

/** Why extensions are refused, whatever they stand in. */
export type ExtensionFault =
  /** RFC 5280 §4.2: no more than one instance of an extension. */
  | { readonly kind: 'extension-duplicate'; readonly oid: string }
  | { readonly kind: 'extension-malformed'; readonly oid: string; readonly fault: DerFault }

/** Reads `Extensions` in place, under their own tag or an implicit one: at least one. */
export function readExtensions(reader: DerReader, expected: number = tag.sequence): readonly Extension[] {
  return reader.sequence((list) => list.listOfSome(readExtension), expected)
}

function readExtension(reader: DerReader): Extension {
  return reader.sequence((inside) => {
    return {
      oid: inside.objectIdentifier(usualIdentifiers),
      critical: inside.flag(),
      value: inside.octetString(),
    }
  })
}

export function writeExtensions(extensions: readonly Extension[]): Uint8Array {
  return sequence(
    ...extensions.map(({ oid, critical, value }) => {
      const flag = critical ? [booleanValue(true)] : []
      return sequence(objectIdentifier(oid), ...flag, octetString(value))
    }),
  )
}

export function duplicateFault(extensions: readonly Extension[]): ExtensionFault | undefined {
  const seen = new Set<string>()
  for (const { oid } of extensions) {
    if (seen.has(oid)) return { kind: 'extension-duplicate', oid }
    seen.add(oid)
  }
  return undefined
}

/** Whether both say the same in the same order, octet by octet. */
export function sameExtensions(one: readonly Extension[], other: readonly Extension[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ oid, critical, value }, place) => {
      const due = other[place]
      return due?.oid === oid && due.critical === critical && equalBytes(due.value, value)
    })
  )
}
