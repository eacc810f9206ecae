import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import fc from 'fast-check'
import { utf8 } from '#bytes'
import { sure } from '#fault'
import { readPreciseTime } from './precise-time.ts'
import { readDer } from './reader.ts'
import { tag } from './tag.ts'
import { element, preciseTime } from './write.ts'

function read(text: string): number | undefined {
  const result = readDer(element(tag.generalizedTime, utf8(text)), readPreciseTime)
  return result.ok ? result.value : undefined
}

const nine = Date.UTC(2026, 10, 22, 9)

const texts: readonly (readonly [text: string, instant: number | undefined])[] = [
  ['20261122090000Z', nine],
  ['20261122090000.1Z', nine + 100],
  ['20261122090000.007Z', nine + 7],
  ['20261122090000.0079Z', nine + 7],
  ['20261122090000.123456789Z', nine + 123],
  ['20261122090000.1234567891Z', undefined],
  ['20261122090000.10Z', undefined],
  ['20261122090000.0Z', undefined],
  ['20261122090000.Z', undefined],
  ['20261122090000.1', undefined],
  ['20261122090000.1+0100', undefined],
  ['20261122090000,1Z', undefined],
  ['202611220900.5Z', undefined],
  ['20261122096000.5Z', undefined],
  ['20260230090000.5Z', undefined],
  ['', undefined],
]

group('a time with a fraction', () => {
  for (const [text, instant] of texts) {
    test(`\`${text}\` is ${instant === undefined ? 'refused' : 'taken'}`, () => {
      assert.equal(read(text), instant)
    })
  }

  test('is read as it was written, to the millisecond', () => {
    const instants = fc.integer({ min: 0, max: Date.UTC(9999, 0) })
    fc.assert(
      fc.property(instants, fc.nat({ max: 999 }), (instant, microseconds) => {
        const der = preciseTime(instant, microseconds)
        assert.equal(sure(readDer(der, readPreciseTime), 'a time'), instant)
      }),
    )
  })
})
