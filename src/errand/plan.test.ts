import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Trustee } from '#task'
import {
  type Lack,
  type Move,
  type PlanFault,
  type ProcedureView,
  planFor,
  type StepView,
  type Wish,
} from './plan.ts'

const registrar: Trustee = { kind: 'office', office: 'registrar' }

function procedure(name: string, parts: Partial<ProcedureView> = {}): ProcedureView {
  return {
    name,
    founding: false,
    openedBy: registrar,
    data: new Map([['serial', { required: true, number: false }]]),
    steps: [
      {
        step: 'revoke',
        first: true,
        by: registrar,
        permits: ['certificate.revoke'],
        objects: ['certificate/{serial}'],
        usesLeft: new Map(),
        outcomes: [],
        asks: [],
      },
    ],
    ...parts,
  }
}

function step(parts: Partial<StepView>): StepView {
  return {
    case: '17',
    step: 'revoke',
    procedure: 'revoke-certificate',
    state: 'invoked',
    mine: false,
    claimable: false,
    permits: ['certificate.revoke'],
    objects: ['certificate/4f'],
    usesLeft: new Map(),
    outcomes: [],
    asks: [],
    ...parts,
  }
}

const wish: Wish = {
  permission: 'certificate.revoke',
  object: 'certificate/4f',
  me: { person: 'mei', offices: ['registrar'] },
  data: { serial: '4f', reason: 'superseded' },
  keep: false,
}

const revoking = procedure('revoke-certificate')
const [revokingStep] = revoking.steps
const withStep = (parts: object): Partial<ProcedureView> => ({
  steps: revokingStep ? [{ ...revokingStep, ...parts }] : [],
})

/** Moves in one line: `open p {data}`, `claim c/s`, `act c/s`, `complete c/s outcome`. */
function line(move: Move): string {
  if (move.move === 'open') return `open ${move.procedure} ${JSON.stringify(move.data)}`
  const outcome = move.move === 'complete' && move.outcome !== undefined ? ` ${move.outcome}` : ''
  return `${move.move} ${move.case ?? 'new'}/${move.step}${outcome}`
}

interface Planned {
  readonly name: string
  readonly procedures?: readonly ProcedureView[]
  readonly steps?: readonly StepView[]
  readonly wish?: Partial<Wish>
  readonly moves: readonly string[]
  readonly lacks?: Lack
}

const openLine = 'open revoke-certificate {"serial":"4f"}'

