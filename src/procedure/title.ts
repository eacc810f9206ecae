import type { Title } from '#task'

/** A title in the first language it has, by tag, for those who ask in none. */
export function plainTitle(title: Title): string {
  const [language = ''] = Object.keys(title).sort()
  return title[language] ?? ''
}
