import { CloseButton, Group, SegmentedControl, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { type ReactElement, useState } from 'react'
import { useWords } from '../../words/words.tsx'
import classes from './flow.module.css'
import { FlowList } from './flow-list.tsx'
import { type FlowWords, useFlowWords } from './flow-words.ts'
import type { LiveStep } from './live.tsx'
import type { OfficeTitle } from './offices.ts'
import { Picture } from './picture.tsx'
import { StepFacts } from './step-facts.tsx'
import type { ShownProcedure } from './ties.ts'

/** Narrower than this a list is read more easily than a picture. */
const narrow = '(max-width: 40em)'

export interface ProcedureFlowProps {
  /** As `GET /procedures/:name` shows it; that of a case is the version the case was opened with. */
  readonly procedure: ShownProcedure
  /** How the steps of a case stand, by their names; without them the procedure alone is drawn. */
  readonly states?: Readonly<Record<string, LiveStep>>
  /** A step was chosen; where nobody listens the picture itself tells more about it. */
  readonly onStep?: (step: string) => void
  /** The step that is marked as chosen, by its name. */
  readonly selected?: string
  /** Titles of offices, as `useOfficeTitles` knows them. */
  readonly officeTitle?: OfficeTitle
}

/**
 * A procedure as a picture from left to right, or as a list that says the same: steps with who takes them,
 * how they are tied, and how they stand in a case.
 */
export function ProcedureFlow(props: ProcedureFlowProps): ReactElement {
  const { procedure, states, onStep, selected, officeTitle } = props
  const { t } = useWords()
  const words = useFlowWords(procedure, officeTitle)
  const isNarrow = useMediaQuery(narrow) ?? false
  const [view, setView] = useState<'picture' | 'list'>()
  const [own, setOwn] = useState<string>()
  const shown = view ?? (isNarrow ? 'list' : 'picture')
  const choose = onStep ?? ((step: string) => setOwn((before) => (before === step ? undefined : step)))
  return (
    <section aria-label={t('flow.name', { title: words.title })}>
      <Group justify="flex-end" mb="xs" className="no-print">
        <SegmentedControl
          size="xs"
          aria-label={t('flow.view')}
          value={shown}
          onChange={(value) => setView(value === 'list' ? 'list' : 'picture')}
          data={[
            { value: 'picture', label: t('flow.as-picture') },
            { value: 'list', label: t('flow.as-list') },
          ]}
        />
      </Group>
      {shown === 'picture' ? (
        <Picture
          procedure={procedure}
          words={words}
          states={states}
          selected={onStep ? selected : own}
          onStep={choose}
          foot={<Rules procedure={procedure} words={words} />}
        />
      ) : (
        <FlowList procedure={procedure} words={words} states={states} onStep={onStep} />
      )}
      {shown === 'picture' && (
        // A page is no wider than a few cards: on paper the list says all of it.
        <div className={classes.onPaper}>
          <FlowList procedure={procedure} words={words} states={states} />
        </div>
      )}
      {!onStep && own !== undefined && shown === 'picture' && (
        <Details procedure={procedure} words={words} step={own} onClose={() => setOwn(undefined)} />
      )}
    </section>
  )
}

function Details(props: {
  readonly procedure: ShownProcedure
  readonly words: FlowWords
  readonly step: string
  readonly onClose: () => void
}): ReactElement | undefined {
  const { procedure, words, onClose } = props
  const { t } = useWords()
  const step = procedure.steps.find(({ id }) => id === props.step)
  if (!step) return undefined
  return (
    <div className={classes.details} aria-live="polite">
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb="xs">
        <Title order={3} size="h5">
          {words.step(step.id)} · {words.who(step.by)}
        </Title>
        <CloseButton size="sm" onClick={onClose} aria-label={t('flow.close-details')} />
      </Group>
      <StepFacts procedure={procedure} step={step} words={words} full />
    </div>
  )
}

/** Constraints bind people, not the order: no line says them. */
function Rules({
  procedure,
  words,
}: {
  readonly procedure: ShownProcedure
  readonly words: FlowWords
}): ReactElement | undefined {
  const { t } = useWords()
  if (procedure.constraints.length === 0) return undefined
  return (
    <ul className={classes.rules} aria-label={t('flow.rules')}>
      {procedure.constraints.map((constraint) => (
        <li key={JSON.stringify(constraint)}>{words.constraint(constraint)}</li>
      ))}
    </ul>
  )
}
