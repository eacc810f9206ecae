import assert from 'node:assert/strict'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openKey } from '#crypto'
import { certain, sure } from '#fault'
import { Actor, type SignedAct, take } from '../unit-life/actor.ts'
import { openBrowser } from './browser.ts'
import { assertCalm, complaintsOf } from './complaints.ts'
import { goes, opensCase } from './deeds.ts'
import { deskOf } from './desk.ts'
import { openOffice } from './office.ts'
import type { Look } from './screens.ts'

const look: Look = { language: 'en', scheme: 'light' }

const office = await openOffice()
const browser = await openBrowser()
const unit = join(office.folder, 'unit')
after(async () => {
  await browser.close()
  await office[Symbol.asyncDispose]()
})

test('an entry that was changed in the store is told to be broken, by the browser itself', async () => {
  const acts = await fillsTile()
  await using desk = await deskOf(browser, office, 'gao.yan', look)
  const { page } = desk
  const complaints = complaintsOf(page.context())
  await office.stop()
  const { index, mend } = await changeOne(acts)
  await office.start()
  await signsInAgain(page)
  await goes(page, office, `/record/${index}`)
  await page.getByText('Broken').first().waitFor()
  const why = 'The entry as the unit showed it does not lead to the signed root'
  await page.getByText(why).first().waitFor()
  await page.getByText('nothing of it is told here').waitFor()
  assert.equal(await page.getByText('Verified in this browser').count(), 0)

  await goes(page, office, '/record/whole')
  await page.getByRole('button', { name: 'Begin', exact: true }).click()
  await page
    .getByText(/not as signed|could not be read to its end/)
    .first()
    .waitFor()

  await office.stop()
  await mend()
  await office.start()
  await signsInAgain(page)
  await goes(page, office, `/record/${index}`)
  await page.getByText('Verified in this browser').waitFor()
  await page.getByText('Riverside Road 9').first().waitFor()
  assertCalm(complaints)
})

test('a record that went back and on another way is told by the browser that saw it', async () => {
  const copy = join(office.folder, 'older')
  await office.stop()
  await cp(unit, copy, { recursive: true })
  await office.start()
  const again = 3
  for (let at = 0; at < again; at++) await opensCase(office, 'gao.yan', `Seen ${at}`)
  await using desk = await deskOf(browser, office, 'gao.yan', look)
  const { page } = desk
  const complaints = complaintsOf(page.context())
  await goes(page, office, '/record')
  await page.getByText('The record now').waitFor()
  await page.getByText('Held by this browser since').waitFor()

  await office.stop()
  await rm(unit, { recursive: true })
  await cp(copy, unit, { recursive: true })
  await office.start()
  await signsInAgain(page)
  await goes(page, office, '/record')
  const alarm = page.getByRole('alert').filter({ hasText: 'This unit did what it must never do' })
  await alarm.getByText(/It showed a record of \d+ entries after one of \d+/).waitFor()

  for (let at = 0; at <= again; at++) await opensCase(office, 'gao.yan', `Forged ${at}`)
  await page.reload({ waitUntil: 'commit' })
  await alarm.getByText(/it signed one history, and at \d+ another/).waitFor()
  const evidence = page.waitForEvent('download')
  await alarm.getByRole('button', { name: 'Keep the evidence' }).click()
  assert.match((await evidence).suggestedFilename(), /^conflict-1-rolled-back\.json$/)
  assertCalm(complaints)
})

/** Sessions lie in the memory of the node alone: whoever was there signs in again. */
async function signsInAgain(page: Page): Promise<void> {
  await goes(page, office, '/work')
  await page.getByRole('button', { name: /^Sign in as / }).click()
  await page.getByRole('navigation').first().waitFor()
}

/**
 * Entries of a whole tile are not hashed again when a node starts, as those after the last whole tile are:
 * a change in one of them is served.
 */
const tileEntries = 256

interface Taken {
  readonly signed: SignedAct
  readonly index: number
}

/** Has cases opened until the record is longer than a tile; the acts that stand in that tile. */
async function fillsTile(): Promise<readonly Taken[]> {
  const folder = join(office.folder, 'people', 'gao.yan')
  const passphrase = (await readFile(join(folder, 'passphrase'), 'utf8')).trim()
  const key = sure(await openKey(await readFile(join(folder, 'key.json'), 'utf8'), passphrase), 'the key')
  const facts = await readFile(join(unit, 'unit.json'), 'utf8')
  const actor = new Actor(key, (JSON.parse(facts) as { readonly unit: string }).unit)
  const taken: Taken[] = []
  for (let index = 0; index < tileEntries; ) {
    const input = { procedure: 'building-permit', data: { site: 'Riverside Road 9' } }
    const signed = actor.sign('case.open', input)
    index = (await take({ public: office.publicOrigin }, signed)).index
    taken.push({ signed, index })
  }
  return taken.filter((one) => one.index < tileEntries)
}

/**
 * Changes one octet of what somebody signed, in the file of the store: of the first act that lies there in
 * one piece. `mend` changes it back.
 */
async function changeOne(acts: readonly Taken[]) {
  const path = join(unit, 'store.sqlite')
  const file = await readFile(path)
  for (const { signed, index } of acts) {
    const { payload } = JSON.parse(Buffer.from(signed.bytes).toString()) as { payload: string }
    const text = Buffer.from(payload, 'base64').toString()
    const other = Buffer.from(text.replace('Road 9', 'Road 8')).toString('base64')
    const at = file.indexOf(payload)
    const from = Array.from(payload).findIndex((letter, place) => letter !== other[place])
    if (at < 0) continue
    assert.equal(file.indexOf(payload, at + 1), -1, 'what was signed stands in the store once')
    file.write(certain(other[from], 'a letter'), at + from)
    await writeFile(path, file)
    const mend = async (): Promise<void> => {
      file.write(certain(payload[from], 'a letter'), at + from)
      await writeFile(path, file)
    }
    return { index, mend }
  }
  return assert.fail('no act of a tile lies in the store in one piece')
}
