import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { accept, type Result, refuse } from '#fault'
import type { CliFault } from './fault.ts'

/** The largest file read whole: four times what an act may carry, so that the unit says what is too much. */
const fileBytesMax = 256 * 1024

/** A key file is for its owner's eyes. */
const ownerOnly = 0o600
const everybodyReads = 0o644

/** The file descriptor. */
const standardInput = 0

/** A text file, whole. */
export function readText(path: string): Result<string, CliFault> {
  const bytes = readWhole(path)
  return bytes.ok ? accept(bytes.value.toString('utf8')) : bytes
}

/** A text file, whole; `-` is standard input. */
export function readTextOrInput(path: string): Result<string, CliFault> {
  if (path !== '-') return readText(path)
  return attempt('file-unread', path, () => {
    const bytes = readFileSync(standardInput)
    if (bytes.length > fileBytesMax) throw tooLarge(bytes.length, fileBytesMax)
    return bytes.toString('utf8')
  })
}

/** A file's bytes, whole. */
export function readWhole(path: string, bytesMax = fileBytesMax): Result<Buffer, CliFault> {
  return attempt('file-unread', path, () => {
    const { size } = statSync(path)
    if (size > bytesMax) throw tooLarge(size, bytesMax)
    return readFileSync(path)
  })
}

/** A text file that may be missing: then `undefined`. */
export function readTextIfAny(path: string): Result<string | undefined, CliFault> {
  return existsSync(path) ? readText(path) : accept(undefined)
}

/** Writes a file that does not stand yet, and its folder; `secret` ones only their owner may read. */
export function writeNew(
  path: string,
  content: string | Uint8Array,
  secret = false,
): Result<undefined, CliFault> {
  if (existsSync(path)) return refuse({ kind: 'file-stands', path })
  return attempt('file-unwritten', path, () => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content, { flag: 'wx', mode: secret ? ownerOnly : everybodyReads })
    return undefined
  })
}

/** Puts a content in the place of a file's, at once or not at all. */
export function replaceFile(path: string, content: string | Uint8Array): Result<undefined, CliFault> {
  const beside = `${path}.new`
  return attempt('file-unwritten', path, () => {
    writeFileSync(beside, content, { mode: everybodyReads })
    renameSync(beside, path)
    return undefined
  })
}

class TooLarge extends Error {}

function tooLarge(bytes: number, bytesMax: number): TooLarge {
  return new TooLarge(`it has ${bytes} bytes, ${bytesMax} at most are read`)
}

function attempt<T>(
  kind: 'file-unread' | 'file-unwritten',
  path: string,
  work: () => T,
): Result<T, CliFault> {
  try {
    return accept(work())
  } catch (error) {
    if (error instanceof TooLarge) return refuse({ kind, path, problem: error.message })
    return refuse({ kind, path, problem: systemProblem(error) })
  }
}

/** What the system says of a file that it does not read or write; any other error is a bug and passes on. */
export function systemProblem(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) throw error
  return codeWords(String(error.code))
}

function codeWords(code: string): string {
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'you may not',
    EPERM: 'you may not',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is not a folder',
    ENOSPC: 'the disk is full',
    EROFS: 'the disk cannot be written to',
    EEXIST: 'it stands already',
  }
  return known[code] ?? code
}
