import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour } from '#clock'
import { certify, founded, node, type Office, permits, speaker, staffed, work } from './fixture.ts'

interface Shown {
  readonly case: string
  readonly state: string
  readonly steps: readonly {
    readonly step: string
    readonly state: string
    readonly mine: boolean
    readonly claimable: boolean
    readonly permits: readonly string[]
    readonly objects: readonly string[]
    readonly uses: readonly { readonly used: number }[]
    readonly executor?: unknown
  }[]
}

function cases(office: Office, id: string): readonly Shown[] {
  const answer = office.ask('case.list', speaker(id), {})
  return answer.ok ? (answer.value as { readonly cases: readonly Shown[] }).cases : []
}

function seen(office: Office, id: string, of: string): string {
  const answer = office.ask('case.show', speaker(id), { case: of })
  return answer.ok ? 'shown' : answer.fault.kind
}

test('everybody reads which procedures there are, with their text and its digest', () => {
  const office = founded(permits)
  const list = office.ask('procedure.list', undefined, {})
  const { procedures } = (list.ok ? list.value : {}) as {
    readonly procedures: readonly { readonly name: string }[]
  }
  assert.ok(procedures.some(({ name }) => name === 'building-permit'))
  assert.deepEqual(
    procedures.map(({ name }) => name),
    procedures.map(({ name }) => name).sort(),
  )
  const one = office.ask('procedure.show', undefined, { name: 'building-permit' })
  assert.equal(one.ok && (one.value as { readonly text: string }).text, permits)
  const none = office.ask('procedure.show', undefined, { name: 'constructor' })
  assert.equal(none.ok ? '' : none.fault.kind, 'procedure-unknown')
})

test('everybody’s list has the cases they opened, work in or could, and no others', () => {
  const office = founded(permits)
  office.appoint('ida', 'intake')
  office.appoint('iris', 'intake')
  const first = office.open('building-permit', speaker('cato'))
  const second = office.open('building-permit', speaker('cleo'))
  office.act('step.claim', speaker('ida'), { case: first, step: 'accept' })
  const listed = ['cato', 'cleo', 'ida', 'iris', 'mia'].map((id) =>
    cases(office, id).map((shown) => shown.case),
  )
  assert.deepEqual(listed, [[first], [second], [first, second], [second], []])
  assert.deepEqual(
    cases(office, 'ida').map(({ steps }) => [steps[0]?.mine, steps[0]?.claimable, steps[0]?.state]),
    [
      [true, false, 'valid'],
      [false, true, 'invoked'],
    ],
  )
  assert.deepEqual(cases(office, 'ida')[0]?.steps[0]?.objects, [`permit/${first}`])
  office.act('case.cancel', speaker('cato'), { case: first, reason: 'not needed any more' })
  assert.deepEqual(
    cases(office, 'ida').map((shown) => shown.case),
    [second],
  )
})

test('the founder’s list has what waits for offices that nobody holds', () => {
  const office = founded()
  office.appoint('sam', 'security-manager')
  const id = office.open('appoint', speaker('sam'), { office: 'registrar', person: 'rosa' })
  office.act('step.claim', speaker('sam'), { case: id, step: 'propose' })
  office.act('step.complete', speaker('sam'), { case: id, step: 'propose' })
  assert.deepEqual(
    cases(office, 'fay').map((shown) => shown.case),
    [id],
  )
  office.appoint('cora', 'chief-information-officer')
  assert.deepEqual(cases(office, 'fay'), [])
})

test('a permission that is spent is not shown as one the step gives', () => {
  const office = founded(permits)
  for (const [id, to] of [
    ['ida', 'intake'],
    ['ivo', 'inspector'],
    ['hana', 'head-of-permits'],
  ] as const) {
    office.appoint(id, to)
  }
  const id = office.open('building-permit', speaker('cato'))
  for (const [who, step] of [
    ['ida', 'accept'],
    ['ivo', 'inspect'],
  ] as const) {
    office.act('step.claim', speaker(who), { case: id, step })
    office.act('step.complete', speaker(who), { case: id, step })
  }
  office.act('step.claim', speaker('hana'), { case: id, step: 'decide' })
  const epoch = office.state.size - 1
  const used = {
    case: id,
    step: 'decide',
    permission: 'permit.approve',
    object: `permit/${id}`,
    person: 'hana',
    epoch,
  }
  assert.equal(office.tried('step.use', node, used), 'done')
  const decide = cases(office, 'hana')[0]?.steps[2]
  assert.deepEqual(decide?.permits, ['permit.read', 'permit.reject', 'document.sign', 'document.read'])
  assert.deepEqual(decide?.uses, [{ permission: 'permit.approve', uses: 1, used: 1 }])
})

