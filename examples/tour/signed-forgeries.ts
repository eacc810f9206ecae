import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { utf8 } from '#bytes'
import { certain } from '#fault'
import type { SignedPermit } from './signed.ts'
import { stampedPdfOf, withPageReplaced } from './signed-pdf.ts'
import { indicationOf, sentencesOf, verified } from './signed-report.ts'

/** What is forged, and what only looks signed, is told for what it is. */
export async function whatIsNone(permit: SignedPermit): Promise<void> {
  const pdf = await readFile(permit.file)
  const floors = certain(
    [pdf.indexOf('2 floors')].find((place) => place >= 0),
    'the floors of the permit',
  )
  const changed = Buffer.from(pdf)
  changed.write('9', floors)
  await expectFailed(permit, 'one byte changed: 9 floors', 'changed.pdf', changed)
  const shadow = withPageReplaced(pdf, [`Building permit ${permit.permit}`, 'Granted: 9 floors'])
  await expectFailed(permit, 'every byte left, another page put on top: 9 floors', 'shadow.pdf', shadow)

  const lines = [`Building permit ${permit.permit}`, 'Granted: 9 floors', 'Signed by: Chen Hao']
  await expectUnsigned(
    permit,
    'a letter with `/s/ Chen Hao`',
    'typed.txt',
    utf8(`${lines[1]}\n\n/s/ Chen Hao\n`),
  )
  await expectUnsigned(
    permit,
    'a PDF with a stamp of his name',
    'stamped.pdf',
    stampedPdfOf(lines, '/s/ Chen Hao'),
  )
  await expectUnsigned(permit, 'a mail that comes from him', 'permit.eml', utf8(mail.join('\r\n')))
}

const mail = [
  'From: Chen Hao <chen.hao@permits.example>',
  'To: Gao Yan <gao.yan@example.net>',
  'Subject: your permit',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Granted: 9 floors.',
  '',
]

async function expectFailed(
  permit: SignedPermit,
  what: string,
  name: string,
  file: Uint8Array,
): Promise<void> {
  const { exit, signatures, text } = await found(permit, name, file)
  const indications = signatures.map(indicationOf)
  const isFailed = exit === 'exit 1' && indications.every((one) => one.startsWith('TOTAL-FAILED'))
  permit.findings.see(what, exit, `${indications[0]}: ${sentencesOf(text[0], 1, 2)}`, isFailed)
}

async function expectUnsigned(
  permit: SignedPermit,
  what: string,
  name: string,
  file: Uint8Array,
): Promise<void> {
  const { exit, kind, text } = await found(permit, name, file)
  permit.findings.see(
    what,
    exit,
    `${kind}: ${sentencesOf(text[0], 0, 2)}`,
    exit === 'exit 5' && kind === 'unsigned',
  )
}

async function found({ office, authority }: SignedPermit, name: string, file: Uint8Array) {
  const path = join(office.scratch, name)
  await writeFile(path, file)
  return verified(office, path, [authority])
}
