import { useCallback, useEffect, useState } from 'react'
import type { BrowserKey } from '../keys/browser-key.ts'
import { type Keyring, openKeyring } from '../keys/keyring.ts'

/** What this browser holds, as far as it is known. */
export type BrowserKeys =
  | { readonly kind: 'opening' }
  /** This browser keeps no keys: a private window, or too old. */
  | { readonly kind: 'none-kept'; readonly problem: unknown }
  | { readonly kind: 'open'; readonly keyring: Keyring; readonly keys: readonly BrowserKey[] }

/** The keys of this browser, looked at anew by what comes with them. */
export function useBrowserKeys(): readonly [BrowserKeys, () => Promise<void>] {
  const [found, setFound] = useState<BrowserKeys>({ kind: 'opening' })
  const look = useCallback(async () => {
    try {
      const keyring = await openKeyring()
      setFound({ kind: 'open', keyring, keys: await keyring.keys() })
    } catch (problem) {
      setFound({ kind: 'none-kept', problem })
    }
  }, [])
  useEffect(() => void look(), [look])
  return [found, look]
}

/** Those that people sign in with. */
export function identitiesAmong(keys: readonly BrowserKey[]): readonly BrowserKey[] {
  return keys.filter(({ use, serial }) => use === 'acts' && serial !== undefined)
}

/** The key whose certificate was asked for and has not come. */
export function waitingAmong(keys: readonly BrowserKey[]): BrowserKey | undefined {
  return keys.find(({ use, serial }) => use === 'acts' && serial === undefined)
}
