import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { carryPassphrase, type Office } from './office.ts'

export type Language = 'en' | 'zh'
export type Scheme = 'light' | 'dark'

/** How somebody looks at a page. */
export interface Look {
  readonly language: Language
  readonly scheme: Scheme
}

/** A loaded machine gets time; what never comes does not hang the tests. */
const waitMillisecondsMax = 120_000

const pixels = { width: 1360, height: 900 } as const

/** Fonts and pictures come after the words: what moves has come to rest then. */
const restMilliseconds = 600

/**
 * A browser profile of somebody who shows his certificate in the handshake, or of somebody without one.
 * The caller closes it.
 */
export async function profileOf(
  browser: Browser,
  office: Office,
  person: string | undefined,
  { language, scheme }: Look,
): Promise<BrowserContext> {
  const { origin } = office
  const shown =
    person === undefined ? [] : [{ origin, pfx: await office.carried(person), passphrase: carryPassphrase }]
  const profile = await browser.newContext({
    ignoreHTTPSErrors: true,
    viewport: pixels,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: scheme,
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Shanghai',
    clientCertificates: shown,
  })
  profile.setDefaultTimeout(waitMillisecondsMax)
  return profile
}

/** Goes to a page of the console and waits until it has come to rest; what the browser complained of. */
export async function visit(page: Page, office: Office, path: string): Promise<readonly string[]> {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${office.origin}/console${path}`, { waitUntil: 'commit' })
  await page.locator('h1').first().waitFor()
  await page.locator('[role="status"][aria-label]').first().waitFor({ state: 'detached' })
  await page.waitForTimeout(restMilliseconds)
  return complaints
}

const console = fileURLToPath(new URL('../../src/console', import.meta.url))

/** The addresses of all pages, as the areas list them: `/cases/$case`. */
export function pagePaths(): readonly string[] {
  return globSync('*/routes.tsx', { cwd: console }).flatMap((file) =>
    Array.from(
      readFileSync(`${console}/${file}`, 'utf8').matchAll(/path: '([^']+)'/g),
      ([, path = '']) => path,
    ),
  )
}

/** Whether an address is of a page. */
export function isOf(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const given = path.replace(/[?#].*$/, '').split('/')
  return (
    wanted.length === given.length && wanted.every((part, at) => part.startsWith('$') || part === given[at])
  )
}
