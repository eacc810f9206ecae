import type { StoredKey } from './browser-key.ts'

/**
 * Where keys lie. `put` replaces the key of the same thumbprint; each call resolves when it is durable as far
 * as the browser can tell, and rejects when the browser keeps nothing (private windows, a full disk).
 */
export interface KeyStore {
  all(): Promise<readonly StoredKey[]>
  put(key: StoredKey): Promise<void>
  remove(thumbprint: string): Promise<void>
}

const databaseName = 'chancery'
const storeName = 'keys'

/** Keys in IndexedDB, which holds them without ever showing their octets to a page. */
export async function indexedKeyStore(): Promise<KeyStore> {
  const database = await opened()
  const within = <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(storeName, mode, { durability: 'strict' })
      const request = work(transaction.objectStore(storeName))
      transaction.addEventListener('complete', () => resolve(request.result))
      transaction.addEventListener('abort', () =>
        reject(transaction.error ?? new Error('the browser gave up keeping keys')),
      )
    })
  return {
    all: () => within<StoredKey[]>('readonly', (store) => store.getAll() as IDBRequest<StoredKey[]>),
    async put(key) {
      await within('readwrite', (store) => store.put(key))
    },
    async remove(thumbprint) {
      await within('readwrite', (store) => store.delete(thumbprint))
    },
  }
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1)
    request.addEventListener('upgradeneeded', () =>
      request.result.createObjectStore(storeName, { keyPath: 'thumbprint' }),
    )
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('the browser keeps no keys')))
  })
}
