import { Button, Group, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import type { Receipt } from '../../wire/act.ts'
import { useWords } from '../../words/words.tsx'
import { download } from '../export.ts'
import { State } from '../state.tsx'
import { When } from '../when.tsx'

/** The receipt of an act that stands on the record. */
export function SignedReceipt(props: {
  readonly receipt: Receipt
  readonly onClose: () => void
}): ReactElement {
  const { receipt, onClose } = props
  const { t } = useWords()
  const keep = (): void =>
    download(`receipt-${receipt.index}.json`, 'application/json', `${JSON.stringify(receipt, null, 2)}\n`)
  return (
    <Stack gap="md">
      <Group gap="xs">
        <State tone="good">{t('act.recorded')}</State>
        <Text size="sm">{t('act.recorded-as', { index: receipt.index })}</Text>
        <Text size="sm" c="dimmed" component="span">
          <When iso={receipt.time} />
        </Text>
      </Group>
      <Group justify="flex-end">
        <Button variant="default" onClick={keep}>
          {t('act.keep-receipt')}
        </Button>
        <Button onClick={onClose} data-autofocus>
          {t('common.close')}
        </Button>
      </Group>
    </Stack>
  )
}
