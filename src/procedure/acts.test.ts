import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day, hour } from '#clock'
import { row } from '#table'
import { read } from '#unit'
import { founded, gate, type Office, permits, speaker, staffed, stepOf, work } from './fixture.ts'
import { findGrant } from './permit.ts'
import { procedureSlice } from './state.ts'
import { digestOf } from './texts.ts'

/** A case in which a text has been drafted; its step of adoption. */
function drafted(
  office: Office,
  person: string,
  name: string,
  text: string,
): { readonly case: string; readonly step: string } {
  const id = office.open('change-procedure', speaker(person), { name })
  const under = { case: id, step: 'draft' }
  assert.equal(office.tried('step.claim', speaker(person), under), 'done')
  assert.equal(office.tried('procedure.draft', speaker(person), { name, text }, under), 'done')
  return { case: id, step: 'adopt' }
}

const small = 'procedure: x\ntitle: { en: X }\nopened-by: anyone\nsteps: { a: { by: anyone } }'

describe('a case from its opening to its end', () => {
  test('permissions come and go with the steps', () => {
    const office = staffed()
    const id = office.open('building-permit', speaker('cato'))
    assert.equal(gate(office, 'ida', 'permit.read', `permit/${id}`), 'no-step')
    assert.equal(office.tried('step.claim', speaker('ida'), { case: id, step: 'accept' }), 'done')
    assert.equal(gate(office, 'ida', 'permit.read', `permit/${id}`), `${id} accept ${office.state.size - 1}`)
    assert.equal(gate(office, 'ida', 'permit.read', 'permit/99'), 'no-step')
    assert.equal(gate(office, 'ivo', 'permit.read', `permit/${id}`), 'no-step')
    assert.equal(gate(office, 'ida', 'permit.read', `permit/${id}`, 'another key'), 'no-step')
    assert.equal(office.tried('step.complete', speaker('ida'), { case: id, step: 'accept' }), 'done')
    assert.equal(gate(office, 'ida', 'permit.read', `permit/${id}`), 'no-step')
    assert.deepEqual(work(office, id, 'inspect', 'ivo'), ['done', 'done'])
    assert.deepEqual(work(office, id, 'decide', 'hana'), ['done', 'outcome-missing'])
    const decided = { case: id, step: 'decide', outcome: 'approved' }
    assert.equal(office.tried('step.complete', speaker('hana'), decided), 'done')
    assert.deepEqual(work(office, id, 'publish', 'ida'), ['done', 'done'])
    assert.equal(row(read(office.state, procedureSlice).cases, id)?.state, 'finished')
  })

  test('a refusal ends it without the step that was for the other outcome', () => {
    const office = staffed()
    const id = office.open('building-permit', speaker('cato'))
    work(office, id, 'accept', 'ida')
    work(office, id, 'inspect', 'ivo')
    work(office, id, 'decide', 'hana', 'rejected')
    assert.equal(stepOf(office, id, 'publish')?.end, 'skipped')
    assert.equal(row(read(office.state, procedureSlice).cases, id)?.state, 'finished')
    assert.equal(office.tried('step.claim', speaker('ida'), { case: id, step: 'publish' }), 'case-not-open')
  })

  test('the second who claims is refused and told who was first', () => {
    const office = staffed()
    office.appoint('iris', 'intake')
    const id = office.open('building-permit', speaker('cato'))
    const under = { case: id, step: 'accept' }
    assert.equal(office.tried('step.claim', speaker('ida'), under), 'done')
    const second = office.act('step.claim', speaker('iris'), under)
    const taken = { kind: 'step-taken', ...under, executor: { kind: 'person', id: 'ida' } }
    assert.deepEqual(second.ok ? undefined : second.fault, taken)
  })

  test('a running case keeps the version it was opened with', () => {
    const office = staffed()
    const id = office.open('building-permit', speaker('cato'))
    const text = permits.replace('permits: [permit.read, permit.accept]', 'permits: [permit.stamp]')
    const change = drafted(office, 'fay', 'building-permit', text)
    const adopt = { name: 'building-permit', digest: digestOf(text) }
    assert.equal(office.tried('step.claim', speaker('fay'), change), 'done')
    assert.equal(office.tried('procedure.adopt', speaker('fay'), adopt), 'done')
    const later = office.open('building-permit', speaker('cato'))
    for (const one of [id, later]) office.act('step.claim', speaker('ida'), { case: one, step: 'accept' })
    assert.notEqual(gate(office, 'ida', 'permit.accept', `permit/${id}`), 'no-step')
    assert.equal(gate(office, 'ida', 'permit.accept', `permit/${later}`), 'no-step')
    assert.notEqual(gate(office, 'ida', 'permit.stamp', `permit/${later}`), 'no-step')
  })
})

