import { readFileSync } from 'node:fs'
import { certain, sure } from '#fault'
import { drawMark, fakePdf, type MarkWishes } from '#pdf'
import { type PdfWishes, signatureForms, signatureLevels, wholePart } from '#signature'
import { bent, climbed, type Desk, judged, keep, kept, says, signed } from './desk.ts'
import { must, told } from './tool.ts'

const row = certain(signatureForms.get('pades'), 'PAdES')
const font = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'

/** Whom pdfsig trusts: a database of NSS. */
const database = 'sql:nss'

/** PDFs signed here, read by pdfsig, qpdf and pdftotext; PDFs of qpdf signed here; one that pdfsig signed. */
export async function pdfs(desk: Desk): Promise<void> {
  must('mkdir', ['-p', 'nss'], desk.folder)
  must('certutil', ['-N', '-d', database, '--empty-password'], desk.folder)
  const trusted = ['-n', 'office', '-t', 'C,C,C', '-i', desk.office.authorityFile]
  must('certutil', ['-A', '-d', database, ...trusted], desk.folder)
  keep(desk, 'plain.pdf', fakePdf())
  suites(desk)
  await levels(desk)
  several(desk)
  marked(desk)
  ofQpdf(desk)
  ofPdfsig(desk)
}

function sign(desk: Desk, by: string, octets: Uint8Array, pdf: PdfWishes = {}): Uint8Array {
  const part = wholePart('permit.pdf', octets, 'application/pdf')
  return signed(desk, row, desk.office.clerk(by), { parts: [part], attached: true, pdf })
}

/** What pdfsig says of each signature: the signature's own validity, and its certificate's. */
function pdfsigSays(desk: Desk, name: string): readonly string[] {
  const { text } = says(desk, 'pdfsig', '-nssdir', database, name)
  return [...text.matchAll(/Signature Validation: (.*)\n(?: {2}- Certificate Validation: (.*))?/g)].map(
    ([, signature = '', certificate = '']) => `${signature} ${certificate}`.trim(),
  )
}

const notLooked = ['Signature has not yet been verified.']
const good = 'Signature is Valid. Certificate is Trusted.'

/** What all three say of a file; `found`: of pdfsig. */
function read(
  desk: Desk,
  what: string,
  file: Uint8Array,
  found: readonly string[],
  expected = found.map(() => 'TOTAL-PASSED B-B').join('; '),
): void {
  const name = keep(desk, 'ours.pdf', file)
  desk.findings.see(`pdfsig reads ours: ${what}`, pdfsigSays(desk, name), found)
  const { code, text } = says(desk, 'qpdf', '--check', name)
  const checked = code === 0 ? told(text, /No syntax or stream encoding errors found/) : text
  desk.findings.see(`qpdf --check: ${what}`, checked, 'No syntax or stream encoding errors found')
  desk.findings.see(`here: ${what}`, judged(desk, file), expected)
}

function suites(desk: Desk): void {
  for (const by of ['p-256', 'p-384', 'rsa']) {
    const file = sign(desk, by, fakePdf())
    read(desk, `B-B by ${by}`, file, [good])
    const at = Buffer.from(file).indexOf('The permit is granted')
    const changed = bent(file, at + 4)
    const name = keep(desk, 'changed.pdf', changed)
    desk.findings.see(`pdfsig refuses a changed page: ${by}`, pdfsigSays(desk, name), ['Digest Mismatch.'])
    const own = told(judged(desk, changed), /^TOTAL-FAILED HASH_FAILURE/)
    desk.findings.see(`here it is refused: ${by}`, own, 'TOTAL-FAILED HASH_FAILURE')
  }
  const what = 'B-B by Ed25519, which NSS does not know in CMS'
  read(
    desk,
    what,
    sign(desk, 'ed25519', fakePdf()),
    ["Document isn't signed or corrupted data."],
    'TOTAL-PASSED B-B',
  )
}

async function levels(desk: Desk): Promise<void> {
  const files = await climbed(desk, row, sign(desk, 'p-256', fakePdf()), [])
  for (const level of signatureLevels.slice(1)) {
    // poppler knows no document time-stamp (ETSI.RFC3161) and does not look at what is in it.
    const stamp = level === 'B-LTA' ? notLooked : []
    read(desk, level, certain(files.get(level), level), [good, ...stamp], `TOTAL-PASSED ${level}`)
  }
}

