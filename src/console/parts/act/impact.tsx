import { Anchor, Group, List, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconHandStop } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { HinderedCase, Impact } from '../../wire/act.ts'
import { useAnswer } from '../../wire/answer.ts'
import { type Spoken, useWords } from '../../words/words.tsx'
import { sentence } from '../failed.tsx'
import { Person } from '../person.tsx'
import classes from './act.module.css'
import { stepTitleIn, titleOf } from './moves-list.tsx'
import { type Situation, useSituation } from './situation.ts'

type Grade = 'good' | 'warn' | 'bad'

const icons = { good: IconCircleCheck, warn: IconAlertTriangle, bad: IconHandStop } as const

/**
 * What an act would mean for others, to be understood at a glance: how bad it is in one sentence, five numbers,
 * then who loses what, and which cases could not be finished and what would repair them.
 */
export function ImpactView({ impact }: { readonly impact: Impact }): ReactElement {
  const { t } = useWords()
  const { people, steps, sessions, cases, rights, services, signatures } = impact
  const { grade, words } = verdictOf(impact, t)
  const Icon = icons[grade]
  const isQuiet = grade === 'good' && signatures === 0
  return (
    <section className={classes.impact} data-grade={grade} aria-label={t('act.impact')}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Icon size={20} aria-hidden className={classes.verdict ?? ''} />
        <Text fw={640} className={classes.verdict ?? ''}>
          {words}
        </Text>
      </Group>
      {!isQuiet && (
        <Stack gap="sm" mt="sm">
          <SimpleGrid cols={{ base: 2, xs: 3, sm: 5 }} spacing="xs">
            <Figure value={people} words={t('act.impact-people', { count: people })} />
            <Figure value={steps} words={t('act.impact-steps', { count: steps })} />
            <Figure value={sessions.count} words={t('act.impact-sessions', { count: sessions.count })} />
            <Figure value={cases.count} words={t('act.impact-cases', { count: cases.count })} isBad />
            <Figure value={signatures} words={t('act.impact-signatures', { count: signatures })} isCalm />
          </SimpleGrid>
          <Rights rights={rights} />
          {services.map((service) => (
            <Text key={service} size="sm">
              {t('act.impact-service', { service })}
            </Text>
          ))}
          <HinderedCases cases={cases.told} count={cases.count} />
          {signatures > 0 && (
            <Text size="xs" c="dimmed">
              {t('act.impact-signatures-note')}
            </Text>
          )}
        </Stack>
      )}
    </section>
  )
}

/** The worst of it, in one sentence. */
function verdictOf(impact: Impact, t: Spoken['t']): { readonly grade: Grade; readonly words: string } {
  const { people, steps, sessions, cases, services } = impact
  if (cases.count > 0) return { grade: 'bad', words: t('act.verdict-cases', { count: cases.count }) }
  if (steps > 0) return { grade: 'warn', words: t('act.verdict-steps', { people, steps }) }
  if (services.length > 0) return { grade: 'warn', words: t('act.verdict-services') }
  if (sessions.count > 0)
    return { grade: 'warn', words: t('act.verdict-sessions', { count: sessions.count }) }
  return { grade: 'good', words: t('act.impact-none') }
}

function Figure(props: {
  readonly value: number
  readonly words: string
  readonly isBad?: boolean
  readonly isCalm?: boolean
}): ReactElement {
  const { value, words, isBad = false, isCalm = false } = props
  const tone = value === 0 || isCalm ? 'quiet' : isBad ? 'bad' : 'warn'
  return (
    <div className={classes.figure} data-tone={tone}>
      <strong>{value}</strong>
      <span>{words}</span>
    </div>
  )
}

/** Who loses what: a line for each person. */
function Rights({ rights }: Pick<Impact, 'rights'>): ReactElement | undefined {
  const { t, pick } = useWords()
  const { situation } = useSituation()
  if (rights.length === 0) return undefined
  const people = new Map<string, Map<string, Impact['rights'][number]>>()
  for (const right of rights) {
    const known = people.get(right.person) ?? new Map<string, Impact['rights'][number]>()
    people.set(right.person, known.set(`${right.case} ${right.step}`, right))
  }
  const stepIn = ({ procedure, step }: Impact['rights'][number]): string =>
    situation ? stepTitleIn(situation, procedure, step, pick) : step
  return (
    <List size="sm" spacing={4} listStyleType="none">
      {Array.from(people, ([person, lost]) => (
        <List.Item key={person}>
          <Person id={person} /> {t('act.impact-loses')}{' '}
          {Array.from(lost.values(), (right, at) => (
            <span key={`${right.case} ${right.step}`}>
              {at > 0 && ' · '}
              {stepIn(right)} (<CaseLink of={right.case} />)
            </span>
          ))}
        </List.Item>
      ))}
    </List>
  )
}

function CaseLink({ of }: { readonly of: string }): ReactElement {
  const { t } = useWords()
  return (
    <Anchor component={Link} to={`/cases/${of}`} size="sm" target="_blank" underline="always">
      {t('act.impact-case-number', { case: of })}
    </Anchor>
  )
}

/** Cases that could not be finished, those of one kind and cause together, and what would repair them. */
export function HinderedCases(props: {
  readonly cases: readonly HinderedCase[]
  /** How many there are, where not all are told. */
  readonly count?: number
}): ReactElement | undefined {
  const { cases, count = cases.length } = props
  const { t } = useWords()
  const { situation } = useSituation()
  if (cases.length === 0) return undefined
  const groups = new Map<string, HinderedCase[]>()
  for (const one of cases) {
    const key = JSON.stringify([one.procedure, one.why, one.repairs])
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return (
    <Stack gap="xs">
      {Array.from(groups, ([key, group]) => (
        <Hindered key={key} group={group} situation={situation} />
      ))}
      {count > cases.length && (
        <Text size="sm" c="dimmed">
          {t('act.impact-more', { count: count - cases.length })}
        </Text>
      )}
    </Stack>
  )
}

function Hindered(props: {
  readonly group: readonly HinderedCase[]
  readonly situation: Situation | undefined
}): ReactElement {
  const { group, situation } = props
  const { t, pick } = useWords()
  const chart = useAnswer<OfficeTitles>('/organization')
  const { procedure = '', why, repairs = [] } = group[0] ?? {}
  const offices = repairs.map(({ office }) => {
    return chart.data?.offices.find((one) => one.office === office)?.title ?? office
  })
  return (
    <div className={classes.hindered}>
      <Text size="sm" fw={600}>
        {situation ? titleOf(situation, procedure, pick) : procedure}:{' '}
        {group.map(({ case: of }, at) => (
          <span key={of}>
            {at > 0 && ', '}
            <CaseLink of={of} />
          </span>
        ))}
      </Text>
      {why !== undefined && <Text size="sm">{sentence(why)}</Text>}
      {offices.length > 0 && (
        <Text size="sm" className={classes.repair ?? ''}>
          {t('act.impact-repair', { offices: offices.join(', ') })}
        </Text>
      )}
    </div>
  )
}

interface OfficeTitles {
  readonly offices: readonly { readonly office: string; readonly title: string }[]
}
