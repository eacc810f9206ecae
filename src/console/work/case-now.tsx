import { Button, Group, Menu, Text } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import { sentence } from '../parts/failed.tsx'
import { LiveState } from '../parts/flow/live.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import type { Missing, MissingStep, Names, PossibleAct, ShownCase, ShownStep } from './case.ts'
import { currentSteps } from './duties.ts'
import { TimeLeft } from './time-left.tsx'
import classes from './work.module.css'

/** Acts in the order of what one comes for; the first that is possible is the one that stands out. */
const order = [
  ...['step.complete', 'step.claim', 'step.resume', 'step.assign', 'step.restore'],
  ...['step.delegate', 'step.undelegate', 'step.hold', 'step.release'],
  ...['step.suspend', 'step.revoke', 'step.break-glass'],
]

/** Those that go deep, and are never the first that is offered. */
const grave: readonly string[] = ['step.suspend', 'step.revoke', 'step.break-glass', 'step.undelegate']

type Start = (act: PossibleAct, step: ShownStep) => void

/** What the reader may do in the case now; where that is nothing, for whom it waits. */
export function CaseNow(props: {
  readonly of: ShownCase
  readonly missing: Missing
  readonly names: Names
  readonly onStart: Start
}): ReactElement {
  const { of, missing, names, onStart } = props
  const { t } = useWords()
  const at = new Map(of.steps.map((step) => [step.step, step]))
  const mine = missing.steps.filter(({ acts }) => acts.some(isOwn))
  return (
    <Sheet title={t('work.now')}>
      {mine.length === 0 && <WaitsFor of={of} missing={missing} names={names} />}
      <div className={classes.nows}>
        {mine.map(({ step: id, acts }) => {
          const step = at.get(id)
          return step && <NowStep key={id} step={step} acts={acts} onStart={onStart} />
        })}
      </div>
      <Others missing={missing} mine={mine} at={at} onStart={onStart} />
    </Sheet>
  )
}

/** Something one comes for: an act that is possible, or that would be but for what stands against it. */
function isOwn({ act, may, refusal }: PossibleAct): boolean {
  if (may) return !grave.includes(act)
  return refusal?.kind !== 'not-trustee' && refusal?.kind !== 'may-not-assign' && !grave.includes(act)
}

function NowStep(props: {
  readonly step: ShownStep
  readonly acts: readonly PossibleAct[]
  readonly onStart: Start
}): ReactElement {
  const { step, acts, onStart } = props
  const { t, pick } = useWords()
  const { list } = useFormats()
  const due = step.state === 'invoked' ? step.assignBy : step.deadline
  const sorted = acts.toSorted((a, b) => order.indexOf(a.act) - order.indexOf(b.act))
  const first = sorted.find(({ act, may }) => may && !grave.includes(act))
  const rest = sorted.filter((act) => act !== first && act.may)
  const refused = sorted.filter((act) => !act.may && isOwn(act))
  return (
    <section className={classes.now} aria-label={pick(step.titles)}>
      <div className={classes.nowText}>
        <Group gap="xs">
          <bdi className={classes.main}>{pick(step.titles)}</bdi>
          <LiveState live={liveOf(step)} />
          {due !== undefined && <TimeLeft due={due} isLate={step.escalated !== undefined} />}
        </Group>
        {[...whyNot(refused)].map(([why, acts]) => (
          <Text key={why} size="sm" c="dimmed">
            {t('work.cannot', { acts: list(acts.map((one) => label(one, t))) })} {sentence(why)}
          </Text>
        ))}
        {step.permits.length > 0 && step.mine && (
          <Text size="xs" c="dimmed">
            {t('work.permits-now', { permits: step.permits.join(', ') })}
          </Text>
        )}
      </div>
      <Group gap="xs" wrap="nowrap">
        {first && <Button onClick={() => onStart(first, step)}>{label(first, t)}</Button>}
        {rest.length > 0 && <More acts={rest} step={step} onStart={onStart} />}
      </Group>
    </section>
  )
}

/** What stands against acts, each reason once with all that it stands against. */
function whyNot(refused: readonly PossibleAct[]): ReadonlyMap<string, readonly PossibleAct[]> {
  return Map.groupBy(refused, ({ refusal }) => refusal?.detail ?? '')
}

function More(props: {
  readonly acts: readonly PossibleAct[]
  readonly step: ShownStep
  readonly onStart: Start
}): ReactElement {
  const { acts, step, onStart } = props
  const { t, pick } = useWords()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          rightSection={<IconChevronDown size={16} aria-hidden />}
          aria-label={t('work.more-of', { step: pick(step.titles) })}
        >
          {t('work.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {acts.map((act) => (
          <Menu.Item
            key={`${act.act} ${act.person ?? ''}`}
            {...(grave.includes(act.act) && { color: 'red' })}
            onClick={() => onStart(act, step)}
          >
            {label(act, t)}
            {act.person !== undefined && ` · ${act.person}`}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Acts of supervision and emergency on steps of others: there, and not in the way. */
function Others(props: {
  readonly missing: Missing
  readonly mine: readonly MissingStep[]
  readonly at: ReadonlyMap<string, ShownStep>
  readonly onStart: Start
}): ReactElement | undefined {
  const { missing, mine, at, onStart } = props
  const { t, pick } = useWords()
  const others = missing.steps
    .filter((one) => !mine.includes(one))
    .flatMap(({ step: id, acts }) => {
      const step = at.get(id)
      return step ? acts.filter(({ may }) => may).map((act) => ({ act, step })) : []
    })
  if (others.length === 0) return undefined
  return (
    <div className={classes.others}>
      <Text size="sm" c="dimmed">
        {t('work.also')}
      </Text>
      {others.map(({ act, step }) => (
        <Button
          key={`${act.act} ${step.step} ${act.person ?? ''}`}
          size="compact-sm"
          variant="default"
          onClick={() => onStart(act, step)}
        >
          {t('work.act-of', { act: label(act, t), step: pick(step.titles) })}
        </Button>
      ))}
    </div>
  )
}

/** Who has the next word, when it is not the reader. */
function WaitsFor(props: {
  readonly of: ShownCase
  readonly missing: Missing
  readonly names: Names
}): ReactElement {
  const { of, missing, names } = props
  const { t, pick } = useWords()
  const { list } = useFormats()
  const steps = new Map(missing.steps.map((one) => [one.step, one]))
  const nameOf = (id: string | undefined): string =>
    id === undefined ? t('work.somebody') : (names[id] ?? id)
  return (
    <>
      <Text size="sm">{t('work.nothing-now')}</Text>
      <ul className={classes.waits}>
        {currentSteps(of).map((step) => {
          const fit = steps.get(step.step)?.could?.people.filter(({ refusal }) => !refusal) ?? []
          const people = list(fit.map(({ person }) => nameOf(person)))
          const text =
            step.state === 'invoked'
              ? t(people === '' ? 'work.waits-open' : 'work.waits-for', { step: pick(step.titles), people })
              : t('work.waits-held', { step: pick(step.titles), person: nameOf(step.executor?.id) })
          return <li key={step.step}>{text}</li>
        })}
      </ul>
    </>
  )
}

/** A step as the picture of the procedure shows its state. */
export function liveOf({ executor: _, ...step }: ShownStep): Omit<ShownStep, 'executor'> {
  return step
}

function label({ act }: PossibleAct, t: (name: string) => string): string {
  return t(`work.act-${act.replace('.', '-')}`)
}
