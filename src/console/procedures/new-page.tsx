import type { ReactElement } from 'react'
import { PageHead } from '../parts/page-head.tsx'
import { useWords } from '../words/words.tsx'
import { Workshop } from './workshop.tsx'

/** A procedure the unit does not have yet. */
export function Page(): ReactElement {
  const { t } = useWords()
  return (
    <>
      <PageHead title={t('procedures.new-title')} lead={t('procedures.new-lead')} />
      <Workshop />
    </>
  )
}
