import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { forwardClock, type RealNode, realNode } from './real-node-fixture.ts'

let folder: string
let node: RealNode

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chancery-preview-'))
  node = await realNode(folder, 'here.example', forwardClock())
})
after(async () => {
  await node.node.stop()
  await rm(folder, { recursive: true })
})

/** The record says nothing of it: the node's own duties go on meanwhile. */
async function casesOpened(): Promise<number> {
  const { out } = await node.command('case', 'list', '--json')
  return (JSON.parse(out) as { readonly cases: readonly unknown[] }).cases.length
}

test('a dry run of a revocation tells what would be done from the opening of its case on', async () => {
  const before = await casesOpened()
  const revoking = ['certificate', 'revoke', '--serial', node.founder.serial, '--reason', 'superseded']
  const { code, out, err } = await node.command(...revoking, '--dry-run')
  assert.deepEqual([code, err], [0, ''])
  const lines = out.trim().split('\n')
  const acts = lines.map((line) => line.replace(/ would be done.*/, ''))
  assert.deepEqual(acts, ['case.open', 'step.claim', 'certificate.revoke', 'nothing was done'])
  assert.match(lines[2] ?? '', /\bcertificate-revoked\b/)
  assert.equal(await casesOpened(), before)
})

test('a dry run of what would be refused says so in the words of the act itself', async () => {
  const revoking = ['certificate', 'revoke', '--serial', '4f', '--reason', 'superseded']
  const dry = await node.command(...revoking, '--dry-run')
  assert.equal(dry.code, 1)
  assert.match(dry.err, /^chancery: .* would be refused/)
  const real = await node.command(...revoking)
  assert.equal(real.code, 1)
  const reason = dry.err
    .replace(/^.*? would be refused(?: after [^:]*)?: /, '')
    .replace(/ \(nothing.*\n$/, '')
  assert.ok(real.err.includes(reason), `${real.err} says ${reason}`)
})

test('a dry run of what the unit would sign for signs nothing of it', async () => {
  const { code, out, err } = await node.command('statement', 'issue', '--unit', 'there.example', '--dry-run')
  assert.deepEqual([code, err], [0, ''])
  assert.match(out, /\nstatement\.issue would be done: .*\bstatement-issued\b/)
})
