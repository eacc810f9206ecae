import { i18n } from '@lingui/core'
import type { Language } from './language.ts'

const loaders = {
  en: () => import('virtual:words/en'),
  zh: () => import('virtual:words/zh'),
} as const

/** Shows everything in a language from now on; its words are fetched when they are not there. */
export async function speak(language: Language): Promise<void> {
  const { messages } = await loaders[language]()
  i18n.loadAndActivate({ locale: language, messages })
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en'
}
