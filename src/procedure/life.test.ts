import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { day } from '#clock'
import { certain } from '#fault'
import { emptyTable, numbersOf, sortedRows, type Table } from '#table'
import {
  type Case,
  type Delegate,
  type Executor,
  isOwnAffair,
  type Procedure,
  permitUse,
  type Step,
  type StepType,
  singleTrustees,
  stepsMax,
  type Trustee,
} from '#task'
import { read, type State } from '#unit'
import { node } from './fixture.ts'
import { casesIn, lively, type Move, move, tryMove } from './life.ts'
import { dueGroup, groupOf, type Marks, remarked } from './marks.ts'
import { organisationOf } from './organisation.ts'
import { nextDue, procedureSlice } from './state.ts'

const histories = fc.array(move, { minLength: 60, maxLength: 140, size: 'max' })

function lived(
  moves: readonly Move[],
  check: (before: State, office: ReturnType<typeof lively>) => void,
): void {
  const office = lively()
  for (const one of moves) {
    const before = office.state
    tryMove(office, one)
    if (office.state !== before) check(before, office)
  }
}

function eachStep(
  state: State,
  check: (type: StepType, step: Step, of: Case, place: number, procedure: Procedure) => void,
): void {
  for (const { of, procedure } of casesIn({ state })) {
    for (const [place, type] of procedure.steps.entries()) {
      check(type, certain(of.steps[place], type.id), of, place, procedure)
    }
  }
}

test('whoever holds a step could take it now, as far as offices, presence, training and keys go', () => {
  fc.assert(
    fc.property(histories, (moves) => {
      lived(moves, (_, { state }) => {
        const organisation = organisationOf(state)
        const isNamed = (by: Trustee, { kind, id }: Executor, { opener }: Case): boolean =>
          singleTrustees(by).some((one) => {
            if (one.kind === 'office') return organisation.holdsOffice(id, one.office)
            if (one.kind === 'opener') return opener.kind === kind && opener.id === id
            return one.kind === 'anyone' || one.kind === 'node'
          })
        eachStep(state, (type, { state: now, executor, delegates = [], emergency }, of) => {
          if (now !== 'valid' && now !== 'hold') return
          const holder = certain(executor, 'an executor')
          if (holder.kind === 'node') return
          const by = emergency ? type.breakGlass?.by : type.by
          const named: readonly (readonly [Executor, Trustee | undefined])[] = [
            [holder, by],
            ...delegates.map((one) => [one, type.delegation?.to ?? type.by] as const),
          ]
          for (const [one, trustee] of named) {
            assert.ok(trustee && isNamed(trustee, one, of), `${one.id} is one of those for ${type.id}`)
            assert.ok(!organisation.isAbsent(one.id) || isOwnAffair(type, of, one), `${one.id} is there`)
            const trained = type.training.every((name) => organisation.isTrained(one.id, name))
            assert.ok(trained || emergency, `${one.id} is trained for ${type.id}`)
          }
        })
      })
    }),
    { numRuns: 12 },
  )
})

test('a delegate has no more than his giver, whose step it still is, and no longer', () => {
  fc.assert(
    fc.property(histories, (moves) => {
      lived(moves, (_, { state, time }) => {
        eachStep(state, (type, step, of, __, procedure) => {
          const { state: now, executor, delegates = [], deadline } = step
          if (now === 'invalid') return
          if (now !== 'valid' && now !== 'hold') assert.equal(delegates.length, 0)
          for (const delegate of delegates) {
            const { by, permissions, until = Infinity, depth, completes } = delegate
            const giver = certain(
              [executor, ...delegates].find((one) => one?.kind === by.kind && one.id === by.id),
              'a giver',
            )
            assert.notEqual(giver, delegate)
            const given: Partial<Delegate> = delegates.find((one) => one === giver) ?? {}
            assert.equal(depth, (given.depth ?? 0) + 1)
            assert.ok(depth <= (type.delegation?.depth ?? 0))
            const own = given.permissions ?? type.permits
            assert.ok((permissions ?? type.permits).every((one) => own.includes(one)))
            assert.ok(until <= (given.until ?? Infinity))
            assert.ok(!completes || given.depth === undefined || given.completes)
            for (const permission of type.permits) {
              const asked = { permission, object: `relay/${of.id}`, time }
              const may = permitUse(procedure, of, type.id, { ...asked, actor: actorOf(delegate) })
              const gives = permitUse(procedure, of, type.id, { ...asked, actor: actorOf(giver) })
              if (may.ok) assert.ok(gives.ok && (deadline === undefined || time < deadline))
            }
          }
        })
      })
    }),
    { numRuns: 12 },
  )
})

