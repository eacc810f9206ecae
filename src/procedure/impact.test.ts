import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accept, refuse } from '#fault'
import { identitySlice } from '#identity'
import { organizationSlice } from '#organization'
import { recognitionSlice } from '#recognition'
import { type Event, evolve, type ImpactQuestion, type Slice } from '#unit'
import { type Office, speaker } from './fixture.ts'
import { type Impact, impactOf } from './impact.ts'
import { procedureSlice } from './state.ts'
import { files, lean, serialOf } from './stranding-fixture.ts'
import { digestOf } from './texts.ts'

const slices = [identitySlice, organizationSlice, recognitionSlice, procedureSlice] as readonly Slice[]
const strands = refuse({ kind: 'strands-cases' } as const)

/** What some events would mean for a unit. */
function impact(
  { state: before, time }: Office,
  following: ImpactQuestion['following'],
  ...events: readonly (Event & Readonly<Record<string, unknown>>)[]
): Impact {
  return impactOf({ before, after: evolve(slices, before, events, time), events, following })
}

const revoked = {
  ...{ kind: 'certificate-revoked', serial: serialOf('ivo'), key: 'key-ivo', reason: 'superseded' },
  principal: { kind: 'person', id: 'ivo' },
}

test('a revocation means the steps that would fall, the key, and the cases nobody else could finish', () => {
  const office = lean()
  const ids = ['files', 'files', 'wells'].map((procedure) => office.open(procedure, speaker('gao')))
  const [first = '', second = ''] = ids
  for (const step of ['step.claim', 'step.complete']) {
    assert.equal(office.tried(step, speaker('ida'), { case: first, step: 'write' }), 'done')
  }
  assert.equal(office.tried('step.claim', speaker('ivo'), { case: first, step: 'check' }), 'done')
  office.act('step.claim', speaker('ida'), { case: second, step: 'write' })
  const { rights, keys, cases, services, procedure } = impact(office, strands, revoked)
  assert.deepEqual(rights, [])
  assert.deepEqual([keys, services, procedure], [['key-ivo'], [], undefined])
  const repairs = [{ kind: 'appoint', office: 'inspector', training: ['safety'] }]
  assert.deepEqual(
    cases.map((one) => [one.case, one.repairs]),
    [
      [first, repairs],
      [second, repairs],
    ],
  )
})

test('what ends for others is told, and not the step the act is done by', () => {
  const office = lean(
    files.replace('by: { office: intake }', 'by: { office: intake }\n    permits: [file.write]'),
  )
  const id = office.open('files', speaker('gao'))
  office.act('step.claim', speaker('ida'), { case: id, step: 'write' })
  const gone = { kind: 'person-dismissed', person: 'ida', office: 'intake' }
  const { rights } = impact(office, strands, gone)
  assert.deepEqual(
    rights.map(({ case: of, procedure, step, person, reason }) => [of, procedure, step, person, reason]),
    [[id, 'files', 'write', 'ida', 'lost']],
  )
  const { state: before, time } = office
  const after = evolve(slices, before, [gone], time)
  const own = impactOf({ before, after, events: [gone], following: accept([]), case: id })
  assert.deepEqual(own.rights, [])
})

test('where nothing was found to follow nobody is looked for once more', () => {
  const office = lean()
  office.open('files', speaker('gao'))
  assert.deepEqual(impact(office, accept([]), revoked).cases, [])
  const marked = accept([{ kind: 'case-stranded' }])
  assert.equal(impact(office, marked, revoked).cases.length, 1)
})

test('an adoption means how many cases go on as opened, and whether a new one could be finished', () => {
  const office = lean()
  for (let at = 0; at < 3; at++) office.open('files', speaker('gao'))
  const adopting = (text: string): Impact['procedure'] =>
    impact(office, accept([]), {
      ...{ kind: 'procedure-adopted', procedure: 'files', digest: digestOf(text), text },
    }).procedure
  const well = adopting(files.replace('en: Files', 'en: Papers'))
  assert.deepEqual(well, { procedure: 'files', running: 3, completable: 'yes' })
  const vacant = adopting(
    files.replace('sign: { after: check, by: anyone', 'sign: { by: { office: operator }'),
  )
  assert.partialDeepStrictEqual(vacant, { running: 3, completable: 'no' })
  assert.deepEqual(vacant?.repairs, [{ kind: 'appoint', office: 'operator' }])
  assert.deepEqual(
    vacant?.conflict?.steps.map(({ step, count }) => [step, count]),
    [['sign', 0]],
  )
})

test('a service that is suspended would admit nobody, a visit that ends lets its key in nowhere', () => {
  const office = lean()
  const suspended = { kind: 'service-suspended', service: 'permits', reason: 'a flaw' }
  const ended = { kind: 'visitor-ended', visitor: 'wei@water.example', key: 'key-wei', reason: 'agreement' }
  const { services, keys } = impact(office, accept([]), suspended, ended)
  assert.deepEqual([services, keys], [['permits'], ['key-wei']])
})
