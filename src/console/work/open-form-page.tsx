import { Button, Group, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type FormEvent, type ReactElement, useState } from 'react'
import { useActs } from '../parts/act/acts.tsx'
import { Empty } from '../parts/empty.tsx'
import { Failed, sentence } from '../parts/failed.tsx'
import { plainName } from '../parts/flow/offices.ts'
import { PageHead } from '../parts/page-head.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import { DataFields } from './data-fields.tsx'
import { dataIn } from './input.ts'
import type { OpenableProcedure, OpenableProcedures } from './open-page.tsx'
import { useTyped } from './use-typed.ts'
import classes from './work.module.css'

/** What a procedure asks for before a case of it is opened. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { procedure: name = '' }: { readonly procedure?: string } = useParams({ strict: false })
  const { data, error, refetch } = useAnswer<OpenableProcedures>('/me/procedures')
  const procedure = data?.procedures.find((one) => one.procedure === name)
  if (error) {
    return (
      <>
        <PageHead title={t('work.open-case')} />
        <Failed problem={error} retry={() => void refetch()} />
      </>
    )
  }
  if (!data) return <Waiting />
  if (procedure) return <OpenForm key={name} procedure={procedure} />
  return (
    <Empty
      title={t('work.procedure-unknown')}
      text={t('work.procedure-unknown-next')}
      action={
        <Button component={Link} to="/work/open" variant="default">
          {t('work.open-others')}
        </Button>
      }
    />
  )
}

function OpenForm({ procedure }: { readonly procedure: OpenableProcedure }): ReactElement {
  const { t, pick } = useWords()
  const { title, steps, may, refusal } = procedure
  return (
    <>
      <PageHead title={pick(title)} lead={t('work.open-form-lead')} />
      <div className={classes.columns}>
        <Sheet title={t('work.open-form')}>
          {may ? (
            <Fields procedure={procedure} />
          ) : (
            <Empty
              title={t('work.may-not')}
              text={sentence(refusal?.detail ?? '')}
              action={
                <Button component={Link} to="/work/open" variant="default">
                  {t('work.open-others')}
                </Button>
              }
            />
          )}
        </Sheet>
        <Sheet title={t('work.what-follows')}>
          <ol className={classes.ahead}>
            {steps.map((step, at) => (
              <li key={at}>
                <bdi>{pick(step)}</bdi>
              </li>
            ))}
          </ol>
        </Sheet>
      </div>
    </>
  )
}

function Fields({ procedure }: { readonly procedure: OpenableProcedure }): ReactElement {
  const { t, pick } = useWords()
  const { begin } = useActs()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useTyped(`open/${procedure.procedure}`)
  const [tried, setTried] = useState(false)
  const { data, faults } = dataIn(procedure.data, form.typed)
  const open = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(faults).length > 0) return
    const labels = new Map(
      procedure.data.map(({ name, title }) => [name, title ? pick(title) : plainName(name)]),
    )
    const receipt = await begin({
      act: 'case.open',
      title: t('work.act-case-open'),
      input: { procedure: procedure.procedure, ...(Object.keys(data).length > 0 && { data }) },
      says: [
        { label: t('work.procedure'), value: pick(procedure.title) },
        ...Object.entries(data).map(([name, value]) => {
          return { label: labels.get(name) ?? name, value: String(value) }
        }),
      ],
    })
    void client.invalidateQueries()
    const opened = receipt?.events.find(({ kind }) => kind === 'case-opened')?.['case']
    if (typeof opened !== 'string') return
    form.clear()
    void navigate({ to: `/cases/${opened}` })
  }
  return (
    <form onSubmit={(event) => void open(event)} noValidate>
      <Stack gap="md" maw="34rem">
        {procedure.data.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('work.nothing-asked')}
          </Text>
        )}
        <DataFields asked={procedure.data} form={form} faults={tried ? faults : {}} isFirst />
        <Group>
          <Button type="submit">{t('work.act-case-open')}</Button>
          <Button component={Link} to="/work/open" variant="subtle">
            {t('work.open-others')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
