import type { ReactElement } from 'react'
import { useNow } from '../parts/now.ts'
import { State, type Tone } from '../parts/state.tsx'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import classes from './trust.module.css'

/** An agreement is renewed by two people and a safe: with a month left it is time to begin. */
const agreementWarning = 30 * 86_400_000

/** How long an agreement has left, as a label. */
export function AgreementLeft({ until }: { readonly until: string }): ReactElement {
  const { t } = useWords()
  const { span } = useFormats()
  const now = useNow(false)
  const left = Date.parse(until) - now
  if (left <= 0) return <State tone="bad">{t('trust.ended')}</State>
  return (
    <State tone={left < agreementWarning ? 'warn' : 'good'}>{t('trust.left', { span: span(left) })}</State>
  )
}

/** How much of the time a bundle counts is over, as a bar, and how long it still does. */
export function BundleLeft(props: {
  readonly thisUpdate: string
  /** When it counts no longer, by its own end or by the age agreed. */
  readonly until: number
}): ReactElement {
  const { thisUpdate, until } = props
  const { t } = useWords()
  const { span } = useFormats()
  const now = useNow(true)
  const begun = Date.parse(thisUpdate)
  const share = Math.min(1, Math.max(0, (now - begun) / Math.max(1, until - begun)))
  const tone: Tone = until <= now ? 'bad' : share > 0.75 ? 'warn' : 'good'
  const words = until <= now ? t('trust.ended') : t('trust.left', { span: span(until - now) })
  return (
    <span className={classes.left}>
      <span className={classes.bar} data-tone={tone}>
        <span style={{ inlineSize: `${Math.round(share * 100)}%` }} />
      </span>
      <span data-tone={tone}>{words}</span>
    </span>
  )
}