test('a case is shown to those it concerns and to an auditor’s step, and to others it is not there', () => {
  const office = founded(permits)
  office.appoint('ida', 'intake')
  office.appoint('aude', 'auditor')
  const id = office.open('building-permit', speaker('cato'))
  assert.deepEqual(
    ['cato', 'ida', 'aude', 'mia', 'fay'].map((who) => seen(office, who, id)),
    ['shown', 'shown', 'not-yours', 'not-yours', 'not-yours'],
  )
  assert.equal(seen(office, 'mia', '99'), 'not-yours')
  const audit = office.open('audit', speaker('aude'))
  office.act('step.claim', speaker('aude'), { case: audit, step: 'read' })
  assert.equal(seen(office, 'aude', id), 'shown')
  assert.equal(seen(office, 'aude', '99'), 'case-unknown')
  office.act('step.complete', speaker('aude'), { case: audit, step: 'read' })
  assert.equal(seen(office, 'aude', id), 'not-yours')
  const nobody = office.ask('case.show', undefined, { case: id })
  assert.equal(nobody.ok ? 'shown' : nobody.fault.kind, 'not-yours')
})

test('who worked in a case still sees it when it is over', () => {
  const office = founded(permits)
  office.appoint('ida', 'intake')
  const id = office.open('building-permit', speaker('cato'))
  office.act('step.claim', speaker('ida'), { case: id, step: 'accept' })
  office.happen({ kind: 'person-dismissed', person: 'ida', office: 'intake' })
  assert.equal(seen(office, 'ida', id), 'shown')
})

/** One step of a case as somebody is shown it; `undefined` when he is not. */
function stepShown(
  office: Office,
  id: string,
  of: string,
  step: string,
): Record<string, unknown> | undefined {
  const answer = office.ask('case.show', speaker(id), { case: of })
  const { steps } = (answer.ok ? answer.value : { steps: [] }) as {
    readonly steps: readonly Record<string, unknown>[]
  }
  return steps.find((one) => one['step'] === step)
}

test('who gives out a step is shown it while it is open or held', () => {
  const office = staffed()
  office.appoint('iris', 'inspector')
  certify(office, 'basic', 'ida', 'ivo', 'iris', 'hana')
  const id = office.open('building-permit', speaker('cato'))
  assert.equal(seen(office, 'hana', id), 'not-yours')
  work(office, id, 'accept', 'ida')
  assert.deepEqual(
    cases(office, 'hana').map((shown) => shown.case),
    [id],
  )
  assert.deepEqual(stepShown(office, 'hana', id, 'inspect')?.['assignable'], true)
  assert.equal(stepShown(office, 'ivo', id, 'inspect')?.['assignable'], undefined)
  const given = { case: id, step: 'inspect', person: 'ivo' }
  assert.equal(office.tried('step.assign', speaker('hana'), given), 'done')
  assert.equal(seen(office, 'hana', id), 'shown')
  assert.deepEqual(cases(office, 'hana'), [])
})

test('a step that nobody took in time is shown to the layer above', () => {
  const office = staffed()
  office.happen({ kind: 'office-established', office: 'superior', title: 'Superior', layer: 'management' })
  office.appoint('sue', 'superior')
  const id = office.open('building-permit', speaker('cato'))
  assert.deepEqual([seen(office, 'sue', id), cases(office, 'sue')], ['not-yours', []])
  assert.equal(typeof stepShown(office, 'ida', id, 'accept')?.['assignBy'], 'string')
  office.time += day
  office.act('clock.tick', node, {})
  assert.equal(typeof stepShown(office, 'sue', id, 'accept')?.['escalated'], 'string')
  assert.deepEqual(
    cases(office, 'sue').map((shown) => shown.case),
    [id],
  )
  work(office, id, 'accept', 'ida')
  assert.equal(seen(office, 'sue', id), 'not-yours')
})

test('delegates see the case, and of the step what was given to them', () => {
  const office = staffed()
  office.appoint('iris', 'inspector')
  certify(office, 'basic', 'ivo', 'iris')
  const id = office.open('building-permit', speaker('cato'))
  work(office, id, 'accept', 'ida')
  const inspect = { case: id, step: 'inspect' }
  office.act('step.claim', speaker('ivo'), inspect)
  assert.equal(seen(office, 'iris', id), 'not-yours')
  const given = { ...inspect, person: 'iris', permissions: ['permit.annotate'] }
  assert.equal(office.tried('step.delegate', speaker('ivo'), given), 'done')
  const shown = stepShown(office, 'iris', id, 'inspect')
  assert.deepEqual([shown?.['mine'], shown?.['part'], shown?.['permits']], [false, true, ['permit.annotate']])
  assert.deepEqual(stepShown(office, 'ivo', id, 'inspect')?.['delegates'], [
    { kind: 'person', id: 'iris', office: 'inspector', by: 'ivo', permissions: ['permit.annotate'] },
  ])
  assert.equal(cases(office, 'iris').length, 1)
})