function actorOf({ kind, id, key }: Executor) {
  return { kind, id, key }
}

test('counts stay within their limits and rise by one an entry, and start anew with a round alone', () => {
  fc.assert(
    fc.property(histories, (moves) => {
      lived(moves, (before, { state }) => {
        const was = new Map(casesIn({ state: before }).map(({ of }) => [of.id, of]))
        eachStep(state, (type, { used, instance }, of, place) => {
          const old = was.get(of.id)?.steps[place]
          for (const { permission, uses } of type.uses) {
            const count = used[permission] ?? 0
            assert.ok(count <= uses)
            const earlier = old?.used[permission] ?? 0
            assert.ok(
              count >= earlier ? count <= earlier + 1 : count === 0 && instance > (old?.instance ?? 0),
            )
          }
        })
      })
    }),
    { numRuns: 12 },
  )
})

test('nobody who had a part in a step is forgotten before a round is released', () => {
  fc.assert(
    fc.property(histories, (moves) => {
      lived(moves, (before, { state }) => {
        const was = new Map(casesIn({ state: before }).map(({ of }) => [of.id, of]))
        eachStep(state, (type, step, of, place, { loops }) => {
          const old = was.get(of.id)?.steps[place]
          if (!old) return
          const known = new Set(partsOf(step))
          const missing = partsOf(old).filter((id) => !known.has(id))
          const isReleased = loops.some(({ body }) => body.includes(type.id)) && of.rounds !== undefined
          assert.ok(missing.length === 0 || isReleased, `${type.id} has lost ${missing.join()}`)
          assert.equal((step.broken?.length ?? 0) >= (old.broken?.length ?? 0), true)
        })
      })
    }),
    { numRuns: 12 },
  )
})

function partsOf({ former, executor, delegates = [] }: Step): readonly string[] {
  return [...former, ...(executor ? [executor] : []), ...delegates].map(({ kind, id }) => `${kind} ${id}`)
}

test('a case with broken glass is open until somebody has reviewed it', () => {
  fc.assert(
    fc.property(histories, (moves) => {
      lived(moves, (_, { state }) => {
        eachStep(state, ({ id, reviews }, { end, since }, of, __, procedure) => {
          if (reviews.length === 0) return
          const broken = of.steps.filter(
            (step, at) => step.broken && reviews.includes(procedure.steps[at]?.id ?? ''),
          )
          if (broken.length === 0) return
          if (of.state !== 'open') assert.equal(end, 'completed', id)
          const last = Math.max(...broken.flatMap((step) => step.broken?.map(({ time }) => time) ?? []))
          if (end) assert.ok(since >= last)
        })
      })
    }),
    { numRuns: 12 },
  )
})

test('what waits, waits for a person: no open case has only steps that nobody can take', () => {
  fc.assert(
    fc.property(histories, (moves) => {
      lived(moves, (_, { state }) => {
        for (const { of } of casesIn({ state })) {
          if (of.state !== 'open') continue
          const moving = of.steps.some(
            ({ state: now, holds = [] }) =>
              now === 'invoked' || now === 'valid' || holds.some((reason) => reason !== 'waiting'),
          )
          assert.ok(moving, `case ${of.id}`)
        }
      })
    }),
    { numRuns: 12 },
  )
})

