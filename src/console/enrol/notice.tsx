import { Alert } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'

/** Something to know before going on, in colours that can be read in both schemes. */
export function Notice(props: {
  readonly tone: 'warn' | 'bad'
  readonly title: string
  readonly children: ReactNode
}): ReactElement {
  const { tone, title, children } = props
  return (
    <Alert
      role={tone === 'bad' ? 'alert' : 'status'}
      variant="light"
      title={title}
      w="100%"
      styles={{
        root: { background: `var(--${tone}-ground)` },
        title: { color: `var(--${tone})` },
        message: { color: 'var(--mantine-color-text)' },
      }}
    >
      {children}
    </Alert>
  )
}