const planned: readonly Planned[] = [
  {
    name: 'a step I hold is used and not completed',
    procedures: [revoking],
    steps: [step({ state: 'valid', mine: true }), step({ case: '18', claimable: true })],
    moves: ['act 17/revoke'],
  },
  {
    name: 'a step I hold is completed when its outcome is named',
    steps: [step({ state: 'valid', mine: true, outcomes: ['approved'] })],
    wish: { outcome: 'approved' },
    moves: ['act 17/revoke', 'complete 17/revoke approved'],
  },
  {
    name: 'a step of a wide object covers mine',
    steps: [step({ state: 'valid', mine: true, objects: ['certificate/*'] })],
    moves: ['act 17/revoke'],
  },
  {
    name: 'a step I may claim comes before a case I may open',
    procedures: [revoking],
    steps: [step({ claimable: true }), step({ case: '9', objects: ['certificate/50'], claimable: true })],
    moves: ['claim 17/revoke', 'act 17/revoke', 'complete 17/revoke'],
  },
  {
    name: 'a step with outcomes to choose from stays open',
    steps: [step({ claimable: true, outcomes: ['approved', 'rejected'] })],
    moves: ['claim 17/revoke', 'act 17/revoke'],
    lacks: { outcomes: ['approved', 'rejected'], asks: [] },
  },
  {
    name: 'a step whose completion asks for data stays open',
    steps: [step({ claimable: true, outcomes: ['approved'], asks: ['report'] })],
    wish: { outcome: 'approved' },
    moves: ['claim 17/revoke', 'act 17/revoke'],
    lacks: { outcomes: ['approved'], asks: ['report'] },
  },
  {
    name: 'a step that is over with its last use is not completed',
    steps: [step({ claimable: true, usesLeft: new Map([['certificate.revoke', 1]]) })],
    moves: ['claim 17/revoke', 'act 17/revoke'],
  },
  {
    name: 'a step that has more uses or other permissions left is completed',
    steps: [
      step({
        claimable: true,
        permits: ['certificate.revoke', 'certificate.renew'],
        usesLeft: new Map([['certificate.revoke', 1]]),
      }),
    ],
    moves: ['claim 17/revoke', 'act 17/revoke', 'complete 17/revoke'],
  },
  {
    name: 'a step stays open when that is wanted',
    steps: [step({ claimable: true })],
    wish: { keep: true },
    moves: ['claim 17/revoke', 'act 17/revoke'],
  },
  {
    name: 'a case is opened with the data its object gives',
    procedures: [revoking],
    moves: [openLine, 'claim new/revoke', 'act new/revoke', 'complete new/revoke'],
  },
  {
    name: 'a step of another procedure does not stand in the way of the one that is named',
    procedures: [revoking],
    steps: [step({ state: 'valid', mine: true, procedure: 'other' })],
    wish: { procedure: 'revoke-certificate' },
    moves: [openLine, 'claim new/revoke', 'act new/revoke', 'complete new/revoke'],
  },
  {
    name: 'of two steps I may claim the case that is named counts',
    steps: [step({ claimable: true }), step({ case: '18', claimable: true })],
    wish: { case: '18' },
    moves: ['claim 18/revoke', 'act 18/revoke', 'complete 18/revoke'],
  },
  {
    name: 'data that the object does not give come from the act, as numbers where numbers are due',
    procedures: [
      procedure('revoke-certificate', {
        data: new Map([
          ['serial', { required: true, number: false }],
          ['reason', { required: true, number: false }],
          ['count', { required: false, number: true }],
        ]),
      }),
    ],
    wish: { data: { reason: 'superseded', count: '3' } },
    moves: [
      'open revoke-certificate {"serial":"4f","reason":"superseded","count":3}',
      'claim new/revoke',
      'act new/revoke',
      'complete new/revoke',
    ],
  },
  {
    name: 'a founding procedure is open to whoever the unit lets stand in',
    procedures: [procedure('revoke-certificate', { founding: true })],
    wish: { me: { person: 'founder', offices: [] } },
    moves: [openLine, 'claim new/revoke', 'act new/revoke', 'complete new/revoke'],
  },
  {
    name: 'an opener may take the step that is for the opener',
    procedures: [
      procedure('revoke-certificate', {
        openedBy: { kind: 'anyone' },
        ...withStep({ by: { kind: 'opener' } }),
      }),
    ],
    wish: { me: { person: 'wang', offices: [] } },
    moves: [openLine, 'claim new/revoke', 'act new/revoke', 'complete new/revoke'],
  },
]

for (const { name, procedures = [], steps = [], wish: more = {}, moves, lacks } of planned) {
  test(name, () => {
    const plan = planFor(procedures, steps, { ...wish, ...more })
    assert.ok(plan.ok, JSON.stringify(plan))
    assert.deepEqual(plan.value.moves.map(line), moves)
    assert.deepEqual(plan.value.lacks, lacks)
  })
}

interface Unplanned extends Omit<Planned, 'moves' | 'lacks'> {
  readonly fault: Partial<PlanFault>
}

const missing = (near: readonly object[]): Partial<PlanFault> =>
  ({ kind: 'way-missing', permission: wish.permission, object: wish.object, near }) as Partial<PlanFault>

const waiting = (state: string): object => {
  return { near: 'waiting-step', case: '17', step: 'revoke', procedure: 'revoke-certificate', state }
}

