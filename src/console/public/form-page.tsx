import { Stack } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Empty } from '../parts/empty.tsx'
import { Failed } from '../parts/failed.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useWords } from '../words/words.tsx'
import { LodgingForm } from './lodging-form.tsx'
import { usePublicProcedures } from './procedures.ts'
import { StepList } from './step-list.tsx'

/** A form for citizens, and what will happen with it. */
export function Page(): ReactElement {
  const { t, pick } = useWords()
  const { procedure: name = '' }: { readonly procedure?: string } = useParams({ strict: false })
  const { procedures, error, refetch } = usePublicProcedures()
  if (error) return <Failed problem={error} retry={() => void refetch()} />
  if (procedures === undefined) return <Waiting />
  const procedure = procedures.find((one) => one.name === name)
  if (procedure === undefined) {
    const back = <Link to="/open">{t('public.open-title')}</Link>
    return <Empty title={t('public.form-none')} text={t('public.form-none-next')} action={back} />
  }
  const steps = procedure.steps
    .filter(({ reviews }) => reviews.length === 0)
    .map(({ id, title }) => ({ step: id, title: title ?? { en: id }, progress: 'later' as const }))
  return (
    <>
      <PageHead title={pick(procedure.title)} lead={t('public.form-lead')} />
      <Stack gap="lg">
        <LodgingForm procedure={procedure} />
        <Sheet title={t('public.form-steps')}>
          <StepList steps={steps} numbered />
        </Sheet>
      </Stack>
    </>
  )
}
