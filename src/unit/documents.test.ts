import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '#bytes'
import { Documents } from './documents.ts'

test('what is made of parts and documents is made once, and anew when a part is another', () => {
  const documents = new Documents()
  const digest = documents.keep(utf8('one'))
  const [as, part] = [{}, {}]
  let count = 0
  const made = (parts: readonly unknown[], digests: readonly string[]): number =>
    documents.derive(as, parts, digests, () => ++count)
  assert.deepEqual([made([part], [digest]), made([part], [digest])], [1, 1])
  assert.deepEqual([made([{}], [digest]), made([part], [digest])], [2, 3])
  assert.equal(
    documents.derive({}, [part], [], () => 7),
    7,
  )
})

test('what was made while a document was missing is not kept', () => {
  const documents = new Documents()
  const [as, part] = [{}, {}]
  let count = 0
  const made = (): number => documents.derive(as, [part], ['missing'], () => ++count)
  assert.deepEqual([made(), made()], [1, 2])
})
