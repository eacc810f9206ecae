import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { utf8 } from '#bytes'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { Log, type MemoryFault, memoryDisk, memoryStore } from '#record'
import { JournalGroups } from './journal-groups.ts'

/** A journal whose disk does at each write what the test says, and how many writes there were. */
async function journal(fault: () => MemoryFault | undefined = () => undefined) {
  const disk = memoryDisk()
  const count = { writes: 0 }
  let opened = false
  const store = memoryStore({
    disk,
    fault: () => {
      count.writes++
      // Opening writes the first checkpoint.
      return opened ? fault() : undefined
    },
  })
  const signer = PrivateKey.generate('ed25519')
  const log = sure(await Log.open({ store, name: 'journal', origin: 'unit.example/j', signer }), 'the log')
  const texts = async () => (await log.read(0, 2_000)).map((bytes) => Buffer.from(bytes).toString('utf8'))
  count.writes = 0
  opened = true
  return { groups: new JournalGroups(log), log, count, texts }
}

describe('journal entries', () => {
  test('stand in the order of the calls, strict or not, and each is durable when it is told', async () => {
    const { groups, texts } = await journal()
    const settled: string[] = []
    const given = ['a', 'b!', 'c', 'd', 'e!', 'f']
    await Promise.all(
      given.map(async (text) => {
        await groups.append(utf8(text), text.endsWith('!'))
        assert.ok((await texts()).includes(text))
        settled.push(text)
      }),
    )
    assert.deepEqual(await texts(), given)
    assert.equal(settled.length, given.length)
  })

  test('that wait are taken along by a strict one in one write', async () => {
    const { groups, count, texts } = await journal()
    const waiting = [groups.append(utf8('a'), false), groups.append(utf8('b'), false)]
    await groups.append(utf8('c'), true)
    await Promise.all(waiting)
    assert.deepEqual(await texts(), ['a', 'b', 'c'])
    assert.equal(count.writes, 1)
  })

  test('that nobody hurries are written by themselves', async () => {
    const { groups, count } = await journal()
    await Promise.all([groups.append(utf8('a'), false), groups.append(utf8('b'), false)])
    assert.equal(count.writes, 1)
    await groups.append(utf8('c'), false)
    assert.equal(count.writes, 2)
  })

  test('are written when a thousand wait', async () => {
    const { groups, log } = await journal()
    const waiting = Array.from({ length: 1_024 }, (_, at) => groups.append(utf8(`${at}`), false))
    await Promise.all(waiting)
    assert.equal(log.size, 1_024)
  })

  test('given while a group is being written go into the next', async () => {
    let release = () => {}
    const slow = new Promise<void>((resolve) => {
      release = resolve
    })
    let first = true
    const { groups, texts } = await journal(() => {
      const fault = first ? { slow } : undefined
      first = false
      return fault
    })
    const one = groups.append(utf8('a'), true)
    await setImmediate()
    const two = groups.append(utf8('b'), true)
    release()
    await Promise.all([one, two])
    assert.deepEqual(await texts(), ['a', 'b'])
  })
})

describe('a journal that cannot be written', () => {
  for (const fault of ['failed', 'full'] as const) {
    test(`because its disk is ${fault} tells everybody who waits, and all that come later`, async () => {
      const { groups, log } = await journal(() => fault)
      const waiting = [groups.append(utf8('a'), false), groups.append(utf8('b'), false)]
      const strict = groups.append(utf8('c'), true)
      const outcomes = await Promise.allSettled([...waiting, strict])
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['rejected', 'rejected', 'rejected'],
      )
      await assert.rejects(groups.append(utf8('d'), true), /the access journal refused entries/)
      assert.equal(log.size, 0)
    })
  }

  test('acknowledges nothing of which it does not know whether it was kept', async () => {
    const { groups, log } = await journal(() => 'failed but persisted')
    await assert.rejects(groups.append(utf8('a'), true), /outcome-unknown/)
    assert.ok(log.broken)
  })
})
