import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Figure, FigureResult } from './figure.ts'

const built = fileURLToPath(new URL('../build/console/', import.meta.url))
const measuring = fileURLToPath(new URL('../test/console/measure.ts', import.meta.url))
const kilobytesMax = 300

export const figures: readonly Figure[] = [
  { name: 'console.size', run: size },
  { name: 'console.browser', run: measured },
]

/** What the page itself asks for before anything is shown. */
async function size(): Promise<FigureResult> {
  const page = readFileSync(`${built}index.html`, 'utf8')
  const files = Array.from(page.matchAll(/(?:src|href)="\/console\/([^"]+\.js)"/g), ([, file = '']) => file)
  const octets = files.reduce((sum, file) => sum + gzipSync(readFileSync(built + file)).length, 0)
  const value = Math.round(octets / 1024)
  return {
    figure: 'console.size',
    value,
    unit: 'KB',
    goal: `<= ${kilobytesMax}`,
    met: value <= kilobytesMax,
    conditions: `scripts of the first load, gzip; ${files.length} files, without words and page`,
  }
}

/** The pages in a real browser; a program of its own, since it founds a unit and opens a browser. */
async function measured(): Promise<readonly FigureResult[]> {
  const child = spawn(process.execPath, [measuring], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`the measuring ended with ${code}`)
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as FigureResult)
}
