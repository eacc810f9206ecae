import { type Conflict, conflictsMax, type Memory, type Pin, type Sighting, sameConflict } from './memory.ts'

const databaseName = 'chancery-seen'
const storeName = 'seen'

/** Members of the one store; a browser stands before one unit at one address. */
interface Seen {
  readonly pin: Pin
  readonly sighting: Sighting
  readonly conflicts: readonly Conflict[]
}

/** What this browser remembers, in IndexedDB: apart for each address, as the browser keeps it. */
export async function indexedMemory(): Promise<Memory> {
  const database = await opened()
  /** Reads a member and writes what `change` makes of it, both in one transaction. */
  const changed = <K extends keyof Seen>(
    name: K,
    change: (before: Seen[K] | undefined) => Seen[K] | undefined,
  ): Promise<Seen[K] | undefined> =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(storeName, 'readwrite', { durability: 'strict' })
      const store = transaction.objectStore(storeName)
      const request = store.get(name) as IDBRequest<Seen[K] | undefined>
      let kept: Seen[K] | undefined
      request.addEventListener('success', () => {
        kept = change(request.result)
        if (kept === undefined) store.delete(name)
        else if (kept !== request.result) store.put(kept, name)
      })
      transaction.addEventListener('complete', () => resolve(kept))
      transaction.addEventListener('abort', () =>
        reject(transaction.error ?? new Error('the browser gave up keeping it')),
      )
    })
  const read = <K extends keyof Seen>(name: K) => changed(name, (before) => before)
  return {
    pin: () => read('pin'),
    keepPin: async (pin) => (await changed('pin', (before) => before ?? pin)) ?? pin,
    sighting: () => read('sighting'),
    async keepSighting(sighting) {
      await changed('sighting', (before) => (before && before.size >= sighting.size ? before : sighting))
    },
    conflicts: async () => (await read('conflicts')) ?? [],
    async keepConflict(conflict) {
      await changed('conflicts', (before = []) =>
        before.length >= conflictsMax || before.some((one) => sameConflict(one, conflict))
          ? before
          : [...before, conflict],
      )
    },
    async beginAnew() {
      await changed('pin', () => undefined)
      await changed('sighting', () => undefined)
    },
  }
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(storeName))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('the browser keeps nothing')))
  })
}
