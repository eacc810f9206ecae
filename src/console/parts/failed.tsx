import { Alert, Button, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactElement, ReactNode } from 'react'
import { Problem } from '../wire/problem.ts'
import { type Spoken, useWords } from '../words/words.tsx'

/** A refusal in the words of the unit, and what can be done about it. */
export function Failed(props: {
  readonly problem: unknown
  readonly retry?: () => void
  readonly children?: ReactNode
}): ReactElement {
  const { problem, retry, children } = props
  const { t } = useWords()
  const { title, detail } = told(problem, t)
  return (
    <Alert
      role="alert"
      variant="light"
      color="red"
      title={title}
      icon={<IconAlertTriangle aria-hidden />}
      styles={{ title: { color: 'var(--bad)' }, message: { color: 'var(--mantine-color-text)' } }}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{detail}</Text>
        {children}
        {retry !== undefined && (
          <Button size="xs" variant="default" onClick={retry}>
            {t('common.try-again')}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

/** Title and sentence of what went wrong, whatever it is. */
function told(problem: unknown, t: Spoken['t']): { readonly title: string; readonly detail: string } {
  if (!(problem instanceof Problem)) {
    const detail = problem instanceof Error ? problem.message : String(problem)
    return { title: t('common.broken'), detail: t('common.broken-detail', { detail }) }
  }
  if (problem.type === 'console:unreachable') {
    return { title: t('common.unreachable'), detail: t('common.unreachable-detail') }
  }
  if (problem.type === 'console:answer-strange') {
    return { title: t('common.strange'), detail: t('common.strange-detail', { status: problem.status }) }
  }
  if (problem.type === 'console:no-key') return { title: t('act.no-key'), detail: t('act.no-key-detail') }
  return { title: sentence(problem.title), detail: sentence(problem.detail) }
}

/** The unit's messages begin in lower case; code in backticks is shown without them. */
export function sentence(text: string): string {
  const plain = text.replaceAll('`', '')
  return plain.charAt(0).toUpperCase() + plain.slice(1)
}
