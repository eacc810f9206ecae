import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { base64, fromBase64 } from '#bytes'
import { type CommandLinePorts, runCommandLine } from '#cli'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { lineageOf } from './entry-proof.ts'
import { conflictEvidence, type EntryEvidence, evidenceForm, evidenceText } from './evidence.ts'
import { fakeMemory, fakeRecord } from './fixture.ts'
import { openHead } from './head.ts'
import type { Conflict } from './memory.ts'
import { look, sightingOf } from './watch.ts'

const folder = mkdtempSync(join(tmpdir(), 'chancery-evidence-'))
const now = '2026-01-05T08:00:00.000Z'

after(() => rmSync(folder, { recursive: true }))

/** What the command line says of a file of evidence. */
async function said(text: string): Promise<{ readonly code: number; readonly text: string }> {
  const path = join(folder, 'evidence.json')
  writeFileSync(path, text)
  let told = ''
  const hear = (line: string): void => {
    told += line
  }
  const ports: Partial<CommandLinePorts> = { acts: [], queries: [], environment: {}, out: hear, err: hear }
  const code = await runCommandLine(['record', 'evidence', path], ports as CommandLinePorts)
  return { code, text: told }
}

async function entryEvidence(): Promise<EntryEvidence> {
  const record = await fakeRecord()
  await record.grow(20)
  const receipt = await record.receipt(7)
  const head = sure(openHead(receipt.checkpoint, record.told.recordKey), 'the head')
  await record.grow(300)
  const seen = sightingOf(sure(openHead(record.log.checkpoint(), record.told.recordKey), 'the head'), now)
  const lineage = await lineageOf(head, seen, record.reader)
  assert.ok(lineage.kind === 'one')
  const { told, certificate, authorities, actor } = record
  return {
    ...{ form: evidenceForm, kind: 'entry', unit: told, receipt, certificate, authorities },
    spki: base64(actor.publicKey.spki),
    seen: { note: seen.note, proof: lineage.proof.map(base64) },
  }
}

test('the command line verifies an entry that was kept in a browser, without its unit', async () => {
  const { code, text } = await said(evidenceText(await entryEvidence()))
  assert.equal(code, 0, text)
  assert.match(text, /^entry 7 stands in the record of City\n/)
  assert.match(text, /signer +CN=Mei/)
  assert.match(text, /one history/)
})

test('it refuses an entry of which anything was changed', async () => {
  const evidence = await entryEvidence()
  const other = await entryEvidence()
  const { receipt } = evidence
  const bytes = sure(fromBase64(receipt.entry), 'the entry')
  const changes: readonly (readonly [Partial<EntryEvidence>, RegExp])[] = [
    [{ receipt: { ...receipt, entry: base64(bytes.with(40, 0x20)) } }, /inclusion proof fails/],
    [{ receipt: { ...receipt, index: 8 } }, /inclusion proof fails/],
    [{ receipt: { ...receipt, checkpoint: other.receipt.checkpoint } }, /not signed it|wrong/],
    [{ unit: other.unit }, /not signed it|wrong/],
    [{ spki: other.spki ?? '' }, /not the one that signed/],
    [{ seen: other.seen ?? { note: '', proof: [] } }, /not signed by the key/],
    [{ seen: { note: evidence.seen?.note ?? '', proof: [] } }, /not shown to be of one history/],
  ]
  for (const [change, why] of changes) {
    const { code, text } = await said(evidenceText({ ...evidence, ...change }))
    assert.equal(code, 4, text)
    assert.match(text, why)
  }
  assert.equal((await said('{}')).code, 4)
})

test('a certificate that does not lead to the unit names nobody', async () => {
  const [evidence, other] = [await entryEvidence(), await entryEvidence()]
  const strange = { certificate: other.certificate ?? '', authorities: other.authorities ?? '' }
  const { code, text } = await said(evidenceText({ ...evidence, ...strange }))
  assert.equal(code, 0, text)
  assert.doesNotMatch(text, /Mei/)
})

/** A unit that tells two histories to one browser. */
async function conflictOf(seen: number, shown: number): Promise<Conflict> {
  const keys = { log: PrivateKey.generate('ed25519'), authority: PrivateKey.generate('ecdsa-p256-sha256') }
  const [first, second] = [await fakeRecord(keys), await fakeRecord({ ...keys, history: 'second' })]
  const memory = fakeMemory()
  await first.grow(seen - 1)
  await second.grow(shown - 1)
  await look(first.told, first.reader, memory, now)
  const broken = await look(second.told, second.reader, memory, now)
  assert.ok(broken.kind === 'broken')
  return broken.conflict
}

for (const [seen, shown] of [
  [7, 7],
  [7, 8],
  [64, 300],
  [300, 600],
] as const) {
  test(`a fork seen at ${seen} and ${shown} entries is proven to anybody`, async () => {
    const conflict = await conflictOf(seen, shown)
    const { code, text } = await said(evidenceText(conflictEvidence(conflict)))
    assert.equal(code, 0, text)
    assert.match(text, /signed two histories/)
    assert.ok(conflict.kind === 'forked')
    const same = { ...conflict, later: conflict.earlier }
    assert.equal((await said(evidenceText(conflictEvidence(same)))).code, 4)
    const innocent = { ...conflict, root: conflict.earlier.root }
    const isEqual = seen === shown
    assert.equal((await said(evidenceText(conflictEvidence(innocent)))).code, isEqual ? 0 : 4)
  })
}

test('an older head shown last is told as far as it can be', async () => {
  const conflict = await conflictOf(9, 4)
  const { code, text } = await said(evidenceText(conflictEvidence(conflict)))
  assert.equal(code, 0, text)
  assert.match(text, /is the word of the browser/)
})
