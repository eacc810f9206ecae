import { Skeleton, Stack } from '@mantine/core'
import type { ReactElement } from 'react'
import { useWords } from '../words/words.tsx'

/** Something is on its way. */
export function Waiting({ rows = 4 }: { readonly rows?: number }): ReactElement {
  const { t } = useWords()
  return (
    <Stack gap="sm" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: rows }, (_, at) => (
        <Skeleton key={at} height={at === 0 ? 26 : 16} width={at === 0 ? '36%' : `${92 - at * 9}%`} />
      ))}
    </Stack>
  )
}
