import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { assertCalm, complaintsOf } from './complaints.ts'
import { deskOf } from './desk.ts'
import { openOffice } from './office.ts'
import { type Look, profileOf } from './screens.ts'

const look: Look = { language: 'en', scheme: 'light' }

const office = await openOffice()
const browser = await openBrowser()
after(async () => {
  await browser.close()
  await office[Symbol.asyncDispose]()
})

test('two people enrol in browsers of their own, attested and approved in browsers', async () => {
  await using registrar = await deskOf(browser, office, 'wu.tao', look)
  await using manager = await deskOf(browser, office, 'zhao.min', look)
  const complaints = [registrar, manager].map(({ page }) => complaintsOf(page.context()))
  for (const { id, name } of [
    { id: 'lin.xia', name: '林霞 Lin Xia' },
    { id: 'o.brien', name: 'Máire O’Brien' },
  ]) {
    const profile = await profileOf(browser, office, undefined, look)
    complaints.push(complaintsOf(profile))
    const page = await profile.newPage()
    await asksForCertificate(page, name)
    const code = await page.getByLabel('Code of your request').innerText()
    assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    await attests(registrar.page, code, { id, name })
    await page.getByText('The security manager looks at what was attested').waitFor()
    await approves(manager.page, code, name)
    // The certificate arrives by itself: nobody touches this page in between.
    await page.getByRole('heading', { name: 'You have a certificate' }).waitFor()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation', { name: 'Areas' }).waitFor()
    assert.deepEqual(await handedOut(page), [], 'a key left the browser')
    await profile.close()
  }
  assertCalm(...complaints)
})

test('a key that is gone from the browser is told, on an open page and at the door', async () => {
  await using desk = await deskOf(browser, office, 'gao.yan', look)
  const { page } = desk
  const complaints = complaintsOf(page.context())
  await page.goto(`${office.origin}/console/work/open/building-permit`, { waitUntil: 'commit' })
  await page.getByLabel(/Where it is to be built/).fill('Long Lane 7')
  await losesKeys(page)
  await page.getByRole('button', { name: 'Open the case' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('button', { name: 'Sign and send' }).click()
  await sheet.getByText('This browser holds no key of yours').waitFor()
  await sheet.getByRole('button', { name: 'Cancel' }).click()
  assert.equal(await page.getByLabel(/Where it is to be built/).inputValue(), 'Long Lane 7')
  await page.context().clearCookies()
  await page.goto(`${office.origin}/console/`, { waitUntil: 'commit' })
  await page.getByText(/The key of .+ is not in this browser any more/).waitFor()
  await page.getByText(/It cannot be brought back: add this browser again/).waitFor()
  assertCalm(complaints)
})

/** As when somebody has the browser forget the data of a site, or its disk is full. */
function losesKeys(page: Page): Promise<void> {
  return page.evaluate(`(async () => {
    ${databases}
    for (const { database, names } of await databases()) {
      const clearing = database.transaction(names, 'readwrite')
      for (const name of names) clearing.objectStore(name).clear()
      await new Promise((resolve) => clearing.addEventListener('complete', resolve))
    }
  })()`)
}

async function asksForCertificate(page: Page, name: string): Promise<void> {
  await page.goto(`${office.origin}/console/enrol`, { waitUntil: 'commit' })
  await page.getByLabel('Your full name').fill(name)
  await page.getByRole('button', { name: 'Make the keys and ask' }).click()
  await page.getByRole('heading', { name: 'Show this code to the registrar' }).waitFor()
}

/** The registrar types the code that is read out: finding the request is comparing it. */
async function attests(page: Page, code: string, { id, name }: { id: string; name: string }): Promise<void> {
  await page.goto(`${office.origin}/console/people/requests`, { waitUntil: 'commit' })
  const field = page.getByLabel('Code', { exact: true })
  await field.fill('0000-0000')
  await page.getByText('No request that waits has this code').waitFor()
  await field.fill(code.toLowerCase().replace('-', ' '))
  await page.getByRole('button', { name: 'Open the request' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Identifier').fill(id)
  await page.getByLabel('Evidence').fill('passport, shown in person')
  await page.getByRole('radio', { name: 'Medium' }).check()
  await page.getByRole('button', { name: 'Look at what is signed' }).click()
  const sheet = page.getByRole('dialog', { name: `Attest ${name}` })
  await sheet.getByText(code).waitFor()
  await sheet.getByRole('button', { name: 'Sign and send' }).click()
  await sheet.getByRole('status').getByText(/stand/).waitFor()
  await sheet.getByRole('button', { name: 'Close' }).last().click()
}

async function approves(page: Page, code: string, name: string): Promise<void> {
  await page.goto(`${office.origin}/console/people/requests`, { waitUntil: 'commit' })
  await page.getByLabel('Code', { exact: true }).fill(code)
  await page.getByRole('button', { name: 'Open the request' }).click()
  await page.getByRole('button', { name: 'Take this decision' }).click()
  const taking = page.getByRole('dialog')
  await taking.getByRole('button', { name: 'Sign and send' }).click()
  await taking.getByRole('button', { name: 'Close' }).last().click()
  await page.getByText('passport, shown in person').waitFor()
  await page.getByRole('button', { name: 'Approve and issue' }).click()
  const sheet = page.getByRole('dialog', { name: `Issue the certificate of ${name}` })
  await sheet.getByText(code).waitFor()
  await sheet.getByRole('button', { name: 'Sign and send' }).click()
  await sheet.getByRole('status').getByText(/stand/).waitFor()
  await sheet.getByRole('button', { name: 'Close' }).last().click()
}

/** In the page: what IndexedDB holds there, each database with the names of its stores. */
const databases = `
  const answered = (request) => new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
  const databases = async () => {
    const known = await indexedDB.databases()
    const open = await Promise.all(known.map(({ name }) => answered(indexedDB.open(name))))
    return open.map((database) => ({ database, names: [...database.objectStoreNames] }))
  }
`

/** In what form the page's database hands out private keys, if it does; how many it holds must be two. */
function handedOut(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(async () => {
    ${databases}
    const keysIn = (value) =>
      value instanceof CryptoKey
        ? [value].filter(({ type }) => type === 'private')
        : typeof value === 'object' && value !== null
          ? Object.values(value).flatMap(keysIn)
          : []
    const found = []
    let count = 0
    for (const { database, names } of await databases()) {
      for (const name of names) {
        const values = await answered(database.transaction(name).objectStore(name).getAll())
        for (const key of values.flatMap(keysIn)) {
          count += 1
          for (const form of ['pkcs8', 'jwk']) {
            const bytes = await crypto.subtle.exportKey(form, key).catch(() => undefined)
            if (bytes) found.push(form)
          }
        }
      }
    }
    return count === 2 ? found : ['there are ' + count + ' private keys']
  })()`)
}
