import type { ReactElement } from 'react'
import { Person } from '../parts/person.tsx'
import type { Spoken } from '../words/words.tsx'
import { useWords } from '../words/words.tsx'
import type { Names, ShownParty } from './case.ts'

/** Somebody who has to do with a case, by name where it is known. */
export function Somebody(props: {
  readonly party: ShownParty | undefined
  readonly names: Names
}): ReactElement {
  const { party, names } = props
  const { t } = useWords()
  if (party?.kind === 'person' && party.id !== undefined) {
    return <Person id={party.id} name={names[party.id]} />
  }
  return <bdi>{somebodyIn(party, names, t)}</bdi>
}

/** The same as a text. */
export function somebodyIn(party: ShownParty | undefined, names: Names, t: Spoken['t']): string {
  if (party === undefined || party.kind === 'unit') return t('work.the-unit')
  if (party.kind === 'citizen') return t('work.a-citizen')
  if (party.kind === 'node') return t('work.the-node')
  if (party.id === undefined) return t('work.somebody')
  return names[party.id] ?? party.id
}
