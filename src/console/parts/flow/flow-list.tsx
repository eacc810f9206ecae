import type { ReactElement } from 'react'
import { useFormats } from '../../words/formats.ts'
import { useWords } from '../../words/words.tsx'
import classes from './flow.module.css'
import type { FlowWords } from './flow-words.ts'
import { LiveState, type LiveStep } from './live.tsx'
import { StepFacts } from './step-facts.tsx'
import type { ShownProcedure, ShownStep } from './ties.ts'

/** The same as the picture, to be read from top to bottom. */
export function FlowList(props: {
  readonly procedure: ShownProcedure
  readonly words: FlowWords
  readonly states?: Readonly<Record<string, LiveStep>> | undefined
  readonly onStep?: ((step: string) => void) | undefined
}): ReactElement {
  const { procedure, words, states, onStep } = props
  return (
    <ol className={classes.list}>
      {procedure.steps.map((step, at) => (
        <li key={step.id} className={classes.item}>
          <div className={classes.itemTitle}>
            <span className={classes.number}>{at + 1}</span>
            <Title step={step} words={words} onStep={onStep} />
            {states?.[step.id] && <Live live={states[step.id]} />}
          </div>
          <div className={classes.itemWho}>{words.who(step.by)}</div>
          <StepFacts procedure={procedure} step={step} words={words} />
        </li>
      ))}
    </ol>
  )
}

function Title(props: {
  readonly step: ShownStep
  readonly words: FlowWords
  readonly onStep: ((step: string) => void) | undefined
}): ReactElement {
  const { step, words, onStep } = props
  if (!onStep) return <span>{words.step(step.id)}</span>
  return (
    <button type="button" className={classes.itemButton} onClick={() => onStep(step.id)}>
      {words.step(step.id)}
    </button>
  )
}

function Live({ live }: { readonly live: LiveStep | undefined }): ReactElement | undefined {
  const { t } = useWords()
  const { time } = useFormats()
  if (!live) return undefined
  const { executor, deadline, state } = live
  const name = executor?.name ?? executor?.id
  return (
    <>
      <LiveState live={live} />
      {name !== undefined && <span>{t('flow.holder', { name })}</span>}
      {deadline !== undefined && state !== 'invalid' && (
        <span>{t('flow.until', { time: time(deadline) })}</span>
      )}
    </>
  )
}