describe('who loses what gave him a step loses the step', () => {
  const claimed = (): readonly [Office, string] => {
    const office = staffed()
    const id = office.open('building-permit', speaker('cato'))
    office.act('step.claim', speaker('ida'), { case: id, step: 'accept' })
    return [office, id]
  }
  const revoked = (key: string, kind = 'person', id = 'ida') => {
    return {
      kind: 'certificate-revoked',
      serial: '01',
      key,
      principal: { kind, id },
      reason: 'key-compromise',
    }
  }

  test('the office under which he claimed it', () => {
    const [office, id] = claimed()
    office.happen({ kind: 'person-dismissed', person: 'ida', office: 'intake' })
    assert.equal(gate(office, 'ida', 'permit.read', `permit/${id}`), 'no-step')
    assert.equal(stepOf(office, id, 'accept')?.state, 'invoked')
    assert.equal(office.tried('step.claim', speaker('ida'), { case: id, step: 'accept' }), 'not-trustee')
    office.appoint('iris', 'intake')
    assert.equal(office.tried('step.claim', speaker('iris'), { case: id, step: 'accept' }), 'done')
  })

  test('another office of his changes nothing', () => {
    const [office, id] = claimed()
    office.happen({ kind: 'person-dismissed', person: 'ida', office: 'auditor' })
    assert.notEqual(gate(office, 'ida', 'permit.read', `permit/${id}`), 'no-step')
  })

  test('the key it is bound to, and with a new one he may take it again', () => {
    const [office, id] = claimed()
    office.happen(revoked('key-ida'))
    assert.equal(gate(office, 'ida', 'permit.read', `permit/${id}`), 'no-step')
    assert.equal(office.tried('step.claim', speaker('ida', 'new'), { case: id, step: 'accept' }), 'done')
    assert.notEqual(gate(office, 'ida', 'permit.read', `permit/${id}`, 'new'), 'no-step')
  })

  test('the key, but not the window it was bound to: nobody renews that by revoking his own', () => {
    const [office, id] = claimed()
    const { deadline } = stepOf(office, id, 'accept') ?? {}
    office.time += day
    office.happen(revoked('key-ida'))
    assert.equal(office.tried('step.claim', speaker('ida', 'new'), { case: id, step: 'accept' }), 'done')
    assert.equal(stepOf(office, id, 'accept')?.deadline, deadline)
  })

  test('another key of his, or the same key of somebody else, changes nothing', () => {
    const [office, id] = claimed()
    office.happen(
      revoked('an older key'),
      revoked('key-ida', 'person', 'ivo'),
      revoked('key-ida', 'service', 'ida'),
    )
    assert.notEqual(gate(office, 'ida', 'permit.read', `permit/${id}`), 'no-step')
  })

  test('the node by its key too', () => {
    const office = founded()
    assert.equal(stepOf(office, '1', 'serve')?.state, 'valid')
    office.happen(revoked('key-node', 'service', 'node'))
    assert.equal(stepOf(office, '1', 'serve')?.state, 'invoked')
  })

  test('who was dismissed from a step is still separated from the steps it is separated from', () => {
    const [office, id] = claimed()
    office.happen({ kind: 'person-dismissed', person: 'ida', office: 'intake' })
    office.appoint('iris', 'intake')
    work(office, id, 'accept', 'iris')
    work(office, id, 'inspect', 'ivo')
    office.appoint('ida', 'head-of-permits')
    assert.equal(
      office.tried('step.claim', speaker('ida'), { case: id, step: 'decide' }),
      'separation-of-duty',
    )
  })
})

