import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decisionsIn } from './decisions.ts'

const step = { step: 'appoint', state: 'invoked', mine: false, claimable: true }

test('what waits is told with what its object names', () => {
  const object = 'office/registrar/person/wu.tao'
  const permits = ['person.appoint']
  assert.deepEqual(decisionsIn('7', [{ ...step, permits, objects: [object] }]), [
    {
      act: 'person.appoint',
      object,
      about: { office: 'registrar', person: 'wu.tao' },
      case: '7',
      step: 'appoint',
    },
  ])
  const substitute = 'office/registrar/person/wu.tao/substitute/li.wei'
  const [named] = decisionsIn('8', [{ ...step, permits: ['substitute.name'], objects: [substitute] }])
  assert.deepEqual(named?.about, { office: 'registrar', person: 'wu.tao', substitute: 'li.wei' })
  const [away] = decisionsIn('9', [
    { ...step, permits: ['absence.record', 'absence.end'], objects: ['absence/person/li.wei'] },
  ])
  assert.deepEqual(
    [away?.act, away?.about, away?.asks],
    ['absence.record', { person: 'li.wei' }, ['from', 'reason']],
  )
})

test('steps of others, steps that wait and steps that propose are none to decide', () => {
  const objects = ['office/registrar/person/wu.tao']
  const permits = ['person.appoint']
  assert.deepEqual(decisionsIn('7', [{ ...step, claimable: false, permits, objects }]), [])
  assert.deepEqual(
    decisionsIn('7', [{ ...step, claimable: false, mine: true, state: 'hold', permits, objects }]),
    [],
  )
  assert.deepEqual(decisionsIn('7', [{ ...step, permits: ['person.propose'], objects }]), [])
  assert.deepEqual(decisionsIn('7', [{ ...step, permits, objects: ['case/3'] }]), [])
})
