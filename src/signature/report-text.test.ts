import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, type Instant } from '#clock'
import {
  archived,
  carried,
  type FakeHolder,
  fakeHolder,
  fakeList,
  fakeRoot,
  fakeSignature,
  fakeToken,
  nothing,
} from './fake-signatures.ts'
import { signatureReport } from './report.ts'
import { reportWords, trustSentence } from './report-text.ts'
import { judgeSignatures } from './verify.ts'

const signedAt = Date.UTC(2026, 10, 22, 12)
const city = root('City')
const wei = fakeHolder(city, 'Li Wei', { from: signedAt - day, until: signedAt + 90 * day })
const clock = fakeHolder(city, 'Clock', { from: signedAt - day, until: signedAt + 90 * day, kind: 'clock' })
const archive = root('Archive')
const other = fakeHolder(archive, 'Archive clock', {
  from: signedAt - day,
  until: signedAt + 900 * day,
  kind: 'clock',
})

function root(name: string): FakeHolder {
  return fakeRoot(name, { from: signedAt - day, until: signedAt + 900 * day })
}

/** What is said of whom one has to trust, of a signature that was archived, verified at a time. */
function trustAt(now: Instant, archiver: FakeHolder, language: 'en' | 'zh'): string {
  const plain = fakeSignature(wei)
  const evidence = {
    ...plain.evidence,
    lists: [city, archive].map((one) => fakeList(one, signedAt - day / 2)),
  }
  const first = carried('signature', fakeToken(clock, signedAt, plain.value), plain.value, [plain.id])
  const stamped = { ...plain, evidence, timestamps: [first] }
  const { over, covers } = archived(stamped)
  const second = carried('archive', fakeToken(archiver, signedAt + day, over), over, covers, evidence)
  const [judged] = judgeSignatures({
    objects: [{ ...stamped, timestamps: [first, second] }],
    context: {
      anchors: [city.certificate, archive.certificate],
      intermediates: [],
      evidence: nothing,
      now,
      acceptStaleStatusOfServices: true,
    },
  })
  assert.ok(judged)
  assert.equal(judged.verdict.indication, 'TOTAL-PASSED')
  return trustSentence(signatureReport(judged, []), reportWords(language))
}

test('of whom one has to trust, those are told whose time-stamps prove the older ones', () => {
  const soon = signedAt + 2 * day
  assert.equal(trustAt(soon, clock, 'en'), 'To believe this you trust City and, through it, Clock.')
  const later = signedAt + 200 * day
  const both = 'To believe this you trust City and Archive and, through them, Clock, Archive clock.'
  assert.equal(trustAt(later, other, 'en'), both)
  assert.equal(
    trustAt(later, other, 'zh'),
    '相信上述结论，即信任 City、Archive，并通过它们信任 Clock、Archive clock。',
  )
})
