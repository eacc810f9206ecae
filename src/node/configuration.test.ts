import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { configurationForm, parseConfiguration } from './configuration.ts'

const path = '/etc/chancery.yaml'

test('an empty file gives every default, with paths below the folder of the unit', () => {
  const read = parseConfiguration(path, '/var/unit', '')
  assert.ok(read.ok)
  assert.equal(read.value.store, '/var/unit/store.sqlite')
  assert.deepEqual(read.value.gate, { host: '127.0.0.1', port: 8443 })
  assert.deepEqual(read.value.limits, { gate: {}, api: {} })
})

test('bounds can be set one by one', () => {
  const text = 'limits:\n  gate: { connectionsMax: 5 }\n  api: { acts: { burst: 2, perSecond: 1 } }\n'
  const read = parseConfiguration(path, '/var/unit', text)
  assert.ok(read.ok)
  assert.deepEqual(read.value.limits, {
    gate: { connectionsMax: 5 },
    api: { acts: { burst: 2, perSecond: 1 } },
  })
})

test('what is wrong is refused with its line and key', async (context) => {
  const cases = [
    ['an unknown key', 'log: info\nlgo: warn\n', 2, 'lgo'],
    ['a wrong port', 'log: info\n\ngate:\n  port: 70000\n', 4, 'gate.port'],
    ['a wrong level', 'log: loud\n', 1, 'log'],
    ['an unknown bound', 'limits:\n  gate:\n    wings: 2\n', 3, 'limits.gate.wings'],
    ['a bound of nothing', 'limits:\n  gate:\n    connectionsMax: 0\n', 3, 'limits.gate.connectionsMax'],
    ['text that is no YAML', 'names: [\n', 2, ''],
    ['a key that stands twice', 'log: info\nlog: warn\n', 2, ''],
  ] as const
  for (const [what, text, line, key] of cases) {
    await context.test(what, () => {
      const read = parseConfiguration(path, '/var/unit', text)
      assert.ok(!read.ok && read.fault.kind === 'configuration-refused')
      assert.deepEqual([read.fault.line, read.fault.key], [line, key])
    })
  }
})

test('the page on configuration names every key', () => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
  for (const key of Object.keys(configurationForm.shape)) {
    assert.ok(page.includes(`\`${key}`), `docs/configuration.md does not name ${key}`)
  }
})
