import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readBpmn, writeBpmn } from '#bpmn'
import { utf8 } from '#bytes'
import { sure } from '#fault'
import { parseProcedure } from '#task'
import { Chance } from './chance.ts'
import { mutateText } from './text-mutation.ts'
import { bpmnWords } from './words.ts'

/** Some 2 ms each. */
const runs = 400

// The reader of diagrams waits for the library it reads with, so it is no target of the sessions.
test('bpmn: no input makes it reject, and what it accepts is a sound procedure that comes back', async () => {
  const sample = join(import.meta.dirname, '../../examples/permit-registry/building-permit.bpmn')
  const seed = utf8(readFileSync(sample, 'utf8'))
  const mutate = mutateText(bpmnWords)
  const chance = new Chance(3, 'bpmn')
  const kinds = new Set<string>()
  let accepted = 0
  for (let run = 0; run < runs; run++) {
    const input = Buffer.from(mutate(seed, chance, [seed])).toString()
    const read = await readBpmn(input)
    if (read.ok) {
      accepted++
      const { procedure } = sure(parseProcedure(read.value.text), 'the text of a diagram')
      const again = sure(await readBpmn(await writeBpmn(procedure)), 'a diagram just written')
      assert.deepEqual(sure(parseProcedure(again.text), 'its text').procedure, procedure)
    } else {
      assert.ok(read.fault.length > 0, 'a refusal without a fault')
      for (const { kind } of read.fault) kinds.add(kind)
    }
  }
  assert.ok(accepted > 0, 'nothing was accepted')
  assert.ok(kinds.size > 5, [...kinds].join())
})
