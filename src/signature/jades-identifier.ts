import { isAnyObject, type JsonObject } from '#crypto'

/** Commitment types that also have a URI (EN 319 122-1 annex, TS 101 903), which others write. */
const uris: ReadonlyMap<string, string> = new Map(
  ['Origin', 'Receipt', 'Delivery', 'Sender', 'Approval', 'Creation'].map((what, at) => [
    `http://uri.etsi.org/01903/v1.2.2#ProofOf${what}`,
    `1.2.840.113549.1.9.16.6.${at + 1}`,
  ]),
)

const urn = /^urn:oid:((?:[0-2])(?:\.(?:0|[1-9]\d*))+)$/i

/** An identifier as TS 119 182-1 §5.4.1 writes it, dotted where it is one; else the URI as it stands. */
export function objectIdentifierOf(value: unknown): string | undefined {
  const id = isAnyObject(value) ? value['id'] : undefined
  if (typeof id !== 'string' || id === '') return undefined
  return urn.exec(id)?.[1] ?? uris.get(id) ?? id
}

export function objectIdentifierParameter(dotted: string): JsonObject {
  return { id: `urn:oid:${dotted}` }
}
