import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { utf8 } from '#bytes'
import { day } from '#clock'
import { certain, sure } from '#fault'
import { fakePdf } from '#pdf'
import { asicRow } from './asic.ts'
import { cadesRow } from './cades.ts'
import { fakeHolder, fakeList, fakeRoot, fakeTokenFor, nothing } from './fake-signatures.ts'
import { jadesRow } from './jades.ts'
import type { SignatureFormRow, SignatureLevel } from './levels.ts'
import { padesRow } from './pades.ts'
import { reportHtml } from './report-html.ts'
import { reportJson } from './report-json.ts'
import { reportText } from './report-text.ts'
import { offlineTrust, type TrustContext } from './verify-context.ts'
import { verifyFile, verifyFiles, wholeFile } from './verify-file.ts'
import { type SigningPart, type SigningWishes, wholePart } from './wishes.ts'

const now = Date.UTC(2026, 10, 22, 12)
const year = 365 * day
const city = fakeRoot('City', { from: now - year, until: now + 9 * year })
const wei = fakeHolder(city, 'Li Wei', { from: now - year, until: now + year, suite: 'ecdsa-p256-sha256' })
const clock = fakeHolder(city, 'Clock', { from: now - year, until: now + 3 * year, kind: 'clock' })
const list = fakeList(city, now - day)

const wishes: SigningWishes = {
  suite: wei.key.suite,
  certificate: wei.certificate,
  chain: [city.certificate],
  signingTime: now - 3 * day,
  commitments: ['1.2.840.113549.1.9.16.6.5'],
  roles: ['head of permits <b>'],
}

const document = wholePart('permit.txt', utf8('the mill is permitted'), 'text/plain')
const letter = wholePart('letter.pdf', fakePdf(), 'application/pdf')

interface Case {
  readonly row: SignatureFormRow
  readonly part: SigningPart
}

const cases: readonly Case[] = [
  { row: cadesRow, part: document },
  { row: jadesRow, part: document },
  { row: asicRow, part: document },
  { row: padesRow, part: letter },
]

/** A file on each level, and what is known besides. */
function climbed({ row, part }: Case): ReadonlyMap<SignatureLevel, Uint8Array> {
  const prepared = sure(row.prepare(wishes, { parts: [part], attached: true }), 'the preparation')
  const basic = prepared.assemble(wei.key.sign(prepared.toBeSigned))
  const { id } = certain(sure(row.read(basic, []), 'a file')[0], 'a signature')
  const imprint = sure(row.timestampImprint(basic, id, 'sha256'), 'an imprint')
  const token = fakeTokenFor(clock, now - 2 * day, 'sha256', imprint)
  const timed = sure(row.withTimestamp(basic, id, 'sha256', token), 'B-T')
  const evidence = { certificates: [city.certificate.der], lists: [list], ocsp: [] }
  const long = sure(row.withEvidence(timed, id, evidence), 'B-LT')
  const over = sure(row.archiveImprint(long, id, 'sha256', []), 'an imprint')
  const archive = fakeTokenFor(clock, now - day / 2, 'sha256', over)
  const archived = sure(row.withArchiveTimestamp(long, id, 'sha256', archive, []), 'B-LTA')
  return new Map([
    ['B-B', basic],
    ['B-T', timed],
    ['B-LT', long],
    ['B-LTA', archived],
  ] as const)
}

function context(more: Partial<TrustContext> = {}): TrustContext {
  return {
    anchors: [city.certificate],
    intermediates: [],
    evidence: { ...nothing, lists: [list] },
    now,
    ...more,
  }
}

function verified(bytes: Uint8Array, more: Partial<TrustContext> = {}) {
  return verifyFile({ file: wholeFile('a file', bytes), parts: [], context: context(more) })
}

for (const one of cases) {
  describe(one.row.form, () => {
    const files = climbed(one)

    for (const [level, bytes] of files) {
      test(`${level} is found and holds`, () => {
        const { found } = verified(bytes)
        assert.ok(found.kind === 'signed')
        const [signature] = found.signatures
        assert.deepEqual(signature?.verdict, { indication: 'TOTAL-PASSED', reasons: [] })
        assert.deepEqual(signature.levels, { found: level, valid: level })
        assert.deepEqual(
          signature.timestamps.map(({ verdict }) => verdict.indication),
          signature.timestamps.map(() => 'TOTAL-PASSED'),
        )
        assert.equal(signature.existence.at, level === 'B-B' ? now : now - 2 * day)
      })
    }

    test('from the archive alone, after the certificate has expired', () => {
      const late = offlineTrust([city.certificate], now + 2 * year)
      const indicationOf = (level: SignatureLevel): string | undefined => {
        const { found } = verified(certain(files.get(level), level), late)
        return found.kind === 'signed' ? found.signatures[0]?.verdict.subIndication : found.kind
      }
      assert.equal(indicationOf('B-LTA'), undefined)
      assert.equal(indicationOf('B-B'), 'OUT_OF_BOUNDS_NO_POE')
      const report = verified(certain(files.get('B-LTA'), 'the file'), late)
      assert.match(reportText(report, 'en').join(), /nothing newer is known than of 2026-11-21/)
    })

    test('any octet flipped: refused, or something else is told', () => {
      const bytes = certain(files.get('B-LTA'), 'the file')
      const before = JSON.stringify(told(bytes))
      const place = fc.tuple(fc.nat(bytes.length - 1), fc.nat(7))
      fc.assert(
        fc.property(place, ([at, bit]) => {
          const flipped = Uint8Array.from(bytes)
          flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
          const { found } = verified(flipped)
          if (found.kind !== 'signed') return
          const isPassed = found.signatures.some(({ verdict }) => verdict.indication === 'TOTAL-PASSED')
          if (isPassed) assert.notEqual(JSON.stringify(told(flipped)), before, `octet ${at}, bit ${bit}`)
        }),
        { numRuns: 300 },
      )
    })

    test('the report is told in both languages, as JSON, and on paper without a script', () => {
      const report = verified(certain(files.get('B-LTA'), 'the file'))
      for (const language of ['en', 'zh'] as const) {
        assert.match(reportText(report, language).join(), /Li Wei/)
        const page = reportHtml([report], language)
        assert.match(page, /Li Wei/)
        assert.doesNotMatch(page, /<script|<b>|src=|href=/)
      }
      const json = JSON.stringify(reportJson(report))
      assert.match(json, /urn:etsi:019102:mainindication:total-passed/)
    })
  })
}

test('of files that came together each signature is held against what it lacks, and nothing else', () => {
  const attached = certain(climbed({ row: cadesRow, part: document }).get('B-B'), 'a file')
  const prepared = sure(cadesRow.prepare(wishes, { parts: [document], attached: false }), 'detached')
  const detached = prepared.assemble(wei.key.sign(prepared.toBeSigned))
  const files = { attached, detached, permit: utf8('the mill is permitted'), other: utf8('another text') }
  const handed = Object.entries(files).map(([name, bytes]) => wholeFile(name, bytes))
  const verdicts = verifyFiles(handed, context()).map(({ found }) => {
    return found.kind === 'signed' ? found.signatures[0]?.verdict.indication : found.kind
  })
  assert.deepEqual(verdicts, ['TOTAL-PASSED', 'TOTAL-PASSED', 'unsigned', 'unsigned'])
})

function told(bytes: Uint8Array): unknown {
  return reportJson(verified(bytes))['SignatureValidationReport']
}
