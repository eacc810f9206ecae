import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { hour } from '#clock'
import { accept, type Result, sure } from '#fault'
import { horizonOf, pathTo } from '#recognition'
import { defineQuery, type QueryDefinition } from '#unit'
import type { Certificate } from '#x509'
import { recognise, revoke } from './bundles-fixture.ts'
import { caseOpened } from './fixture.ts'
import { forwardClock, type RealNode, realNode } from './real-node-fixture.ts'

/** A loaded machine gets time; a node that never does it does not hang the tests. */
const waitMillisecondsMax = 60_000

/** What the search for a path to somebody comes to at a node. */
function pathAt({ node }: RealNode, leaf: Certificate): string {
  const query = defineQuery({
    ...{ name: 'test.path', label: 'path', path: '/test', access: { by: 'public' } },
    input: z.strictObject({}),
    answer: ({ state, documents, time }) => {
      const demand = { purpose: 'client', grade: 'basic' } as const
      return accept(pathTo(horizonOf(state, documents), leaf, demand, time))
    },
  }) as QueryDefinition
  const answer = sure(node.unit.ask(query, {}, undefined) as Result<ReturnType<typeof pathTo>, never>, 'it')
  return answer.answer === 'refused' ? answer.fault.kind : answer.answer
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + waitMillisecondsMax; Date.now() < end; await wait(50)) {
    if (await holds()) return
  }
  assert.fail(`it did not come true: ${holds.toString()}`)
}

const clock = forwardClock()

describe('two units, each with a node of its own', () => {
  let folder: string
  let here: RealNode
  let there: RealNode
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chancery-neighbours-'))
    here = await realNode(folder, 'here.example', clock)
    there = await realNode(folder, 'there.example', clock)
  })
  after(async () => {
    await Promise.all([here.node.stop(), there.node.stop()])
    await rm(folder, { recursive: true })
  })

  const published = async (of: RealNode): Promise<number> => {
    const answer = await fetch(`${of.public}/.well-known/chancery-bundle`)
    if (!answer.ok) return 0
    const { bundle } = (await answer.json()) as { readonly bundle: { readonly payload: string } }
    return JSON.parse(Buffer.from(bundle.payload, 'base64').toString()).number
  }

  test('publish what they vouch for by themselves', async () => {
    await until(async () => (await published(here)) === 1 && (await published(there)) === 1)
  })

  test('stay strangers where the agreement does not open the addresses of the machine', async () => {
    const terms = { bundle: there.url }
    await recognise(here, { domain: there.domain, authority: there.fake.authority }, terms)
    await until(async () => {
      const answer = await fetch(`${here.public}/metrics`)
      return /bundle_fetches_total\{outcome="address-refused"\} 1/.test(await answer.text())
    })
    assert.equal(pathAt(here, there.founder), 'issuer-unknown')
  })

  test('know each other’s people once one recognises the other, over TLS', async () => {
    const terms = { bundle: here.url, privateAddresses: true }
    await recognise(there, { domain: here.domain, authority: here.fake.authority }, terms)
    await until(() => pathAt(there, here.founder) === 'accepted')
    assert.equal(pathAt(here, there.founder), 'issuer-unknown', 'an agreement is one-way')
  })

  test('carry in a file what no line does', async () => {
    const exported = await there.command('bundle', 'export')
    assert.equal(exported.code, 0, exported.err)
    const path = join(folder, 'there.bundle')
    await writeFile(path, exported.out)
    const brought = await here.command('bundle', 'import', path)
    assert.equal(brought.code, 0, brought.err)
    assert.match(brought.out, /^bundle \d+ of there\.example stands on the record\n$/)
    assert.equal(pathAt(here, there.founder), 'accepted')
    const again = await here.command('bundle', 'import', path)
    assert.match(again.out, /^bundle \d+ of there\.example was there already\n$/)
    const fetches = await here.command('peer', 'fetches')
    assert.match(fetches.out, /there\.example[^]*address-refused/)
  })

  test('hear of a revocation as soon as the next bundle is fetched', async () => {
    const before = await published(here)
    await revoke(here, here.founder.serial)
    await until(async () => (await published(here)) > before)
    clock.ahead += hour
    await until(() => pathAt(there, here.founder) === 'revoked')
  })
  test('leave records that verify with the documents they name, over HTTP and from the store', async () => {
    const id = await caseOpened(there, 'audit')
    await there.does(there.fake.keys.founder, 'step.claim', { case: id, step: 'read' })
    const online = await there.command('record', 'verify')
    assert.equal(online.code, 0, online.err)
    await Promise.all([here.node.stop(), there.node.stop()])
    for (const unit of [here, there]) {
      const offline = await unit.command('record', 'verify', '--store', unit.store)
      assert.equal(offline.code, 0, offline.err)
    }
  })
})
