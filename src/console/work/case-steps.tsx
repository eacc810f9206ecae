import { Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { sentence } from '../parts/failed.tsx'
import { LiveState } from '../parts/flow/live.tsx'
import { plainName, useOfficeTitles } from '../parts/flow/offices.ts'
import { Person } from '../parts/person.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { When } from '../parts/when.tsx'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import type { Missing, MissingStep, Names, ShownCase, ShownStep, SingleTrustee } from './case.ts'
import { liveOf } from './case-now.tsx'
import { Somebody, somebodyIn } from './somebody.tsx'
import { TimeLeft } from './time-left.tsx'
import classes from './work.module.css'

/** Step by step: how it stands, who has it, what it waits for and who could give that. */
export function CaseSteps(props: {
  readonly of: ShownCase
  readonly missing: Missing | undefined
  readonly names: Names
}): ReactElement {
  const { of, missing, names } = props
  const { t } = useWords()
  const lacks = new Map(missing?.steps.map((one) => [one.step, one]))
  return (
    <Sheet title={t('work.steps')}>
      <ol className={classes.steps}>
        {of.steps.map((step, at) => (
          <StepItem
            key={step.step}
            number={at + 1}
            of={of}
            step={step}
            lack={lacks.get(step.step)}
            names={names}
          />
        ))}
      </ol>
    </Sheet>
  )
}

interface ItemProps {
  readonly of: ShownCase
  readonly step: ShownStep
  readonly lack: MissingStep | undefined
  readonly names: Names
}

function StepItem({ number, ...item }: ItemProps & { readonly number: number }): ReactElement {
  const { of, step, lack, names } = item
  const { t, pick } = useWords()
  const due = step.state === 'invoked' ? step.assignBy : step.deadline
  const isOver = step.state === 'invalid'
  return (
    <li className={classes.step} data-state={step.state}>
      <span className={classes.number}>{number}</span>
      <div className={classes.stepBody}>
        <div className={classes.stepHead}>
          <bdi className={classes.main}>{pick(step.titles)}</bdi>
          <LiveState live={liveOf(step)} />
          {step.executor && (
            <span>
              <Somebody party={step.executor} names={names} />
              {step.executor.for !== undefined && (
                <span className={classes.aside}>
                  {' '}
                  {t('work.stands-in', { person: names[step.executor.for] ?? step.executor.for })}
                </span>
              )}
            </span>
          )}
          {!isOver && due !== undefined && <TimeLeft due={due} isLate={step.escalated !== undefined} />}
          {isOver && step.end !== 'skipped' && (
            <span className={classes.aside}>
              <When iso={step.since} />
            </span>
          )}
        </div>
        <Helpers step={step} names={names} />
        <Given of={of} step={step} names={names} />
        {lack && !isOver && <Lack of={of} step={step} lack={lack} names={names} />}
        {!isOver && <Permits step={step} />}
      </div>
    </li>
  )
}

function Helpers({ step, names }: Pick<ItemProps, 'step' | 'names'>): ReactElement | undefined {
  const { t } = useWords()
  const { list, time } = useFormats()
  const { delegates = [] } = step
  if (delegates.length === 0) return undefined
  return (
    <ul className={classes.facts}>
      {delegates.map((delegate, at) => {
        const person = somebodyIn(delegate, names, t)
        const { permissions, until } = delegate
        const part = permissions ? list(permissions) : t('work.all-of-it')
        const words = until === undefined ? 'work.helps' : 'work.helps-until'
        const end = until === undefined ? {} : { until: time(until) }
        return <li key={delegate.id ?? at}>{t(words, { person, part, ...end })}</li>
      })}
    </ul>
  )
}

/** What came of a step: its data, why it ended, emergencies. */
function Given({ step, names }: Pick<ItemProps, 'of' | 'step' | 'names'>): ReactElement | undefined {
  const { t, pick } = useWords()
  const { data = {}, reason, broken = [], asks } = step
  const titles = new Map(asks.map(({ name, title }) => [name, title ? pick(title) : plainName(name)]))
  if (Object.keys(data).length === 0 && reason === undefined && broken.length === 0) return undefined
  return (
    <ul className={classes.facts}>
      {Object.entries(data).map(([name, value]) => (
        <li key={name}>
          {titles.get(name) ?? plainName(name)}: <bdi>{value}</bdi>
        </li>
      ))}
      {reason !== undefined && (
        <li>
          {t('work.reason')}: <bdi>{reason}</bdi>
        </li>
      )}
      {broken.map((glass) => (
        <li key={glass.at}>
          {t('work.glass', {
            person: somebodyIn(glass.by, names, t),
            told: somebodyIn(glass.told, names, t),
          })}{' '}
          <When iso={glass.at} />
          {glass.reason !== undefined && (
            <>
              : <bdi>{glass.reason}</bdi>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

/** What is missing before the step goes on, and who could give it. */
function Lack({ of, step, lack, names }: ItemProps & { readonly lack: MissingStep }): ReactElement {
  const { t, pick } = useWords()
  const { list } = useFormats()
  const titles = new Map(of.steps.map((one) => [one.step, pick(one.titles)]))
  const ties = [...new Set(lack.waits.map(({ tie }) => tie))]
  const holds = step.holds?.filter((hold) => hold !== 'waiting') ?? []
  return (
    <ul className={classes.facts}>
      {ties.map((tie) => {
        const steps = lack.waits.filter((wait) => wait.tie === tie).map((wait) => titles.get(wait.step) ?? '')
        return <li key={tie}>{t(`work.waits-${tie}`, { steps: list(steps) })}</li>
      })}
      {holds.map((hold) => (
        <li key={hold}>{t(`work.held-${hold}`)}</li>
      ))}
      {(step.state === 'invoked' || step.state === 'dormant') && (
        <Could could={lack.could} isOpen={step.state === 'invoked'} names={names} />
      )}
    </ul>
  )
}

function Could(props: {
  readonly could: MissingStep['could']
  readonly isOpen: boolean
  readonly names: Names
}): ReactElement | undefined {
  const { could, isOpen, names } = props
  const { t } = useWords()
  const officeTitle = useOfficeTitles()
  if (!could) return undefined
  const { people, others, more } = could
  const fit = people.filter(({ refusal }) => !refusal)
  const unfit = people.filter(({ refusal }) => refusal)
  const nobody = fit.length === 0 && others.length === 0
  return (
    <>
      <li>
        {t(isOpen ? 'work.could' : 'work.could-later')}{' '}
        {nobody && <span className={classes.bad}>{t('work.could-nobody')}</span>}
        {fit.map(({ person }, at) => (
          <span key={person}>
            {at > 0 && ' · '}
            <Person id={person} name={names[person]} />
          </span>
        ))}
        {others.map((one, at) => (
          <span key={JSON.stringify(one)}>
            {(at > 0 || fit.length > 0) && ' · '}
            {otherWords(one, t, officeTitle)}
          </span>
        ))}
        {more && ` · ${t('work.and-more')}`}
      </li>
      {unfit.length > 0 && (
        <li>
          <details>
            <summary>{t('work.unfit', { count: unfit.length })}</summary>
            {unfit.map(({ person, refusal }) => (
              <Text key={person} size="sm" c="dimmed">
                <bdi>{names[person] ?? person}</bdi>: {sentence(refusal?.detail ?? '')}
              </Text>
            ))}
          </details>
        </li>
      )}
    </>
  )
}

function otherWords(
  one: SingleTrustee,
  t: ReturnType<typeof useWords>['t'],
  officeTitle: (office: string) => string,
): string {
  switch (one.kind) {
    case 'office':
      return officeTitle(one.office)
    case 'person':
      return one.person
    case 'unit':
      return one.office === undefined
        ? t('flow.by-unit', { unit: one.unit })
        : t('flow.by-unit-office', { unit: one.unit, office: plainName(one.office) })
    case 'opener':
    case 'anyone':
    case 'public':
    case 'node':
      return t(`flow.by-${one.kind}`)
    default:
      return one satisfies never
  }
}

function Permits({ step }: { readonly step: ShownStep }): ReactElement | undefined {
  const { t } = useWords()
  if (step.permits.length === 0) return undefined
  return (
    <details className={classes.permits}>
      <summary>{t('work.permits', { count: step.permits.length })}</summary>
      <span className={classes.codes}>
        {step.permits.map((permission) => {
          const limit = step.uses.find((one) => one.permission === permission)
          const left = limit && ` ${limit.uses - limit.used} ×`
          return (
            <code key={permission}>
              {permission}
              {left}
            </code>
          )
        })}
      </span>
      <span>{t('work.on')}</span>
      <span className={classes.codes}>
        {step.objects.map((object) => (
          <code key={object}>{object}</code>
        ))}
      </span>
    </details>
  )
}
