import { Button } from '@mantine/core'
import type { ReactElement } from 'react'
import { Empty } from '../parts/empty.tsx'
import { useWords } from '../words/words.tsx'

/** No page has this address. */
export function Missing(): ReactElement {
  const { t } = useWords()
  return (
    <Empty
      title={t('shell.missing')}
      text={t('shell.missing-next')}
      action={
        <Button component="a" href="/console/">
          {t('shell.to-start')}
        </Button>
      }
    />
  )
}
