import type { ReactElement } from 'react'
import { PageHead } from '../parts/page-head.tsx'
import { useWords } from '../words/words.tsx'

export function Page(): ReactElement {
  const { t } = useWords()
  return <PageHead title={t('work.title')} lead={t('work.lead')} />
}
