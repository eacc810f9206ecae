import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import type { Plugin } from 'vite'

export const languages = ['en', 'zh'] as const

export type Language = (typeof languages)[number]

const root = fileURLToPath(new URL('..', import.meta.url))

/** The files of one language, from the root of the project. */
export function wordFiles(language: Language): readonly string[] {
  return globSync(`**/words.${language}.json`, { cwd: root })
    .sort()
    .map((file) => `${root}${file}`)
}

/** All words of one language by their names, as ICU messages. A name that two files have is refused. */
export function wordsOf(language: Language): Readonly<Record<string, string>> {
  const words: Record<string, string> = {}
  for (const file of wordFiles(language)) {
    const own = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
    for (const [name, text] of Object.entries(own)) {
      if (Object.hasOwn(words, name)) throw new Error(`\`${name}\` stands in ${file} and in another file`)
      words[name] = text
    }
  }
  return words
}

const prefix = 'virtual:words/'

/** Gives the words of a language as one module, compiled, so that the browser reads no ICU syntax. */
export function wordsPlugin(): Plugin {
  return {
    name: 'chancery-words',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      const language = languages.find((one) => id === `\0${prefix}${one}`)
      if (language === undefined) return undefined
      for (const file of wordFiles(language)) this.addWatchFile(file)
      const compiled = Object.entries(wordsOf(language)).map(([name, text]) => [name, compileMessage(text)])
      return `export const messages = JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(compiled)))})`
    },
  }
}
