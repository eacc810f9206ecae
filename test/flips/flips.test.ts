import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { subjects } from './files.ts'
import { flipAll } from './flip.ts'

/** A prime; all octets are flipped by `npm run flips`. */
const stride = 499

describe('a flipped octet', () => {
  const all = subjects()

  test('is never taken for the file that was signed, whatever its form and level', () => {
    for (const subject of all) {
      const { flips, unnoticed, forged } = flipAll(subject, stride)
      assert.ok(flips > 0)
      assert.deepEqual([unnoticed, forged], [[], []], `${subject.name} ${subject.level}`)
    }
  })

  test('is found unnoticed where a verifier looks away', () => {
    const [first] = all
    assert.ok(first)
    const good = first.verify(first.bytes)
    const { flips, unnoticed } = flipAll({ ...first, verify: () => good }, stride)
    assert.equal(unnoticed.length, flips)
  })

  test('is found forged where a verifier takes one signature for another', () => {
    const [first, other] = [all[0], all.find(({ name }) => name === 'jades')]
    assert.ok(first && other)
    const verify: typeof first.verify = (bytes) =>
      bytes.every((octet, at) => octet === first.bytes[at]) ? first.verify(bytes) : other.verify(other.bytes)
    const { flips, forged } = flipAll({ ...first, verify }, stride)
    assert.equal(forged.length, flips)
  })
})