describe('a unit with one founder', () => {
  const appoint = { procedure: 'appoint', data: { office: 'registrar', person: 'rosa' } }

  test('the founder does what offices are still empty for, and says so on every entry', () => {
    const office = founded()
    assert.equal(office.tried('case.open', speaker('mia'), appoint), 'may-not-open')
    const id = office.open('appoint', speaker('fay'), appoint.data)
    assert.deepEqual(work(office, id, 'propose', 'fay'), ['done', 'done'])
    const claim = office.act('step.claim', speaker('fay'), { case: id, step: 'appoint' })
    assert.deepEqual(claim.ok && claim.value[0], {
      kind: 'step-claimed',
      case: id,
      step: 'appoint',
      executor: {
        kind: 'person',
        id: 'fay',
        key: 'key-fay',
        office: 'chief-information-officer',
        founding: true,
      },
    })
  })

  test('each office that is filled takes its steps from the founder, the one he holds too', () => {
    const office = founded()
    const id = office.open('appoint', speaker('fay'), appoint.data)
    work(office, id, 'propose', 'fay')
    office.act('step.claim', speaker('fay'), { case: id, step: 'appoint' })
    assert.notEqual(gate(office, 'fay', 'person.appoint', 'office/registrar/person/rosa'), 'no-step')
    office.appoint('cora', 'chief-information-officer')
    assert.equal(gate(office, 'fay', 'person.appoint', 'office/registrar/person/rosa'), 'no-step')
    assert.equal(office.tried('step.claim', speaker('fay'), { case: id, step: 'appoint' }), 'not-trustee')
    assert.equal(office.tried('step.claim', speaker('cora'), { case: id, step: 'appoint' }), 'done')
    assert.equal(office.tried('case.open', speaker('fay'), appoint), 'done')
    office.appoint('sam', 'security-manager')
    assert.equal(office.tried('case.open', speaker('fay'), appoint), 'may-not-open')
    assert.equal(office.tried('case.open', speaker('sam'), appoint), 'done')
  })

  test('two people are needed from then on', () => {
    const office = founded()
    office.appoint('cora', 'chief-information-officer', 'security-manager')
    const id = office.open('appoint', speaker('cora'), appoint.data)
    work(office, id, 'propose', 'cora')
    assert.equal(
      office.tried('step.claim', speaker('cora'), { case: id, step: 'appoint' }),
      'separation-of-duty',
    )
  })

  test('nobody has power without a step, the founder included', () => {
    const office = founded()
    assert.equal(office.tried('procedure.draft', speaker('fay'), { name: 'x', text: small }), 'no-step')
    assert.equal(office.tried('clock.tick', speaker('fay'), {}), 'actor-differs')
    assert.equal(office.tried('step.hold', speaker('fay'), { case: '1', step: 'serve' }), 'not-executor')
    assert.equal(
      office.tried('case.cancel', speaker('fay'), { case: '1', reason: 'why not' }),
      'may-not-cancel',
    )
  })
})

