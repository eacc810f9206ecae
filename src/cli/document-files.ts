import { open, stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { type DigestName, type RunningDigest, runningDigest } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { digestedPart, type SigningPart, wholePart } from '#signature'
import type { CliFault } from './fault.ts'
import { readWhole, systemProblem } from './files.ts'

/** What is held in memory whole: as much as a PDF or a container may have. */
export const wholeBytesMax = 64 * 1024 * 1024

/** Read at once of what is only digested: large enough that a disk is busy, small beside 200 MB. */
const chunkBytes = 1024 * 1024

/** Media types by the ends of file names; others are not named. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.txt': 'text/plain',
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.zip': 'application/zip',
  '.odt': 'application/vnd.oasis.opendocument.text',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

export function mediaTypeOf(path: string): string | undefined {
  return mediaTypes[extname(path).toLowerCase()]
}

/** A file whole, as a part to sign. */
export function wholeFile(path: string): Result<SigningPart & { readonly bytes: Uint8Array }, CliFault> {
  const bytes = readWhole(path, wholeBytesMax)
  if (!bytes.ok) return bytes
  return accept({ ...wholePart(basename(path), bytes.value, mediaTypeOf(path)), bytes: bytes.value })
}

/** A file of any size by its digests in these algorithms, read once from end to end in bounded memory. */
export async function digestedFile(
  path: string,
  algorithms: readonly DigestName[],
): Promise<Result<SigningPart, CliFault>> {
  const running = new Map(algorithms.map((name) => [name, runningDigest(name)] as const))
  const read = await readThrough(path, [...running.values()])
  if (!read.ok) return read
  const digests = new Map([...running].map(([name, digest]) => [name, digest.digest()] as const))
  return accept(digestedPart(basename(path), digests, mediaTypeOf(path)))
}

async function readThrough(
  path: string,
  digests: readonly RunningDigest[],
): Promise<Result<undefined, CliFault>> {
  try {
    const file = await open(path)
    try {
      const chunk = new Uint8Array(chunkBytes)
      for (;;) {
        const { bytesRead } = await file.read(chunk, 0, chunkBytes)
        if (bytesRead === 0) return accept(undefined)
        const part = chunk.subarray(0, bytesRead)
        for (const digest of digests) digest.update(part)
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    return unread(path, error)
  }
}

/** Octets of a file. */
export async function sizeOf(path: string): Promise<Result<number, CliFault>> {
  try {
    return accept((await stat(path)).size)
  } catch (error) {
    return unread(path, error)
  }
}

function unread(path: string, error: unknown): Result<never, CliFault> {
  return refuse({ kind: 'file-unread', path, problem: systemProblem(error) })
}

/**
 * Does something with files that need not be in memory: it is tried with the digests known so far, and what
 * it asked for besides is computed and it is tried again. Each round knows more; there are few algorithms.
 */
export async function withDigests<T>(
  paths: readonly string[],
  work: (parts: readonly SigningPart[]) => T,
): Promise<Result<T, CliFault>> {
  const known = new Set<DigestName>()
  let parts: readonly SigningPart[] = []
  for (;;) {
    const asked = new Set<DigestName>()
    const asking = paths.map((path, place) => askingPart(parts[place] ?? emptyPart(path), asked))
    const value = work(asking)
    if ([...asked].every((name) => known.has(name))) return accept(value)
    for (const name of asked) known.add(name)
    const digested: SigningPart[] = []
    for (const path of paths) {
      const part = await digestedFile(path, [...known])
      if (!part.ok) return part
      digested.push(part.value)
    }
    parts = digested
  }
}

function emptyPart(path: string): SigningPart {
  return digestedPart(basename(path), new Map(), mediaTypeOf(path))
}

function askingPart(part: SigningPart, asked: Set<DigestName>): SigningPart {
  return {
    ...part,
    digest: (algorithm) => {
      asked.add(algorithm)
      return part.digest(algorithm)
    },
  }
}
