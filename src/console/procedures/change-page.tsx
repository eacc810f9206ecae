import { useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Failed } from '../parts/failed.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import type { ProcedureWithText } from './answers.ts'
import { Workshop } from './workshop.tsx'

/** A change of a procedure, from the text it has now. */
export function Page(): ReactElement {
  const { name = '' } = useParams({ strict: false })
  const { t, pick } = useWords()
  const shown = useAnswer<ProcedureWithText>(`/procedures/${name}`)
  if (shown.isError) return <Failed problem={shown.error} retry={() => void shown.refetch()} />
  if (!shown.data) return <Waiting />
  const { title } = shown.data
  return (
    <>
      <PageHead
        title={t('procedures.change-title', { title: pick(title) })}
        lead={t('procedures.change-lead')}
      />
      <Workshop key={name} name={name} current={shown.data} />
    </>
  )
}
