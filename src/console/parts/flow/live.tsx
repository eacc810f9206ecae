import type { ReactElement } from 'react'
import { useWords } from '../../words/words.tsx'
import { State, type Tone } from '../state.tsx'
import { plainName } from './offices.ts'

/** What a running case says of one step, as `GET /cases/:case` tells it; what is not known is left out. */
export interface LiveStep {
  readonly state: 'dormant' | 'invoked' | 'valid' | 'hold' | 'invalid'
  readonly end?: string
  readonly outcome?: string
  /** Who holds or held it. */
  readonly executor?: { readonly id?: string; readonly name?: string; readonly kind?: string }
  /** RFC 3339. */
  readonly deadline?: string
  readonly escalated?: string
  readonly emergency?: unknown
  /** The reader holds it, or could take it now. */
  readonly mine?: boolean
  readonly claimable?: boolean
}

/** How a state is shown: its tone, and the message that names it. */
export interface LiveTone {
  readonly tone: Tone
  readonly word: string
}

const ends: Readonly<Record<string, LiveTone>> = {
  completed: { tone: 'good', word: 'flow.state-done' },
  'limit-reached': { tone: 'good', word: 'flow.state-done' },
  skipped: { tone: 'quiet', word: 'flow.state-skipped' },
  excluded: { tone: 'quiet', word: 'flow.state-excluded' },
  unreachable: { tone: 'quiet', word: 'flow.state-unreachable' },
  cancelled: { tone: 'quiet', word: 'flow.state-cancelled' },
  'window-over': { tone: 'bad', word: 'flow.state-over' },
  revoked: { tone: 'bad', word: 'flow.state-revoked' },
  'dependency-ended': { tone: 'bad', word: 'flow.state-fallen' },
}

/** The tone and name of a step's state, for whoever looks at it. */
export function liveTone({ state, end, mine, claimable, escalated, emergency }: LiveStep): LiveTone {
  switch (state) {
    case 'dormant':
      return { tone: 'quiet', word: 'flow.state-waiting' }
    case 'invoked':
      if (claimable === true) return { tone: 'calm', word: 'flow.state-yours-to-take' }
      if (escalated !== undefined) return { tone: 'warn', word: 'flow.state-overdue' }
      return { tone: 'calm', word: 'flow.state-open' }
    case 'valid':
      if (emergency !== undefined) return { tone: 'bad', word: 'flow.state-emergency' }
      return { tone: 'calm', word: mine === true ? 'flow.state-yours' : 'flow.state-held' }
    case 'hold':
      return { tone: 'warn', word: 'flow.state-hold' }
    case 'invalid':
      return ends[end ?? ''] ?? { tone: 'quiet', word: 'flow.state-ended' }
    default:
      return state satisfies never
  }
}

/** The state of a step as a label: colour, sign and word, with the outcome where there is one. */
export function LiveState({ live }: { readonly live: LiveStep }): ReactElement {
  const { t } = useWords()
  const { tone, word } = liveTone(live)
  const { outcome } = live
  return (
    <State tone={tone}>
      {outcome === undefined
        ? t(word)
        : t('flow.state-with-outcome', { state: t(word), outcome: plainName(outcome) })}
    </State>
  )
}