test('whoever was told of a broken glass sees who broke it and why, also when all is over', () => {
  const office = staffed()
  office.appoint('mara', 'security-manager')
  office.appoint('aude', 'auditor')
  office.appoint('abel', 'auditor')
  certify(office, 'medium', 'mara', 'aude', 'abel')
  const id = office.open('building-permit', speaker('cato'))
  const decide = { case: id, step: 'decide' }
  const reason = 'the wall is about to fall'
  assert.equal(
    office.tried('step.break-glass', speaker('mara'), { ...decide, reason, second: 'aude' }),
    'done',
  )
  assert.deepEqual(
    cases(office, 'aude').map((shown) => shown.case),
    [id],
  )
  const shown = stepShown(office, 'aude', id, 'decide')
  assert.deepEqual([shown?.['told'], shown?.['emergency']], [true, true])
  const [glass] = (shown?.['broken'] ?? []) as readonly { readonly reason: string }[]
  assert.equal(glass?.reason, reason)
  assert.equal(seen(office, 'abel', id), 'not-yours')
  office.time += hour
  office.act('clock.tick', node, {})
  assert.equal(seen(office, 'abel', id), 'shown', 'the review is open to every auditor')
  work(office, id, 'review', 'abel', 'unjustified')
  office.act('case.cancel', speaker('cato'), { case: id, reason: 'not needed any more' })
  assert.equal(seen(office, 'aude', id), 'shown')
})

test('what is over is listed for whoever opened it or had a part in it, the latest first', () => {
  const office = staffed()
  const ended = (id: string, before?: string): readonly string[] => {
    const answer = office.ask('case.ended', speaker(id), before === undefined ? {} : { before })
    const { cases: told = [], next } = (answer.ok ? answer.value : {}) as {
      readonly cases?: readonly Shown[]
      readonly next?: string
    }
    return [...told.map((shown) => `${shown.case} ${shown.state}`), ...(next ? [`next ${next}`] : [])]
  }
  const first = office.open('building-permit', speaker('cato'))
  office.act('step.claim', speaker('ida'), { case: first, step: 'accept' })
  assert.deepEqual([ended('cato'), ended('ida')], [[], []])
  office.act('case.cancel', speaker('cato'), { case: first, reason: 'not needed any more' })
  const second = office.open('building-permit', speaker('cato'))
  office.act('case.cancel', speaker('cato'), { case: second, reason: 'nor this' })
  assert.deepEqual(ended('cato'), [`${second} cancelled`, `${first} cancelled`])
  assert.deepEqual(ended('cato', second), [`${first} cancelled`])
  assert.deepEqual([ended('ida'), ended('ivo')], [[`${first} cancelled`], []])
})

test('a page of what is over says where the next one begins', () => {
  const office = staffed()
  for (let number = 0; number < 51; number++) {
    const id = office.open('building-permit', speaker('cato'))
    office.act('case.cancel', speaker('cato'), { case: id, reason: 'not needed' })
  }
  const page = office.ask('case.ended', speaker('cato'), {})
  const { cases: told, next } = (page.ok ? page.value : {}) as {
    readonly cases: readonly Shown[]
    readonly next: string
  }
  assert.deepEqual([told.length, told.at(-1)?.case], [50, next])
  const rest = office.ask('case.ended', speaker('cato'), { before: next })
  assert.equal(rest.ok && (rest.value as { readonly cases: readonly Shown[] }).cases.length, 1)
})

test('members are told titles in every language and the names of people, visitors no names', () => {
  const office = staffed()
  certify(office, 'high', 'ida')
  const id = office.open('building-permit', speaker('cato'))
  office.act('step.claim', speaker('ida'), { case: id, step: 'accept' })
  const shown = office.ask('case.show', speaker('ida'), { case: id })
  const { titles, names, steps } = (shown.ok ? shown.value : {}) as {
    readonly titles: unknown
    readonly names: unknown
    readonly steps: readonly { readonly titles: unknown }[]
  }
  assert.deepEqual(titles, { en: 'Building permit', zh: '建筑许可' })
  assert.deepEqual(steps[0]?.titles, { en: 'Accept the application', zh: '受理申请' })
  assert.deepEqual(names, { ida: 'ida' })
})

test('everybody is told which procedures he may open a case of, and why not the others', () => {
  const office = staffed()
  const answer = office.ask('procedure.mine', speaker('cato'), {})
  const { procedures } = (answer.ok ? answer.value : {}) as {
    readonly procedures: readonly {
      readonly procedure: string
      readonly may: boolean
      readonly refusal?: { readonly kind: string }
    }[]
  }
  const told = new Map(procedures.map(({ procedure, may, refusal }) => [procedure, refusal?.kind ?? may]))
  assert.deepEqual([told.get('building-permit'), told.get('appoint')], [true, 'may-not-open'])
})
