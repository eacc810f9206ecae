import assert from 'node:assert/strict'
import { equalBytes } from '#bytes'
import { sure } from '#fault'
import {
  appendSecurityStore,
  fakeCms,
  fakePdf,
  fakeRevision,
  fakeSigned,
  fakeTrailer,
  fakeUpdate,
  fieldsOf,
  judgeChanges,
  openPdf,
  type Pdf,
  pagesOf,
  placeSignature,
  prepareSignature,
  readSecurityStore,
  signaturesOf,
  unsignedOctets,
  viewOf,
} from '#pdf'
import { type Mutation, mutateBytes } from './byte-mutation.ts'
import type { Chance } from './chance.ts'
import { type Outcome, outcomeOf, type Target } from './target.ts'

/** What is read of PDF files. */
export const pdfTargets: readonly Target[] = [
  { name: 'pdf', seeds: pdfSeeds, mutate: mutatePdf, run: runPdf },
]

function pdfSeeds(): readonly Uint8Array[] {
  const forms = (['table', 'stream', 'packed'] as const).map((form) => fakePdf(form))
  const signed = forms.map((file) => fakeSigned(file, { certification: 2 }))
  const stored = signed.map((file) => {
    const material = { contents: fakeCms, certificates: [fakeCms], lists: [], ocsp: [] }
    return sure(appendSecurityStore(sure(openPdf(file), 'a seed'), [material]), 'a store')
  })
  const stamped = stored.map((file) => fakeSigned(file, { subFilter: 'ETSI.RFC3161' }))
  return [...forms, ...signed, ...stamped, fakeUpdate(fakeSigned(fakePdf()), { 13: 'null' })]
}

/** Values and names that mean something somewhere. */
const values: readonly string[] = [
  'null',
  'true',
  '0',
  '-1',
  '1.5',
  '()',
  '<3000>',
  '[]',
  '<<>>',
  '/Sig',
  '/Tx',
]
const names: readonly string[] = [
  ...['/Type', '/Kids', '/Annots', '/Fields', '/V', '/AP', '/Parent', '/Contents', '/ByteRange', '/DSS'],
  ...['/Rect', '/FT', '/ObjStm', '/XRef', '/Prev', '/Pages', '/AcroForm', '/Perms', '/AS', '/T', '/F'],
]
const fragments: readonly string[] = ['stream', 'endstream', 'endobj', '%', '>>', '<<', '[', ']', '(', '#00']

/** Octets, or an update with one of the file's objects changed, so that what is behind opening is reached. */
const mutatePdfs: readonly Mutation[] = [mutateBytes, updated, updated, updated]

function mutatePdf(input: Uint8Array, chance: Chance, others: readonly Uint8Array[]): Uint8Array {
  return chance.pick(mutatePdfs)(input, chance, others)
}

function updated(input: Uint8Array, chance: Chance): Uint8Array {
  const text = Buffer.from(input).toString('latin1')
  const found = [...text.matchAll(/\n(\d{1,4}) 0 obj\n([^]*?)\nendobj/g)]
  if (found.length === 0) return input
  const objects: Record<number, string> = {}
  for (let left = 1 + chance.below(3); left > 0; left -= 1) {
    const [, number = '1', body = ''] = chance.pick(found)
    const [, , other = ''] = chance.pick(found)
    objects[Number(number)] = changed(chance.once(8) ? other : body, chance)
  }
  const form = text.includes('/XRef') ? 'stream' : 'table'
  return fakeRevision(input, { objects, form, trailer: fakeTrailer })
}

/** A body with some of its atoms exchanged for others, and now and then broken. */
function changed(body: string, chance: Chance): string {
  let text = body
  for (let left = 1 + chance.size(6); left > 0; left -= 1) {
    const atoms = [...text.matchAll(/\d+ 0 R|\/[A-Za-z]+|\([^()\\]*\)|(?<=[ [])-?\d+/g)]
    if (atoms.length === 0) return text
    const { 0: atom, index } = chance.pick(atoms)
    const isName = atom.startsWith('/')
    const other = isName ? chance.pick(names) : chance.pick([`${chance.below(40)} 0 R`, chance.pick(values)])
    const by = chance.once(16) ? chance.pick(fragments) : other
    text = text.slice(0, index) + by + text.slice(index + atom.length)
  }
  return text
}

function runPdf(input: Uint8Array): Outcome {
  return outcomeOf(openPdf(input), (pdf) => {
    let at = 0
    for (const { start, end } of pdf.revisions) {
      assert.ok(start === at && end > start)
      at = end
    }
    assert.equal(at, input.length)
    const view = viewOf(pdf)
    readSecurityStore(view)
    const signatures = signaturesOf(pdf)
    const judgements = judgeChanges(pdf, signatures)
    assert.equal(judgements.length, signatures.length)
    unsignedOctets(pdf, signatures)
    const more = signAgain(pdf)
    const kinds = judgements.map(({ kind }, place) => kind + (signatures[place]?.faults.length ?? 0))
    return `${pdf.revisions.length} ${pagesOf(view).length} ${fieldsOf(view).length} ${kinds.join()} ${more}`
  })
}

/** What is signed once more stays as it was, and the new signature is sound. */
function signAgain(pdf: Pdf): string {
  const wishes = { fieldName: 'fuzz', contentsBytes: 32, subFilter: 'ETSI.CAdES.detached' } as const
  const prepared = prepareSignature(pdf, wishes)
  if (!prepared.ok) return prepared.fault.kind
  const placed = sure(placeSignature(prepared.value, fakeCms), 'a CMS')
  assert.ok(equalBytes(placed.subarray(0, pdf.bytes.length), pdf.bytes))
  const again = sure(openPdf(placed), 'what was appended to')
  const last = signaturesOf(again).at(-1)
  assert.equal(last?.revision, pdf.revisions.length)
  assert.deepEqual(last.faults, [])
  return 'signed'
}
