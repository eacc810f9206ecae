import { parseOcspResponse } from '#cms'
import { type CertificatePool, type ListShelf, preparePool, SignatureMemo } from '#trust'
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
  /** All that may stand on a path, from the file and from elsewhere. */
  readonly pool: CertificatePool
  readonly work: StatusWork
}

/** What the questions of one file have cost and brought; it belongs to that file alone. */
export interface StatusWork {
  /** What its questions for a status may cost yet, in lists compared. */
  left: number
  readonly signatures: SignatureMemo
  /** Lists made ready, by their `id`s. */
  readonly shelves: Map<string, ListShelf>
  /** By list and issuer: whether the issuer's own key signed it. */
  readonly signed: Map<string, boolean>
}

/**
 * Comparing one list takes some 40 µs, so that all questions of a file end within some 4 s. A signature
 * renewed every year for a century asks 200 times about 100 lists, of which few are current at once.
 */
const comparisonsMax = 100_000

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
export function readMaterial(carried: readonly Evidence[], intermediates: readonly Certificate[]): Material {
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
  const read = certificates.read.map(({ value }) => value)
  return {
    certificates: read,
    lists: lists.read.map(({ id, value }) => ({ id, list: value })),
    responses: responses.read.map(({ id, value }) => ({ id, response: value })),
    unread: certificates.unread + lists.unread + responses.unread,
    pool: preparePool([...intermediates, ...read]),
    work: { left: comparisonsMax, signatures: new SignatureMemo(), shelves: new Map(), signed: new Map() },
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
