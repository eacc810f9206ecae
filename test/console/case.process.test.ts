import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { pdfOf } from '../../examples/tour/signed-pdf.ts'
import { openBrowser } from './browser.ts'
import { assertCalm, complaintsOf } from './complaints.ts'
import { applies, completes, does, goes, offered, opensCase, signs, takes } from './deeds.ts'
import { deskOf } from './desk.ts'
import { openOffice } from './office.ts'
import { type Look, profileOf } from './screens.ts'

const look: Look = { language: 'en', scheme: 'light' }
const permit = Buffer.from(pdfOf(['Building permit', 'Granted: 2 floors']))

const [accept, inspect, decide, publish] = [
  'Accept the application',
  'Inspect the site',
  'Decide on the permit',
  'Publish the permit',
] as const

const office = await openOffice()
const browser = await openBrowser()
after(async () => {
  await browser.close()
  await office[Symbol.asyncDispose]()
})

test('a permit goes from a citizen to its seal in browsers alone', async () => {
  await using intake = await deskOf(browser, office, 'li.wei', look)
  await using inspector = await deskOf(browser, office, 'wang.fang', look)
  await using head = await deskOf(browser, office, 'chen.hao', look)
  const profile = await profileOf(browser, office, undefined, look)
  const pages = [intake.page, inspector.page, head.page, await profile.newPage()] as const
  const complaints = pages.map((page) => complaintsOf(page.context()))
  const [atIntake, atSite, atHead, citizen] = pages

  const id = await applies(citizen, office, 'Riverside Road 8')
  await citizen.getByText('Verified in this browser').waitFor()
  await takes(atIntake, office, id, accept)
  await completes(atIntake, office, { id, step: accept })
  await takes(atSite, office, id, inspect)
  await completes(atSite, office, { id, step: inspect })
  await takes(atHead, office, id, decide)
  const signed = await puts(atHead, { id, act: 'Sign', file: permit })
  await completes(atHead, office, { id, step: decide, outcome: /^approved/i })
  await takes(atIntake, office, id, publish)
  const sealed = await puts(atIntake, { id, act: 'Seal', file: signed })
  await completes(atIntake, office, { id, step: publish })

  await citizen.reload({ waitUntil: 'commit' })
  await citizen.getByText('Everything is done.').waitFor()
  await drops(citizen, sealed)
  await citizen.getByText('This is the document of your case').waitFor()
  const forged = Buffer.from(sealed)
  forged.write('9', forged.indexOf('2 floors'))
  await drops(citizen, forged)
  await citizen.getByText('This is not the document of your case').waitFor()

  await goes(atIntake, office, '/record')
  await atIntake.getByRole('table', { name: 'Entries' }).getByRole('row').nth(1).click()
  await atIntake.waitForURL(/\/record\/\d+$/)
  await atIntake.getByText('Verified in this browser').first().waitFor()
  await profile.close()
  assertCalm(...complaints)
})

test('whoever accepted an application is refused the decision on it, and reads why', async () => {
  const whom = ['--person', 'li.wei', '--office', 'head-of-permits']
  await office.command('zhao.min', 'person', 'propose', ...whom)
  await office.command('lin.mei', 'person', 'appoint', ...whom)
  const id = await opensCase(office, 'gao.yan', 'Old Mill Lane 12')
  await does(office, 'li.wei', { id, step: 'accept' })
  await does(office, 'wang.fang', { id, step: 'inspect' })
  await using desk = await deskOf(browser, office, 'li.wei', look)
  const { page } = desk
  const complaints = complaintsOf(page.context())
  await goes(page, office, `/cases/${id}`)
  await offered(page, decide)
    .getByText(/may not take decide too: ask a colleague/)
    .waitFor()
  assert.equal(await offered(page, decide).getByRole('button', { name: 'Take', exact: true }).count(), 0)
  assertCalm(complaints)
})

test('a right that ends while its page is open ends there, after the preview was read', async () => {
  const id = await opensCase(office, 'gao.yan', 'Station Square 1')
  await does(office, 'li.wei', { id, step: 'accept' })
  await does(office, 'he.jing', { id, step: 'inspect', keeps: true })
  await using inspector = await deskOf(browser, office, 'he.jing', look)
  await using registrar = await deskOf(browser, office, 'wu.tao', look)
  const complaints = [inspector, registrar].map(({ page }) => complaintsOf(page.context()))
  await goes(inspector.page, office, `/cases/${id}`)
  await offered(inspector.page, inspect).getByRole('button', { name: 'Complete' }).waitFor()

  const { page } = registrar
  await goes(page, office, '/people/person/he.jing')
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByRole('radio', { name: 'The key may be in other hands' }).check()
  await page.getByRole('button', { name: 'See what it would mean' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByText('What it would mean').waitFor()
  await sheet
    .getByText(/step falls/)
    .first()
    .waitFor()
  await signs(page)

  const told = inspector.page.getByRole('dialog', { name: 'Sign in again to go on' })
  await told
    .getByText(/revoked/)
    .first()
    .waitFor()
  await told.getByRole('button', { name: /^Sign in as / }).click()
  await told
    .getByRole('alert')
    .getByText(/revoked/)
    .first()
    .waitFor()
  assertCalm(...complaints)
})

test('the language changes in the middle, and nothing that was typed is lost', async () => {
  await using desk = await deskOf(browser, office, 'gao.yan', look)
  const { page } = desk
  const complaints = complaintsOf(page.context())
  await goes(page, office, '/work/open/building-permit')
  await page.getByLabel(/Where it is to be built/).fill('滨河路 8 Riverside Road')
  await page
    .getByRole('banner')
    .getByRole('button', { name: /Gao Yan/ })
    .click()
  await page.getByRole('menuitem', { name: '中文' }).click()
  assert.equal(await page.getByLabel(/建设地点/).inputValue(), '滨河路 8 Riverside Road')
  await page.getByRole('heading', { name: '建筑许可' }).waitFor()
  assert.match(await page.locator('html').getAttribute('lang').then(String), /^zh/)

  await page.goto(`${office.origin}/console/open/building-permit`, { waitUntil: 'commit' })
  await page.getByLabel(/建设地点/).fill('Citizen’s place')
  await page.getByRole('button', { name: 'English' }).click()
  assert.equal(await page.getByLabel(/Where it is to be built/).inputValue(), 'Citizen’s place')
  assertCalm(complaints)
})

async function drops(page: Page, file: Buffer): Promise<void> {
  const given = { name: 'permit.pdf', mimeType: 'application/pdf', buffer: file }
  await page.locator('input[type=file]').last().setInputFiles(given)
}

interface Wish {
  readonly id: string
  readonly act: 'Sign' | 'Seal'
  readonly file: Buffer
}

/** Puts a signature or the seal of the unit on a document, under the step of a case that permits it. */
async function puts(page: Page, { id, act, file }: Wish): Promise<Buffer> {
  await goes(page, office, '/documents')
  await page.getByText('Drop the document to sign or seal here').waitFor()
  await drops(page, file)
  await page.getByRole('radio', { name: new RegExp(`^${act}: .* of case ${id},`) }).check()
  await page.getByRole('button', { name: 'Read what it will say' }).click()
  await page.getByRole('button', { name: act === 'Sign' ? 'Sign' : 'Have it sealed', exact: true }).click()
  await page.getByText(act === 'Sign' ? 'It is signed' : 'The unit’s seal is on it').waitFor()
  await page.getByText(/verified in this browser/).waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^Save / }).click()
  return readFile(await (await download).path())
}
