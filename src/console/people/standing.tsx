import type { ReactElement } from 'react'
import { State, type Tone } from '../parts/state.tsx'
import { useWords } from '../words/words.tsx'
import type { PrincipalRow, Standing } from './answers.ts'

const tones: Readonly<Record<Standing, Tone>> = {
  valid: 'good',
  ending: 'warn',
  ended: 'bad',
  revoked: 'bad',
}

/** Whether somebody's certificates count; of a single certificate the same. */
export function StandingState({ standing }: { readonly standing: Standing }): ReactElement {
  const { t } = useWords()
  return <State tone={tones[standing]}>{t(`people.standing-${standing}`)}</State>
}

/** The name somebody is shown by: the unit's own services have words for it, all others what was attested. */
export function useShownName(): (principal: Pick<PrincipalRow, 'id' | 'name' | 'own'>) => string {
  const { t } = useWords()
  return ({ id, name, own }) => (own === true ? t(`people.own-${id}`) : name)
}
