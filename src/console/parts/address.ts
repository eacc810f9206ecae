import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** What stands behind the `?` of the address: the state of a page that can be sent to somebody else. */
export interface AddressState {
  readonly values: Readonly<Record<string, string>>
  /** Sets some of it; `undefined` or an empty text takes one away. Nothing is added to the history. */
  readonly set: (changes: Readonly<Record<string, string | undefined>>) => void
}

export function useAddress(): AddressState {
  const values: Record<string, string> = useSearch({ strict: false })
  const navigate = useNavigate()
  const set = useCallback(
    (changes: Readonly<Record<string, string | undefined>>) => {
      void navigate({
        to: '.',
        search: (before: Record<string, string>) => ({ ...before, ...changes }),
        replace: true,
      })
    },
    [navigate],
  )
  return { values, set }
}
