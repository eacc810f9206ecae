import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { assertCalm, complaintsOf } from './complaints.ts'
import { goes, offered, opensCase, signs } from './deeds.ts'
import { deskOf, signInByFile } from './desk.ts'
import { openOffice } from './office.ts'
import { type Look, profileOf } from './screens.ts'

const look: Look = { language: 'en', scheme: 'light' }
const accept = 'Accept the application'

const office = await openOffice()
const browser = await openBrowser()
after(async () => {
  await browser.close()
  await office[Symbol.asyncDispose]()
})

test('a connection that is lost is told, and what was typed goes through once when it is back', async () => {
  await using desk = await deskOf(browser, office, 'gao.yan', look)
  const { page } = desk
  const complaints = complaintsOf(page.context())
  const sheet = await typesOpening(page, 'Lost Lane 1')
  await page.context().setOffline(true)
  await sheet.getByRole('button', { name: 'Sign and send' }).click()
  await sheet.getByText('The unit cannot be reached').first().waitFor()
  await sheet.getByText('Nothing was lost, and nothing was done twice').first().waitFor()
  await page.context().setOffline(false)
  await signs(page)
  await page.waitForURL(/\/cases\/\d+$/)
  assert.equal(await casesNamed('Lost Lane 1'), 1)
  assertCalm(complaints)
})

test('a node that is started again in the middle of a form costs a new sign-in and no letter', async () => {
  await using desk = await deskOf(browser, office, 'gao.yan', look)
  const { page } = desk
  const complaints = complaintsOf(page.context())
  await goes(page, office, '/work/open/building-permit')
  await site(page).fill('Restart Road 2')
  await office.stop()
  await page.getByText('Not up to date').waitFor()
  await office.start()
  await signsInOver(page, /session/)
  await page.getByText('Not up to date').waitFor({ state: 'hidden' })
  assert.equal(await site(page).inputValue(), 'Restart Road 2')
  await page.getByRole('button', { name: 'Open the case' }).click()
  await signs(page)
  await page.waitForURL(/\/cases\/\d+$/)
  assertCalm(complaints)
})

test('a step taken in one tab is told in the other, where nothing is done twice', async () => {
  const id = await opensCase(office, 'gao.yan', 'Two Tabs 3')
  await using desk = await deskOf(browser, office, 'li.wei', look)
  const complaints = complaintsOf(desk.page.context())
  const tabs = [desk.page, await desk.page.context().newPage()] as const
  for (const tab of tabs) {
    await goes(tab, office, `/cases/${id}`)
    await offered(tab, accept).getByRole('button', { name: 'Take', exact: true }).click()
    await tab.getByRole('dialog').getByRole('button', { name: 'Sign and send' }).waitFor()
  }
  const [first, second] = tabs
  await signs(first)
  const sheet = second.getByRole('dialog')
  await sheet.getByRole('button', { name: 'Sign and send' }).click()
  await sheet.getByRole('alert').first().waitFor()
  assert.match(await sheet.getByRole('alert').first().innerText(), /accept/)
  await sheet.getByRole('button', { name: 'Cancel' }).click()
  await offered(second, accept).getByRole('button', { name: 'Complete' }).waitFor()
  assertCalm(complaints)
})

test('a clock that is three hours wrong is told, and acts are signed by the time of the unit', async () => {
  const profile = await profileOf(browser, office, undefined, look)
  const complaints = complaintsOf(profile)
  await profile.clock.setSystemTime(Date.now() + 3 * 3_600_000)
  const page = await profile.newPage()
  await goes(page, office, '/work')
  await signInByFile(page, await office.carried('gao.yan'))
  await page.getByText('The clock of this device is wrong').waitFor()
  await typesOpening(page, 'Wrong Clock 4')
  await signs(page)
  await page.waitForURL(/\/cases\/\d+$/)
  await profile.close()
  assertCalm(complaints)
})

const markup = '<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>'
const turned = 'Old \u202egnal\u202c Lane'

