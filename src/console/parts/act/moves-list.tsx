import { Loader, Text } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import type { Move, Plan } from '#errand'
import { useWords } from '../../words/words.tsx'
import classes from './act.module.css'
import { formOf } from './forms.ts'
import type { Course } from './signing.ts'
import type { Situation } from './situation.ts'

/** Every act of an errand in words, in the order in which they are signed, and how far that has come. */
export function MovesList(props: {
  readonly plan: Plan
  readonly act: string
  readonly situation: Situation
  readonly course: Course | undefined
}): ReactElement {
  const { plan, act, situation, course } = props
  const { t, pick } = useWords()
  const done = course?.receipts ?? []
  return (
    <ol className={classes.moves} aria-label={t('act.signs', { count: plan.moves.length })}>
      {plan.moves.map((move, at) => {
        const receipt = done[at]
        const isNow = course !== undefined && at === done.length
        return (
          <li key={`${move.move} ${at}`} data-now={isNow} data-wished={move.move === 'act'}>
            <Mark at={at} isDone={receipt !== undefined} isNow={isNow} course={course} />
            <span>
              <MoveWords move={move} plan={plan} act={pick(formOf(act).label)} situation={situation} />
              {receipt && (
                <Text span size="xs" c="dimmed" ml="xs">
                  {t('act.recorded-as', { index: receipt.index })}
                </Text>
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

function Mark(props: {
  readonly at: number
  readonly isDone: boolean
  readonly isNow: boolean
  readonly course: Course | undefined
}): ReactElement {
  const { at, isDone, isNow, course } = props
  const { t } = useWords()
  if (isDone) return <IconCheck size={16} className={classes.done ?? ''} aria-label={t('guided.done')} />
  if (isNow && course?.isRunning === true) return <Loader size={14} aria-label={t('guided.running')} />
  if (isNow && course?.problem !== undefined) {
    return <IconX size={16} className={classes.stopped ?? ''} aria-label={t('guided.stopped')} />
  }
  return <span className={classes.number}>{at + 1}</span>
}

function MoveWords(props: {
  readonly move: Move
  readonly plan: Plan
  readonly act: string
  readonly situation: Situation
}): ReactElement {
  const { move, plan, act, situation } = props
  const { t, pick } = useWords()
  switch (move.move) {
    case 'open':
      return <>{t('guided.open', { procedure: titleOf(situation, move.procedure, pick) })}</>
    case 'claim':
      return <>{t('guided.claim', { step: stepTitle(situation, plan, move, pick) })}</>
    case 'act':
      return <strong>{sentenceCase(act)}</strong>
    case 'complete':
      return <>{t('guided.complete', { step: stepTitle(situation, plan, move, pick) })}</>
  }
}

type Pick = ReturnType<typeof useWords>['pick']

/** The title of a procedure in the language shown. */
export function titleOf({ procedures }: Situation, name: string, pick: Pick): string {
  const procedure = procedures.find((one) => one.name === name)
  return procedure ? pick(procedure.title) : name
}

function stepTitle(
  situation: Situation,
  { moves }: Plan,
  move: Exclude<Move, { readonly move: 'open' }>,
  pick: Pick,
): string {
  const opening = moves.find((one) => one.move === 'open')
  const running = situation.cases.find((one) => one.case === move.case)
  return stepTitleIn(situation, opening?.procedure ?? running?.procedure, move.step, pick)
}

/** The title of a step of a procedure in the language shown. */
export function stepTitleIn(
  { procedures }: Situation,
  name: string | undefined,
  step: string,
  pick: Pick,
): string {
  const procedure = procedures.find((one) => one.name === name)
  const title = procedure?.steps.find(({ id }) => id === step)?.title
  return title ? pick(title) : step
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
