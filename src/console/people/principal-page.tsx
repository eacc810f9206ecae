import { Anchor, Grid, Group, Stack, Text } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Failed } from '../parts/failed.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import { type Kind, kinds, type PrincipalShown } from './answers.ts'
import { Certificates } from './certificates.tsx'
import { Decisions } from './decisions.tsx'
import { HeldSteps } from './held-steps.tsx'
import { Offices } from './offices.tsx'
import { StandingState, useShownName } from './standing.tsx'

/** One person, device or service: certificates, offices, absence, and the steps that the reader may know. */
export function Page(): ReactElement {
  const { kind: named, id = '' } = useParams({ strict: false })
  const kind: Kind = kinds.find((one) => one === named) ?? 'person'
  const shown = useAnswer<PrincipalShown>(`/principals/${kind}/${encodeURIComponent(id)}`)
  if (shown.data) return <Shown principal={shown.data} />
  return shown.error ? (
    <Failed problem={shown.error} retry={() => void shown.refetch()} />
  ) : (
    <Waiting rows={6} />
  )
}

function Shown({ principal }: { readonly principal: PrincipalShown }): ReactElement {
  const { t } = useWords()
  const { kind, id, state, own } = principal
  const nameOf = useShownName()
  return (
    <>
      <Anchor component={Link} to={`/people?kind=${kind}`} size="sm">
        {t(`people.back-${kind}`)}
      </Anchor>
      <PageHead
        title={nameOf(principal)}
        lead={
          <Group gap="xs" mt={4}>
            <Text span size="sm">
              <bdi>{id}</bdi>
            </Text>
            <StandingState standing={state} />
            <Away principal={principal} />
            {own === true && <State tone="calm">{t('people.own')}</State>}
          </Group>
        }
      />
      <Decisions principal={principal} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: kind === 'person' ? 7 : 12 }}>
          <Certificates principal={principal} />
        </Grid.Col>
        {kind === 'person' && (
          <Grid.Col span={{ base: 12, lg: 5 }}>
            <Stack gap="md">
              <Offices principal={principal} />
              <HeldSteps steps={principal.steps ?? []} />
              <Trainings principal={principal} />
            </Stack>
          </Grid.Col>
        )}
      </Grid>
    </>
  )
}

function Away({ principal: { absence } }: { readonly principal: PrincipalShown }): ReactElement | undefined {
  const { t } = useWords()
  if (!absence) return undefined
  return (
    <State tone="quiet">
      {t('people.away-until')} <When iso={absence.until} as="day" />
    </State>
  )
}

/** Only on one's own page: nobody else is told. */
function Trainings({ principal }: { readonly principal: PrincipalShown }): ReactElement | undefined {
  const { t } = useWords()
  const { trainings, ahead = [] } = principal
  if (!trainings) return undefined
  return (
    <Sheet title={t('people.mine')}>
      <Text size="sm" c="dimmed" mb="xs">
        {t('people.mine-lead')}
      </Text>
      {trainings.length + ahead.length === 0 && <Text size="sm">{t('people.mine-none')}</Text>}
      {trainings.map(({ training, until }) => (
        <Group key={training} justify="space-between">
          <Text size="sm">{training}</Text>
          <Text size="sm" c="dimmed">
            {t('people.until')} <When iso={until} as="day" />
          </Text>
        </Group>
      ))}
      {ahead.map(({ from, until }) => (
        <Group key={from} justify="space-between">
          <Text size="sm">{t('people.absence')}</Text>
          <Text size="sm" c="dimmed">
            <When iso={from} as="day" /> – <When iso={until} as="day" />
          </Text>
        </Group>
      ))}
    </Sheet>
  )
}
