import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useOfficeTitles } from '../parts/flow/offices.ts'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import type { Chart } from './answers.ts'
import { type Decision, decisionsIn, type StepInCase } from './decisions.ts'

interface Cases {
  readonly cases: readonly { readonly case: string; readonly steps: readonly StepInCase[] }[]
}

/** What others proposed for offices and waits for the reader to decide. */
export function WaitingDecisions({ chart }: { readonly chart: Chart }): ReactElement | undefined {
  const { t } = useWords()
  const officeTitle = useOfficeTitles()
  const { run } = useGuided()
  const { data } = useAnswer<Cases>('/cases')
  const decisions = (data?.cases ?? []).flatMap(({ case: id, steps }) => decisionsIn(id, steps))
  if (decisions.length === 0) return undefined
  const nameOf = (person: string): string => {
    const holders = chart.offices.flatMap((office) => office.holders)
    return holders.find((holder) => holder.person === person)?.name ?? person
  }
  const wordsOf = ({ person = '', office = '', substitute = '' }: Decision['about']) => ({
    person: nameOf(person),
    office: officeTitle(office),
    substitute: nameOf(substitute),
  })
  const decide = ({ act, object, about, case: id, step, asks }: Decision): void => {
    void run({
      title: t(`organisation.decide-${act.replace('.', '-')}`, wordsOf(about)),
      ...{ act, object, input: { ...about }, case: id, step },
      ...(asks && { asks }),
      overrides: ['strand-running-cases'],
    })
  }
  return (
    <Alert variant="light" mb="md" title={t('organisation.waiting', { count: decisions.length })}>
      <Stack gap="xs">
        {decisions.map((decision) => (
          <Group key={`${decision.case} ${decision.step}`} justify="space-between">
            <Text size="sm">
              {t(`organisation.decide-${decision.act.replace('.', '-')}`, wordsOf(decision.about))}
            </Text>
            <Button size="xs" onClick={() => decide(decision)}>
              {t('organisation.decide')}
            </Button>
          </Group>
        ))}
      </Stack>
    </Alert>
  )
}
