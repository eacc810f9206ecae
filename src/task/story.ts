import { certain, sure } from '#fault'
import { type Case, type Executor, findStep, type Party, type Step } from './case.ts'
import { procedureIn } from './fixture.ts'
import { type Procedure, stepPlace } from './procedure.ts'
import { type Happening, openCase, transition } from './transition.ts'

/** For tests: a case, told by what happens to its steps. */
export interface Story {
  readonly procedure: Procedure
  readonly of: Case
  readonly time: number
  readonly index: number
}

/** For tests: the procedure of some steps that anyone may take, and what else its text says. */
export function stepsIn(steps: string, more = ''): Procedure {
  const written = steps
    .trim()
    .split('\n')
    .map((line) => `  ${line.trim()}`.replace('{', '{ by: anyone,'))
  const head = 'procedure: p\ntitle: { en: P }\nopened-by: anyone\nobjects: thing/{case}\n'
  return procedureIn(`${head}steps:\n${written.join('\n')}\n${more}`)
}

export const glass = 'break-glass: { by: anyone, within: PT1H, tell: anyone }'

/** For tests: a case just opened by `olga`. */
export function begun(procedure: Procedure): Story {
  const opener: Party = { kind: 'person', id: 'olga' }
  const of = openCase(procedure, { id: '1', digest: 'd', opener, data: {} }, { index: 0, time: 0 })
  return { procedure, of, time: 0, index: 1 }
}

/**
 * For tests: what comes of `claim a`, `claim a bob`, `complete a yes`, `hold a`, `resume a`, `suspend a`,
 * `restore a`, `lose a`, `release a`, `revoke a`, `break a ann`, `use a x.y`, `expire a` (at the end of its
 * window), one after another; `do a yes` claims and completes.
 */
export function told(story: Story, ...moves: readonly string[]): Story {
  return moves.flatMap(whole).reduce((before, move) => {
    const [verb = '', id = '', word] = move.split(' ')
    const { procedure, of, index } = before
    const place = stepPlace(procedure, id)
    const step = certain(of.steps[place], move)
    const time = verb === 'expire' ? certain(step.deadline, move) : before.time
    const after = transition(procedure, of, place, happeningOf(verb, id, word), { index, time })
    return { procedure, of: sure(after, move), time, index: index + 1 }
  }, story)
}

function whole(move: string): readonly string[] {
  const [verb, id = '', word = ''] = move.split(' ')
  return verb === 'do' ? [`claim ${id}`, `complete ${id} ${word}`.trim()] : [move]
}

function happeningOf(verb: string, id: string, word: string | undefined): Happening {
  const executor = (name: string): Executor => ({ kind: 'person', id: name, key: `key of ${name}` })
  switch (verb) {
    case 'claim':
      return { kind: 'claim', executor: executor(word ?? id) }
    case 'complete':
      return { kind: 'complete', ...(word !== undefined && { outcome: word }) }
    case 'hold':
      return { kind: 'hold', by: 'executor' }
    case 'suspend':
      return { kind: 'hold', by: 'supervisor' }
    case 'resume':
      return { kind: 'resume', by: 'executor' }
    case 'restore':
      return { kind: 'resume', by: 'supervisor' }
    case 'lose':
      return { kind: 'lose-executor' }
    case 'release':
      return { kind: 'lose-executor', keepsWindow: true }
    case 'expire':
      return { kind: 'expire' }
    case 'revoke':
      return { kind: 'revoke', reason: 'no longer wanted' }
    case 'use':
      return { kind: 'use', permission: word ?? '' }
    case 'break': {
      const by = { kind: 'person', id: word ?? 'eve' } as const
      const told = { kind: 'person', id: 'sid' } as const
      return {
        kind: 'break-glass',
        executor: executor(by.id),
        glass: { by, reason: 'fire', told },
        within: 10,
      }
    }
    default:
      throw new Error(`bug: no move is called \`${verb}\``)
  }
}

/** For tests: the state of the case and of its steps, as `open: a completed, b hold(waiting)`. */
export function shown({ procedure, of }: Story): string {
  const steps = procedure.steps.map(({ id }) => `${id} ${stateOf(findStep(procedure, of, id)?.step)}`)
  return `${of.state}: ${steps.join(', ')}`
}

function stateOf(step: Step | undefined): string {
  const { state = 'none', end, holds, emergency } = step ?? {}
  if (end) return end
  if (holds) return `hold(${holds.join('+')})`
  return emergency ? 'emergency' : state
}
