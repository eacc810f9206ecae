import { Button, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useMay } from '../parts/act/situation.ts'
import { Empty } from '../parts/empty.tsx'
import { useOfficeTitles } from '../parts/flow/offices.ts'
import { Person } from '../parts/person.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import type { Absences, Chart } from './answers.ts'
import classes from './organisation.module.css'

/** The procedure by which somebody else is recorded as away: its first step needs no act. */
const recordAbsence = 'record-absence'

/** Who is away, my own absences, and who stands in for whom. */
export function AwayView({ chart }: { readonly chart: Chart | undefined }): ReactElement {
  const { t } = useWords()
  if (!chart) return <Waiting />
  return (
    <Stack gap="lg">
      <Sheet title={t('organisation.away-now')} actions={<ReportAbsence />}>
        {chart.away.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('organisation.everybody-there')}
          </Text>
        ) : (
          <AwayTable chart={chart} />
        )}
      </Sheet>
      <MyAbsences />
      <Substitutes chart={chart} />
    </Stack>
  )
}

/** Opens the case in which two people record that somebody is away who cannot say so. */
function ReportAbsence(): ReactElement | undefined {
  const { t } = useWords()
  const { data } = useAnswer<{ readonly procedures: readonly { readonly name: string }[] }>('/procedures')
  if (!data?.procedures.some(({ name }) => name === recordAbsence)) return undefined
  return (
    <Button component={Link} to={`/work/open/${recordAbsence}`} size="xs" variant="default">
      {t('organisation.report-away')}
    </Button>
  )
}

function AwayTable({ chart }: { readonly chart: Chart }): ReactElement {
  const { t } = useWords()
  const officeTitle = useOfficeTitles()
  return (
    <table className={classes.rows}>
      <thead>
        <tr>
          <th scope="col">{t('organisation.person')}</th>
          <th scope="col">{t('organisation.from')}</th>
          <th scope="col">{t('organisation.until-when')}</th>
          <th scope="col">{t('organisation.who-stands-in')}</th>
        </tr>
      </thead>
      <tbody>
        {chart.away.map(({ person, name, from, until }) => (
          <tr key={person}>
            <td>
              <Person id={person} name={name} />
            </td>
            <td>
              <When iso={from} />
            </td>
            <td>
              <When iso={until} />
            </td>
            <td>
              {chart.substitutes
                .filter((one) => one.person === person && one.counts)
                .map(({ office, substitute, substituteName }) => (
                  <div key={office}>
                    <Person id={substitute} name={substituteName} /> · {officeTitle(office)}
                  </div>
                ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The reader's own absences; those ahead can be taken back. */
function MyAbsences(): ReactElement | undefined {
  const { t } = useWords()
  const may = useMay()
  const { run } = useGuided()
  const { data } = useAnswer<Absences>('/absences')
  if (!data || data.mine.length === 0) return undefined
  const withdraw = (from: string): void => {
    void run({
      title: t('organisation.withdraw-act'),
      act: 'absence.end',
      object: 'absence/own',
      input: { from },
    })
  }
  const mayEnd = may('absence.end', 'absence/own')
  return (
    <Sheet title={t('organisation.mine')}>
      <Stack gap="xs">
        {data.mine.map(({ from, until, away }) => (
          <Group key={from} gap="sm">
            <span>
              <When iso={from} /> – <When iso={until} />
            </span>
            <State tone={away ? 'warn' : 'calm'}>
              {t(away ? 'organisation.away' : 'organisation.ahead')}
            </State>
            {!away && mayEnd && (
              <Button size="compact-xs" variant="default" onClick={() => withdraw(from)}>
                {t('organisation.withdraw')}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Sheet>
  )
}

function Substitutes({ chart }: { readonly chart: Chart }): ReactElement {
  const { t } = useWords()
  const officeTitle = useOfficeTitles()
  return (
    <Sheet title={t('organisation.substitutes')}>
      {chart.substitutes.length === 0 ? (
        <Empty title={t('organisation.no-substitutes')} text={t('organisation.no-substitutes-text')} />
      ) : (
        <table className={classes.rows}>
          <thead>
            <tr>
              <th scope="col">{t('organisation.office')}</th>
              <th scope="col">{t('organisation.holder')}</th>
              <th scope="col">{t('organisation.substitute')}</th>
              <th scope="col">{t('organisation.presence')}</th>
            </tr>
          </thead>
          <tbody>
            {chart.substitutes.map(({ office, person, name, substitute, substituteName, counts }) => (
              <tr key={`${office} ${person}`}>
                <td>
                  <Link to={`/organisation/${office}`} className={classes.plainLink}>
                    {officeTitle(office)}
                  </Link>
                </td>
                <td>
                  <Person id={person} name={name} />
                </td>
                <td>
                  <Person id={substitute} name={substituteName} />
                </td>
                <td>
                  <State tone={counts ? 'calm' : 'quiet'}>
                    {t(counts ? 'organisation.counts-now' : 'organisation.waits')}
                  </State>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Sheet>
  )
}
