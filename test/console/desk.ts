import type { Browser, Page } from 'playwright-core'
import { carryPassphrase, type Office } from './office.ts'
import { type Look, profileOf } from './screens.ts'

/** Somebody at a browser of his own, signed in with a key that the browser holds. */
export interface Desk extends AsyncDisposable {
  readonly page: Page
}

/** Has somebody bring his key into a fresh browser profile, as a file, and sign in by it. */
export async function deskOf(browser: Browser, office: Office, person: string, look: Look): Promise<Desk> {
  const profile = await profileOf(browser, office, undefined, look)
  const page = await profile.newPage()
  await page.goto(`${office.origin}/console/work`, { waitUntil: 'commit' })
  await signInByFile(page, await office.carried(person))
  return { page, [Symbol.asyncDispose]: () => profile.close() }
}

/** On the page for signing in: chooses a file, types its passphrase, and waits for the console. */
export async function signInByFile(page: Page, file: Buffer): Promise<void> {
  await page.getByRole('button', { name: /Other ways|其他登录方式/ }).click()
  const chooser = page.waitForEvent('filechooser')
  await page.getByLabel(/Certificate file|证书文件/).click()
  await (await chooser).setFiles({ name: 'key.p12', mimeType: 'application/x-pkcs12', buffer: file })
  await page.getByLabel(/Passphrase of the file|文件口令/).fill(carryPassphrase)
  await page.getByRole('button', { name: /Take the key|导入/ }).click()
  await page.getByRole('navigation').first().waitFor()
}
