import {
  type BrowserKey,
  browserKey,
  type KeyFacts,
  type KeyUse,
  newKey,
  type StoredKey,
} from './browser-key.ts'
import { indexedKeyStore, type KeyStore } from './key-store.ts'

/** The keys of this browser. Nothing is remembered here: two windows see what either of them did. */
export interface Keyring {
  /** All of them, the newest first. */
  keys(): Promise<readonly BrowserKey[]>
  /** Those that a certificate was fetched for and people sign in and act with, the newest first. */
  identities(): Promise<readonly BrowserKey[]>
  /** The key that the unit knows by this thumbprint. */
  keyOf(thumbprint: string): Promise<BrowserKey | undefined>
  /**
   * What somebody signs documents with who acts with this key: their certified key for documents, or else the
   * key itself.
   */
  signerForDocuments(acting: BrowserKey): Promise<BrowserKey>
  /** Makes a key; it is kept before it is given. */
  make(use: KeyUse, name: string): Promise<BrowserKey>
  /** Takes a key that was made elsewhere. */
  take(key: StoredKey): Promise<BrowserKey>
  /** Keeps more of what is known of a key. */
  keep(thumbprint: string, facts: KeyFacts): Promise<void>
  /** Has the browser forget a key, for ever. */
  forget(thumbprint: string): Promise<void>
}

/** Opens the keys of this browser. */
export async function openKeyring(): Promise<Keyring> {
  return keyringOver(await indexedKeyStore())
}

/** The keys of a store. */
export function keyringOver(store: KeyStore): Keyring {
  const keys = async (): Promise<readonly BrowserKey[]> => {
    const all = await store.all()
    return all.toSorted((a, b) => (a.made < b.made ? 1 : -1)).map(browserKey)
  }
  const find = async (thumbprint: string): Promise<StoredKey | undefined> => {
    return (await store.all()).find((key) => key.thumbprint === thumbprint)
  }
  const take = async (key: StoredKey): Promise<BrowserKey> => {
    await store.put(key)
    return browserKey(key)
  }
  return {
    keys,
    identities: async () =>
      (await keys()).filter(({ use, serial }) => use === 'acts' && serial !== undefined),
    async keyOf(thumbprint) {
      const found = await find(thumbprint)
      return found && browserKey(found)
    },
    async signerForDocuments(acting) {
      const own = (await keys()).find(
        ({ use, serial, id }) => use === 'documents' && serial !== undefined && id === acting.id,
      )
      return own ?? acting
    },
    make: async (use, name) => take(await newKey(use, name)),
    take,
    async keep(thumbprint, facts) {
      const found = await find(thumbprint)
      if (found) await store.put({ ...found, ...facts })
    },
    forget: (thumbprint) => store.remove(thumbprint),
  }
}
