import type { ReactElement } from 'react'
import { Failed } from '../parts/failed.tsx'
import { VerdictBanner } from '../parts/verify/report-view.tsx'
import { Problem } from '../wire/problem.ts'
import { useWords } from '../words/words.tsx'

const own: Readonly<Record<string, string>> = {
  'console:proposal-differs': 'documents.differs',
  'console:key-unfit': 'documents.key-unfit',
}

/** Why nothing was signed: the unit's words, or those of this page for what it found itself. */
export function Refused({ problem }: { readonly problem: unknown }): ReactElement {
  const { t } = useWords()
  const words = problem instanceof Problem ? own[problem.type] : undefined
  if (words === undefined) return <Failed problem={problem} />
  return (
    <VerdictBanner verdict="failed" title={t(words)}>
      {t(`${words}-detail`)}
    </VerdictBanner>
  )
}
