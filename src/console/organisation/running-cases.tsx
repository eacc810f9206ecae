import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Failed } from '../parts/failed.tsx'
import { Person } from '../parts/person.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { useAnswer } from '../wire/answer.ts'
import { ask } from '../wire/ask.ts'
import type { Problem } from '../wire/problem.ts'
import { useWords } from '../words/words.tsx'
import type { Chart } from './answers.ts'
import type { StepInCase } from './decisions.ts'
import { casesByPerson, type FrailCase } from './dependence.ts'
import classes from './organisation.module.css'

/** Pages of `GET /cases-resilience`: a person waits for no more, and each stands in the journal. */
const pagesMax = 5

/** Cases named beside a person; the number tells how many there are. */
const casesShown = 8

/** On whom running cases hang, for whoever holds the step of an audit; asked for, because it is recorded. */
export function RunningCases(): ReactElement {
  const { t } = useWords()
  const { data } = useAnswer<{ readonly cases: readonly { readonly steps: readonly StepInCase[] }[] }>(
    '/cases',
  )
  const isAuditor = (data?.cases ?? []).some(({ steps }) => steps.some(readsAllCases))
  const found = useQuery<readonly FrailCase[], Problem>({
    queryKey: ['/cases-resilience'],
    queryFn: ({ signal }) => frailCases(signal),
    enabled: false,
  })
  return (
    <Sheet
      title={t('organisation.running')}
      actions={
        isAuditor && (
          <Button size="xs" variant="default" loading={found.isFetching} onClick={() => void found.refetch()}>
            {t('organisation.look-at-cases')}
          </Button>
        )
      }
    >
      {found.error && <Failed problem={found.error} />}
      {found.data ? (
        <CasesOfPeople cases={found.data} />
      ) : (
        <Text size="sm" c="dimmed">
          {t(isAuditor ? 'organisation.running-auditor' : 'organisation.running-others')}
        </Text>
      )}
    </Sheet>
  )
}

function readsAllCases({ mine, state, permits, objects }: StepInCase): boolean {
  return mine && state === 'valid' && permits.includes('case.read') && objects.includes('case/*')
}

async function frailCases(signal: AbortSignal): Promise<readonly FrailCase[]> {
  const all: FrailCase[] = []
  let after: string | undefined
  for (let page = 0; page < pagesMax; page++) {
    const { cases, next } = await ask<{ readonly cases: readonly FrailCase[]; readonly next?: string }>(
      '/cases-resilience',
      { after },
      { signal },
    )
    all.push(...cases)
    if (next === undefined) break
    after = next
  }
  return all
}

function CasesOfPeople({ cases }: { readonly cases: readonly FrailCase[] }): ReactElement {
  const { t } = useWords()
  const chart = useAnswer<Chart>('/organization')
  const holders = chart.data?.offices.flatMap((office) => office.holders) ?? []
  const nameOf = (id: string): string | undefined => holders.find(({ person }) => person === id)?.name
  const people = casesByPerson(cases)
  if (people.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('organisation.no-case-hangs')}
      </Text>
    )
  }
  return (
    <table className={classes.rows}>
      <thead>
        <tr>
          <th scope="col">{t('organisation.person')}</th>
          <th scope="col">{t('organisation.cases-hang')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map(({ person, cases: of }) => (
          <tr key={person}>
            <td>
              {person === '' ? t('organisation.hangs-nobody') : <Person id={person} name={nameOf(person)} />}
            </td>
            <td>
              {t('organisation.case-count', { count: of.length })}{' '}
              {of.slice(0, casesShown).map((id) => (
                <span key={id}>
                  <Link to={`/cases/${id}`} className={classes.plainLink}>
                    {id}
                  </Link>{' '}
                </span>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
