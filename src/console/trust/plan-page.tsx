import { Autocomplete, Button, Group, Stack, Text } from '@mantine/core'
import { type ReactElement, useMemo, useState } from 'react'
import { useAddress } from '../parts/address.ts'
import { CliCommand } from '../parts/cli-command.tsx'
import { Failed } from '../parts/failed.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import { DemandFields } from './demand-fields.tsx'
import { PlanCard } from './plan-card.tsx'
import { type Proposed, ProposeForm } from './propose-form.tsx'
import { calledOf } from './standing.ts'
import type { Mesh, PlanAnswer } from './told.ts'
import { TrustHead } from './trust-head.tsx'

/** Which agreement would let a unit be accepted, and what else it would open; and the proposal of one. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { values, set } = useAddress()
  const { accept = '', purpose = 'client', grade = 'basic' } = values
  const [typed, setTyped] = useState(accept)
  const [proposed, setProposed] = useState<Proposed>()
  const mesh = useAnswer<Mesh>('/mesh', {}, { isCalm: true })
  const plan = useAnswer<PlanAnswer>(
    '/trust/plan',
    { accept, purpose, grade },
    { enabled: accept !== '', isCalm: true },
  )
  const units = useMemo(() => (mesh.data?.units ?? []).slice(1), [mesh.data])
  const domains = useMemo(() => [...new Set(units.map(({ unit }) => unit))], [units])
  const known = units.find(({ unit, key }) => unit === accept || key === accept)
  const isUnheard = plan.error?.kind === 'unit-unheard'
  return (
    <>
      <TrustHead title={t('trust.planning')} lead={t('trust.planning-lead')} />
      <Stack gap="md" maw="64rem">
        <Sheet>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              set({ accept: typed.trim() })
            }}
          >
            <Group align="flex-end" gap="sm">
              <Autocomplete
                label={t('trust.accept-whom')}
                placeholder="roads.example"
                data={domains}
                limit={20}
                value={typed}
                onChange={setTyped}
                onOptionSubmit={(value) => set({ accept: value })}
                w="18rem"
                size="sm"
              />
              <DemandFields asked={{ purpose, grade }} onSet={set} />
              <Button type="submit" disabled={typed.trim() === ''}>
                {t('trust.plan-it')}
              </Button>
            </Group>
          </form>
        </Sheet>
        {accept !== '' && plan.isPending && <Waiting />}
        {plan.error && !isUnheard && <Failed problem={plan.error} />}
        {isUnheard && (
          <Failed problem={plan.error}>
            <Button size="xs" onClick={() => setProposed({ domain: accept, grade, purpose })}>
              {t('trust.recognise-direct')}
            </Button>
          </Failed>
        )}
        {plan.data && accept !== '' && !plan.error && (
          <Answer
            answer={plan.data}
            called={known ? calledOf(known) : plan.data.unit}
            onPropose={setProposed}
          />
        )}
        {accept !== '' && (
          <CliCommand
            command={`chancery trust plan --accept ${accept} --purpose ${purpose} --grade ${grade}`}
          />
        )}
        {accept === '' && (
          <Group>
            <Text size="sm" c="dimmed">
              {t('trust.or-direct')}
            </Text>
            <Button variant="default" size="xs" onClick={() => setProposed({ domain: '', grade, purpose })}>
              {t('trust.recognise-direct')}
            </Button>
          </Group>
        )}
      </Stack>
      {proposed && <ProposeForm proposed={proposed} onClose={() => setProposed(undefined)} />}
    </>
  )
}

function Answer(props: {
  readonly answer: PlanAnswer
  readonly called: string
  readonly onPropose: (proposed: Proposed) => void
}): ReactElement {
  const { answer, called, onPropose } = props
  const { t } = useWords()
  switch (answer.answer) {
    case 'unneeded':
      return (
        <Sheet>
          <State tone="good">{t('trust.plan-unneeded', { unit: called })}</State>
          {answer.awaited && (
            <Text size="sm" mt="xs">
              {t('trust.plan-awaited')}
            </Text>
          )}
        </Sheet>
      )
    case 'plans':
      return (
        <>
          <Text size="sm" c="dimmed" role="status">
            {t('trust.plans', { count: answer.plans.length, unit: called })}
          </Text>
          {answer.plans.map((plan, place) => (
            <PlanCard
              key={`${plan.key} ${plan.hops}`}
              plan={plan}
              isFirst={place === 0}
              onPropose={onPropose}
            />
          ))}
        </>
      )
    case 'none':
      return <State tone="bad">{t('trust.plan-none', { unit: called })}</State>
    case 'unknown':
      return <State tone="warn">{t('trust.budget-spent')}</State>
    default:
      return answer satisfies never
  }
}
