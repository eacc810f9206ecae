import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256, utf8 } from '#bytes'
import { day, type Instant } from '#clock'
import { certain, sure } from '#fault'
import { archiveEvidence, HashTreeBuilder, renewalDigest, renewTimestamp } from '#timestamp'
import { asicRow } from './asic.ts'
import { writeManifest } from './asic-manifest.ts'
import { altered, contentIn, filesOf, permit } from './fake-containers.ts'
import { fakeHolder, fakeList, fakeRoot, fakeTokenFor } from './fake-signatures.ts'
import { judgeSignatures } from './verify.ts'
import { offlineTrust } from './verify-context.ts'
import type { SigningWishes } from './wishes.ts'

const now = Date.UTC(2026, 10, 22, 12)
const year = 365 * day
const city = fakeRoot('City', { from: now - year, until: now + 40 * year })
const wei = fakeHolder(city, 'Li Wei', { from: now - year, until: now + year })
const clock = fakeHolder(city, 'Clock', { from: now - year, until: now + 2 * year, kind: 'clock' })
const nextClock = fakeHolder(city, 'Next', { from: now + year, until: now + 30 * year, kind: 'clock' })
const lists = [fakeList(city, now)]

/** B-B with the list that proves the certificate, so that the record is over both. */
function signed(): Uint8Array {
  const { key, certificate } = wei
  const claims = { commitments: [], roles: [] }
  const wishes: SigningWishes = { suite: key.suite, certificate, chain: [], signingTime: now, ...claims }
  const prepared = sure(asicRow.prepare(wishes, { parts: [permit], attached: true }), 'prepared')
  const file = prepared.assemble(key.sign(prepared.toBeSigned))
  const { id } = certain(sure(asicRow.read(file, []), 'a container')[0], 'a signature')
  return sure(asicRow.withEvidence(file, id, { certificates: [], lists, ocsp: [] }), 'evidence')
}

/** With a record whose tree holds a thousand documents more, renewed where that is asked for. */
function recorded(isRenewed: boolean): Uint8Array {
  const file = signed()
  const names = filesOf(file).flatMap(({ name }) => (name === 'mimetype' ? [] : [name]))
  const references = names.map((name) => {
    return { name, algorithm: 'sha256', digest: sha256(contentIn(file, name)) } as const
  })
  const builder = new HashTreeBuilder('sha256')
  for (let other = 0; other < 1000; other += 1) builder.add(sha256(utf8(`document ${other}`)))
  builder.add(...references.map(({ digest }) => digest))
  const tree = builder.build()
  const token = fakeTokenFor(clock, now + day, 'sha256', tree.root)
  const record = sure(archiveEvidence(tree, token), 'evidence').prove(1000)
  const { digest } = sure(renewalDigest(record), 'what a renewal is over')
  const renewal = fakeTokenFor(nextClock, now + 1.6 * year, 'sha256', digest)
  const covering = { name: 'META-INF/evidencerecord001.ers', mediaType: 'application/octet-stream' }
  return altered(file, {
    'META-INF/ASiCEvidenceRecordManifest001.xml': writeManifest(covering, references),
    [covering.name]: isRenewed ? sure(renewTimestamp(record, renewal), 'renewed') : record,
  })
}

function verdictAt(file: Uint8Array, at: Instant): string {
  const objects = sure(asicRow.read(file, []), 'a container')
  const [judged] = judgeSignatures({ objects, context: offlineTrust([city.certificate], at) })
  const { indication, subIndication } = certain(judged, 'the signature').verdict
  return subIndication ?? indication
}

test('an evidence record proves a signature after its certificate, as long as it is renewed', () => {
  const files = [signed(), recorded(false), recorded(true)]
  const verdictsAt = (at: Instant): readonly string[] => files.map((file) => verdictAt(file, at))
  const [passed, unproven] = ['TOTAL-PASSED', 'OUT_OF_BOUNDS_NO_POE']
  assert.deepEqual(verdictsAt(now + 3 * day), [passed, passed, passed])
  assert.deepEqual(verdictsAt(now + 1.8 * year), [unproven, passed, passed])
  assert.deepEqual(verdictsAt(now + 2.5 * year), [unproven, unproven, passed])
})

test('a record whose files are not as they were proves nothing', () => {
  const file = altered(recorded(true), { 'permit.txt': utf8('refused') })
  assert.equal(verdictAt(file, now + 2 * year), 'HASH_FAILURE')
})
