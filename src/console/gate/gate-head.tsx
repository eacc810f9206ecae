import type { ReactElement, ReactNode } from 'react'
import { PageHead } from '../parts/page-head.tsx'
import { SectionLinks } from '../parts/section-links.tsx'
import { useWords } from '../words/words.tsx'

/** What stands at the top of each page of the gate. */
export function GateHead(props: {
  readonly title: string
  readonly lead: string
  readonly actions?: ReactNode
}): ReactElement {
  const { t } = useWords()
  return (
    <>
      <PageHead {...props} />
      <SectionLinks
        name={t('gate.pages')}
        links={[
          { to: '/gate', label: t('gate.services') },
          { to: '/gate/decisions', label: t('gate.decisions') },
          { to: '/gate/sessions', label: t('gate.sessions') },
        ]}
      />
    </>
  )
}
