import { useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Failed } from '../parts/failed.tsx'
import { useOfficeTitles } from '../parts/flow/offices.ts'
import { ProcedureFlow } from '../parts/flow/procedure-flow.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import type { ProcedureWithText } from './answers.ts'

export function Page(): ReactElement {
  const { name = '' } = useParams({ strict: false })
  const { pick } = useWords()
  const officeTitle = useOfficeTitles()
  const shown = useAnswer<ProcedureWithText>(`/procedures/${name}`)
  if (shown.isPending) return <Waiting />
  if (shown.isError) return <Failed problem={shown.error} retry={() => void shown.refetch()} />
  const procedure = shown.data
  return (
    <>
      <PageHead title={pick(procedure.title)} />
      <ProcedureFlow procedure={procedure} officeTitle={officeTitle} />
    </>
  )
}