const unplanned: readonly Unplanned[] = [
  { name: 'nothing permits it where there is nothing', fault: missing([]) },
  {
    name: 'two steps I hold are for me to choose from',
    steps: [step({ state: 'valid', mine: true }), step({ state: 'valid', mine: true, case: '18' })],
    fault: {
      kind: 'ways-several',
      ways: [
        { way: 'step', case: '17', step: 'revoke', procedure: 'revoke-certificate' },
        { way: 'step', case: '18', step: 'revoke', procedure: 'revoke-certificate' },
      ],
    },
  },
  {
    name: 'two procedures are for me to choose from',
    procedures: [revoking, procedure('revoke-quickly')],
    fault: {
      kind: 'ways-several',
      ways: [
        { way: 'procedure', procedure: 'revoke-certificate', step: 'revoke' },
        { way: 'procedure', procedure: 'revoke-quickly', step: 'revoke' },
      ],
    },
  },
  {
    name: 'a later step waits for those before it',
    procedures: [procedure('revoke-certificate', withStep({ first: false }))],
    fault: missing([
      { near: 'later-step', procedure: 'revoke-certificate', step: 'revoke', data: { serial: '4f' } },
    ]),
  },
  {
    name: 'a later step of a case that I may not open comes without the data to open it',
    procedures: [procedure('revoke-certificate', withStep({ first: false }))],
    wish: { me: { person: 'wang', offices: [] } },
    fault: missing([{ near: 'later-step', procedure: 'revoke-certificate', step: 'revoke' }]),
  },
  {
    name: 'a case is opened by whom the procedure names',
    procedures: [revoking],
    wish: { me: { person: 'wang', offices: [] } },
    fault: missing([{ near: 'not-opener', procedure: 'revoke-certificate', openedBy: registrar }]),
  },
  {
    name: 'a step is taken by whom it names',
    procedures: [procedure('revoke-certificate', withStep({ by: { kind: 'person', person: 'li' } }))],
    fault: missing([
      {
        near: 'not-trustee',
        procedure: 'revoke-certificate',
        step: 'revoke',
        by: { kind: 'person', person: 'li' },
      },
    ]),
  },
  {
    name: 'a step of the node is not for people',
    procedures: [procedure('revoke-certificate', withStep({ by: { kind: 'node' } }))],
    fault: missing([
      { near: 'not-trustee', procedure: 'revoke-certificate', step: 'revoke', by: { kind: 'node' } },
    ]),
  },
  {
    name: 'data nobody gave are missed by name',
    procedures: [
      procedure('revoke-certificate', { data: new Map([['why', { required: true, number: false }]]) }),
    ],
    fault: missing([{ near: 'data-missing', procedure: 'revoke-certificate', member: 'why' }]),
  },
  {
    name: 'an object with the number of a case is of a case that runs already',
    procedures: [procedure('revoke-certificate', withStep({ objects: ['certificate/{case}'] }))],
    fault: missing([]),
  },
  {
    name: 'a case that is named and gives nothing is not replaced by a new one',
    procedures: [revoking],
    wish: { case: '17' },
    fault: missing([]),
  },
  {
    name: 'a step that is held by another is told of',
    steps: [step({ state: 'valid' })],
    fault: missing([waiting('valid')]),
  },
  {
    name: 'a step that I put on hold is told of',
    steps: [step({ state: 'hold', mine: true })],
    fault: missing([waiting('held')]),
  },
  {
    name: 'a step of mine that somebody else stopped is told apart',
    steps: [step({ state: 'suspended', mine: true })],
    fault: missing([waiting('suspended')]),
  },
  {
    name: 'a later step of a case that runs is told of in place of a new case',
    procedures: [procedure('revoke-certificate', withStep({ first: false }))],
    steps: [step({ state: 'dormant' })],
    fault: missing([waiting('dormant')]),
  },
  {
    name: 'a step that is over is not told of',
    steps: [step({ state: 'invalid', mine: true })],
    fault: missing([]),
  },
  {
    name: 'an outcome the step does not have is refused before anything is done',
    steps: [step({ claimable: true, outcomes: ['approved'] })],
    wish: { outcome: 'granted' },
    fault: { kind: 'outcome-unknown', step: 'revoke', outcome: 'granted', outcomes: ['approved'] },
  },
]

for (const { name, procedures = [], steps = [], wish: more = {}, fault } of unplanned) {
  test(name, () => {
    const plan = planFor(procedures, steps, { ...wish, ...more })
    assert.ok(!plan.ok, JSON.stringify(plan))
    assert.partialDeepStrictEqual(plan.fault, fault)
  })
}
