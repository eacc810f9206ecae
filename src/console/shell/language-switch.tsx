import { Button } from '@mantine/core'
import type { ReactElement } from 'react'
import { keepLanguage } from '../words/language.ts'
import { speak } from '../words/messages.ts'
import { useWords } from '../words/words.tsx'

/** Shows everything in the other language; written in that language, for whoever cannot read this one. */
export function LanguageSwitch(): ReactElement {
  const { language } = useWords()
  const other = language === 'en' ? 'zh' : 'en'
  const change = (): void => {
    keepLanguage(other)
    void speak(other)
  }
  return (
    <Button variant="subtle" size="compact-sm" onClick={change} lang={other === 'zh' ? 'zh-Hans' : 'en'}>
      {nameOf[other]}
    </Button>
  )
}

/** Languages call themselves by their own names. */
const nameOf = { en: 'English', zh: '中文' } as const
