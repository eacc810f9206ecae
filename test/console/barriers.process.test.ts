import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext } from 'playwright-core'
import { barriersOn } from './barriers.ts'
import { openBrowser } from './browser.ts'
import { enliven, type Lively } from './lively.ts'
import { type Office, openOffice } from './office.ts'
import { type Place, placesOf } from './places.ts'
import { isOf, type Look, pagePaths, profileOf, visit } from './screens.ts'

/** Each language in one of the two colour schemes: every word and every colour is looked at. */
const looks: readonly Look[] = [
  { language: 'en', scheme: 'light' },
  { language: 'zh', scheme: 'dark' },
]

describe('the pages of the console', () => {
  let office: Office
  let browser: Browser
  let places: readonly Place[]
  let lively: Lively

  before(async () => {
    office = await openOffice()
    browser = await openBrowser()
    lively = await enliven(office, browser)
    places = placesOf(lively)
  })

  after(async () => {
    await browser.close()
    await office[Symbol.asyncDispose]()
  })

  test('are all among those looked at here', () => {
    const unseen = pagePaths().filter((pattern) => !places.some(({ path }) => isOf(pattern, path)))
    assert.deepEqual(unseen, [])
  })

  for (const look of looks) {
    test(`raise no barrier and break no policy in ${look.language}, ${look.scheme}`, async (t) => {
      const profiles = new Map<string, BrowserContext>()
      for (const { name, person, path } of places) {
        const who = person ?? ''
        const profile = profiles.get(who) ?? (await profileOf(browser, office, person, look))
        profiles.set(who, profile)
        await t.test(name, async () => {
          const page = await profile.newPage()
          const complaints = await visit(page, office, path)
          assert.deepEqual(await barriersOn(page), [])
          assert.deepEqual(
            complaints.filter((one) => !isUnknownReader(one)),
            [],
          )
          await page.close()
        })
      }
      for (const profile of profiles.values()) await profile.close()
    })
  }
})

/** The browser itself notes the answer by which a page learns that nobody is signed in. */
function isUnknownReader(complaint: string): boolean {
  return complaint.includes('the server responded with a status of 401')
}
