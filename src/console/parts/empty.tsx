import { Stack, Text } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'

/** Nothing is here: says so, and what to do next. */
export function Empty(props: {
  readonly title: string
  readonly text?: ReactNode
  readonly action?: ReactNode
}): ReactElement {
  const { title, text, action } = props
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <Text fw={600}>{title}</Text>
      {text !== undefined && (
        <Text c="dimmed" size="sm" maw="32rem" component="div">
          {text}
        </Text>
      )}
      {action}
    </Stack>
  )
}
