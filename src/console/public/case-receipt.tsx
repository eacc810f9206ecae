import { Button, Group, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { Digest } from '../parts/digest.tsx'
import { download } from '../parts/export.ts'
import { Sheet } from '../parts/sheet.tsx'
import { useWords } from '../words/words.tsx'
import type { LodgingShown } from './follow-page.tsx'
import type { LodgingReceipt } from './lodging-receipt.ts'
import { ReceiptCheck } from './receipt-check.tsx'

/** What the citizen keeps: as a file, on paper, in this browser; and whether its proof holds. */
export function CaseReceipt(props: {
  readonly shown: LodgingShown
  readonly receipt: LodgingReceipt | undefined
}): ReactElement {
  const { shown, receipt } = props
  const { t } = useWords()
  return (
    <Sheet title={t('public.receipt')}>
      <Stack gap="md">
        {receipt === undefined ? (
          <Text size="sm">{t('public.receipt-not-here')}</Text>
        ) : (
          <ReceiptCheck receipt={receipt} shown={shown} />
        )}
        <Text size="sm" component="div">
          {t('public.identifier')}: <Digest value={shown.lodging} />
        </Text>
        <Text size="sm" c="dimmed">
          {t('public.receipt-secret')}
        </Text>
        <Group gap="xs">
          {receipt !== undefined && <KeepReceipt receipt={receipt} />}
          <Button variant="default" onClick={() => window.print()}>
            {t('public.receipt-print')}
          </Button>
        </Group>
      </Stack>
    </Sheet>
  )
}

/** Gives the citizen the receipt as a file. */
export function KeepReceipt(props: {
  readonly receipt: LodgingReceipt
  /** Where it is what should be done next. */
  readonly first?: boolean
}): ReactElement {
  const { receipt, first = false } = props
  const { t } = useWords()
  const keep = (): void => {
    const text = `${JSON.stringify(receipt, null, 2)}\n`
    download(`receipt-case-${receipt.case}.json`, 'application/json', text)
  }
  return (
    <Button variant={first ? 'filled' : 'default'} onClick={keep}>
      {t('public.receipt-save')}
    </Button>
  )
}
