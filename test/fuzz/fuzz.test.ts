import assert from 'node:assert/strict'
import { test } from 'node:test'
import { equalBytes, hex } from '#bytes'
import { accept, refuse } from '#fault'
import { mutateBytes } from './byte-mutation.ts'
import { Session, shrunk } from './session.ts'
import { outcomeOf, type Target } from './target.ts'
import { targets } from './targets.ts'

/** Enough to reach most ways of refusing, and over within the seconds a test may take. */
const runs = 200

for (const target of targets) {
  test(`${target.name}: no input makes it throw, and what it accepts is written as it was read`, () => {
    const session = new Session(target, 1)
    for (let run = 0; run < runs; run += 1) {
      const input = session.next()
      const failure = session.try(input)
      if (!failure) continue
      const shown = Buffer.from(shrunk(target, failure)).toString('base64')
      assert.fail(`${failure.error.stack}\nrun ${failure.run}: ${shown}`)
    }
    const { accepted, labels } = session.tally
    assert.ok(accepted > 0, 'nothing was accepted')
    assert.ok(labels.size > 1, 'everything went the same way')
  })
}

/** A parser with a fault of this kind behind a few good octets. */
function faulty(fault: (input: Uint8Array) => void): Target {
  const run = (input: Uint8Array): ReturnType<Target['run']> => {
    if (input[0] !== 0x30) return outcomeOf(refuse({ kind: 'tag-unexpected' }), () => undefined)
    return outcomeOf(accept(input), fault)
  }
  return { name: 'faulty', seeds: () => [new Uint8Array(64).fill(0x30)], mutate: mutateBytes, run }
}

function firstFailure(target: Target, seed: number): ReturnType<Session['try']> {
  const session = new Session(target, seed)
  for (let run = 0; run < 2_000; run += 1) {
    const failure = session.try(session.next())
    if (failure) return failure
  }
  return undefined
}

test('a parser that throws is found, by the same input for the same seed, and the input made smaller', () => {
  const target = faulty((input) => {
    if (input.includes(0xff)) throw new RangeError('an octet too large')
  })
  const [first, again] = [firstFailure(target, 5), firstFailure(target, 5)]
  assert.ok(first && again && equalBytes(first.input, again.input))
  assert.equal(first.run, again.run)
  assert.equal(hex(shrunk(target, first)), '30ff')
})

test('a refusal without a kind is found', () => {
  for (const fault of [undefined, 'text', {}, { kind: 1 }, []]) {
    assert.throws(() => outcomeOf(refuse(fault), () => undefined))
  }
  const nested = { kind: 'not-der', fault: { kind: 'truncated', offset: 0 } }
  assert.equal(outcomeOf(refuse(nested), () => undefined).label, 'not-der/truncated')
})
