import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { FoundEntries, ShownEntry } from '#api'
import { fromBase64 } from '#bytes'
import { sure } from '#fault'
import { leafHash, verifyInclusion } from '#merkle'
import { openCheckpoint, parseVerifierKey } from '#record'
import { forwardClock, type RealNode, realNode } from './real-node-fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'chancery-looking-'))
let unit: RealNode

before(async () => {
  unit = await realNode(folder, 'city.example', forwardClock())
})
after(async () => {
  await unit.node.stop()
  rmSync(folder, { recursive: true })
})

async function asked<T>(...argv: readonly string[]): Promise<T> {
  const { code, out, err } = await unit.command(...argv, '--json')
  assert.equal(code, 0, err)
  return JSON.parse(out) as T
}

async function foundByFay(): Promise<FoundEntries> {
  for (;;) {
    const found = await asked<FoundEntries>('entry', 'find', '--actor', 'person/fay')
    // The record is looked at in the background.
    if (found.indexed === found.size) return found
  }
}

async function openedByFay(): Promise<string> {
  const events = await unit.does(unit.fake.keys.founder, 'case.open', { procedure: 'absence', data: {} })
  return String(events.find(({ kind }) => kind === 'case-opened')?.['case'])
}

describe('a founded unit', () => {
  test('shows people the entries of their own acts, in the order newest first', async () => {
    const key = unit.fake.keys.founder
    await unit.does(key, 'case.open', { procedure: 'absence', data: {} }).catch(() => undefined)
    const { entries } = await foundByFay()
    const indexes = entries.map(({ index }) => index)
    assert.deepEqual(
      indexes,
      indexes.toSorted((a, b) => b - a),
    )
    for (const { actor, name } of entries) assert.deepEqual([actor, name], ['person/fay', 'Fay'])
  })

  test('shows the entries of others under a step alone', async () => {
    const everybody = await unit.command('entry', 'find')
    assert.equal(everybody.code, 1, everybody.out)
    const founding = await unit.command('entry', 'show', '0')
    assert.equal(founding.code, 1, founding.out)
    const beyond = await unit.command('entry', 'show', '99999')
    assert.equal(beyond.code, 1, beyond.out)
  })

  test('gives an entry with its proof and with what its signature is checked', async () => {
    const { entries } = await foundByFay()
    const index = entries[0]?.index ?? assert.fail('Fay made no act')
    const { receipt, spki, certificate } = await asked<ShownEntry>('entry', 'show', String(index))
    const { recordKey } = await asked<{ recordKey: string }>('unit', 'show')
    const verifier = sure(parseVerifierKey(recordKey), 'the key of the record')
    const opened = sure(openCheckpoint(receipt.checkpoint, verifier.name, [verifier]), 'the checkpoint')
    const bytes = sure(fromBase64(receipt.entry), 'the entry')
    const claim = { index, leafHash: leafHash(bytes), ...opened.checkpoint }
    const proof = receipt.proof.map((hash) => sure(fromBase64(hash), 'a hash'))
    assert.deepEqual(verifyInclusion(claim, proof), { ok: true, value: undefined })
    assert.match(certificate ?? '', /^-----BEGIN CERTIFICATE-----/)
    assert.ok(sure(fromBase64(spki ?? ''), 'the key').length > 0)
  })

  test('tells who did what in a case to whoever is shown it', async () => {
    const opened = await openedByFay()
    const { entries, names } = await asked<{
      readonly entries: readonly { readonly act: string; readonly actor?: object; readonly own?: true }[]
      readonly names: Readonly<Record<string, string>>
    }>('case', 'history', opened)
    assert.deepEqual(
      entries.map(({ act, actor, own }) => [act, actor, own]),
      [['case.open', { kind: 'person', id: 'fay' }, true]],
    )
    assert.deepEqual(names, { fay: 'Fay' })
    const other = await unit.command('case', 'history', '99')
    assert.match(other.err, /is shown to who opened it/)
  })

  test('tells how it is and how near its limits are', async () => {
    const health = await asked<{ status: string; limits: { limit: string; used: number; max: number }[] }>(
      'unit',
      'health',
    )
    assert.equal(health.status, 'ok')
    for (const { limit, used, max } of health.limits) assert.ok(used >= 0 && used < max, limit)
  })

  test('tells what it is made of', async () => {
    const told = await asked<{ bomFormat: string; components: object[] }>('unit', 'inventory')
    assert.equal(told.bomFormat, 'CycloneDX')
    assert.ok(told.components.length > 20)
  })
})
