import { Button, Checkbox, Divider, Group, Modal, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import type { Plan, Way } from '#errand'
import type { Foreseen, Intention, Receipt } from '../../wire/act.ts'
import type { Problem } from '../../wire/problem.ts'
import { type Spoken, useWords } from '../../words/words.tsx'
import { CliCommand } from '../cli-command.tsx'
import { Failed } from '../failed.tsx'
import { Waiting } from '../waiting.tsx'
import { ActFields, type Drafts } from './act-fields.tsx'
import type { ActForm } from './act-form-schema.ts'
import { inputOf, membersAsked } from './act-input.ts'
import { commandOf } from './cli.ts'
import { type Errand, foreseePlan, wantedOf } from './errand.ts'
import { ForeseenTold } from './foreseen-view.tsx'
import { formOf } from './forms.ts'
import { MovesList } from './moves-list.tsx'
import { NoWay } from './no-way.tsx'
import { Said } from './said.tsx'
import { type Course, useSigning } from './signing.ts'
import { planIn, type Situation, useSituation } from './situation.ts'

/** The acts of an errand: what is signed, what it would mean, and how far it has come. */
export function GuidedSheet(props: {
  readonly errand: Errand
  readonly onEnd: (receipts: readonly Receipt[] | undefined) => void
}): ReactElement {
  const { errand, onEnd } = props
  const { t } = useWords()
  const { situation, problem } = useSituation()
  const signing = useSigning()
  const done = signing.course?.receipts ?? []
  const leave = (): void => onEnd(done.length === 0 ? undefined : done)
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      closeOnEscape={signing.course?.isRunning !== true}
      size="lg"
      title={
        <Text fw={640} component="span">
          {errand.title}
        </Text>
      }
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {problem && <Failed problem={problem} />}
      {!problem && situation === undefined && <Waiting rows={5} />}
      {situation !== undefined && (
        <Planned errand={errand} situation={situation} signing={signing} onLeave={leave} />
      )}
    </Modal>
  )
}

interface PlannedProps {
  readonly errand: Errand
  readonly situation: Situation
  readonly signing: ReturnType<typeof useSigning>
  readonly onLeave: () => void
}

function Planned({ errand, situation, signing, onLeave }: PlannedProps): ReactElement {
  const { t, pick } = useWords()
  const form = formOf(errand.act)
  const [drafts, setDrafts] = useState<Drafts>({})
  const [tried, setTried] = useState(false)
  const [isOverridden, setOverridden] = useState(false)
  const [chosen, setChosen] = useState<Partial<Errand>>({})
  // What is planned is asked again while nothing is signed; from then on it is followed as it was shown.
  const { course } = signing
  const members = membersAsked(form, errand)
  const { input, faults } = inputOf(form, errand, members, drafts)
  const isWhole = Object.keys(faults).length === 0
  const override = isOverridden ? errand.overrides?.[0] : undefined
  const wished = { act: errand.act, input, ...(override !== undefined && { override }) }
  const planned = planIn(situation, wantedOf({ ...errand, ...chosen }, form.permission ?? '', input))
  const plan = course?.plan ?? (planned.ok ? planned.value : undefined)
  const foreseen = useForeseen(course === undefined && isWhole ? plan : undefined, course?.wished ?? wished)
  const begin = (): void => {
    setTried(true)
    if (isWhole && plan) void signing.begin(plan, wished)
  }
  return (
    <Stack gap="md">
      {members.length > 0 && course === undefined && (
        <ActFields
          form={form}
          members={members}
          drafts={drafts}
          faults={tried ? faults : {}}
          onDraft={(member, draft) => setDrafts((before) => ({ ...before, [member]: draft }))}
        />
      )}
      {!planned.ok && course === undefined && (
        <NoWay fault={planned.fault} situation={situation} onChoose={(way) => setChosen(narrowed(way))} />
      )}
      {course === undefined && plan && <ForeseenTold {...foreseen} />}
      {course === undefined && (isOverridden || isOverridable(errand, foreseen.data)) && (
        <Override isSet={isOverridden} onSet={setOverridden} />
      )}
      {plan && (
        <>
          <Said
            wish={{
              ...saidWith(errand, form, members, input, pick),
              ...(wished.override !== undefined && { override: t('guided.although') }),
            }}
            form={form}
            input={input}
          />
          <div>
            <Text size="sm" fw={600} mb={6}>
              {t('act.signs', { count: plan.moves.length })}
            </Text>
            <MovesList plan={plan} act={errand.act} situation={situation} course={course} />
          </div>
        </>
      )}
      {course?.problem !== undefined && <Failed problem={course.problem} />}
      <Divider />
      <CliCommand command={commandOf(wished)} />
      <Ends
        course={course}
        isReady={plan !== undefined && (!isWhole || isPermitted(foreseen.data))}
        onBegin={begin}
        onGoOn={() => void signing.goOn()}
        onLeave={onLeave}
      />
    </Stack>
  )
}