describe('an act under a step', () => {
  const digest = digestOf(small)

  test('names the step when more than one gives the permission', () => {
    const office = founded()
    office.appoint('cora', 'chief-information-officer')
    office.appoint('sam', 'security-manager')
    const [first, second] = [1, 2].map(() => {
      const adoption = drafted(office, 'sam', 'x', small)
      assert.equal(office.tried('step.claim', speaker('cora'), adoption), 'done')
      return adoption
    })
    const adopt = { name: 'x', digest }
    assert.equal(office.tried('procedure.adopt', speaker('cora'), adopt), 'several-steps')
    assert.equal(
      office.tried('procedure.adopt', speaker('cora'), { ...adopt, name: 'y' }, first),
      'object-not-in-step',
    )
    assert.equal(
      office.tried('procedure.adopt', speaker('cora'), adopt, { case: '99', step: 'adopt' }),
      'case-unknown',
    )
    assert.equal(office.tried('procedure.adopt', speaker('cora'), adopt, first), 'done')
    assert.equal(office.tried('procedure.adopt', speaker('cora'), adopt, first), 'step-state')
    assert.equal(office.tried('procedure.adopt', speaker('cora'), adopt, second), 'procedure-unchanged')
    assert.equal(
      office.tried('procedure.adopt', speaker('cora'), { ...adopt, digest: 'a'.repeat(64) }, second),
      'draft-differs',
    )
    office.time += 30 * day
    assert.equal(office.tried('procedure.adopt', speaker('cora'), adopt), 'window-over')
  })

  test('says so when the step is bound to another key', () => {
    const office = founded()
    const under = drafted(office, 'fay', 'x', small)
    const adopt = { name: 'x', digest }
    assert.equal(office.tried('step.claim', speaker('fay'), under), 'done')
    assert.equal(office.tried('procedure.adopt', speaker('fay', 'new'), adopt), 'other-key')
    assert.equal(office.tried('step.hold', speaker('fay', 'new'), under), 'done')
    assert.equal(office.tried('step.resume', speaker('fay', 'new'), under), 'done')
    assert.equal(office.tried('procedure.adopt', speaker('fay'), adopt), 'other-key')
    assert.equal(office.tried('procedure.adopt', speaker('fay', 'new'), adopt), 'done')
  })

  test('counts its own use in its own entry, and not when it is refused', () => {
    const office = founded()
    const id = office.open('change-procedure', speaker('fay'), { name: 'x' })
    office.act('step.claim', speaker('fay'), { case: id, step: 'draft' })
    const draft = (text: string): string =>
      office.tried('procedure.draft', speaker('fay'), { name: 'x', text })
    assert.equal(draft('procedure: x'), 'procedure-text')
    assert.equal(draft(small.replace(': x', ': z')), 'procedure-misnamed')
    assert.equal(stepOf(office, id, 'draft')?.state, 'valid')
    assert.equal(draft(small), 'done')
    assert.deepEqual(
      office.entries.at(-1)?.events.map(({ kind }) => kind),
      ['step-used', 'procedure-drafted'],
    )
    assert.equal(stepOf(office, id, 'draft')?.end, 'limit-reached')
    assert.equal(stepOf(office, id, 'adopt')?.state, 'invoked')
    assert.equal(draft(small), 'no-step')
  })

  test('tells where a text names an office there is not', () => {
    const office = founded()
    const id = office.open('change-procedure', speaker('fay'), { name: 'x' })
    office.act('step.claim', speaker('fay'), { case: id, step: 'draft' })
    const text = small.replace('by: anyone }', 'by: { office: nowhere } }')
    const refused = office.act('procedure.draft', speaker('fay'), { name: 'x', text })
    const fault = { kind: 'unknown-office', line: 4, column: 29, key: 'steps.a.by.office', office: 'nowhere' }
    assert.deepEqual(refused.ok ? [] : refused.fault, {
      kind: 'procedure-text',
      procedure: 'x',
      faults: [fault],
    })
  })
})

test('one person can have a thousand cases open and not one more', () => {
  const office = founded()
  const own = { procedure: 'renew-certificate', data: { serial: '01' } }
  for (let at = 0; at < 1_000; at++) assert.equal(office.tried('case.open', speaker('mia'), own), 'done')
  assert.equal(office.tried('case.open', speaker('mia'), own), 'cases-too-many')
  assert.equal(office.tried('case.open', speaker('noa'), own), 'done')
  assert.equal(
    office.tried('case.cancel', speaker('mia'), { case: '2', reason: 'opened by mistake' }),
    'done',
  )
  assert.equal(office.tried('case.open', speaker('mia'), own), 'done')
})

test('the page of a refusal names the steps that would give what is missing, and no others', () => {
  const office = staffed()
  const ids = Array.from({ length: 8 }, () => office.open('building-permit', speaker('cato')))
  const openSteps = (person: string, object: string) => {
    const question = { person, key: `key-${person}`, permission: 'permit.accept', object, time: office.time }
    const found = findGrant(office.state, question)
    return found.ok ? [] : found.fault.openSteps
  }
  const title = 'Accept the application'
  assert.deepEqual(openSteps('ida', `permit/${ids[6]}`), [
    { case: ids[6], step: 'accept', title, procedure: 'building-permit' },
  ])
  assert.deepEqual(openSteps('ida', 'permit/99'), [])
  assert.deepEqual(openSteps('ivo', `permit/${ids[6]}`), [])
})

test('an object with a star gives a grant on each object below it', () => {
  const office = founded()
  office.appoint('aude', 'auditor')
  const id = office.open('audit', speaker('aude'))
  office.act('step.claim', speaker('aude'), { case: id, step: 'read' })
  const question = {
    person: 'aude',
    key: 'key-aude',
    permission: 'case.read',
    object: 'case/7',
    time: office.time,
  }
  const found = findGrant(office.state, question)
  assert.equal(found.ok && found.value.object, 'case/7')
  assert.equal(findGrant(office.state, { ...question, object: 'case/' }).ok, false)
  office.time += 8 * hour
  assert.equal(findGrant(office.state, { ...question, time: office.time }).ok, false)
})
