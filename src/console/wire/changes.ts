import { type Query, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { nameKey } from './names.tsx'
import { sessionEnds } from './session-end.ts'

/** What may have changed when the record grew: names are given once. */
const exceptNames = { predicate: ({ queryKey }: Query) => queryKey[0] !== nameKey }

/** How the page hears from the unit. */
export type Hearing = 'opening' | 'open' | 'broken'

/** A heartbeat comes every 10 s: after three of them missed, what is shown may be old. */
const silenceMillisecondsMax = 30_000

/**
 * Listens to the changes of the unit while `isWanted`: asks what is shown anew when the record grew, and says
 * when the session ended.
 */
export function useChanges(isWanted: boolean): Hearing {
  const client = useQueryClient()
  const [hearing, setHearing] = useState<Hearing>('opening')
  useEffect(() => {
    if (!isWanted) return undefined
    const source = new EventSource('/changes')
    let heard = Date.now()
    const hear = (): void => {
      heard = Date.now()
      setHearing('open')
    }
    source.addEventListener('open', () => {
      hear()
      void client.invalidateQueries(exceptNames)
    })
    source.addEventListener('beat', hear)
    source.addEventListener('change', () => {
      hear()
      void client.invalidateQueries(exceptNames)
    })
    source.addEventListener('ended', () => {
      source.close()
      sessionEnds.tell(undefined)
    })
    source.addEventListener('error', () => setHearing('broken'))
    const timer = setInterval(() => {
      if (Date.now() - heard > silenceMillisecondsMax) setHearing('broken')
    }, silenceMillisecondsMax / 3)
    return () => {
      clearInterval(timer)
      source.close()
    }
  }, [client, isWanted])
  return hearing
}