test('markup and marks that turn the writing are shown as what they are, and nothing runs', async () => {
  const complaints: (readonly string[])[] = []
  const hostile = await registers(markup.slice(0, 42))
  const id = await opensCase(office, 'gao.yan', markup)
  const turnedId = await opensCase(office, 'gao.yan', turned)
  await using desk = await deskOf(browser, office, 'li.wei', look)
  const { page } = desk
  complaints.push(complaintsOf(page.context()))
  const calm = async (): Promise<void> => {
    assert.equal(await page.evaluate('globalThis.ran'), undefined)
    assert.equal(await page.locator('img[src="x"]').count(), 0)
  }
  await goes(page, office, `/cases/${id}`)
  await page.getByRole('heading', { level: 1 }).getByText(markup).waitFor()
  await calm()
  await goes(page, office, `/cases/${turnedId}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await calm()
  await goes(page, office, '/work')
  await page.getByText(markup).first().waitFor()
  await calm()
  await goes(page, office, `/people/person/${hostile}`)
  await page.getByText(markup.slice(0, 42)).first().waitFor()
  await calm()

  const profile = await profileOf(browser, office, undefined, look)
  complaints.push(complaintsOf(profile))
  const citizen = await profile.newPage()
  await goes(citizen, office, '/open/building-permit')
  await citizen.getByLabel(/Where it is to be built/).fill(turned)
  await citizen.getByRole('button', { name: 'Sign and send' }).click()
  await citizen.getByText('There is a character in it that cannot be seen: type it anew').waitFor()
  await citizen.getByLabel(/Where it is to be built/).fill(markup)
  await citizen.getByRole('button', { name: 'Sign and send' }).click()
  await citizen.getByText('Your application was received').waitFor()
  await citizen.getByText(markup).first().waitFor()
  assert.equal(await citizen.evaluate('globalThis.ran'), undefined)
  await profile.close()
  assertCalm(...complaints)
})

test('five megabytes pasted into a procedure are refused in a sentence, and the text stays', async () => {
  await using desk = await deskOf(browser, office, 'zhao.min', look)
  const { page } = desk
  const complaints = complaintsOf(page.context())
  await goes(page, office, '/new-procedure')
  const text = page.getByLabel('Text of the procedure, YAML')
  const before = `${await text.inputValue()}# mine\n`
  await text.fill(before)
  await page.evaluate(pasteFiveMegabytes)
  await page
    .getByRole('alert')
    .getByText(/what you wrote is unchanged/)
    .waitFor()
  assert.equal(await text.inputValue(), before)
  // Through the field itself, as a dropped text comes.
  await text.fill('a'.repeat(5 * 1024 * 1024))
  await page
    .getByRole('alert')
    .getByText(/what you wrote is unchanged/)
    .waitFor()
  assert.equal(await text.inputValue(), before)
  await text.fill(`${before}# ${'长'.repeat(6_000)}\n`)
  await page
    .getByText(/a procedure has at most .+ Split it/)
    .first()
    .waitFor()
  assertCalm(complaints)
})

const pasteFiveMegabytes = `{
  const field = document.querySelector('textarea')
  const data = new DataTransfer()
  data.setData('text/plain', 'steps:\\n'.repeat(${Math.ceil((5 * 1024 * 1024) / 7)}))
  field.focus()
  field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
}`

// The last one: the clock of the node stays ahead.
test('a session that lay unused too long is told, and goes on where it was', async () => {
  await using desk = await deskOf(browser, office, 'gao.yan', look)
  const { page } = desk
  const complaints = complaintsOf(page.context())
  await goes(page, office, '/work/open/building-permit')
  await site(page).fill('Idle Avenue 5')
  office.setAhead()
  await signsInOver(page, /minutes/)
  assert.equal(await site(page).inputValue(), 'Idle Avenue 5')
  await page.getByRole('button', { name: 'Open the case' }).click()
  await signs(page)
  await page.waitForURL(/\/cases\/\d+$/)
  assertCalm(complaints)
})

function site(page: Page): Locator {
  return page.getByLabel(/Where it is to be built/)
}

/** Fills in the opening of a permit, up to the sheet on which it is signed. */
async function typesOpening(page: Page, text: string): Promise<Locator> {
  await goes(page, office, '/work/open/building-permit')
  await site(page).fill(text)
  await page.getByRole('button', { name: 'Open the case' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('button', { name: 'Sign and send' }).waitFor()
  return sheet
}

/** Signs in again in the dialog that lies over the page. */
async function signsInOver(page: Page, why: RegExp): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Sign in again to go on' })
  await dialog.getByText(why).first().waitFor()
  await dialog.getByText('What you typed is still here.').waitFor()
  await dialog.getByRole('button', { name: /^Sign in as / }).click()
  await dialog.waitFor({ state: 'hidden' })
}

async function casesNamed(text: string): Promise<number> {
  const listed = await office.command('gao.yan', 'case', 'list', '--json')
  return listed.split(text).length - 1
}

/** Has somebody registered by the command line under any name; the identifier. */
async function registers(name: string): Promise<string> {
  const id = 'zhou.li'
  const folder = `${office.folder}/${id}`
  const whom = ['--kind', 'person', '--id', id, '--name', name]
  await office.command('wu.tao', 'key', 'new', ...whom, '--unit', office.publicOrigin, '--out', folder)
  const send = ['request', 'send', `${folder}/request.pem`, '--to', office.publicOrigin, '--json']
  const { request } = JSON.parse(await office.command('wu.tao', ...send)) as { readonly request: string }
  const seen = ['--evidence', markup, '--grade', 'basic']
  await office.command('wu.tao', 'request', 'attest', '--request', request, ...whom, ...seen)
  await office.command('zhao.min', 'certificate', 'issue', '--request', request, '--kind', 'person')
  return id
}