function several(desk: Desk): void {
  read(desk, 'two signatures', sign(desk, 'rsa', sign(desk, 'p-256', fakePdf())), [good, good])
  for (const certify of [2, 3] as const) {
    const file = sign(desk, 'rsa', sign(desk, 'p-256', fakePdf(), { certify }))
    read(desk, `certified at ${certify}, and signed after it`, file, [good, good])
  }
  read(desk, 'certified at 1', sign(desk, 'p-256', fakePdf(), { certify: 1 }), [good])
  read(desk, 'in an empty field', sign(desk, 'p-256', fakePdf(), { field: 'approval' }), [good])
}

function marked(desk: Desk): void {
  const wishes: MarkWishes = {
    act: 'signed',
    signer: '王丽 Wang Li',
    office: { en: 'Permits Office', zh: '许可局' },
    time: Date.now(),
    languages: ['en', 'zh'],
    ...{ page: 1, x: 40, y: 40, width: 240, height: 100 },
    font: readFileSync(new URL(import.meta.resolve(font))),
  }
  const file = sign(desk, 'p-256', fakePdf(), { mark: sure(drawMark(wishes), 'a mark') })
  read(desk, 'with a visible mark', file, [good])
  const { text } = says(desk, 'pdftotext', 'ours.pdf', '-')
  const lines = ['Signed electronically by · 电子签名人', '王丽 Wang Li', 'Permits Office · 许可局']
  const seen = lines.filter((line) => text.includes(line))
  desk.findings.see('pdftotext reads the mark, English and Chinese', seen, lines)
}

/** What qpdf writes is signed here. */
function ofQpdf(desk: Desk): void {
  const ways = [
    ['linearized', '--linearize'],
    ['with object streams', '--object-streams=generate'],
    ['linearized, with object streams', '--linearize', '--object-streams=generate'],
  ] as const
  for (const [what, ...options] of ways) {
    must('qpdf', ['plain.pdf', ...options, 'theirs.pdf'], desk.folder)
    read(desk, `what qpdf wrote ${what}`, sign(desk, 'p-256', kept(desk, 'theirs.pdf')), [good])
  }
  must('qpdf', ['--encrypt', '', 'secret', '256', '--', 'plain.pdf', 'theirs.pdf'], desk.folder)
  const encrypted = kept(desk, 'theirs.pdf')
  const seen = judged(desk, encrypted)
  const problem = 'it is encrypted; save it without a password first'
  desk.findings.see('here: what qpdf encrypted is not read', seen, `unreadable: ${problem}`)
  const key = desk.office.clerk('p-256')
  const wishes = { suite: key.key.suite, certificate: key.certificate, chain: [], commitments: [], roles: [] }
  const content = { parts: [wholePart('permit.pdf', encrypted)], attached: true }
  const refused = row.prepare(wishes, content)
  const fault = { kind: 'document-forbids', problem }
  desk.findings.see('… and not signed', refused.ok ? 'signed' : refused.fault, fault)
  must('qpdf', ['--decrypt', 'theirs.pdf', 'opened.pdf'], desk.folder)
  read(desk, 'what qpdf decrypted', sign(desk, 'p-256', kept(desk, 'opened.pdf')), [good])
  keep(desk, 'signed.pdf', sign(desk, 'p-256', fakePdf()))
  must('qpdf', ['signed.pdf', 'rewritten.pdf'], desk.folder)
  const rewritten = kept(desk, 'rewritten.pdf')
  desk.findings.see('pdfsig: ours, rewritten by qpdf', pdfsigSays(desk, 'rewritten.pdf'), notLooked)
  desk.findings.see(
    'here: ours, rewritten by qpdf',
    told(judged(desk, rewritten), /^TOTAL-FAILED/),
    'TOTAL-FAILED',
  )
}

/** What pdfsig signs, with a key that NSS holds; by RSA, since poppler 22 keeps too little room for ECDSA. */
function ofPdfsig(desk: Desk): void {
  const pass = ['-passout', 'pass:secret']
  const key = ['-in', 'rsa.pem', '-inkey', 'rsa.key', '-certfile', desk.office.authorityFile, '-name', 'rsa']
  must('openssl', ['pkcs12', '-export', ...key, ...pass, '-out', 'nss.p12'], desk.folder)
  must('pk12util', ['-i', 'nss.p12', '-d', database, '-W', 'secret'], desk.folder)
  must(
    'pdfsig',
    ['-nssdir', database, '-nick', 'rsa', '-add-signature', 'plain.pdf', 'theirs.pdf'],
    desk.folder,
  )
  desk.findings.see(
    'theirs is judged here: pdfsig by RSA',
    judged(desk, kept(desk, 'theirs.pdf')),
    'TOTAL-PASSED B-B',
  )
  const both = sign(desk, 'p-256', kept(desk, 'theirs.pdf'))
  read(desk, 'signed here after pdfsig', both, [good, good])
}
