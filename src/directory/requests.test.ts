import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isoInstant, minute } from '#clock'
import { asked, certified, empty, person, start } from './fixture.ts'

const [first, second] = ['a'.repeat(64), 'b'.repeat(64)]

function waiting() {
  const unit = empty()
  unit.happen(certified('wu.tao', '吴涛'), certified('zhao.min', '赵敏'), certified('ann', 'Ann'))
  unit.happen({ kind: 'person-appointed', person: 'wu.tao', office: 'registrar' })
  unit.happen({ kind: 'request-received', request: second, key: 'second', spki: '' })
  unit.time += minute
  unit.happen({ kind: 'request-received', request: first, key: 'first', spki: '' })
  unit.act('case.open', person('wu.tao'), { procedure: 'register-person', data: { request: second } })
  const attestation = {
    ...{ kind: 'person', id: 'new', name: 'New', dnsNames: [], by: 'wu.tao', grade: 'basic' },
    ...{ evidence: 'passport seen', case: '2' },
  }
  unit.happen({ kind: 'request-attested', request: second, attestation })
  return unit
}

test('requests that wait are listed, the longest waiting first, with what they wait for', () => {
  const unit = waiting()
  const other = { request: first, key: 'first', received: isoInstant(start + minute), waits: 'attestation' }
  assert.deepEqual(asked(unit, 'request.list', { waits: 'attestation' }), {
    requests: [other],
    waiting: 2,
    waitingMax: 1_000,
  })
  const { requests } = asked(unit, 'request.list', {}) as { requests: readonly { request: string }[] }
  assert.deepEqual(
    requests.map(({ request }) => request),
    [second, first],
  )
})

test('whom a request was attested as is told where its case is shown, and never by what evidence', () => {
  const unit = waiting()
  const told = (reader: string) => {
    const answer = asked(unit, 'request.list', { waits: 'approval' }, person(reader))
    return (answer as { requests: readonly { attested?: object }[] }).requests[0]?.attested
  }
  assert.equal(told('ann'), undefined)
  assert.deepEqual(told('wu.tao'), {
    ...{ kind: 'person', id: 'new', name: 'New', dnsNames: [], by: 'wu.tao', grade: 'basic', case: '2' },
  })
})
