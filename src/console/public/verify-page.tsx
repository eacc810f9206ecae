import { List, Stack } from '@mantine/core'
import type { ReactElement } from 'react'
import { PageHead } from '../parts/page-head.tsx'
import { Verifier } from '../parts/verify/verifier.tsx'
import { useUnit } from '../wire/unit.ts'
import { useWords } from '../words/words.tsx'

/** Whether a document is really signed, for anybody. */
export function Page(): ReactElement {
  const { t } = useWords()
  const unit = useUnit()
  return (
    <>
      <PageHead title={t('public.verify-title')} lead={t('public.verify-lead')} />
      <Stack gap="lg">
        <Verifier judge={unit.data?.name ?? ''} />
        <List size="sm" c="dimmed" className="no-print">
          <List.Item>{t('public.verify-forgotten')}</List.Item>
          <List.Item>{t('public.verify-pictures')}</List.Item>
          <List.Item>{t('public.verify-who')}</List.Item>
        </List>
      </Stack>
    </>
  )
}
