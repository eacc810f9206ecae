import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readConfiguration } from '#node'

const folder = join(import.meta.dirname, '..', 'deploy')
const serviceText = readFileSync(join(folder, 'chancery.service'), 'utf8')
const imageText = readFileSync(join(folder, 'Containerfile'), 'utf8')

test('the configuration to install is one that a node accepts', async () => {
  const read = await readConfiguration(join(folder, 'chancery.yaml'), '/var/lib/chancery/unit')
  assert.ok(read.ok, JSON.stringify(read))
  assert.equal(read.value.store, '/var/lib/chancery/unit/store.sqlite')
  assert.equal(read.value.public.host, '0.0.0.0')
})

test('systemd waits longer than the node takes to finish what is under way', async () => {
  const read = await readConfiguration(join(folder, 'chancery.yaml'), '/var/lib/chancery/unit')
  const [, seconds] = /^TimeoutStopSec=(\d+)s$/m.exec(serviceText) ?? []
  assert.ok(read.ok && Number(seconds) * 1000 > read.value.shutdownMilliseconds)
})

test('service and image start the node with the same words and the same configuration', () => {
  const words = ['start', '--folder', '/var/lib/chancery', '--configuration', '/etc/chancery/chancery.yaml']
  assert.ok(serviceText.includes(`src/main.ts ${words.join(' ')}\n`))
  assert.ok(imageText.includes(`CMD ${JSON.stringify(words).replaceAll(',', ', ')}\n`))
})
