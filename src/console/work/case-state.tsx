import type { ReactElement } from 'react'
import { State, type Tone } from '../parts/state.tsx'
import { useWords } from '../words/words.tsx'
import type { ShownCase } from './case.ts'

const tones: Readonly<Record<ShownCase['state'], Tone>> = {
  ...{ open: 'calm', finished: 'good', stopped: 'bad', cancelled: 'quiet' },
}

/** How a case stands, as a tone. */
export function caseTone({ state, stranded }: ShownCase): Tone {
  return stranded && state === 'open' ? 'warn' : tones[state]
}

/** How a case stands, as a label. */
export function CaseStateLabel({ of }: { readonly of: ShownCase }): ReactElement {
  const { t } = useWords()
  return <State tone={caseTone(of)}>{t(`work.case-${of.state}`)}</State>
}
