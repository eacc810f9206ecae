import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Actor, assertProves, entriesOf, type SignedAct, send, take, unitFile } from './actor.ts'
import { command, found, type NodeProcess, start, temporaryFolder } from './node-process.ts'

describe('a unit in a process of its own', () => {
  const scratch = temporaryFolder()
  let folder = ''
  let node: NodeProcess
  let mei: Actor
  const sent: { readonly act: SignedAct; readonly index: number }[] = []

  before(async () => {
    await scratch.make()
    folder = scratch.path
    await found(folder)
    mei = await Actor.founderOf(folder)
    node = await start(folder)
  })
  after(async () => {
    await node.end('SIGKILL')
    await scratch.remove()
  })

  test('gives receipts that prove, without it, that the act stands on the record', async () => {
    const { recordKey } = await unitFile(folder)
    for (const procedure of ['audit', 'establish-office']) {
      const data = procedure === 'audit' ? {} : { data: { office: 'intake' } }
      const act = mei.sign('case.open', { procedure, ...data })
      const receipt = await take(node, act)
      assertProves(receipt, act, recordKey)
      sent.push({ act, index: receipt.index })
    }
  })

  test('refuses a second node on its store, in words and with a code', async () => {
    const second = await command(['start', '--folder', folder])
    assert.equal(second.code, 1)
    assert.match(second.err, /^chancery: another node has `.*store\.sqlite` open: stop it first/)
    assert.notEqual(await entriesOf(node), undefined)
  })

  test('finishes at SIGTERM what it has taken, loses none of it, and ends with 0', async () => {
    const acts = Array.from({ length: 100 }, () => mei.sign('case.open', { procedure: 'audit' }))
    const sending = acts.map((act) => send(node, act).catch(() => undefined))
    await Promise.race(sending)
    const ended = await node.end('SIGTERM')
    assert.equal(ended.code, 0, ended.err)
    const answers = await Promise.all(sending)
    for (const [place, answer] of answers.entries()) {
      const act = acts[place]
      if (act && answer?.status === 201) sent.push({ act, index: (answer.json as { index: number }).index })
      else if (answer) assert.ok([429, 503].includes(answer.status), `${answer.status} ${answer.detail}`)
    }
    assert.ok(sent.length > 2)
  })

  test('has after a restart every act it gave a receipt for, and gives the first receipt again', async () => {
    node = await start(folder)
    for (const { act, index } of sent) {
      const again = await take(node, act)
      assert.deepEqual([again.index, again.repeated], [index, true])
    }
  })

  test('leaves a record that verifies', async () => {
    const { code } = await node.end('SIGTERM')
    assert.equal(code, 0)
    const store = join(folder, 'unit', 'store.sqlite')
    const verified = await command([
      ...['record', 'verify', '--store', store, '--as', join(folder, 'people', 'mei')],
    ])
    assert.equal(verified.code, 0, verified.err)
    assert.match(verified.out, /^the record verifies: /)
  })
})
