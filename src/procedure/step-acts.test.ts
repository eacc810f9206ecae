import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day, hour } from '#clock'
import { certify, founded, gate, node, type Office, speaker, start, stepOf } from './fixture.ts'
import { lively } from './life.ts'
import { nextDue } from './state.ts'

const plan = { case: '2', step: 'plan' }
const right = { case: '2', step: 'right' }

function tried(office: Office, act: string, by: string, more: object = {}): string {
  return office.tried(`step.${act}`, speaker(by), { ...plan, ...more })
}

function absent(office: Office, person: string): void {
  office.happen({ kind: 'absence-began', person, until: office.time + day })
}

function shown(office: Office, { case: id, step }: { case: string; step: string } = plan): string {
  const { state, end, holds, executor, escalated } = stepOf(office, id, step) ?? {}
  const now = [end ?? state, executor?.id, executor?.for && `for ${executor.for}`, holds?.join('+')]
  return [...now, escalated !== undefined && 'escalated'].filter((part) => part).join(' ')
}

describe('a step is given to somebody', () => {
  test('by whom the procedure names, and bound to the key of the one it is given to', () => {
    const office = lively()
    assert.equal(tried(office, 'assign', 'eve', { person: 'bob' }), 'done')
    assert.equal(shown(office), 'valid bob')
    assert.equal(gate(office, 'bob', 'relay.read', 'relay/2'), `2 plan ${office.state.size - 1}`)
    assert.equal(gate(office, 'eve', 'relay.read', 'relay/2'), 'no-step')
    assert.equal(tried(office, 'complete', 'bob', { outcome: 'go' }), 'done')
  })

  const refusals: readonly (readonly [string, string, string, string, ((office: Office) => void)?])[] = [
    ['by one who takes it', 'bob', 'dan', 'may-not-assign'],
    ['by a stranger', 'zoe', 'bob', 'may-not-assign'],
    ['to one who could not take it', 'eve', 'eve', 'not-trustee'],
    ['to nobody known', 'eve', 'zoe', 'person-without-key'],
    ['to one who is absent', 'eve', 'bob', 'not-trustee', (office) => absent(office, 'bob')],
    ['by one who is absent', 'eve', 'bob', 'may-not-assign', (office) => absent(office, 'eve')],
    ['when somebody holds it', 'eve', 'dan', 'step-state', (office) => void tried(office, 'claim', 'bob')],
  ]
  for (const [name, by, person, expected, before] of refusals) {
    test(`not ${name}`, () => {
      const office = lively()
      before?.(office)
      assert.equal(tried(office, 'assign', by, { person }), expected)
    })
  }

  test('not without the training it asks for', () => {
    const office = lively()
    office.act('step.claim', speaker('bob'), { case: '2', step: 'left' })
    office.happen({ kind: 'training-withdrawn', person: 'bob', training: 'valves', reason: 'forged' })
    office.act('step.complete', speaker('bob'), { case: '2', step: 'left' })
    assert.equal(shown(office, { case: '2', step: 'guard' }), 'invoked')
    office.act('step.claim', speaker('dan'), { case: '2', step: 'guard' })
    office.act('step.complete', speaker('dan'), { case: '2', step: 'guard' })
    const tidy = { case: '2', step: 'tidy' }
    assert.equal(office.tried('step.claim', speaker('bob'), tidy), 'training-missing')
    assert.equal(office.tried('step.claim', speaker('ann'), tidy), 'done')
    office.happen({ kind: 'training-lapsed', person: 'ann', training: 'valves' })
    assert.equal(shown(office, tidy), 'invoked')
  })
})

test('nobody who is away gives a step to others', () => {
  const text = `procedure: given\ntitle: { en: Given }\nopened-by: anyone\nsteps:
  work: { by: { office: intake }, permits: [given.read], assign: { by: { person: eve } } }`
  const office = founded(text)
  certify(office, 'basic', 'ida', 'eve')
  office.appoint('ida', 'intake')
  const given = { case: office.open('given', speaker('gao')), step: 'work', person: 'ida' }
  absent(office, 'eve')
  assert.equal(office.tried('step.assign', speaker('eve'), given), 'person-absent')
  office.happen({ kind: 'absence-ended', person: 'eve' })
  assert.equal(office.tried('step.assign', speaker('eve'), given), 'done')
})

