import { Trans, useLingui } from '@lingui/react'
import type { ReactElement } from 'react'
import type { Language } from './language.ts'

/** What stands in a message for its variables. */
export type Values = Readonly<Record<string, string | number>>

/** A text of the unit in one language or both. */
export interface TextsOfUnit {
  readonly en?: string
  readonly zh?: string
}

/** The words of the console in the language that is shown. */
export interface Spoken {
  /** The words of a name such as `work.title`; ICU plurals and choices take their values from `values`. */
  readonly t: (name: string, values?: Values) => string
  /** One of two texts that come from the unit itself, such as a procedure's title. */
  readonly pick: (texts: TextsOfUnit | string) => string
  readonly language: Language
}

/** A name without words is shown as it is, so that nobody reads an empty place; a test finds it before. */
export function useWords(): Spoken {
  const { i18n } = useLingui()
  const language: Language = i18n.locale === 'zh' ? 'zh' : 'en'
  return {
    language,
    t: (name, values) => i18n._(name, values === undefined ? undefined : { ...values }),
    pick(texts) {
      if (typeof texts === 'string') return texts
      return texts[language] ?? texts.en ?? texts.zh ?? ''
    },
  }
}

/** Words with markup in them: `<0>…</0>` is put into the first component, and so on. */
export function Words(props: {
  readonly id: string
  readonly values?: Values
  readonly components?: Readonly<Record<string, ReactElement>>
}): ReactElement {
  const { id, values, components } = props
  return (
    <Trans
      id={id}
      {...(values && { values: { ...values } })}
      {...(components && { components: { ...components } })}
    />
  )
}
