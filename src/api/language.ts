import type { FastifyRequest } from 'fastify'
import { type Language, languages } from '#wording'

/** The language a reader asks for: by the address, else by what the browser prefers (`Accept-Language`). */
export function languageFor(asked: string | undefined, accepted: string | undefined): Language {
  const named = languages.find((language) => language === asked)
  if (named) return named
  const preferred = (accepted ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase())
  const first = preferred.find((part) => languages.some((language) => language === part))
  return first === 'zh' ? 'zh' : 'en'
}

/** The language in which a request is answered, where its address names none. */
export function languageOf({ headers }: Pick<FastifyRequest, 'headers'>): Language {
  return languageFor(undefined, headers['accept-language'])
}
