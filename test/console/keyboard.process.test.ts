import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { assertCalm, complaintsOf } from './complaints.ts'
import { does, goes, opensCase } from './deeds.ts'
import { deskOf } from './desk.ts'
import { openOffice } from './office.ts'
import type { Look } from './screens.ts'

const look: Look = { language: 'en', scheme: 'light' }

/** More than any page has places to stop at. */
const stopsMax = 120

const office = await openOffice()
const browser = await openBrowser()
after(async () => {
  await browser.close()
  await office[Symbol.asyncDispose]()
})

test('a step is taken and decided by the keyboard alone, and one always sees where one is', async () => {
  const id = await opensCase(office, 'gao.yan', 'Keyboard Row 6')
  await does(office, 'li.wei', { id, step: 'accept' })
  await does(office, 'wang.fang', { id, step: 'inspect' })
  await using desk = await deskOf(browser, office, 'chen.hao', look)
  const { page } = desk
  const complaints = complaintsOf(page.context())
  await goes(page, office, '/work')
  await page.getByText('Keyboard Row 6').waitFor()

  // The first stop of every page leads over the navigation.
  await page.keyboard.press('Tab')
  assert.match((await focused(page)).text, /Skip to the page/)
  await page.keyboard.press('Enter')
  await stopAt(page, /Decide on the permit.*Keyboard Row 6/s)
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`/cases/${id}$`))

  await page.getByRole('button', { name: 'Take', exact: true }).waitFor()
  await stopAt(page, /^Take$/)
  await page.keyboard.press('Enter')
  await signsByKeys(page)

  await page.getByRole('button', { name: 'Complete' }).waitFor()
  await stopAt(page, /^Complete$/)
  await page.keyboard.press('Enter')
  await page.getByRole('radio', { name: /^approved/i }).waitFor()
  await stopAt(page, /^approved$/i)
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  assert.ok(await page.getByRole('radio', { name: /^rejected/i }).isChecked())
  await stopAt(page, /^Go on to sign$/)
  await page.keyboard.press('Enter')
  await signsByKeys(page)
  await page.getByText('Finished').first().waitFor()
  assertCalm(complaints)
})

test('a menu opens by the keyboard, is left by Escape, and the focus is where it was', async () => {
  await using desk = await deskOf(browser, office, 'gao.yan', look)
  const { page } = desk
  const complaints = complaintsOf(page.context())
  await goes(page, office, '/work')
  await page.getByRole('heading', { name: 'My work' }).waitFor()
  await stopAt(page, /Gao Yan/)
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: '中文' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('menuitem', { name: '中文' }).waitFor({ state: 'hidden' })
  assert.match((await focused(page)).text, /Gao Yan/)
  assertCalm(complaints)
})

/** The sheet has the focus on what it is for; when it is signed, on leaving it. */
async function signsByKeys(page: Page): Promise<void> {
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('button', { name: 'Sign and send' }).waitFor()
  await stopAt(page, /^Sign and send$/)
  await page.keyboard.press('Enter')
  await sheet.getByRole('button', { name: 'Keep the receipt' }).waitFor()
  await stopAt(page, /^Close$/)
  await page.keyboard.press('Enter')
  await sheet.waitFor({ state: 'hidden' })
}

/** Goes from stop to stop until the one whose words fit; at each stop on the way one sees the focus. */
async function stopAt(page: Page, words: RegExp): Promise<void> {
  const passed: string[] = []
  for (let stop = 0; stop < stopsMax; stop++) {
    const { text, isSeen } = await focused(page)
    assert.ok(isSeen, `nobody sees that \`${text}\` has the focus`)
    if (words.test(text)) return
    passed.push(text)
    await page.keyboard.press('Tab')
  }
  assert.fail(`no stop of the page is ${words}: ${passed.join(' | ')}`)
}

interface Focused {
  readonly text: string
  readonly isSeen: boolean
}

/** What has the focus, by its words, and whether it is drawn so that one sees it. */
function focused(page: Page): Promise<Focused> {
  return page.evaluate(`(() => {
    const one = document.activeElement
    if (one === null || one === document.body || one.tabIndex < 0) return { text: '', isSeen: true }
    const labels = [...(one.labels ?? [])].map(({ textContent }) => textContent)
    const words = [one.getAttribute('aria-label'), ...labels, one.innerText].filter(Boolean)
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
    const isOutlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
    const { width, height } = one.getBoundingClientRect()
    // In a field of text one sees the cursor.
    const isField = one.matches('textarea, input:not([type=radio], [type=checkbox])')
    const isSeen = width > 0 && height > 0 && (isOutlined || isField || boxShadow !== 'none')
    return { text: (words[0] ?? one.tagName).trim(), isSeen }
  })()`)
}
