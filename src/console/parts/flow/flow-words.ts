import { useMemo } from 'react'
import type { Condition, Constraint, SingleTrustee, Trustee } from '#task'
import { type Formats, useFormats } from '../../words/formats.ts'
import { type Spoken, useWords } from '../../words/words.tsx'
import { type OfficeTitle, plainName } from './offices.ts'
import type { ShownProcedure, ShownStep } from './ties.ts'

/** What a procedure says, in the words of the language shown. */
export interface FlowWords {
  readonly title: string
  /** A step by its title, or by its name where it has none. */
  readonly step: (id: string) => string
  readonly who: (trustee: Trustee) => string
  /** Under which outcomes a step is taken. */
  readonly condition: (condition: Condition) => string
  readonly constraint: (constraint: Constraint) => string
  /** How long a step permits anything once it is taken; `undefined` without an end. */
  readonly window: (step: ShownStep) => string | undefined
}

/** The words of one procedure. Titles of offices come from whoever may know them. */
export function useFlowWords(procedure: ShownProcedure, officeTitle: OfficeTitle = plainName): FlowWords {
  const spoken = useWords()
  const formats = useFormats()
  return useMemo(
    () => wordsFor(procedure, officeTitle, spoken, formats),
    [procedure, officeTitle, spoken.language, formats],
  )
}

function wordsFor(
  { title, steps }: ShownProcedure,
  officeTitle: OfficeTitle,
  { t, pick }: Spoken,
  formats: Formats,
): FlowWords {
  const titles = new Map(steps.map((one) => [one.id, one.title ? pick(one.title) : plainName(one.id)]))
  const step = (id: string): string => titles.get(id) ?? plainName(id)
  const steps_ = (ids: readonly string[]): string => formats.list(ids.map(step))
  const who = (trustee: Trustee): string =>
    trustee.kind === 'any-of'
      ? trustee.of.map((one) => single(one, officeTitle, t)).join(t('flow.or'))
      : single(trustee, officeTitle, t)
  const condition = (one: Condition): string => {
    switch (one.kind) {
      case 'all':
      case 'any': {
        const joint = t(one.kind === 'all' ? 'flow.and' : 'flow.or')
        return one.of
          .map((part) =>
            part.kind === 'is' || part.kind === 'is-not' ? condition(part) : `(${condition(part)})`,
          )
          .join(joint)
      }
      case 'is':
        return t('flow.is', { step: step(one.step), outcome: plainName(one.outcome) })
      case 'is-not':
        return t('flow.is-not', { step: step(one.step), outcome: plainName(one.outcome) })
      default:
        return one satisfies never
    }
  }
  const constraint = (one: Constraint): string => {
    switch (one.kind) {
      case 'different-people':
      case 'same-person':
        return t(`flow.${one.kind}`, { steps: steps_(one.steps) })
      case 'at-least':
      case 'at-most':
        return t(`flow.${one.kind}`, { steps: steps_(one.steps), people: one.people })
      case 'senior':
      case 'same-office':
      case 'different-office':
      case 'same-unit':
      case 'different-unit': {
        const [first, second] = one.steps
        return t(`flow.${one.kind}`, { first: step(first), second: step(second) })
      }
      default:
        return one satisfies never
    }
  }
  const window = ({ within }: ShownStep): string | undefined =>
    within === undefined ? undefined : formats.span(within)
  return { title: pick(title), step, who, condition, constraint, window }
}

function single(trustee: SingleTrustee, officeTitle: OfficeTitle, t: Spoken['t']): string {
  switch (trustee.kind) {
    case 'office':
      return officeTitle(trustee.office)
    case 'person':
      return trustee.person
    case 'opener':
    case 'public':
    case 'anyone':
    case 'node':
      return t(`flow.by-${trustee.kind}`)
    case 'unit': {
      const { unit, office } = trustee
      return office === undefined
        ? t('flow.by-unit', { unit })
        : t('flow.by-unit-office', { unit, office: plainName(office) })
    }
    default:
      return trustee satisfies never
  }
}
