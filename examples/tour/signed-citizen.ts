import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { concat } from '#bytes'
import { openssl } from './openssl.ts'
import type { SignedPermit } from './signed.ts'
import { answerOf, authorityOf, isPassed, type ReportedSignature, verified } from './signed-report.ts'

/** What a citizen with the file and one certificate is told: the same here, at the unit, and by others. */
export async function theCitizen(permit: SignedPermit): Promise<void> {
  const { office, findings, file, authority } = permit
  const { exit, signatures } = await verified(office, file, [authority])
  const [signature, seal] = signatures
  if (!signature || !seal) throw new Error(`${file} does not hold a signature and a seal`)
  const what = 'chancery verify by a citizen, one certificate, no network'
  findings.see(what, exit, answerOf(signature), isPassed(signature) && exit === 'exit 0')
  seeAuthority(permit, 'by which authority he signed', signature, 'decide')
  findings.see('the same command of the seal', exit, answerOf(seal), isPassed(seal))
  seeAuthority(permit, 'by which authority it was sealed', seal, 'publish')
  await onThePage(permit)
  await withOpenssl(permit)
}

/** A line about the step that a signature claims, which its receipt proves. */
function seeAuthority(
  { findings, permit }: SignedPermit,
  what: string,
  signature: ReportedSignature,
  step: string,
): void {
  const { Authority, Receipt } = signature.Chancery
  const isThis = Authority?.case === permit && Authority.step === step
  findings.see(what, Receipt.State, authorityOf(signature), isThis && Receipt.State === 'proven')
}

/** The public page of the unit, as a browser with a Chinese reader sends a file to it. */
async function onThePage({ office, findings, file, permit }: SignedPermit): Promise<void> {
  const form = new FormData()
  form.append('file', new Blob([await readFile(file)], { type: 'application/pdf' }), basename(file))
  const headers = { accept: 'text/html', 'accept-language': 'zh-CN' }
  const answer = await fetch(`${office.unit.public}/verify`, { method: 'POST', body: form, headers })
  const page = await answer.text()
  const passed = Array.from(page.matchAll(/<p class="passed">(.*?。)/g), ([, sentence = '']) => sentence)
  const isSame = passed.length === 2 && page.includes(`permit/${permit}`)
  findings.see('the file dropped on the public page, in Chinese', answer.status, passed.join(' '), isSame)
}

/** What a program finds that knows nothing of PDF: the octets around the hole, and what is in the hole. */
async function withOpenssl({ office, findings, file, authority }: SignedPermit): Promise<void> {
  const pdf = await readFile(file)
  const range = /\/ByteRange\s*\[\s*0 (\d+) (\d+) (\d+)\s*\]/.exec(pdf.toString('latin1')) ?? []
  const [hole = 0, after = 0, length = 0] = range.slice(1).map(Number)
  const [content, cms] = ['content.bin', 'signature.der'].map((name) => join(office.scratch, name)) as [
    string,
    string,
  ]
  await writeFile(content, concat(pdf.subarray(0, hole), pdf.subarray(after, after + length)))
  // Between `<` and `>` stands the signature in hexadecimal, and zeros behind it.
  await writeFile(cms, Buffer.from(pdf.toString('latin1', hole + 1, after - 1), 'hex'))
  const trust = [
    '-CAfile',
    authority,
    '-purpose',
    'any',
    '-content',
    content,
    '-out',
    join(office.scratch, 'shown.bin'),
  ]
  const run = openssl('cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', cms, ...trust)
  findings.see('openssl cms -verify -cades, of its octets', run.ok ? 'good' : 'bad', run.text, run.ok)
}
