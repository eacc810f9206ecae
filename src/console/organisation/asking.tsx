import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import { useWords } from '../words/words.tsx'

/** A short form before an errand: what it is about is chosen here, what it means is shown after it. */
export function Asking(props: {
  readonly title: string
  readonly lead: string
  readonly isOpen: boolean
  readonly onClose: () => void
  /** `undefined` while something is missing. */
  readonly onNext: (() => void) | undefined
  readonly children: ReactNode
}): ReactElement {
  const { title, lead, isOpen, onClose, onNext, children } = props
  const { t } = useWords()
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      closeOnClickOutside={false}
      title={
        <Text fw={640} component="span">
          {title}
        </Text>
      }
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onNext?.()
        }}
      >
        <Stack gap="md">
          <Text size="sm">{lead}</Text>
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" disabled={onNext === undefined}>
              {t('organisation.next')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
