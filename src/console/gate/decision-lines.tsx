import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactElement, useRef } from 'react'
import { tellWhy } from '#wording'
import { State } from '../parts/state.tsx'
import { useFormats } from '../words/formats.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import classes from './gate.module.css'
import type { Decision } from './told.ts'
import { UnderView, WhoView } from './who.tsx'

/** Two lines of text with their padding. */
const rowPixels = 56

/** Decisions, the newest first; as many as there are, of which those on the screen are drawn. */
export function DecisionLines({ decisions }: { readonly decisions: readonly Decision[] }): ReactElement {
  const { t } = useWords()
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: decisions.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPixels,
    overscan: 12,
    getItemKey: (at) => keyOf(decisions, at),
  })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <div ref={frame} className={classes.lines} role="log" aria-label={t('gate.decisions')} tabIndex={0}>
      <div className={classes.linesBody} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const decision = decisions[index]
          if (decision === undefined) return undefined
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={classes.line}
              data-permitted={decision.permitted}
              style={{ transform: `translateY(${start}px)` }}
            >
              <DecisionLine decision={decision} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** An entry may tell of several decisions. */
function keyOf(decisions: readonly Decision[], at: number): string {
  const entry = decisions[at]?.entry ?? at
  let place = 0
  for (let before = at - 1; decisions[before]?.entry === entry; before--) place += 1
  return `${entry} ${place}`
}

function DecisionLine({ decision }: { readonly decision: Decision }): ReactElement {
  const spoken = useWords()
  const { t } = spoken
  const { clock, exactTime } = useFormats()
  const { at, permitted, by, address, service, method, under, through, object } = decision
  return (
    <>
      <span className={classes.when}>
        <time dateTime={at} title={exactTime(at)}>
          {clock(at)}
        </time>
      </span>
      <span>
        <State tone={toneOf(decision)}>{t(wordsOf(decision))}</State>
      </span>
      <span className={classes.who}>
        <WhoView who={by} />
        {by === undefined && address !== undefined && <small>{address}</small>}
      </span>
      <span className={classes.what}>
        <span>
          {service !== undefined && <bdi>{service.title ?? service.id}</bdi>}{' '}
          {method !== undefined && <code>{method}</code>} {object !== undefined && <code>{object}</code>}
        </span>
        <small>
          {under !== undefined ? <UnderView under={under} /> : whyOf(spoken, decision)}
          {under !== undefined && !permitted && <> · {whyOf(spoken, decision)}</>}
          {under !== undefined && permitted && decision.problem !== undefined && (
            <> · {whyOf(spoken, decision)}</>
          )}
          {through !== undefined && <> · {t('gate.through', { service: through.title ?? through.id })}</>}
        </small>
      </span>
    </>
  )
}

function toneOf({ permitted, outcome }: Decision): 'good' | 'bad' | 'warn' {
  if (!permitted) return 'bad'
  return outcome === 'cut' || outcome === 'failed' ? 'warn' : 'good'
}

const named = ['forwarded', 'upgraded', 'closed', 'refused', 'failed', 'cut', 'left', 'decided'] as const

function wordsOf({ permitted, outcome }: Decision): string {
  if (outcome === 'decided') return permitted ? 'gate.outcome-forwarded' : 'gate.outcome-refused'
  const known = named.find((one) => one === outcome)
  return known === undefined ? 'gate.outcome-unknown' : `gate.outcome-${known}`
}

/** Problems that stand in the journal, by their names. */
const problems = [
  ...['certificate-missing', 'certificate-refused', 'caller-refused', 'proxy-not-named'],
  ...['permission-missing', 'permission-used-up', 'route-unpublished', 'service-suspended'],
  ...['upstream-unreachable', 'upstream-malformed', 'upstream-broken', 'upstream-busy', 'upstream-slow'],
  ...['not-admitting', 'no-step', 'uses-spent', 'use-unrecorded', 'right-over', 'question-malformed'],
  ...['permission-unsound', 'object-unsound'],
]

function whyOf({ t, language }: Spoken, { problem, why, permission }: Decision): string {
  if (problem === undefined) return ''
  const words = problems.includes(problem)
    ? t(`gate.why-${problem}`)
    : tellWhy({ problem, ...(why !== undefined && { why }) }, language)
  return permission === undefined ? words : `${words}: ${permission}`
}