/** What is said in words where a page says it, with what was asked for here. */
function saidWith(
  errand: Errand,
  { fields }: ActForm,
  members: readonly string[],
  input: Intention['input'],
  pick: Spoken['pick'],
): Errand {
  if (!errand.says) return errand
  const asked = members.flatMap((member) => {
    const value = input[member]
    const label = pick(fields?.[member]?.label ?? member)
    return value === undefined
      ? []
      : [{ label, value: typeof value === 'string' ? value : JSON.stringify(value) }]
  })
  return { ...errand, says: [...errand.says, ...asked] }
}

/** Looking ahead costs the unit as much as deciding: it is asked once somebody stops typing. */
const foreseeAfterMilliseconds = 350

function useForeseen(
  plan: Plan | undefined,
  wished: Intention,
): { readonly data: Foreseen | undefined; readonly error: Problem | null; readonly isFetching: boolean } {
  const { language } = useWords()
  const wanted = JSON.stringify([plan, wished])
  const [asked] = useDebouncedValue(wanted, foreseeAfterMilliseconds)
  const isCurrent = asked === wanted
  const { data, error, isFetching } = useQuery<Foreseen, Problem>({
    queryKey: ['foresee-plan', asked, language],
    queryFn: () => {
      if (!plan) throw new Error('bug: no plan to foresee')
      return foreseePlan(plan, wished)
    },
    enabled: plan !== undefined && isCurrent,
    retry: false,
  })
  return { data: isCurrent ? data : undefined, error, isFetching: isFetching || !isCurrent }
}

/** What the choice among several ways adds to an errand. */
function narrowed(way: Way): Partial<Errand> {
  return way.way === 'step'
    ? { case: way.case, step: way.step }
    : { procedure: way.procedure, step: way.step }
}

function isPermitted(foreseen: Foreseen | undefined): boolean {
  return foreseen !== undefined && foreseen.refused === undefined
}

/** Whether it is refused for what it would strand, and may be done all the same. */
function isOverridable({ overrides = [] }: Errand, foreseen: Foreseen | undefined): boolean {
  return overrides.length > 0 && (foreseen?.refused?.cases?.length ?? 0) > 0
}

function Override(props: {
  readonly isSet: boolean
  readonly onSet: (isSet: boolean) => void
}): ReactElement {
  const { isSet, onSet } = props
  const { t } = useWords()
  return (
    <Checkbox
      checked={isSet}
      onChange={(event) => onSet(event.currentTarget.checked)}
      label={t('guided.override')}
      description={t('guided.override-detail')}
    />
  )
}

function Ends(props: {
  readonly course: Course | undefined
  readonly isReady: boolean
  readonly onBegin: () => void
  readonly onGoOn: () => void
  readonly onLeave: () => void
}): ReactElement {
  const { course, isReady, onBegin, onGoOn, onLeave } = props
  const { t } = useWords()
  const count = course?.plan.moves.length ?? 0
  const isDone = course !== undefined && course.receipts.length === count
  if (isDone) {
    return (
      <Group justify="space-between">
        <Text size="sm" role="status">
          {t('guided.all-done', { count })}
        </Text>
        <Button onClick={onLeave} data-autofocus>
          {t('common.close')}
        </Button>
      </Group>
    )
  }
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onLeave} disabled={course?.isRunning === true}>
        {t(course && course.receipts.length > 0 ? 'guided.leave' : 'common.cancel')}
      </Button>
      {course === undefined ? (
        <Button onClick={onBegin} disabled={!isReady} data-autofocus>
          {t('guided.sign')}
        </Button>
      ) : (
        <Button onClick={onGoOn} loading={course.isRunning}>
          {t('guided.go-on')}
        </Button>
      )}
    </Group>
  )
}
