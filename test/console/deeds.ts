import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import type { Office } from './office.ts'

/** Goes to a page of the console, and not further: what is looked for there is waited for. */
export async function goes(page: Page, office: Office, path: string): Promise<void> {
  await page.goto(`${office.origin}/console${path}`, { waitUntil: 'commit' })
}

/** Fills in the form for citizens and is given the receipt; the number of the case. */
export async function applies(page: Page, office: Office, site: string): Promise<string> {
  await goes(page, office, '/citizens')
  const main = page.getByRole('main')
  await main.getByRole('link', { name: /Apply for something/ }).click()
  await main.getByRole('link', { name: /Building permit/ }).click()
  await main.getByLabel(/Where it is to be built/).fill(site)
  await main.getByRole('button', { name: 'Sign and send' }).click()
  await main.getByText('Your application was received').waitFor()
  const id = /Case (\d+)/.exec(await main.innerText())?.[1]
  assert.ok(id, 'no number of a case is shown')
  return id
}

/** What the page of a case offers for a step now. */
export function offered(page: Page, step: string): Locator {
  return page.getByRole('region', { name: step, exact: true })
}

/** Takes a step on the page of its case. */
export async function takes(page: Page, office: Office, id: string, step: string): Promise<void> {
  await goes(page, office, `/cases/${id}`)
  await offered(page, step).getByRole('button', { name: 'Take', exact: true }).click()
  await signs(page)
}

/** Completes a step on the page of its case, where it has outcomes with one of them. */
export async function completes(
  page: Page,
  office: Office,
  of: { readonly id: string; readonly step: string; readonly outcome?: RegExp },
): Promise<void> {
  await goes(page, office, `/cases/${of.id}`)
  await offered(page, of.step).getByRole('button', { name: 'Complete' }).click()
  if (of.outcome !== undefined) {
    await page.getByRole('radio', { name: of.outcome }).check()
    await page.getByRole('button', { name: 'Go on to sign' }).click()
  }
  await signs(page)
}

/** Signs what the sheet says, waits for the record, and closes it. */
export async function signs(page: Page): Promise<void> {
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('button', { name: 'Sign and send' }).click()
  await sheet
    .getByText(/On the record|stands? on the record/)
    .first()
    .waitFor()
  await sheet.getByRole('button', { name: 'Close' }).last().click()
  await sheet.waitFor({ state: 'hidden' })
}

/** Opens a case of the permit by the command line, as somebody with a certificate; its number. */
export async function opensCase(office: Office, person: string, site: string): Promise<string> {
  const data = ['--procedure', 'building-permit', '--data', `site=${site}`]
  const said = await office.command(person, 'case', 'open', ...data, '--json')
  const id = /"case":\s*"(\d+)"/.exec(said)?.[1]
  assert.ok(id, said)
  return id
}

/** Takes a step by the command line and, unless it is to be kept, completes it. */
export async function does(
  office: Office,
  person: string,
  of: { readonly id: string; readonly step: string; readonly keeps?: boolean },
): Promise<void> {
  const step = ['--case', of.id, '--step', of.step]
  await office.command(person, 'step', 'claim', ...step)
  if (of.keeps !== true) await office.command(person, 'step', 'complete', ...step)
}
