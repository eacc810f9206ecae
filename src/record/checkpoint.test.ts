import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64 } from '#bytes'
import { sure } from '#fault'
import { type Checkpoint, checkpointText, parseCheckpoint } from './checkpoint.ts'

const root = base64(new Uint8Array(32).fill(7))

test('a checkpoint reads back as it was written, extension lines too', () => {
  const checkpoints: readonly Checkpoint[] = [
    { origin: 'x.example/log', size: 0, root: Buffer.alloc(32), extensions: [] },
    { origin: 'Behörde 7', size: 2 ** 53 - 1, root: Buffer.alloc(32, 1), extensions: ['one', 'two'] },
  ]
  for (const checkpoint of checkpoints) {
    assert.deepEqual(sure(parseCheckpoint(checkpointText(checkpoint)), 'the checkpoint'), checkpoint)
  }
})

const malformed = [
  { text: '', line: 'origin' },
  { text: `\n1\n${root}\n`, line: 'origin' },
  { text: 'x\n', line: 'size' },
  { text: `x\n01\n${root}\n`, line: 'size' },
  { text: `x\n-1\n${root}\n`, line: 'size' },
  { text: `x\n1.0\n${root}\n`, line: 'size' },
  { text: `x\n9007199254740992\n${root}\n`, line: 'size' },
  { text: 'x\n1\n', line: 'root' },
  { text: `x\n1\n${root.slice(1)}\n`, line: 'root' },
  { text: `x\n1\n${base64(new Uint8Array(31))}\n`, line: 'root' },
  { text: `x\n1\n${root}`, line: 'extension' },
  { text: `x\n1\n${root}\n\n`, line: 'extension' },
  { text: `x\n1\n${root}\nmore\n\nand more\n`, line: 'extension' },
] as const

for (const { text, line } of malformed) {
  test(`a checkpoint ${JSON.stringify(text)} is refused for its ${line}`, () => {
    assert.deepEqual(parseCheckpoint(text), { ok: false, fault: { kind: 'checkpoint-malformed', line } })
  })
}
