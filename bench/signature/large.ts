import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runningDigest } from '#crypto'
import { cadesRow, digestedPart, type SigningPart } from '#signature'
import type { FigureResult } from '../figure.ts'
import { passed, signedFile } from './making.ts'
import { measuredParties } from './parties.ts'

const residentMegabytesMax = 200
const megabytesUsual = 2000
/** Set to measure with another size. */
const sizeVariable = 'CHANCERY_BENCH_LARGE_MEGABYTES'

/**
 * The highest resident set of a process that signs a large file detached and verifies the signature. The file
 * is read twice, in parts; it is sparse, so that its octets come from memory and not from a disk.
 */
export async function measureLarge(): Promise<FigureResult> {
  const megabytes = Number(process.env[sizeVariable] ?? megabytesUsual)
  const folder = mkdtempSync(join(tmpdir(), 'bench-large-'))
  try {
    const path = join(folder, 'large.bin')
    const descriptor = openSync(path, 'w')
    ftruncateSync(descriptor, megabytes * 1_000_000)
    closeSync(descriptor)
    return measureFile(path, megabytes)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function measureFile(path: string, megabytes: number): FigureResult {
  const parties = measuredParties()
  const begin = performance.now()
  const content = { parts: [digested(path)], attached: false }
  const signature = signedFile(cadesRow, parties, content, 'B-B')
  const signed = performance.now()
  if (!passed(cadesRow, parties, signature, [digested(path)])) {
    throw new Error('bug: the signature of the large file does not hold')
  }
  const verified = performance.now()
  // In kilobytes of 1,024 octets.
  const resident = (process.resourceUsage().maxRSS * 1024) / 1e6
  const rate = (milliseconds: number): string => `${Math.round((megabytes * 1000) / milliseconds)} MB/s`
  return {
    figure: 'signature.large',
    value: Math.round(resident),
    unit: 'MB resident at most',
    goal: `<= ${residentMegabytesMax}`,
    met: resident <= residentMegabytesMax,
    conditions:
      `a sparse file of ${megabytes} MB signed detached (CAdES, P-256, SHA-256; ${rate(signed - begin)}) ` +
      `and verified (${rate(verified - signed)}) in one process, the whole program of the bench in it`,
  }
}

/** A part of which only the digest is at hand: its file is read and forgotten. */
function digested(path: string): SigningPart {
  const running = runningDigest('sha256')
  const chunk = new Uint8Array(chunkBytes)
  const descriptor = openSync(path, 'r')
  for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
    running.update(chunk.subarray(0, read))
  }
  closeSync(descriptor)
  return digestedPart('large.bin', new Map([['sha256', running.digest()]]))
}

/** Beyond this, fewer reads make nothing faster. */
const chunkBytes = 1024 * 1024
