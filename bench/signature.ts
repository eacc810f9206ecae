import { asicRow, cadesRow, jadesRow, padesRow, type SignatureFormRow, wholePart } from '#signature'
import type { Figure, FigureResult } from './figure.ts'
import { measuredPdf } from './signature/document.ts'
import { measureLarge } from './signature/large.ts'
import { passed, signedFile } from './signature/making.ts'
import { measuredParties } from './signature/parties.ts'
import { rivalSigned } from './signature/rival.ts'
import { rates } from './trust/turns.ts'

const verificationsPerSecondMin = 100
const pages = 64
const octetsOfPage = 16_000

export const figures: readonly Figure[] = [
  { name: 'signature.pades', run: measurePades },
  { name: 'signature.verify', run: measureVerify },
  { name: 'signature.large', run: measureLarge },
]

const forms: readonly SignatureFormRow[] = [cadesRow, padesRow, asicRow, jadesRow]

/** Files a second that are read from their octets, signed and written out, against the rival. */
async function measurePades(): Promise<readonly FigureResult[]> {
  const parties = measuredParties()
  const file = measuredPdf(pages, octetsOfPage)
  const content = { parts: [wholePart('measured.pdf', file, 'application/pdf')], attached: true }
  const results: FigureResult[] = []
  for (const level of ['B-B', 'B-T'] as const) {
    const { own, rival } = await rates({
      own: { answers: 1, run: () => signedFile(padesRow, parties, content, level).length > file.length },
      rival: { answers: 1, run: async () => (await rivalSigned(parties, file, level)).length > file.length },
    })
    results.push({
      figure: `signature.pades.${level.toLowerCase().replaceAll('-', '')}`,
      value: Math.round(own),
      unit: 'files/s',
      goal: '>= 1 times',
      met: own >= rival,
      conditions:
        `a PDF of ${Math.round(file.length / 1000)} KB (${pages} pages) opened, signed with P-256 and ` +
        `SHA-256 on level ${level}, written out; the same key, digest and clock in this process for both`,
      rival: '@libpdf/core',
      rivalValue: Math.round(rival),
      ratio: Math.round((own / rival) * 100) / 100,
    })
  }
  return results
}

/** Files a second that are read and judged, with their time-stamps, form by form. */
async function measureVerify(): Promise<readonly FigureResult[]> {
  const parties = measuredParties()
  const part = wholePart('measured.pdf', measuredPdf(pages, octetsOfPage), 'application/pdf')
  const parts = [part]
  const results: FigureResult[] = []
  for (const row of forms) {
    const file = signedFile(row, parties, { parts, attached: true }, 'B-T')
    const run = (): boolean => passed(row, parties, file, parts)
    const { own } = await rates({ own: { answers: 1, run } })
    const processor = processorMilliseconds(run)
    results.push({
      figure: `signature.verify.${row.form.toLowerCase().replaceAll('-', '')}`,
      value: Math.round(own),
      unit: 'files/s',
      goal: `>= ${verificationsPerSecondMin}`,
      met: own >= verificationsPerSecondMin,
      conditions:
        `${row.form} B-T with its content of ${Math.round((part.bytes?.length ?? 0) / 1000)} KB in it: ` +
        'read, digested, two signatures with P-256 and two paths checked, ' +
        `nothing remembered; ${processor} ms of processor time each`,
    })
  }
  return results
}

/** Of one run, by the thread alone, which other work on the machine disturbs less than a clock. */
function processorMilliseconds(run: () => boolean): number {
  const begin = process.threadCpuUsage()
  for (let number = 0; number < measuredRuns; number += 1) run()
  const { user, system } = process.threadCpuUsage(begin)
  return Math.round((user + system) / 10 / measuredRuns) / 100
}

const measuredRuns = 25
