/**
 * `npm run screenshots [-- name …]`: founds a sample, has its people work for a while, and puts a picture of
 * every page in both languages and both colour schemes into `docs/console`.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBrowser } from './browser.ts'
import { enliven } from './lively.ts'
import { openOffice } from './office.ts'
import { placesOf } from './places.ts'
import { type Language, profileOf, type Scheme, visit } from './screens.ts'

const folder = fileURLToPath(new URL('../../docs/console', import.meta.url))
const languages: readonly Language[] = ['en', 'zh']
const schemes: readonly Scheme[] = ['light', 'dark']

/** Of a JPEG: letters stay clean, and a picture takes some 40 KB of the repository. */
const quality = 70

const wanted = process.argv.slice(2)
await using office = await openOffice()
const browser = await openBrowser()
try {
  const places = placesOf(await enliven(office, browser))
  const chosen = places.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  await mkdir(folder, { recursive: true })
  for (const language of languages) {
    for (const scheme of schemes) {
      for (const person of new Set(chosen.map((place) => place.person))) {
        const profile = await profileOf(browser, office, person, { language, scheme })
        for (const { name, path } of chosen.filter((place) => place.person === person)) {
          const page = await profile.newPage()
          await visit(page, office, path)
          const file = `${name}.${language}.${scheme}.jpg`
          await page.screenshot({ path: join(folder, file), type: 'jpeg', quality })
          process.stdout.write(`${file}\n`)
          await page.close()
        }
        await profile.close()
      }
    }
  }
} finally {
  await browser.close()
}
