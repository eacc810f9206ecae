import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactElement, type ReactNode, useContext, useState } from 'react'
import { ask } from './ask.ts'

/** As many as one question may name. */
const namesMax = 100

/** Names are asked for together: as many as a page comes to show in this time. */
const gatherMilliseconds = 15

type Waiting = (name: string | undefined) => void

/** Gathers the identifiers whose names a page wants, and asks for them at once. */
class NameBook {
  #waiting = new Map<string, Waiting[]>()

  /** The name that goes with a person's identifier; `undefined` when the unit knows none. */
  nameOf(id: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      if (this.#waiting.size === 0) setTimeout(() => void this.#ask(), gatherMilliseconds)
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve])
    })
  }

  async #ask(): Promise<void> {
    const asked = [...this.#waiting]
    this.#waiting = new Map()
    for (let at = 0; at < asked.length; at += namesMax) {
      const part = asked.slice(at, at + namesMax)
      const names = await namesOf(part.map(([id]) => id))
      for (const [id, waiting] of part) for (const resolve of waiting) resolve(names[id])
    }
  }
}

/** Without names identifiers are shown: a page does not fail for that. */
async function namesOf(ids: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const search = new URLSearchParams(ids.map((id) => ['id', id]))
  try {
    const answer = await ask<{ readonly names: Readonly<Record<string, string>> }>(`/names?${search}`)
    return answer.names
  } catch {
    // Whoever reads may not know the unit's people, as a visitor; what else is wrong the page itself tells.
    return {}
  }
}

const Provided = createContext<NameBook | undefined>(undefined)

/** Lets the parts of pages show names where the unit's answers hold identifiers. */
export function NamesProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [book] = useState(() => new NameBook())
  return <Provided value={book}>{children}</Provided>
}

/** The first part of the keys of names, which are not asked again whenever the record grew. */
export const nameKey = 'name'

/** The name of a person of the unit, once it is known. */
export function useName(id: string | undefined): string | undefined {
  const book = useContext(Provided)
  const { data } = useQuery({
    queryKey: [nameKey, id],
    queryFn: async () => (id === undefined ? null : ((await book?.nameOf(id)) ?? null)),
    enabled: book !== undefined && id !== undefined,
  })
  return data ?? undefined
}