describe('a step that nobody takes', () => {
  test('is escalated by the clock to the layer above, who gives it to somebody', () => {
    const office = lively()
    assert.equal(nextDue(office.state), start + 4 * hour)
    office.time += 4 * hour
    const ticked = office.act('clock.tick', node, {})
    assert.deepEqual(
      ticked.ok && ticked.value,
      ['2', '3'].map((id) => ({ kind: 'step-escalated', case: id, step: 'plan' })),
    )
    assert.equal(shown(office), 'invoked escalated')
    office.happen({ kind: 'office-established', office: 'board', title: 'Board', layer: 'decision' })
    assert.equal(tried(office, 'assign', 'mara', { person: 'bob' }), 'may-not-assign')
    office.appoint('mara', 'board')
    assert.equal(tried(office, 'assign', 'mara', { person: 'bob' }), 'done')
    assert.equal(shown(office), 'valid bob')
    const other = { case: '3', step: 'right', person: 'dan' }
    assert.equal(office.tried('step.assign', speaker('mara'), other), 'may-not-assign')
  })

  test('has its time anew when it was given back', () => {
    const office = lively()
    tried(office, 'claim', 'bob')
    office.time += 3 * hour
    assert.equal(tried(office, 'release', 'bob'), 'done')
    office.time += 3 * hour
    office.act('clock.tick', node, {})
    assert.equal(shown(office), 'invoked')
    office.time += hour
    office.act('clock.tick', node, {})
    assert.equal(shown(office), 'invoked escalated')
  })
})

describe('a step is given back', () => {
  const refusals: readonly (readonly [string, string, (office: Office) => void])[] = [
    ['not-executor', 'ann', () => undefined],
    ['step-state', 'bob', (office) => void tried(office, 'complete', 'bob', { outcome: 'go' })],
    ['not-executor', 'dan', (office) => void tried(office, 'delegate', 'bob', { person: 'dan' })],
  ]
  for (const [expected, by, before] of refusals) {
    test(`by nobody but its executor: ${by} is refused with ${expected}`, () => {
      const office = lively()
      tried(office, 'claim', 'bob')
      before(office)
      assert.equal(tried(office, 'release', by), expected)
    })
  }

  test('and its window goes on: the next has what is left of it, and nobody more', () => {
    const office = lively()
    office.act('step.claim', speaker('dan'), right)
    office.time += 20 * hour
    assert.equal(office.tried('step.release', speaker('dan'), right), 'done')
    assert.equal(office.tried('step.claim', speaker('ann'), right), 'done')
    assert.equal(stepOf(office, '2', 'right')?.deadline, start + day)
    office.time += 4 * hour
    assert.equal(gate(office, 'ann', 'relay.right', 'relay/2'), 'no-step')
    assert.equal(office.tried('step.release', speaker('ann'), right), 'window-over')
    office.act('clock.tick', node, {})
    assert.equal(shown(office, right), 'window-over ann')
  })

  test('and it ends with its window though nobody holds it', () => {
    const office = lively()
    office.act('step.claim', speaker('dan'), right)
    office.act('step.release', speaker('dan'), right)
    office.time += day
    office.act('clock.tick', node, {})
    assert.equal(shown(office, right), 'window-over')
  })
})

