import type { StepType, Title } from '#task'

/** A title in the first language it has, by tag, for those who ask in none. */
export function plainTitle(title: Title): string {
  const [language = ''] = Object.keys(title).sort()
  return title[language] ?? ''
}

/** A step's title; one that the procedure gives none has its id for one. */
export function titleOf({ id, title }: StepType): Title {
  return title ?? { en: id }
}
