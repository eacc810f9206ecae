import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { day } from '#clock'
import { type Case, type Executor, isFinished } from './case.ts'
import { type Procedure, stepPlace } from './procedure.ts'
import { settled } from './settle.ts'
import { parseProcedure } from './text.ts'
import { type Happening, openCase, transition } from './transition.ts'
import { liveGrants, permitUse } from './use.ts'

const names = Array.from({ length: 7 }, (_, at) => `s${at}`)
const some = (of: readonly string[]) => fc.subarray([...of], { maxLength: Math.min(2, of.length) })
const rarely = (of: readonly string[]) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: some(of) })

/** A step that names others: mostly earlier ones, so that many of the texts are sound. */
const stepText = (at: number) => {
  const earlier = names.slice(0, at)
  const others = names.filter((_, place) => place !== at)
  return fc
    .record({
      after: some(earlier),
      requires: rarely(earlier),
      excludes: rarely(others),
      together: rarely(others),
      triggers: rarely(names.slice(at + 1)),
      before: rarely(names.slice(at + 1)),
      when: fc.option(fc.nat({ max: 6 }), { freq: 4 }),
      glass: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
    })
    .map(({ when, glass, ...ties }) => {
      const asked = when === null ? undefined : ties.after[when % ties.after.length]
      const written = Object.entries(ties).filter(([, list]) => list.length > 0)
      const line = [
        `  s${at}: { by: anyone, permits: [x.s${at}], outcomes: [yes, no], within: P1D`,
        ...written.map(([key, list]) => `${key}: [${list.join()}]`),
        ...(asked === undefined ? [] : [`when: ${asked}.outcome == yes`]),
        ...(glass ? ['break-glass: { by: anyone, within: PT1H, tell: anyone }'] : []),
      ]
      return { line: `${line.join(', ')} }\n`, glass, back: ties.after[0] ?? `s${at}` }
    })
}

const texts = fc
  .record({
    steps: fc.tuple(...names.map((_, at) => stepText(at))),
    loop: fc.option(fc.nat({ max: 6 }), { freq: 2 }),
  })
  .map(({ steps, loop }) => {
    const broken = steps.flatMap(({ glass }, at) => (glass ? [`s${at}`] : []))
    const review = broken.length > 0 ? `  review: { by: anyone, reviews: [${broken.join()}] }\n` : ''
    const to = steps[loop ?? 0]?.back ?? ''
    const round = `from: s${loop}, when: s${loop}.outcome == no, to: ${to}, release: ${to}, rounds: 2`
    const loops = loop === null ? '' : `loops: [{ ${round} }]\n`
    const head = 'procedure: p\ntitle: { en: P }\nopened-by: anyone\nobjects: x/{case}\nsteps:\n'
    return `${head}${steps.map(({ line }) => line).join('')}${review}${loops}`
  })

const procedures: fc.Arbitrary<Procedure> = texts
  .map((text) => parseProcedure(text))
  .filter(({ ok }) => ok)
  .map((parsed) => {
    assert.ok(parsed.ok)
    return parsed.value.procedure
  })

/** Something that happens, by chance anywhere. */
const happenings = fc.array(
  fc.record({
    kind: fc.constantFrom(
      ...([
        'claim',
        'claim',
        'claim',
        'complete',
        'complete',
        'hold',
        'resume',
        'suspend',
        'restore',
      ] as const),
      ...(['lose-executor', 'expire', 'revoke', 'break-glass', 'delegate', 'end-delegation'] as const),
    ),
    place: fc.nat({ max: 7 }),
    isYes: fc.boolean(),
  }),
  { maxLength: 40, size: 'max' },
)
type Chance = typeof happenings extends fc.Arbitrary<readonly (infer C)[]> ? C : never

const ann: Executor = { kind: 'person', id: 'ann', key: 'key of ann' }
const bob: Executor = { kind: 'person', id: 'bob', key: 'key of bob' }

function happeningOf({ kind, isYes }: Chance): Happening {
  switch (kind) {
    case 'claim':
      return { kind, executor: ann }
    case 'complete':
      return { kind, outcome: isYes ? 'yes' : 'no' }
    case 'hold':
    case 'resume':
      return { kind, by: 'executor' }
    case 'suspend':
      return { kind: 'hold', by: 'supervisor' }
    case 'restore':
      return { kind: 'resume', by: 'supervisor' }
    case 'lose-executor':
      return isYes ? { kind } : { kind, keepsWindow: true }
    case 'expire':
      return { kind }
    case 'revoke':
      return { kind, reason: 'wrong' }
    case 'delegate':
      return { kind, delegate: { ...bob, by: ann, depth: 1 } }
    case 'end-delegation':
      return { kind, delegate: bob }
    case 'break-glass':
      return { kind, executor: bob, glass: { by: bob, reason: 'fire', told: ann }, within: 10 }
    default:
      return kind satisfies never
  }
}

