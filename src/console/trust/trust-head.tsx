import type { ReactElement, ReactNode } from 'react'
import { PageHead } from '../parts/page-head.tsx'
import { SectionLinks } from '../parts/section-links.tsx'
import { useWords } from '../words/words.tsx'

/** What stands at the top of each page of trust. */
export function TrustHead(props: {
  readonly title: string
  readonly lead: string
  readonly actions?: ReactNode
}): ReactElement {
  const { t } = useWords()
  return (
    <>
      <PageHead {...props} />
      <SectionLinks
        name={t('trust.pages')}
        links={[
          { to: '/trust', label: t('trust.map') },
          { to: '/trust/agreements', label: t('trust.agreements') },
          { to: '/trust/bundles', label: t('trust.bundles') },
          { to: '/trust/plan', label: t('trust.planning') },
          { to: '/trust/explain', label: t('trust.explaining') },
        ]}
      />
    </>
  )
}
