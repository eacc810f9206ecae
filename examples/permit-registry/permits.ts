import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A building permit as the registry keeps it. */
export interface Permit {
  readonly case: string
  readonly status: 'new' | 'accepted' | 'approved' | 'rejected' | 'published'
  readonly notes: readonly Note[]
  readonly history: readonly { readonly by: string; readonly at: string; readonly did: string }[]
}

/** Who wrote is what the gate said: the person in its token, the certificate beside it. */
export interface Note {
  readonly by: string
  readonly certificate: string
  readonly at: string
  readonly text: string
}

/**
 * Permits in one file each; a change is written beside the old file and renamed over it, so that none is
 * lost.
 */
export class Permits {
  readonly #folder: string
  /** Changes of one permit wait for each other. */
  readonly #tails = new Map<string, Promise<unknown>>()

  constructor(folder: string) {
    this.#folder = folder
  }

  async read(id: string): Promise<Permit> {
    try {
      return JSON.parse(await readFile(this.#path(id), 'utf8')) as Permit
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      return { case: id, status: 'new', notes: [], history: [] }
    }
  }

  /** Changes a permit; `change` gives the new one, or `undefined` when it does not fit the old. */
  change(id: string, change: (before: Permit) => Permit | undefined): Promise<Permit | undefined> {
    const before = this.#tails.get(id) ?? Promise.resolve()
    const done = before.then(async () => {
      const after = change(await this.read(id))
      if (after) await this.#keep(after)
      return after
    })
    this.#tails.set(
      id,
      done.catch(() => undefined),
    )
    return done
  }

  async #keep(permit: Permit): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    const path = this.#path(permit.case)
    await writeFile(`${path}.new`, `${JSON.stringify(permit, null, 2)}\n`)
    await rename(`${path}.new`, path)
  }

  #path(id: string): string {
    return join(this.#folder, `permit-${id}.json`)
  }
}