/** What the marks tell, made from the cases in the plainest way: who has what, and what is due when. */
function plainly(state: State): { readonly grants: readonly string[]; readonly due: readonly string[] } {
  const grants: string[] = []
  const due: string[] = []
  eachStep(state, (type, step, of, place, procedure) => {
    const { state: now, executor, delegates = [], deadline, assignBy, epoch } = step
    const isHeld = now === 'valid' || now === 'hold'
    const holders = isHeld && executor ? [executor, ...delegates] : []
    const untils = delegates.map(({ until }) => until)
    const ends = isHeld ? [deadline, ...untils] : now === 'invoked' ? [deadline, assignBy] : []
    const seconds = ends.flatMap((end) => (end === undefined ? [] : [Math.ceil(end / 1000)]))
    for (const second of new Set(seconds)) due.push(`${second} ${stepNumber(of.id, place)}`)
    for (const holder of holders) {
      for (const permission of type.permits) {
        for (const template of type.objects) {
          const object = template.replace('{case}', of.id)
          const asked = { actor: actorOf(holder), permission, object, time: 0 }
          if (!permitUse(procedure, of, type.id, asked).ok) continue
          grants.push([holder.kind, holder.id, holder.key, permission, object, type.id, epoch].join(' '))
        }
      }
    }
  })
  return { grants: grants.sort(), due: due.sort() }
}

function stepNumber(of: string, place: number): number {
  return Number(of) * stepsMax + place
}

/** The same as the marks have it. */
function marked(state: State): ReturnType<typeof plainly> {
  const { grants, sets } = read(state, procedureSlice)
  const given = sortedRows(grants).flatMap(([, lives]) =>
    lives.map(({ grant, key }) => {
      const { person, node, permission, object, step, epoch } = grant
      return [node ? 'node' : 'person', person, key, permission, object, step, epoch].join(' ')
    }),
  )
  const seconds = [...numbersOf(sets, dueGroup)]
  const due = seconds.flatMap((second) =>
    [...numbersOf(sets, groupOf.dueIn(second))].map((number) => `${second} ${number}`),
  )
  return { grants: given.sort(), due: due.sort() }
}

test('the marks tell what follows from the cases, after every entry', () => {
  fc.assert(
    fc.property(histories, (moves) => {
      lived(moves, (_, { state }) => assert.deepEqual(marked(state), plainly(state)))
    }),
    { numRuns: 12 },
  )
})

function plain(state: State): unknown {
  const slice = read(state, procedureSlice)
  const tables = procedureSlice.tables.map((name) => [name, sortedRows(slice[name] as Table<unknown>)])
  return [slice.nextCase, tables]
}

test('marks made afresh, a replay and a snapshot all give the same state', () => {
  fc.assert(
    fc.property(histories, (moves) => {
      const office = lively()
      for (const one of moves) tryMove(office, one)
      const state = plain(office.state)
      assert.deepEqual(plain(office.replayed()), state)
      assert.deepEqual(JSON.parse(JSON.stringify(state)), state)
      let anew: Marks = { grants: emptyTable(), sets: emptyTable(), lists: emptyTable() }
      for (const { of, procedure } of casesIn(office)) anew = remarked(anew, procedure, undefined, of)
      const slice = read(office.state, procedureSlice)
      for (const name of ['grants', 'sets', 'lists'] as const)
        assert.deepEqual(sortedRows<unknown>(slice[name]), sortedRows<unknown>(anew[name]), name)
    }),
    { numRuns: 12 },
  )
})

test('the clock comes to rest: what is due is told, and then nothing is', () => {
  fc.assert(
    fc.property(histories, (moves) => {
      const office = lively()
      for (const one of moves) tryMove(office, one)
      office.time += 100 * day
      for (let ticks = 0; office.tried('clock.tick', node, {}) === 'done'; ticks++) assert.ok(ticks < 10)
      assert.ok((nextDue(office.state) ?? Infinity) > office.time)
    }),
    { numRuns: 12 },
  )
})
