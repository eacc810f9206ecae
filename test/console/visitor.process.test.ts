import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { eventually } from '../../examples/tour-mesh/eventually.ts'
import { portsFor } from '../../examples/tour-mesh/places.ts'
import { peerOf, propose, sign } from '../../examples/tour-mesh/recognised.ts'
import { Unit } from '../../examples/tour-mesh/unit.ts'
import { openBrowser } from './browser.ts'
import { assertCalm, complaintsOf } from './complaints.ts'

/** Units look at one another once a second; the rest is for a busy machine. */
const followedMillisecondsMax = 120_000

const home = await mkdtemp(join(tmpdir(), 'chancery-visitor-'))
const units = await threeUnits()
const browser = await openBrowser()
after(async () => {
  await browser.close()
  await Promise.all(units.map((unit) => unit.stop()))
  await rm(home, { recursive: true, force: true })
})

test('why visitors of two other units are accepted is explained on the page of trust', async () => {
  const [permits, water, heritage] = units
  const page = await founderAt(permits)
  const complaints = complaintsOf(page.context())

  await page.goto(`${permits.apiUrl}/console/trust?shown=table`, { waitUntil: 'commit' })
  for (const { plan } of units) await page.getByText(plan.name).first().waitFor()
  await page.getByRole('combobox', { name: 'Who is to be accepted' }).click()
  await page.getByRole('option', { name: /heritage\.example/ }).click()
  await page.getByText('Accepted, and proven by the certificates').waitFor()

  await explains(page, permits, water)
  await page.getByText('Accepted', { exact: true }).waitFor()
  await explains(page, permits, heritage)
  await page.getByText('Accepted', { exact: true }).waitFor()
  const way = page.getByRole('listitem')
  await way.filter({ hasText: water.plan.name }).first().waitFor()
  await way.filter({ hasText: heritage.plan.name }).first().waitFor()
  await page.getByText('Each alone could have forged this').waitFor()

  await page.getByRole('combobox', { name: 'Grade' }).click()
  await page.getByRole('option', { name: 'high', exact: true }).click()
  await page.getByRole('button', { name: 'Explain', exact: true }).click()
  await page.getByText('Refused', { exact: true }).waitFor()
  await page.getByText('The nearest agreements would do but for this:').first().waitFor()
  assertCalm(complaints)
})

/** The permit office recognises the water bureau and whom that recognises: the heritage bureau. */
async function threeUnits(): Promise<readonly [Unit, Unit, Unit]> {
  const ports = await portsFor(9)
  const found = (at: number, domain: string, name: string, founder: string): Promise<Unit> => {
    const [gate = 0, api = 0, open = 0] = ports.slice(3 * at)
    return Unit.found({
      ...{ domain, name, founder: { id: founder, name: founder } },
      ...{ folder: join(home, domain), ports: { gate, api, public: open } },
    })
  }
  const founded = await Promise.all([
    found(0, 'permits.example', '建设局 Permit Office', 'lin.mei'),
    found(1, 'water.example', '水务局 Water Bureau', 'shen.yu'),
    found(2, 'heritage.example', '文物局 Heritage Bureau', 'bai.lu'),
  ])
  const [permits, water, heritage] = founded
  await Promise.all(founded.map((unit) => unit.start()))
  await recognises(water, heritage)
  await recognises(permits, water, '--domains', heritage.domain, '--hops', '1')
  await follows(permits, water)
  await follows(permits, heritage)
  return founded
}

async function recognises(unit: Unit, other: Unit, ...more: readonly string[]): Promise<void> {
  const proposed = await propose(unit, other, unit.founder, ...more)
  assert.equal(proposed.code, 0, proposed.sentence)
  const signed = await sign(unit, other)
  assert.equal(signed.code, 0, signed.sentence)
}

async function follows(unit: Unit, other: Unit): Promise<void> {
  const look = () => peerOf(unit, other.domain)
  const { fits } = await eventually(followedMillisecondsMax, look, (peer) => peer?.state === 'fresh')
  assert.ok(fits, `${unit.domain} has no fresh bundle of ${other.domain}`)
}

/** A page of the founder, who shows his certificate in the handshake. */
async function founderAt(unit: Unit): Promise<Page> {
  const { cert, key } = await unit.credentialsOf(unit.founder)
  const shown = { origin: unit.apiUrl, cert: Buffer.from(cert), key: Buffer.from(key) }
  const profile = await browser.newContext({ ignoreHTTPSErrors: true, clientCertificates: [shown] })
  profile.setDefaultTimeout(followedMillisecondsMax)
  return profile.newPage()
}

/** Pastes the certificate of the founder of another unit, and asks why it is accepted. */
async function explains(page: Page, at: Unit, other: Unit): Promise<void> {
  await page.goto(`${at.apiUrl}/console/trust/explain`, { waitUntil: 'commit' })
  const certificate = await readFile(other.certificateFile(other.founder), 'utf8')
  await page.getByLabel('Certificate of a visitor').fill(certificate)
  await page.getByRole('button', { name: 'Explain', exact: true }).click()
}