describe('whoever is absent', () => {
  test('loses his steps, whose windows go on, and takes none', () => {
    const office = lively()
    office.act('step.claim', speaker('dan'), right)
    absent(office, 'dan')
    assert.equal(shown(office, right), 'invoked')
    assert.equal(stepOf(office, '2', 'right')?.deadline, start + day)
    assert.equal(office.tried('step.claim', speaker('dan'), right), 'not-trustee')
    office.happen({ kind: 'absence-ended', person: 'dan' })
    assert.equal(office.tried('step.claim', speaker('dan'), right), 'done')
  })

  test('is stood in for by his substitute, who loses the step on his return', () => {
    const office = lively()
    const named = { person: 'dan', office: 'inspector', substitute: 'eve' }
    office.happen({ kind: 'substitute-named', ...named })
    assert.equal(office.tried('step.claim', speaker('eve'), right), 'not-trustee')
    absent(office, 'dan')
    assert.equal(office.tried('step.claim', speaker('eve'), right), 'done')
    assert.equal(shown(office, right), 'valid eve for dan')
    office.happen({ kind: 'absence-ended', person: 'dan' })
    assert.equal(shown(office, right), 'invoked')
    assert.equal(gate(office, 'eve', 'relay.right', 'relay/2'), 'no-step')
    assert.equal(office.tried('step.claim', speaker('eve'), right), 'not-trustee')
  })

  test('is stood in for no more when the substitute is removed, or is dismissed himself', () => {
    for (const end of [
      { kind: 'substitute-removed', person: 'dan', office: 'inspector', substitute: 'eve' },
      { kind: 'person-dismissed', person: 'dan', office: 'inspector' },
      { kind: 'absence-began', person: 'eve', until: start + hour },
    ]) {
      const office = lively()
      office.happen({ kind: 'substitute-named', person: 'dan', office: 'inspector', substitute: 'eve' })
      absent(office, 'dan')
      office.act('step.claim', speaker('eve'), right)
      office.happen(end)
      assert.equal(shown(office, right), 'invoked', end.kind)
    }
  })

  test('does not free himself of a suspension by that, nor by a new certificate', () => {
    for (const how of ['absence', 'certificate']) {
      const office = lively()
      tried(office, 'claim', 'bob')
      assert.equal(office.tried('step.suspend', speaker('mara'), { ...plan, reason: 'complaint' }), 'done')
      if (how === 'absence') {
        absent(office, 'bob')
        office.happen({ kind: 'absence-ended', person: 'bob' })
      } else {
        const principal = { kind: 'person', id: 'bob' }
        office.happen({ kind: 'certificate-revoked', serial: 'bob', key: 'key-bob', principal, reason: 'x' })
      }
      assert.equal(tried(office, 'claim', 'bob'), 'done', how)
      assert.equal(shown(office), 'hold bob supervisor')
      assert.equal(gate(office, 'bob', 'relay.read', 'relay/2'), 'no-step')
      assert.equal(office.tried('step.restore', speaker('mara'), plan), 'done')
      assert.equal(shown(office), 'valid bob')
    }
  })
})

describe('a step is suspended, restored and revoked by whom a step permits it', () => {
  const reason = 'complaint'
  const refusals: readonly (readonly [string, string, object, string])[] = [
    ['suspended by its executor', 'suspend', { by: 'bob', reason }, 'no-step'],
    ['suspended without a reason', 'suspend', { by: 'mara' }, 'input'],
    ['suspended twice', 'suspend', { by: 'mara', reason, before: 'suspend' }, 'step-state'],
    ['restored when it was not suspended', 'restore', { by: 'mara' }, 'not-suspended'],
    ['restored when it does not exist', 'restore', { by: 'mara', step: 'plain' }, 'step-unknown'],
    ['revoked when it does not exist', 'revoke', { by: 'mara', reason, step: 'plain' }, 'step-unknown'],
    ['revoked when nobody holds it', 'revoke', { by: 'mara', reason, step: 'left' }, 'step-state'],
    ['revoked in a case that does not exist', 'revoke', { by: 'mara', reason, case: '99' }, 'case-unknown'],
  ]
  for (const [name, act, { by, before, ...more }, expected] of refusals as readonly (readonly [
    string,
    string,
    { readonly by: string; readonly before?: string },
    string,
  ])[]) {
    test(`not ${name}`, () => {
      const office = lively()
      tried(office, 'claim', 'bob')
      if (before) tried(office, before, by, { reason })
      if (expected === 'input') assert.notEqual(tried(office, act, by, more), 'done')
      else assert.equal(tried(office, act, by, more), expected)
    })
  }

  test('and one that ends itself by its last counted use is not ended twice', () => {
    for (const act of ['revoke', 'suspend']) {
      const office = lively()
      const text = `procedure: self
title: { en: Self }
opened-by: anyone
objects: case/{case}
steps:
  a: { by: anyone, permits: [step.${act}], uses: { step.${act}: 1 } }
`
      office.happen({ kind: 'procedure-adopted', procedure: 'self', digest: 'd', text })
      const id = office.open('self', speaker('ann'))
      office.act('step.claim', speaker('ann'), { case: id, step: 'a' })
      const own = { case: id, step: 'a', reason }
      assert.equal(office.tried(`step.${act}`, speaker('ann'), own), 'done')
      assert.equal(shown(office, { case: id, step: 'a' }), 'limit-reached ann')
    }
  })
})
