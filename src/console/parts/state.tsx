import { IconAlertTriangle, IconCheck, IconCircleDashed, IconCircleDot, IconX } from '@tabler/icons-react'
import type { ReactElement, ReactNode } from 'react'
import classes from './parts.module.css'

/** What a state means to whoever reads it: never told by colour alone. */
export type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'quiet'

const icons = {
  good: IconCheck,
  warn: IconAlertTriangle,
  bad: IconX,
  calm: IconCircleDot,
  quiet: IconCircleDashed,
} as const

/** A state as a small label: colour, sign and word. */
export function State(props: { readonly tone: Tone; readonly children: ReactNode }): ReactElement {
  const { tone, children } = props
  const Icon = icons[tone]
  return (
    <span className={classes.state} data-tone={tone}>
      <Icon size={13} stroke={2.2} aria-hidden />
      {children}
    </span>
  )
}
