import { readFile, writeFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import type { Office } from './office.ts'
import { profileOf } from './screens.ts'

/** What happened in the sample before anybody looks at it. */
export interface Lively {
  /** A permit in its middle: accepted, the inspection taken. */
  readonly running: string
  /** A permit that nobody has taken yet. */
  readonly waiting: string
  /** A permit that was decided. */
  readonly decided: string
  /** The case by which the auditor reads. */
  readonly audit: string
  /** Somebody's request for a certificate, not yet attested. */
  readonly request: string
  /** What a citizen lodged from the public page. */
  readonly lodging: string
  /** A case in which another text of a procedure was drafted. */
  readonly proposal: string
  /** Place of an entry of the record that is an act of the inspector's. */
  readonly entry: string
  /** The key of the unit itself. */
  readonly unit: string
}

/** Has the people of the sample work for a while, by the command line, each with their own key. */
export async function enliven(office: Office, browser: Browser): Promise<Lively> {
  const open = async (person: string, procedure: string, ...more: readonly string[]): Promise<string> => {
    const said = await office.command(person, 'case', 'open', '--procedure', procedure, ...more, '--json')
    const found = /"case":\s*"(\d+)"/.exec(said)?.[1]
    if (found === undefined) throw new Error(`no case was opened: ${said}`)
    return found
  }
  const step = (person: string, verb: string, id: string, name: string, ...more: readonly string[]) =>
    office.command(person, 'step', verb, '--case', id, '--step', name, ...more)
  const decided = await open('gao.yan', 'building-permit', '--data', 'site=滨河路 8 号 8 Riverside Road')
  await step('li.wei', 'claim', decided, 'accept')
  await step('li.wei', 'complete', decided, 'accept')
  await step('wang.fang', 'claim', decided, 'inspect')
  await step('wang.fang', 'complete', decided, 'inspect')
  await step('chen.hao', 'claim', decided, 'decide')
  await step('chen.hao', 'complete', decided, 'decide', '--outcome', 'approved')
  const running = await open('gao.yan', 'building-permit', '--data', 'site=Old Mill Lane 12')
  await step('li.wei', 'claim', running, 'accept')
  await step('li.wei', 'complete', running, 'accept')
  const claimed = await step('he.jing', 'claim', running, 'inspect', '--json')
  const waiting = await open('gao.yan', 'building-permit', '--data', 'site=Station Square 1')
  const audit = await open('sun.li', 'audit')
  await step('sun.li', 'claim', audit, 'read')
  const request = await requested(office)
  const entry = /"index":\s*(\d+)/.exec(claimed)?.[1] ?? '0'
  const proposal = await drafted(office)
  const lodging = await lodged(office, browser)
  const answer = await fetch(`${office.publicOrigin}/unit`)
  const { key: unit } = (await answer.json()) as { readonly key: string }
  return { running, waiting, decided, audit, request, lodging, proposal, entry, unit }
}

/** Another text of the sample's procedure, drafted and not yet adopted; the case. */
async function drafted(office: Office): Promise<string> {
  const text = await readFile(
    new URL('../../examples/permit-registry/building-permit.yaml', import.meta.url),
    'utf8',
  )
  const file = `${office.folder}/building-permit.yaml`
  await writeFile(file, text.replace('within: P30D', 'within: P20D'))
  const draft = ['procedure', 'draft', '--name', 'building-permit', '--text', `@${file}`, '--json']
  const said = await office.command('zhao.min', ...draft)
  const found = /"case":\s*"(\d+)"/.exec(said)?.[1]
  if (found === undefined) throw new Error(`nothing was drafted: ${said}`)
  return found
}

/** Applies for a permit as a citizen does; by what he follows it. */
async function lodged(office: Office, browser: Browser): Promise<string> {
  const profile = await profileOf(browser, office, undefined, { language: 'en', scheme: 'light' })
  const page = await profile.newPage()
  await page.goto(`${office.origin}/console/open/building-permit`, { waitUntil: 'commit' })
  await page.getByRole('textbox').first().fill('Garden Street 5')
  await page.getByRole('button', { name: 'Sign and send' }).click()
  await page.waitForURL(/\/follow\/./)
  const lodging = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await profile.close()
  return lodging
}

/** A request of somebody new, as a browser would send it. */
async function requested(office: Office): Promise<string> {
  const folder = `${office.folder}/newcomer`
  const whose = ['--kind', 'person', '--id', 'zhou.li', '--name', '周丽 Zhou Li']
  await office.command('wu.tao', 'key', 'new', ...whose, '--unit', office.publicOrigin, '--out', folder)
  const sent = await office.command(
    'wu.tao',
    ...['request', 'send', `${folder}/request.pem`, '--to', office.publicOrigin, '--json'],
  )
  const { request } = JSON.parse(sent) as { readonly request: string }
  return request
}
