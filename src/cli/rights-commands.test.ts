import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'

const unit = new FakeUnit()
const path = '/rights/ended'
const right = {
  case: '3',
  step: 'accept',
  person: 'mei',
  reason: 'completed',
  at: '2026-11-22T12:00:00.000Z',
}

before(() => unit.open())
after(() => unit.close())
beforeEach(() => unit.reset())

function eventText(event: string, id: string, data: object): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`
}

/** Each stream of the unit in turn, and then a refusal; the exit code. */
async function watched(streams: readonly string[], ...argv: readonly string[]): Promise<number> {
  const [first, ...later] = streams
  unit.situation = first === undefined ? {} : { [path]: first }
  const wait = (): Promise<void> => {
    const next = later.shift()
    unit.situation = next === undefined ? {} : { [path]: next }
    return Promise.resolve()
  }
  return runCommandLine(['rights', 'watch', ...argv], unit.ports({ wait }))
}

test('what ends is printed a line each, over breaks, until the unit refuses', async () => {
  const first = eventText('resync', '9.0', { size: 9 }) + eventText('right-ended', '9.1', right)
  const second = eventText('epoch', '11.0', { size: 11 }) + eventText('right-ended', '11.1', right)
  assert.equal(await watched([first, second]), 1)
  const line = '2026-11-22T12:00:00.000Z  right-ended  case 3  step accept  person mei  reason completed'
  assert.deepEqual(unit.out.trimEnd().split('\n').slice(1), [line, line])
  assert.equal(unit.err.match(/broke off/g)?.length, 2)
  assert.match(unit.err, /there is nothing at `\/rights\/ended`\n$/)
})

test('programs get one value a line, heartbeats too', async () => {
  await watched([eventText('epoch', '9.0', { size: 9 }) + eventText('right-ended', '9.1', right)], '--json')
  const values = unit.out.trimEnd().split('\n')
  assert.deepEqual(
    values.map((text): unknown => JSON.parse(text)),
    [
      { event: 'epoch', size: 9 },
      { event: 'right-ended', ...right },
    ],
  )
})

test('what would steer the terminal is not printed', async () => {
  await watched([eventText('right-ended', '9.1', { ...right, person: '\u001b[2Jmei' })])
  assert.match(unit.out, /person {2}\[2Jmei/)
})

test('an answer that is no stream, an event without end and no unit at all are told', async () => {
  unit.situation = { [path]: {} }
  assert.equal(await runCommandLine(['rights', 'watch'], unit.ports()), 1)
  assert.equal(await watched([`event: ${'x'.repeat(100_000)}`]), 3)
  unit.faults = ['cut']
  assert.equal(await watched(['']), 3)
  assert.equal(unit.out, '')
})
