import { Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'
import { useFormats } from '../words/formats.ts'
import { useNow } from './now.ts'

/** A time: when, or how far from now; the other and the exact one on pointing at it. */
export function When(props: { readonly iso: string; readonly as?: 'time' | 'ago' | 'day' }): ReactElement {
  const { iso, as = 'time' } = props
  const { time, ago, day, exactTime } = useFormats()
  const now = useNow(as === 'ago')
  const text = { time, day, ago: (at: string) => ago(at, now) }[as](iso)
  return (
    <Tooltip label={as === 'ago' ? exactTime(iso) : `${exactTime(iso)} · ${ago(iso, now)}`}>
      <time dateTime={iso}>{text}</time>
    </Tooltip>
  )
}
