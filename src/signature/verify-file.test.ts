import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { concat, utf8 } from '#bytes'
import { sure } from '#fault'
import { fakePdf } from '#pdf'
import { writeZip } from '#zip'
import { reportHtml } from './report-html.ts'
import { reportJson } from './report-json.ts'
import { reportText } from './report-text.ts'
import { offlineTrust } from './verify-context.ts'
import { verifyFile, wholeFile } from './verify-file.ts'

const now = Date.UTC(2026, 10, 22, 12)

function verified(bytes: Uint8Array) {
  return verifyFile({ file: wholeFile('a file', bytes), parts: [], context: offlineTrust([], now) })
}

const zip = sure(writeZip([{ name: 'META-INF/a.p7s', content: utf8('0') }]), 'a container')

/** The beginnings by which files are known, and a whole one of some kinds. */
const beginnings: readonly Uint8Array[] = [
  utf8('%PDF-1.7\n'),
  fakePdf(),
  zip,
  Buffer.from('30800609', 'hex'),
  Buffer.from('3082010006092a864886f70d010702a0', 'hex'),
  utf8('{"payload":"","signatures":[{"protected":"'),
  utf8('eyJhbGciOiJFUzI1NiJ9.e30.'),
  utf8('-----BEGIN CMS-----\nMAA=\n'),
  utf8('From: a@example\r\nTo: b@example\r\n'),
  utf8('<x xmlns="http://www.w3.org/2000/09/xmldsig#">'),
]

test('whatever octets come in, a report goes out, and none of them is passed', () => {
  const octets = fc.tuple(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 300 }), fc.nat())
  fc.assert(
    fc.property(octets, ([beginning, noise, at]) => {
      const place = at % (beginning.length + 1)
      const bytes = concat(beginning.subarray(0, place), noise, beginning.subarray(place))
      const report = verified(bytes)
      const { found } = report
      const signatures = found.kind === 'signed' ? found.signatures : []
      assert.ok(signatures.every(({ verdict }) => verdict.indication !== 'TOTAL-PASSED'))
      assert.ok(reportText(report, 'en').length > 0)
      assert.ok(reportHtml([report], 'zh').startsWith('<!doctype html>'))
      JSON.stringify(reportJson(report))
    }),
    { numRuns: 400 },
  )
})

test('a signature behind a long payload is not called none', () => {
  const payload = 'A'.repeat(100_000)
  const whole = `{"payload":"${payload}","signatures":[{"protected":"e30","signature":"AA"}]}`
  for (const text of [whole, ` ${whole}`, `eyJhbGciOiJFUzI1NiJ9.${payload}.AAAA`]) {
    assert.notEqual(verified(utf8(text)).found.kind, 'unsigned')
  }
  assert.equal(verified(utf8(`{"payload":"${payload}"}`)).found.kind, 'unsigned')
})

test('a file too large to be held is told as such, unless it can be none that is verified as a whole', () => {
  const large = { name: 'large', octets: 2 ** 31, digest: '00'.repeat(32) }
  const question = { parts: [], context: offlineTrust([], now) }
  const pdf = verifyFile({ ...question, file: { ...large, head: utf8('%PDF-1.7\n') } })
  assert.equal(pdf.found.kind, 'unreadable')
  const text = verifyFile({ ...question, file: { ...large, head: utf8('a long text') } })
  assert.equal(text.found.kind, 'unsigned')
})

test('names that would turn a line around, or mark it up, do neither', () => {
  const report = verified(utf8('From: \u202egnp.exe <b>@example\r\nTo: b@example\r\n\r\n'))
  for (const language of ['en', 'zh'] as const) {
    assert.doesNotMatch(reportText(report, language).join(), /\u202e/)
    assert.doesNotMatch(reportHtml([report], language), /\u202e|<b>/)
  }
})
