import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'

const unit = new FakeUnit()
const folder = mkdtempSync(join(tmpdir(), 'chancery-bpmn-'))
const sample = join(import.meta.dirname, '../../examples/permit-registry/building-permit.yaml')
const run = (...argv: readonly string[]): Promise<number> =>
  runCommandLine(['procedure', ...argv], unit.ports())

after(() => {
  unit.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => unit.reset())

test('a procedure is written as a diagram and read back', async () => {
  const diagram = join(folder, 'permit.bpmn')
  assert.equal(await run('export', '--file', sample, '-o', diagram), 0)
  assert.match(readFileSync(diagram, 'utf8'), /<bpmn:userTask id="decide" name="Decide on the permit">/)
  unit.reset()
  assert.equal(await run('import', diagram), 0)
  assert.match(unit.out, /^procedure: building-permit$/m)
  assert.equal(unit.err, 'chancery: the layout is left behind: an export makes its own\n')
  const text = join(folder, 'permit.yaml')
  assert.equal(await run('import', diagram, '--output', text), 0)
  assert.equal(await run('check', text), 0)
})

test('a file that stands is not written over', async () => {
  const diagram = join(folder, 'stands.bpmn')
  writeFileSync(diagram, 'mine')
  assert.equal(await run('export', '--file', sample, '-o', diagram), 1)
  assert.equal(readFileSync(diagram, 'utf8'), 'mine')
})

test('what cannot be imported is told by element, all of it', async () => {
  const diagram = join(folder, 'wrong.bpmn')
  writeFileSync(
    diagram,
    `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p">
      <startEvent id="start"/><serviceTask id="Activity_1" name="Send the fee note"/>
      <inclusiveGateway id="or"/></process></definitions>`,
  )
  assert.equal(await run('import', diagram), 1)
  assert.equal(
    unit.err.replaceAll(diagram, 'wrong.bpmn'),
    'chancery: wrong.bpmn: serviceTask `Activity_1` (“Send the fee note”) means something that no ' +
      'procedure can say: draw it with user tasks and gateways\n' +
      'wrong.bpmn: inclusiveGateway `or` means something that no procedure can say: draw it with user ' +
      'tasks and gateways\n',
  )
})

test('an export takes a name or a file', async () => {
  assert.equal(await run('export'), 2)
  assert.equal(await run('export', 'audit', '--file', sample), 2)
})
