import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Actor, entriesOf, eventMember, type SignedAct, send, take } from './actor.ts'
import { command, found, type NodeProcess, start, temporaryFolder } from './node-process.ts'

/** The smallest store there may be: a founding and some dozens of large acts. */
const storeBytesMax = 1024 * 1024

/** The longest text of a procedure: an entry holds it twice. */
const textCharacters = 16_000

/** Each round puts some 40 KB on the record. */
const roundsMax = 60

describe('a store that is full', () => {
  const scratch = temporaryFolder()
  const kept: { readonly act: SignedAct; readonly index: number }[] = []
  let node: NodeProcess
  let mei: Actor

  before(async () => {
    await scratch.make()
    await found(scratch.path, `storeBytesMax: ${storeBytesMax}\n`)
    mei = await Actor.founderOf(scratch.path)
    node = await start(scratch.path)
  })
  after(async () => {
    await node.end('SIGKILL')
    await scratch.remove()
  })

  test('the act that does not fit is refused, and so is every act after it', async () => {
    assert.equal(await gateStatus(node), 421)
    const refused = await untilFull()
    assert.deepEqual([refused.status, refused.problem], [503, 'unit-stopped'])
    assert.match(refused.detail, /full/)
    const small = await send(node, mei.sign('case.open', { procedure: 'audit' }))
    assert.deepEqual([small.status, small.problem], [503, 'unit-stopped'])
  })

  test('the node says so, and its gate admits nobody', async () => {
    assert.equal(await entriesOf(node), undefined)
    const health = await fetch(`${node.public}/health`)
    assert.equal(health.status, 503)
    assert.match(((await health.json()) as { readonly detail: string }).detail, /full/)
    assert.equal(await gateStatus(node), 503)
  })

  test('what was acknowledged is there and verifies', async () => {
    for (const { act, index } of kept) assert.equal((await take(node, act)).index, index)
    const ended = await node.end('SIGTERM')
    assert.equal(ended.code, 0, ended.err)
    const as = ['--as', join(scratch.path, 'people', 'mei')]
    const store = join(scratch.path, 'unit', 'store.sqlite')
    const verified = await command(['record', 'verify', '--store', store, ...as])
    assert.equal(verified.code, 0, verified.err)
  })

  test('with more room the unit goes on where it stopped', async () => {
    const file = join(scratch.path, 'unit', 'chancery.yaml')
    const text = await readFile(file, 'utf8')
    await writeFile(
      file,
      text.replace(`storeBytesMax: ${storeBytesMax}`, `storeBytesMax: ${4 * storeBytesMax}`),
    )
    node = await start(scratch.path)
    const last = kept.at(-1)
    const receipt = await take(node, mei.sign('case.open', { procedure: 'audit' }))
    assert.equal(receipt.index, (last?.index ?? 0) + 1)
    for (const { act, index } of kept) assert.equal((await take(node, act)).index, index)
  })

  /** Drafts long procedures until the store takes no more; the refusal. */
  async function untilFull(): Promise<Awaited<ReturnType<typeof send>>> {
    for (let round = 0; round < roundsMax; round++) {
      const name = `long-${round}`
      const opening = mei.sign('case.open', { procedure: 'change-procedure', data: { name } })
      const opened = await tried(opening)
      if ('refused' in opened) return opened.refused
      const place = { case: eventMember(opened.receipt, 'case-opened', 'case'), step: 'draft' }
      const claimed = await tried(mei.sign('step.claim', place))
      if ('refused' in claimed) return claimed.refused
      const drafted = await tried(
        mei.sign('procedure.draft', { name, text: longText(name) }, { under: place }),
      )
      if ('refused' in drafted) return drafted.refused
    }
    throw new Error(`the store took ${kept.length} acts and is not full`)
  }

  async function tried(act: SignedAct) {
    const answer = await send(node, act)
    if (answer.status !== 201) return { refused: answer }
    const receipt = answer.json as Awaited<ReturnType<typeof take>>
    kept.push({ act, index: receipt.index })
    return { receipt }
  }
})

function longText(name: string): string {
  const text = `procedure: ${name}
title: { en: Long }
opened-by: anyone
steps:
  only: { by: opener, within: P1D }
`
  return `${text}# ${'x'.repeat(textCharacters - text.length)}\n`
}

/** What the gate answers for a host it does not serve; one that admits nobody says that first. */
function gateStatus(to: NodeProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    // Who answers is not the question here.
    const options = { host: '127.0.0.1', port: to.gate, servername: 'localhost', rejectUnauthorized: false }
    get(options, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).on('error', reject)
  })
}
