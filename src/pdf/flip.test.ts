import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, sha256 } from '#bytes'
import { fakePdf, fakeSigned, fakeUpdate } from './fake-file.ts'
import { judgeChanges, unsignedOctets } from './judge.ts'
import { openPdf } from './open.ts'
import { signaturesOf } from './signatures.ts'

/** All that is said of a file: what is signed, the CMS, its form, the judgement, what is not signed. */
function said(file: Uint8Array): string {
  const opened = openPdf(file)
  if (!opened.ok) return JSON.stringify(opened.fault)
  const signatures = signaturesOf(opened.value)
  const judgements = judgeChanges(opened.value, signatures)
  const told = signatures.map(({ parts, cms, faults }, place) => [
    parts?.map((part) => hex(sha256(part))),
    hex(cms),
    faults,
    judgements[place],
  ])
  return JSON.stringify([told, unsignedOctets(opened.value, signatures)?.digest])
}

// Every bit of a file takes a minute; every octet is changed in one of its bits, and each bit in turn.
const files: Readonly<Record<string, () => Uint8Array>> = {
  'a table': () => fakeSigned(fakeSigned(fakePdf()), { subFilter: 'ETSI.RFC3161' }),
  'object streams': () => fakeSigned(fakePdf('packed')),
  'an update that nobody signed': () => fakeUpdate(fakeSigned(fakePdf('stream')), { 7: '(update)' }),
}

for (const [what, make] of Object.entries(files)) {
  test(`no octet of a signed file with ${what} changes unnoticed`, () => {
    const file = make()
    const before = said(file)
    for (let at = 0; at < file.length; at += 1) {
      const flipped = Buffer.from(file)
      flipped[at] = (file[at] ?? 0) ^ (1 << (at % 8))
      assert.notEqual(said(flipped), before, `octet ${at}`)
    }
  })
}

test('no contents are spelt in another way unnoticed', () => {
  const file = fakeSigned(fakePdf())
  const before = said(file)
  const [signature] = signaturesOf(opened(file))
  const [, start = 0, end = 0] = signature?.byteRange ?? []
  for (let at = start; at < end; at += 1) {
    for (const octet of Buffer.from('0aAfF> \n')) {
      const changed = Buffer.from(file)
      changed[at] = octet
      if (octet !== file[at]) assert.notEqual(said(changed), before, `octet ${at}`)
    }
  }
})

function opened(file: Uint8Array) {
  const pdf = openPdf(file)
  assert.ok(pdf.ok)
  return pdf.value
}
