import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Told } from './commands.ts'
import type { Findings } from './findings.ts'
import type { Office } from './office.ts'
import { theCitizen } from './signed-citizen.ts'
import { decadeLater } from './signed-decade.ts'
import { whatIsNone } from './signed-forgeries.ts'
import { pdfOf } from './signed-pdf.ts'
import { inTwoSteps, type Wish } from './signed-requests.ts'
import { appliedAndDone, expectDone, type Story, seeCase, step } from './story.ts'
import { problemKind, problemWords, refused } from './words.ts'

/** The permit as a file: decided, signed and sealed. */
export interface SignedPermit extends Story {
  /** The path of the PDF with signature and seal. */
  readonly file: string
  /** The path of the unit's authority certificate: all that is known of the unit to whoever verifies. */
  readonly authority: string
}

/** The permit before it is signed. */
interface Paper {
  readonly name: string
  readonly pdf: Uint8Array
}

/**
 * The permit decided in its step is signed in it, and sealed in the next; a citizen verifies it now and after
 * ten years, and whatever else looks like a signature is shown for what it is.
 */
export async function signed(office: Office, findings: Findings): Promise<void> {
  findings.chapter('Signed: by whoever decides, in the step, for anybody to verify, for decades')
  const story = await appliedAndDone(office, findings, [
    ['accept', 'li.wei'],
    ['inspect', 'wang.fang'],
  ])
  const authority = join(office.scratch, 'authority.pem')
  await writeFile(authority, office.authority)
  const name = `permit-${story.permit}.pdf`
  const pdf = pdfOf([
    `Building permit ${story.permit}`,
    'Site: 4 Mill Lane',
    'Granted: 2 floors, the ridge at 9 m',
    'Decided by the Head of Permits; signature and seal below.',
  ])
  await writeFile(join(office.scratch, name), pdf)
  const file = await publishedAndSealed(story, await decidedAndSigned(story, { name, pdf }))
  const permit: SignedPermit = { ...story, file, authority }
  await theCitizen(permit)
  await whatIsNone(permit)
  await decadeLater(permit)
}

/** The step gives the right to sign, to who holds it and to that person's key; path of the signed file. */
async function decidedAndSigned(story: Story, paper: Paper): Promise<string> {
  const { office, findings, permit } = story
  const sign = (who: string, out: string): Promise<Told> => {
    const mark = ['--mark', '1,40,80,240,90', '--commitment', 'proof-of-approval']
    return inStep(story, who, ['sign', join(office.scratch, paper.name), '--step', 'decide', ...mark], out)
  }
  const early = await sign('chen.hao', 'early.pdf')
  const isEarly = /nobody has taken it/.test(early.sentence)
  refused(findings, 'chancery sign as Chen Hao, before he claims decide', early, isEarly)
  await step(story, 'chen.hao', 'claim', 'decide')
  const other = await sign('wang.fang', 'other.pdf')
  refused(findings, 'chancery sign as Wang Fang, under his step', other, /is not yours/.test(other.sentence))
  const wish: Wish = { ...paper, case: permit, step: 'decide' }
  const wrong = await inTwoSteps(office, 'chen.hao', wish, 'wang.fang')
  const isWrong = problemKind(wrong) === 'document-signature-wrong'
  findings.see('over the API: his step, but Wang Fang’s key', wrong.status, problemWords(wrong), isWrong)
  const chen = await office.atGate('chen.hao')
  await expectDone(story, chen, 'POST', '/approve', 'as Chen Hao')
  chen.close()
  signedTo(findings, 'chancery sign as Chen Hao, with his own key', await sign('chen.hao', 'signed.pdf'))
  const file = join(office.scratch, 'signed.pdf')
  const seal = await sealed(story, file, 'dormant.pdf')
  refused(findings, 'chancery seal as Li Wei, before publish', seal, /is dormant/.test(seal.sentence))
  await step(story, 'chen.hao', 'complete', 'decide', 'approved')
  const late = await sign('chen.hao', 'late.pdf')
  refused(findings, 'chancery sign as Chen Hao, after his step', late, /it is over/.test(late.sentence))
  return file
}

/** The unit's seal is in nobody's hand: the node sets it under a step that permits it. Path of the file. */
async function publishedAndSealed(story: Story, file: string): Promise<string> {
  const { office, findings } = story
  await step(story, 'li.wei', 'claim', 'publish')
  signedTo(findings, 'chancery seal as Li Wei', await sealed(story, file, 'published.pdf'))
  const li = await office.atGate('li.wei')
  await expectDone(story, li, 'POST', '/publish', 'as Li Wei')
  li.close()
  await step(story, 'li.wei', 'complete', 'publish')
  const again = await sealed(story, file, 'again.pdf')
  refused(findings, 'chancery seal as Li Wei, after publish', again, /it is over/.test(again.sentence))
  await seeCase(story, 'finished')
  return join(office.scratch, 'published.pdf')
}

function sealed(story: Story, file: string, out: string): Promise<Told> {
  const mark = ['--mark', '1,310,80,240,90']
  return inStep(story, 'li.wei', ['seal', file, '--step', 'publish', ...mark], out)
}

/** A command about the permit under a step of its case. */
function inStep({ office, permit }: Story, who: string, argv: readonly string[], out: string): Promise<Told> {
  const where = ['--object', `permit/${permit}`, '--case', permit, '--level', 'B-LTA']
  return office.as(who, ...argv, ...where, '--out', join(office.scratch, out))
}

/** A line about a signature that must be made. */
function signedTo(findings: Findings, what: string, { code, out, sentence }: Told): void {
  const words =
    code === 0 ? out.replace(/^.* (?:holds the signature|carries the unit's seal): /, '').trim() : sentence
  findings.see(what, code === 0 ? 'done' : 'refused', words, code === 0)
}
