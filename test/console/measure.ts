/**
 * Measures the pages of the console in a real browser against a sample unit, and prints one line of JSON for
 * each figure; run by `npm run bench -- console`. Only what a large unit would answer is made up: the map of
 * units.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { fakeMesh } from '../../src/console/trust/fake-mesh.ts'
import { openBrowser } from './browser.ts'
import { type Office, openOffice } from './office.ts'
import { profileOf } from './screens.ts'

interface Line {
  readonly figure: string
  readonly value: number
  readonly unit: string
  readonly goal: string
  readonly met: boolean
  readonly conditions: string
}

const visits = 7
const readyMillisecondsMax = 1_500

/** A picture 20 times a second is what people still call fluid. */
const frameMillisecondsMax = 50

const look = { language: 'en', scheme: 'light' } as const

const agent = readFileSync(fileURLToPath(new URL('frames.browser.js', import.meta.url)), 'utf8')

await using office = await openOffice()
const browser = await openBrowser()
try {
  print(await ready(office, browser, undefined, '/work', 'console.ready-sign-in'))
  print(await ready(office, browser, 'li.wei', '/work', 'console.ready'))
  for (const line of await rows(office, browser)) print(line)
  for (const line of await map(office, browser)) print(line)
} finally {
  await browser.close()
}

function print(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** Until the heading of a page is there, in a profile that has never seen the console. */
async function ready(
  office: Office,
  browser: Browser,
  person: string | undefined,
  path: string,
  figure: string,
): Promise<Line> {
  const times: number[] = []
  for (let visit = 0; visit < visits; visit++) {
    const profile = await profileOf(browser, office, person, look)
    const page = await profile.newPage()
    const begin = performance.now()
    await page.goto(`${office.origin}/console${path}`, { waitUntil: 'commit' })
    await page.locator('h1').first().waitFor()
    times.push(performance.now() - begin)
    await profile.close()
  }
  const value = Math.round(shareOf(times, 0.5))
  return {
    figure,
    value,
    unit: 'ms',
    goal: `<= ${readyMillisecondsMax}`,
    met: value <= readyMillisecondsMax,
    conditions:
      `from the address to the heading of ${path}, nothing cached, ` +
      `${person === undefined ? 'nobody signed in' : 'signed in'}; median of ${visits}, ` +
      `slowest ${Math.round(Math.max(...times))} ms`,
  }
}

/** A table of 100,000 rows: scrolled from end to end, and searched. */
async function rows(office: Office, browser: Browser): Promise<readonly Line[]> {
  const units = 100_000
  const profile = await withMesh(office, browser, units, 1)
  const page = await profile.newPage()
  await page.goto(`${office.origin}/console/trust?shown=table`, { waitUntil: 'commit' })
  await page.getByRole('row').nth(5).waitFor()
  const frames = await framesWhile(page, 'rows')
  const search = page.getByRole('textbox').first()
  const begin = performance.now()
  await search.fill('unit-4711')
  await page.getByText('4711').first().waitFor()
  const taken = Math.round(performance.now() - begin)
  await profile.close()
  const conditions = `${units} rows in the browser`
  return [
    framesLine('console.rows', frames, `${conditions}, scrolled from the first to the last in 3 s`),
    {
      figure: 'console.rows-search',
      value: taken,
      unit: 'ms',
      goal: '<= 1,000',
      met: taken <= 1_000,
      conditions: `${conditions}, from a text in the search field to its row`,
    },
  ]
}

/** The map of 5,000 units: until it is drawn, and while it is zoomed and dragged. */
async function map(office: Office, browser: Browser): Promise<readonly Line[]> {
  const units = 5_000
  const profile = await withMesh(office, browser, units, 4)
  const page = await profile.newPage()
  const begin = performance.now()
  await page.goto(`${office.origin}/console/trust`, { waitUntil: 'commit' })
  await page.locator('canvas').first().waitFor()
  const drawn = Math.round(performance.now() - begin)
  const frames = await framesWhile(page, 'map')
  await profile.close()
  const conditions = `${units} units, ${units * 4} agreements, WebGL by software`
  return [
    {
      figure: 'console.map-drawn',
      value: drawn,
      unit: 'ms',
      goal: '<= 3,000',
      met: drawn <= 3_000,
      conditions: `${conditions}, from the address to the map`,
    },
    framesLine('console.map', frames, `${conditions}, zoomed by the wheel for 3 s`),
  ]
}

function framesLine(figure: string, frames: readonly number[], conditions: string): Line {
  const value = Math.round(shareOf(frames, 0.95))
  return {
    figure,
    value,
    unit: 'ms',
    goal: `<= ${frameMillisecondsMax}`,
    met: value <= frameMillisecondsMax,
    conditions: `between two pictures, 95 % of ${frames.length}; ${conditions}`,
  }
}

/** The times between pictures while the table is scrolled or the map is zoomed, in milliseconds. */
async function framesWhile(page: Page, what: 'rows' | 'map'): Promise<readonly number[]> {
  await page.evaluate(agent)
  return page.evaluate<readonly number[]>(`framesWhile('${what}')`)
}

async function withMesh(
  office: Office,
  browser: Browser,
  units: number,
  agreementsPerUnit: number,
): Promise<BrowserContext> {
  const profile = await profileOf(browser, office, 'zhao.min', look)
  const body = JSON.stringify(fakeMesh({ units, agreementsPerUnit, seed: 7, at: Date.now() }))
  await profile.route('**/mesh', (route) => route.fulfill({ contentType: 'application/json', body }))
  return profile
}

function shareOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