function opened(procedure: Procedure): Case {
  return openCase(procedure, { id: '1', digest: 'd', opener: ann, data: {} }, { index: 0, time: 0 })
}

/** The case after what could happen of all this, and each state on the way. */
function lived(procedure: Procedure, chances: readonly Chance[]): readonly Case[] {
  const passed = [opened(procedure)]
  for (const [at, chance] of chances.entries()) {
    const of = passed.at(-1) ?? opened(procedure)
    const place = chance.place % procedure.steps.length
    const type = procedure.steps[place]
    if (chance.kind === 'break-glass' && (!type?.breakGlass || of.steps[place]?.emergency)) continue
    if (chance.kind === 'delegate' && of.steps[place]?.delegates) continue
    const time = chance.kind === 'expire' ? day * (at + 2) : at
    const after = transition(procedure, of, place, happeningOf(chance), { index: at + 1, time })
    if (after.ok) passed.push(after.value)
  }
  return passed
}

test('after every happening the case has settled: settling it again changes nothing', () => {
  fc.assert(
    fc.property(procedures, happenings, (procedure, chances) => {
      for (const of of lived(procedure, chances)) {
        if (of.state === 'open') assert.deepEqual(settled(procedure, of, { index: 999, time: 999 }), of)
      }
    }),
    { numRuns: 150 },
  )
})

test('whatever has happened, a case in which everybody does what he can comes to its end', () => {
  fc.assert(
    fc.property(procedures, happenings, (procedure, chances) => {
      let of = lived(procedure, chances).at(-1) ?? opened(procedure)
      for (let turn = 0; of.state === 'open'; turn++) {
        assert.ok(turn < 200, 'it ends')
        const before = of
        for (const place of procedure.steps.keys()) of = moved(procedure, of, place, turn)
        assert.notEqual(of, before, JSON.stringify(of.steps.map(({ state }) => state)))
      }
      assert.equal(of.state === 'finished', of.steps.every(isFinished))
    }),
    { numRuns: 300 },
  )
})

/** Takes, goes on with and completes the step, as far as it can be. */
function moved(procedure: Procedure, of: Case, place: number, turn: number): Case {
  const all: readonly Happening[] = [
    { kind: 'resume', by: 'supervisor' },
    { kind: 'resume', by: 'executor' },
    { kind: 'claim', executor: ann },
    { kind: 'complete', outcome: turn % 2 === 0 ? 'no' : 'yes' },
    { kind: 'complete', outcome: 'yes' },
  ]
  return all.reduce((before, happening) => {
    const waits = before.steps[place]?.holds?.includes('waiting') ?? false
    if (happening.kind === 'complete' && waits) return before
    const after = transition(procedure, before, place, happening, { index: 1_000 + turn, time: 1 })
    return after.ok ? after.value : before
  }, of)
}

test('what is tied permits something only as the ties say', () => {
  fc.assert(
    fc.property(procedures, happenings, (procedure, chances) => {
      for (const of of lived(procedure, chances)) {
        for (const [place, type] of procedure.steps.entries()) {
          const now = of.steps[place]
          const live = liveGrants(procedure, of, place)
          assert.equal(live.length > 0, now?.state === 'valid' && type.permits.length > 0)
          const may = permitUse(procedure, of, type.id, {
            ...{ actor: now?.executor ?? ann, permission: type.permits[0] ?? '', object: 'x/1', time: -1 },
          })
          assert.equal(may.ok, live.length > 0)
          if (!may.ok || now?.emergency) continue
          const others = (ids: readonly string[]) => ids.map((id) => of.steps[stepPlace(procedure, id)])
          for (const other of [...others(type.requires)])
            assert.ok(other?.state === 'valid' || other?.end === 'completed')
          for (const other of others(type.together))
            assert.ok(other?.executor && (other.state === 'valid' || other.end === 'completed'))
          for (const other of others(type.excludes)) assert.notEqual(other?.state, 'valid')
          for (const other of others(type.after)) assert.equal(other?.state, 'invalid')
          for (const other of others(type.awaits)) assert.equal(other?.state, 'invalid')
        }
      }
    }),
    { numRuns: 150 },
  )
})
