const languages = ['en', 'zh'] as const

/** The languages of the console: English and Chinese. */
export type Language = (typeof languages)[number]

const place = 'chancery.language'

/** What was chosen in this browser, or else what the browser asks for; English when it asks for neither. */
export function chosenLanguage(): Language {
  const kept = localStorage.getItem(place)
  const wanted = [kept, ...navigator.languages].map((tag) => tag?.slice(0, 2))
  return languages.find((one) => one === wanted.find((tag) => tag === 'en' || tag === 'zh')) ?? 'en'
}

/** Keeps a choice for the next visits. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(place, language)
}
