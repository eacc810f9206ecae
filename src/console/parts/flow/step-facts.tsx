import type { ReactElement } from 'react'
import { useFormats } from '../../words/formats.ts'
import { useWords } from '../../words/words.tsx'
import classes from './flow.module.css'
import type { FlowWords } from './flow-words.ts'
import { plainName } from './offices.ts'
import type { ShownProcedure, ShownStep } from './ties.ts'

/** What a procedure says of one step, a line for each thing, in the words of the language shown. */
export function StepFacts(props: {
  readonly procedure: ShownProcedure
  readonly step: ShownStep
  readonly words: FlowWords
  /** With permissions and objects, which are names for programs. */
  readonly full?: boolean
}): ReactElement {
  const { procedure, step, words, full = false } = props
  const facts = [...useOrder(step, words), ...useHolding(step, words), ...useRules(procedure, step, words)]
  const { t } = useWords()
  return (
    <ul className={classes.facts}>
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
      {full && step.permits.length > 0 && (
        <li>
          {t('flow.permits')}:{' '}
          <Codes values={step.permits.map((permission) => counted(step, permission, t))} />
        </li>
      )}
      {full && step.objects.length > 0 && (
        <li>
          {t('flow.objects')}: <Codes values={step.objects} />
        </li>
      )}
    </ul>
  )
}

function counted(
  { uses }: ShownStep,
  permission: string,
  t: (name: string, values: Readonly<Record<string, string | number>>) => string,
): string {
  const limit = uses.find((one) => one.permission === permission)
  return limit ? t('flow.uses', { permission, count: limit.uses }) : permission
}

function Codes({ values }: { readonly values: readonly string[] }): ReactElement {
  return (
    <>
      {values.map((value, at) => (
        <span key={value}>
          {at > 0 && ' · '}
          <code>{value}</code>
        </span>
      ))}
    </>
  )
}

/** When it comes. */
function useOrder(step: ShownStep, words: FlowWords): readonly string[] {
  const { t } = useWords()
  const { list } = useFormats()
  const named = (ids: readonly string[]): string => list(ids.map(words.step))
  const { after, requires, excludes, together, triggeredBy, before, reviews, when } = step
  const ties: readonly (readonly [name: string, ids: readonly string[]])[] = [
    ['flow.after', after],
    ['flow.requires', requires],
    ['flow.triggered-by', triggeredBy],
    ['flow.excludes', excludes],
    ['flow.together', together],
    ['flow.before', before],
    ['flow.reviews', reviews],
  ]
  const said = ties.flatMap(([name, ids]) => (ids.length === 0 ? [] : [t(name, { steps: named(ids) })]))
  return [...said, ...(when ? [t('flow.when', { condition: words.condition(when) })] : [])]
}

/** Who gives it out, how long it lasts, how it ends, who else may do it. */
function useHolding(step: ShownStep, words: FlowWords): readonly string[] {
  const { t } = useWords()
  const { list, span } = useFormats()
  const { assignment, delegation, training, breakGlass, outcomes } = step
  const window = words.window(step)
  return [
    ...(window === undefined ? [] : [t('flow.within', { time: window })]),
    ...(outcomes.length === 0 ? [] : [t('flow.outcomes-are', { outcomes: list(outcomes.map(plainName)) })]),
    ...(assignment?.by ? [t('flow.assign', { who: words.who(assignment.by) })] : []),
    ...(assignment?.within === undefined ? [] : [t('flow.assign-within', { time: span(assignment.within) })]),
    ...(delegation
      ? [delegation.to ? t('flow.delegation-to', { who: words.who(delegation.to) }) : t('flow.delegation')]
      : []),
    ...(training.length === 0 ? [] : [t('flow.training', { names: list(training.map(plainName)) })]),
    ...(breakGlass
      ? [
          t('flow.break-glass', {
            who: words.who(breakGlass.by),
            time: span(breakGlass.within),
            tell: words.who(breakGlass.tell),
          }),
        ]
      : []),
  ]
}

/** Loops that are decided here, and who may not be whom. */
function useRules(
  { loops, constraints }: ShownProcedure,
  { id }: ShownStep,
  words: FlowWords,
): readonly string[] {
  const { t } = useWords()
  const back = loops.filter(({ from }) => from === id)
  const bound = constraints.filter(({ steps }) => (steps as readonly string[]).includes(id))
  return [
    ...back.map(({ to, when, rounds }) =>
      t('flow.back', { to: words.step(to), condition: words.condition(when), rounds }),
    ),
    ...bound.map(words.constraint),
  ]
}
