import { Button, Group, List, Stack, Text } from '@mantine/core'
import { type ReactElement, useEffect, useRef } from 'react'
import { tellEvent } from '#wording'
import { Proof } from '../../proof/proof.tsx'
import type { Receipt } from '../../wire/act.ts'
import { useWords } from '../../words/words.tsx'
import { download } from '../export.ts'
import { sentence } from '../failed.tsx'
import { State } from '../state.tsx'
import { When } from '../when.tsx'

/** The receipt of an act that stands on the record, and what it brought about. */
export function SignedReceipt(props: {
  readonly receipt: Receipt
  readonly onClose: () => void
}): ReactElement {
  const { receipt, onClose } = props
  const { t, language } = useWords()
  const close = useRef<HTMLButtonElement>(null)
  // The button that was pressed is gone: who works by the keyboard goes on from here.
  useEffect(() => close.current?.focus(), [])
  const told = new Set(receipt.events.map((event) => sentence(tellEvent(event, language))))
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
        <Proof receipt={receipt} />
      </Group>
      <List size="sm" style={{ overflowWrap: 'anywhere' }}>
        {Array.from(told, (one) => (
          <List.Item key={one}>{one}</List.Item>
        ))}
      </List>
      <Group justify="flex-end">
        <Button variant="default" onClick={keep}>
          {t('act.keep-receipt')}
        </Button>
        <Button ref={close} onClick={onClose}>
          {t('common.close')}
        </Button>
      </Group>
    </Stack>
  )
}
