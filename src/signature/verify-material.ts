import { parseOcspResponse } from '#cms'
import { type Certificate, parseCertificate, parseRevocationList, type RevocationList } from '#x509'
import { objectId } from './existence.ts'
import type { Evidence } from './object.ts'
import type { KnownResponse } from './verify-ocsp.ts'

/** A file's certificates and statements of status, read once for all that is verified in it. */
export interface Material {
  readonly certificates: readonly Certificate[]
  readonly lists: readonly KnownList[]
  readonly responses: readonly KnownResponse[]
  /** How many were left out because they could not be read, or because there were too many. */
  readonly unread: number
}

/** A list and the `id` by which its existence is proven. */
export interface KnownList {
  readonly id: string
  readonly list: RevocationList
}

/**
 * A signature renewed every few years for a century carries some ten chains of five with their lists; a
 * container of a hundred signatures shares most of them. 512 of each leave room, and reading them takes a
 * tenth of a second.
 */
const materialMax = 512

/** Reads what several carry, each thing once. */
export function readMaterial(carried: readonly Evidence[]): Material {
  const certificates = readEach(
    carried.flatMap((evidence) => evidence.certificates),
    parseCertificate,
  )
  const lists = readEach(
    carried.flatMap((evidence) => evidence.lists),
    parseRevocationList,
  )
  const responses = readEach(
    carried.flatMap((evidence) => evidence.ocsp),
    parseOcspResponse,
  )
  return {
    certificates: certificates.read.map(({ value }) => value),
    lists: lists.read.map(({ id, value }) => ({ id, list: value })),
    responses: responses.read.map(({ id, value }) => ({ id, response: value })),
    unread: certificates.unread + lists.unread + responses.unread,
  }
}

function readEach<T>(
  all: readonly Uint8Array[],
  parse: (der: Uint8Array) => { readonly ok: true; readonly value: T } | { readonly ok: false },
): { readonly read: readonly { readonly id: string; readonly value: T }[]; readonly unread: number } {
  const once = new Map(all.slice(0, materialMax).map((der) => [objectId(der), der]))
  const read = [...once].flatMap(([id, der]) => {
    const parsed = parse(der)
    return parsed.ok ? [{ id, value: parsed.value }] : []
  })
  return { read, unread: once.size - read.length + Math.max(0, all.length - materialMax) }
}
