import type { ReactElement } from 'react'
import { Person } from '../parts/person.tsx'
import { useWords } from '../words/words.tsx'

/** Who made an act: a person by name, everything else in words. */
export function Actor(props: {
  /** `kind/id`, or `unit`. */
  readonly actor: string
  readonly name?: string | undefined
  readonly isShort?: boolean
}): ReactElement {
  const { actor, name, isShort = false } = props
  const { t } = useWords()
  const { kind, id } = partsOf(actor)
  if (kind === 'unit') return <span>{t('record.actor-unit')}</span>
  if (kind === 'node') return <span>{t('record.actor-node')}</span>
  return <Person id={id} name={name} isShort={isShort} />
}

/** Kind and identifier of an actor. */
export function partsOf(actor: string): { readonly kind: string; readonly id: string } {
  const at = actor.indexOf('/')
  return at < 0 ? { kind: actor, id: '' } : { kind: actor.slice(0, at), id: actor.slice(at + 1) }
}
