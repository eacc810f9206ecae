import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { accept, refuse } from '#fault'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'
import type { FoundOptions, StartOptions } from './ports.ts'

const unit = new FakeUnit()

after(() => unit.close())
beforeEach(() => unit.reset())

const environment = {
  CHANCERY_PASSPHRASE: 'the words of the founder',
  CHANCERY_UNIT_PASSPHRASE: 'the words of the unit',
}

const founding = [
  'found',
  '--name',
  '许可局',
  '--domain',
  'unit.example',
  '--founder',
  'li.wei',
  '--founder-name',
]

test('a unit is founded with what was said and with defaults for the rest', async () => {
  const asked: FoundOptions[] = []
  const ports = unit.ports({
    environment,
    found: (options) => {
      asked.push(options)
      return Promise.resolve(accept({ lines: ['founded', 'next: start it'] }))
    },
  })
  assert.equal(await runCommandLine([...founding, 'Li Wei', '--folder', 'here'], ports), 0, unit.err)
  assert.equal(unit.out, 'founded\nnext: start it\n')
  assert.deepEqual(asked, [
    {
      folder: 'here',
      name: '许可局',
      domain: 'unit.example',
      suite: 'ecdsa-p256-sha256',
      founder: { id: 'li.wei', name: 'Li Wei' },
      founderFolder: 'here/people/li.wei',
      publicUrl: 'http://localhost:8480',
      apiUrl: 'https://localhost:8444',
      unitPassphrase: 'the words of the unit',
      founderPassphrase: 'the words of the founder',
    },
  ])
})

test('a founding that is refused is told in one sentence', async () => {
  assert.equal(await runCommandLine([...founding, 'Li Wei'], unit.ports({ environment })), 1)
  assert.equal(unit.err, 'chancery: refused: folder-not-empty\n')
})

test('a founding without a name is usage', async () => {
  assert.equal(await runCommandLine(['found', '--domain', 'unit.example'], unit.ports({ environment })), 2)
  assert.equal(unit.err, 'chancery: required option `--name <text>` not specified\n')
})

test('a node that is started says where it is and stays until it ends', async () => {
  const asked: StartOptions[] = []
  const ended = Promise.withResolvers<undefined>()
  const ports = unit.ports({
    environment,
    start: (options) => {
      asked.push(options)
      setImmediate(() => ended.resolve(undefined))
      return Promise.resolve(accept({ lines: ['gate https://localhost:8443'], ended: ended.promise }))
    },
  })
  assert.equal(await runCommandLine(['start', '--configuration', 'chancery.yaml'], ports), 0)
  assert.equal(unit.out, 'gate https://localhost:8443\n')
  const unitPassphrase = 'the words of the unit'
  assert.deepEqual(asked, [{ folder: 'var', configuration: 'chancery.yaml', unitPassphrase }])
})

test('a node that stops by itself says why', async () => {
  const ports = unit.ports({
    environment,
    start: () => Promise.resolve(accept({ lines: [], ended: Promise.resolve({ kind: 'store-full' }) })),
  })
  assert.equal(await runCommandLine(['start'], ports), 1)
  assert.equal(unit.err, 'chancery: refused: store-full\n')
})

test('a node that does not start says why', async () => {
  const ports = unit.ports({ environment, start: () => Promise.resolve(refuse({ kind: 'store-in-use' })) })
  assert.equal(await runCommandLine(['start'], ports), 1)
  assert.equal(unit.err, 'chancery: refused: store-in-use\n')
})
