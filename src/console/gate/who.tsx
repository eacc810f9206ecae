import type { ReactElement } from 'react'
import { Person } from '../parts/person.tsx'
import { useWords } from '../words/words.tsx'
import type { Under, Who } from './told.ts'

/** Somebody at the gate; visitors are known by what their own unit calls them. */
export function WhoView({ who }: { readonly who: Who | undefined }): ReactElement {
  const { t } = useWords()
  if (who === undefined) return <span>{t('gate.stranger')}</span>
  return <Person id={who.id} name={who.name ?? who.id} />
}

/** The step that permits something, in the reader's language. */
export function UnderView({ under }: { readonly under: Under }): ReactElement {
  const { t, pick } = useWords()
  const step = under.stepTitle === undefined ? under.step : pick(under.stepTitle)
  return <span>{t('gate.under', { case: under.case, step })}</span>
}
