import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day, isoInstant, second } from '#clock'
import { organisation, outcome, speaker, start } from './fixture.ts'
import { dueInOrganization, isTrained, nextOrganizationDue } from './standing.ts'

const registrar = speaker('rosa')
const fire = { person: 'ann', training: 'fire-safety' }
const at = (milliseconds: number) => isoInstant(start + milliseconds)

describe('a training is refused', () => {
  const cases: readonly (readonly [string, string, object, string])[] = [
    ['without an end', 'training.record', fire, 'act-malformed'],
    ['with an end that is no time', 'training.record', { ...fire, until: '2027' }, 'act-malformed'],
    [
      'with a name no procedure can demand',
      'training.record',
      { ...fire, training: '2nd', until: at(day) },
      'act-malformed',
    ],
    ['of a stranger', 'training.record', { ...fire, person: 'eve', until: at(day) }, 'person-unknown'],
    ['that has lapsed', 'training.record', { ...fire, until: at(0) }, 'training-over'],
    ['for longer than any is good', 'training.record', { ...fire, until: at(3_661 * day) }, 'training-long'],
    ['that is recorded so', 'training.record', { ...fire, until: at(9 * day) }, 'training-known'],
    [
      'to be withdrawn that nobody has',
      'training.withdraw',
      { ...fire, training: 'x', reason: 'r' },
      'training-unknown',
    ],
    ['to be withdrawn without a reason', 'training.withdraw', fire, 'act-malformed'],
  ]
  for (const [what, act, input, expected] of cases) {
    test(what, () => {
      const { office } = organisation()
      office.act('training.record', registrar, { ...fire, until: at(9 * day) })
      const before = office.state
      assert.equal(office.tried(act, registrar, input), expected)
      assert.equal(office.state, before)
    })
  }

  test('when the person has too many', () => {
    const { office } = organisation()
    for (let number = 0; number < 64; number++) {
      const input = { person: 'ann', training: `t${number}`, until: at(day) }
      assert.equal(office.tried('training.record', registrar, input), 'done')
    }
    const full = { kind: 'trainings-full', person: 'ann', countMax: 64 }
    assert.deepEqual(outcome(office.act('training.record', registrar, { ...fire, until: at(day) })), full)
    assert.equal(
      office.tried('training.record', registrar, { ...fire, training: 't1', until: at(2 * day) }),
      'done',
    )
  })
})

test('both acts bind the person to the step that permits it, and so does asking for the trainings', () => {
  const { office, asked } = organisation()
  assert.equal(office.tried('training.record', registrar, { ...fire, until: at(day) }), 'done')
  assert.equal(office.tried('training.withdraw', registrar, { ...fire, reason: 'forged' }), 'done')
  assert.deepEqual(
    asked.map(({ permission, object }) => `${permission} ${object}`),
    ['training.record training/person/ann', 'training.withdraw training/person/ann'],
  )
})

test('a training counts until its end by the clock, and a renewed one until the newer', () => {
  const { office } = organisation()
  office.act('training.record', registrar, { ...fire, until: isoInstant(start + day + 1) })
  assert.equal(nextOrganizationDue(office.state), start + day + second)
  assert.deepEqual(dueInOrganization(office.state, start + day + 1, 9), [])
  office.act('training.record', registrar, { ...fire, until: at(2 * day) })
  office.act('training.record', registrar, { ...fire, training: 'law', until: at(3 * day) })
  assert.deepEqual(dueInOrganization(office.state, start + day + second, 9), [])
  const due = dueInOrganization(office.state, start + 2 * day, 9)
  assert.deepEqual(due, [{ kind: 'training-lapsed', ...fire }])
  assert.equal(isTrained(office.state, 'ann', 'fire-safety'), true)
  office.happen(...due)
  assert.equal(isTrained(office.state, 'ann', 'fire-safety'), false)
  assert.equal(isTrained(office.state, 'ann', 'law'), true)
  assert.equal(nextOrganizationDue(office.state), start + 3 * day)
})

test('trainings are shown to the person, and to whoever may record them', () => {
  const { office } = organisation()
  office.act('training.record', registrar, { ...fire, until: at(2 * day) })
  office.act('training.record', registrar, { ...fire, training: 'data-protection', until: at(day) })
  const trainings = [
    { training: 'data-protection', until: at(day) },
    { training: 'fire-safety', until: at(2 * day) },
  ]
  const listed = office.ask('training.list', registrar, { person: 'ann' })
  assert.deepEqual(outcome(listed), { person: 'ann', trainings })
  const mine = outcome(office.ask('office.mine', speaker('ann'), {})) as { readonly trainings: unknown }
  assert.deepEqual(mine.trainings, trainings)
})
