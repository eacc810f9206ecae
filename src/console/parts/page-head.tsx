import { Group, Stack, Text, Title } from '@mantine/core'
import { type ReactElement, type ReactNode, useEffect } from 'react'
import { useUnit } from '../wire/unit.ts'

/** What stands at the top of a page: its name, one sentence of what it is for, and what can be done. */
export function PageHead(props: {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
}): ReactElement {
  const { title, lead, actions } = props
  const unit = useUnit()
  const name = unit.data?.name
  useEffect(() => {
    document.title = name === undefined ? title : `${title} · ${name}`
  }, [title, name])
  return (
    <Group justify="space-between" align="flex-start" mb="lg" gap="md">
      <Stack gap={4} maw="46rem">
        <Title order={1}>{title}</Title>
        {lead !== undefined && (
          <Text c="dimmed" size="sm" component="div">
            {lead}
          </Text>
        )}
      </Stack>
      {actions !== undefined && <Group gap="xs">{actions}</Group>}
    </Group>
  )
}
