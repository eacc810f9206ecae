/** What somebody typed and has not sent yet, by field. */
export type Typed = Readonly<Record<string, string>>

/** Where what was typed is kept: the storage of the tab, so that it outlives a reload and a new sign-in. */
export interface TypedStore {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

const prefix = 'chancery.typed '

/** Far above any form; what is longer is kept in the page alone. */
const keptCharactersMax = 200_000

/** What was typed into a form before; nothing when there is none or it cannot be read. */
export function typedIn(store: TypedStore, form: string): Typed {
  const kept = store.getItem(prefix + form)
  if (kept === null) return {}
  try {
    const read: unknown = JSON.parse(kept)
    if (typeof read !== 'object' || read === null) return {}
    return Object.fromEntries(Object.entries(read).filter(([, value]) => typeof value === 'string'))
  } catch {
    // Not what this page wrote: there is nothing to go on with.
    return {}
  }
}

/** Keeps what was typed into a form; an empty one is forgotten. */
export function keepTyped(store: TypedStore, form: string, typed: Typed): void {
  const isEmpty = Object.values(typed).every((value) => value === '')
  const text = JSON.stringify(typed)
  if (isEmpty || text.length > keptCharactersMax) store.removeItem(prefix + form)
  else store.setItem(prefix + form, text)
}
