import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sure } from '#fault'
import { parseProcedure } from '#task'
import { readBpmn } from './read.ts'
import { writeBpmn } from './write.ts'

const root = join(import.meta.dirname, '../..')
const files = globSync('{procedures,examples/*}/*.yaml', { cwd: root }).toSorted()

for (const file of files) {
  test(`${file} comes back from BPMN as it was`, async () => {
    const text = readFileSync(join(root, file), 'utf8')
    const { procedure } = sure(parseProcedure(text), file)
    const read = await readBpmn(await writeBpmn(procedure))
    assert.ok(read.ok, JSON.stringify(read))
    assert.deepEqual(sure(parseProcedure(read.value.text), 'the text of a diagram').procedure, procedure)
    assert.deepEqual(read.value.notes, [{ kind: 'layout-left' }])
  })
}
