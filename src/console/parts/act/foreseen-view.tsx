import { Alert, Group, Loader, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { type Foreseen, foresee, type Intention } from '../../wire/act.ts'
import type { Problem } from '../../wire/problem.ts'
import { useWords } from '../../words/words.tsx'
import { Failed, sentence } from '../failed.tsx'
import { HinderedCases, ImpactView } from './impact.tsx'

/** What acts would come to if they were made now; nothing while they are not whole. */
export function ForeseenView({
  intentions,
}: {
  readonly intentions: readonly Intention[]
}): ReactElement | undefined {
  const { language } = useWords()
  const { data, error, isFetching } = useQuery<Foreseen, Problem>({
    queryKey: ['foresee', intentions, language],
    queryFn: () => foresee(intentions),
    enabled: intentions.length > 0,
    retry: false,
  })
  return intentions.length === 0 ? undefined : (
    <ForeseenTold data={data} error={error} isFetching={isFetching} />
  )
}

/** The same of what is asked elsewhere. */
export function ForeseenTold(props: {
  readonly data: Foreseen | undefined
  readonly error: Problem | null
  readonly isFetching: boolean
}): ReactElement | undefined {
  const { data, error, isFetching } = props
  const { t } = useWords()
  if (error) return <Failed problem={error} />
  if (data === undefined) {
    return isFetching ? (
      <Group gap="xs">
        <Loader size="xs" />
        <Text size="sm">{t('act.foreseeing')}</Text>
      </Group>
    ) : undefined
  }
  return (
    <Stack gap="xs">
      {data.refused && !isToldByImpact(data) && (
        <Alert color="red" variant="light" role="alert" title={sentence(data.refused.title)}>
          <Text size="sm">{sentence(data.refused.detail)}</Text>
          <HinderedCases cases={data.refused.cases ?? []} />
        </Alert>
      )}
      {data.impact && <ImpactView impact={data.impact} />}
    </Stack>
  )
}

/** Whether it is refused for the very cases that the impact shows, with their repairs. */
function isToldByImpact({ refused, impact }: Foreseen): boolean {
  return (refused?.cases?.length ?? 0) > 0 && (impact?.cases.count ?? 0) > 0
}
