import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '#bytes'
import { storeContract } from './contract.ts'
import { type MemoryFault, memoryDisk, memoryStore } from './memory.ts'

for (const claim of storeContract) {
  test(`the store in memory: ${claim.claim}`, async () => {
    const disk = memoryDisk()
    await claim.check(async () => memoryStore({ disk }))
  })
}

const faults: readonly { fault: MemoryFault; outcome: 'rejects' | 'refuses' | 'accepts'; length: number }[] =
  [
    { fault: 'failed', outcome: 'rejects', length: 0 },
    { fault: 'failed but persisted', outcome: 'rejects', length: 1 },
    { fault: 'full', outcome: 'refuses', length: 0 },
    { fault: { slow: Promise.resolve() }, outcome: 'accepts', length: 1 },
  ]

for (const { fault, outcome, length } of faults) {
  test(`the fault ${JSON.stringify(fault)}: an append ${outcome}, ${length} entries are kept`, async () => {
    const disk = memoryDisk()
    const store = memoryStore({ disk, fault: () => fault })
    const append = store.append('acts', 0, [{ bytes: utf8('a') }], [], 'note\n')
    if (outcome === 'rejects') await assert.rejects(append)
    else assert.equal((await append).ok, outcome === 'accepts')
    assert.equal(await memoryStore({ disk }).length('acts'), length)
  })
}
