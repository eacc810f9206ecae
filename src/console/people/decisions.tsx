import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useSituation } from '../parts/act/situation.ts'
import { useOfficeTitles } from '../parts/flow/offices.ts'
import { Person } from '../parts/person.tsx'
import { useWords } from '../words/words.tsx'
import type { PrincipalShown } from './answers.ts'

/** What was proposed about a person and waits for the reader. */
interface Decision {
  readonly act: 'person.appoint' | 'person.dismiss'
  readonly office: string
  readonly object: string
  readonly case: string
  readonly step: string
}

const acts = ['person.appoint', 'person.dismiss'] as const

/** Appointments and dismissals of a person that wait for whoever reads, each with its button. */
export function Decisions({ principal }: { readonly principal: PrincipalShown }): ReactElement | undefined {
  const { t } = useWords()
  const decisions = useDecisions(principal)
  const titleOf = useOfficeTitles()
  const guided = useGuided()
  const { id, name } = principal
  if (decisions.length === 0) return undefined
  const run = ({ act, office, object, case: of, step }: Decision): void => {
    const words = { name, office: titleOf(office) }
    void guided.run({
      title: t(act === 'person.appoint' ? 'people.decide-appoint' : 'people.decide-dismiss', words),
      ...{ act, object, case: of, step },
      input: { person: id, office },
      says: [
        { label: t('people.name'), value: <Person id={id} name={name} /> },
        { label: t('people.office'), value: titleOf(office) },
      ],
      overrides: ['strand-running-cases'],
    })
  }
  return (
    <Stack gap="xs" mb="md">
      {decisions.map((decision) => {
        const words = { name, office: titleOf(decision.office) }
        const isAppointment = decision.act === 'person.appoint'
        return (
          <Alert key={`${decision.case} ${decision.step}`} color="ink" variant="light">
            <Group justify="space-between">
              <Text size="sm">
                {t(isAppointment ? 'people.proposed-appoint' : 'people.proposed-dismiss', words)}{' '}
                <Anchor component={Link} to={`/cases/${decision.case}`} size="sm" underline="always">
                  {t('people.case', { case: decision.case })}
                </Anchor>
              </Text>
              <Button size="xs" onClick={() => run(decision)}>
                {t(isAppointment ? 'people.decide-appoint' : 'people.decide-dismiss', words)}
              </Button>
            </Group>
          </Alert>
        )
      })}
    </Stack>
  )
}

function useDecisions({ kind, id }: PrincipalShown): readonly Decision[] {
  const { situation } = useSituation()
  if (kind !== 'person' || !situation) return []
  return situation.views.steps
    .filter(({ mine, claimable, state }) => claimable || (mine && state === 'valid'))
    .flatMap((step) =>
      step.objects.flatMap((object) => {
        const [, office = '', whom] = /^office\/([^/]+)\/person\/([^/]+)$/.exec(object) ?? []
        const act = acts.find((one) => step.permits.includes(one))
        return whom === id && act !== undefined
          ? [{ act, office, object, case: step.case, step: step.step }]
          : []
      }),
    )
}
