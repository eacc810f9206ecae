import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fakePdf } from '#pdf'
import { wholePart } from '#signature'
import { command } from '../unit-life/node-process.ts'
import { type Desk, judged, keep, kept, opensslVerifies, says } from './desk.ts'
import { must, told } from './tool.ts'
import type { InteropUnit } from './unit.ts'

/** What the founder of the unit signs by `chancery sign`, time-stamped by the unit, read by the others. */
export async function commandLine(desk: Desk, unit: InteropUnit): Promise<void> {
  keep(desk, 'permit.txt', 'the permit of the mill is granted\n')
  keep(desk, 'plain.pdf', fakePdf())
  const stamped = ['--level', 'B-T', '--tsa', desk.clock]
  const place = (name: string) => join(desk.folder, name)
  await unit.must('sign', place('permit.txt'), ...stamped, '--out', place('founder.p7s'))
  const mark = ['--mark', '1,40,40,240,100', '--office', 'Permits Office']
  await unit.must('sign', place('plain.pdf'), ...stamped, ...mark, '--out', place('founder.pdf'))
  const { findings } = desk
  const cades = opensslVerifies(desk, 'founder.p7s', 'permit.txt', '-cades')
  findings.see(
    'openssl reads what `chancery sign` made, with a certificate of the unit',
    cades,
    'CAdES successful',
  )
  const part = wholePart('permit.txt', readFileSync(place('permit.txt')))
  findings.see('here: the same', judged(desk, kept(desk, 'founder.p7s'), [part]), 'TOTAL-PASSED B-T')
  trusts(desk, unit)
  pdf(desk)
  await verifies(desk)
}

/** NSS gets the unit's authority as an anchor. */
function trusts(desk: Desk, unit: InteropUnit): void {
  keep(desk, 'unit.pem', unit.authority)
  must('mkdir', ['-p', 'nss-unit'], desk.folder)
  must('certutil', ['-N', '-d', 'sql:nss-unit', '--empty-password'], desk.folder)
  must('certutil', ['-A', '-d', 'sql:nss-unit', '-n', 'unit', '-t', 'C,C,C', '-i', 'unit.pem'], desk.folder)
}

/**
 * NSS asks for emailProtection where a certificate has extended key usages; those of a unit name the purpose
 * of signing documents (RFC 9336), which NSS 3.87 does not know.
 */
function pdf(desk: Desk): void {
  const { findings } = desk
  const { text } = says(desk, 'pdfsig', '-nssdir', 'sql:nss-unit', 'founder.pdf')
  const said = (what: string) => told(text, new RegExp(`${what} Validation: (.*)`))
  findings.see('pdfsig reads what `chancery sign` made', said('Signature'), 'Signature is Valid.')
  const certificate = 'Unknown issue with Certificate or corrupted data.'
  findings.see('… but not the purpose of a unit’s certificate', said('Certificate'), certificate)
  findings.see('here: the same PDF', judged(desk, kept(desk, 'founder.pdf')), 'TOTAL-PASSED B-T')
}

/** What openssl signs, and `chancery verify` answers; the exit code tells. */
async function verifies(desk: Desk): Promise<void> {
  const { folder, findings, office } = desk
  const place = (name: string) => join(folder, name)
  const signer = ['-signer', 'p-384.pem', '-inkey', 'p-384.key', '-cades', '-md', 'sha384', '-outform', 'DER']
  must('openssl', ['cms', '-sign', '-binary', ...signer, '-in', 'permit.txt', '-out', 'theirs.p7s'], folder)
  const known = ['--trust', place(office.authorityFile), '--evidence', place('list.crl')]
  const answered = async (...more: readonly string[]): Promise<string> => {
    const { code, out } = await command(['verify', place('theirs.p7s'), ...more])
    return `${code} ${told(out, /TOTAL-\w+|INDETERMINATE/)}`
  }
  const right = await answered(...known, '--content', place('permit.txt'))
  findings.see('`chancery verify` takes what openssl signed', right, '0 TOTAL-PASSED')
  keep(desk, 'other.txt', 'the permit of the mill is refused\n')
  const other = await answered(...known, '--content', place('other.txt'))
  findings.see('… not for another document', other, '1 TOTAL-FAILED')
  const stranger = await answered('--content', place('permit.txt'))
  findings.see('… nor by an authority that nobody named', stranger, '5 INDETERMINATE')
}
