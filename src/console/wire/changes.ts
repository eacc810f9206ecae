import { type Query, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ask } from './ask.ts'
import { followChanges } from './changes-stream.ts'
import { nameKey } from './names.tsx'
import type { Problem } from './problem.ts'
import { sessionEnds } from './session-end.ts'

/** What is asked again when the record grew: names are given once, and calm answers by the clock. */
const changing = {
  predicate: ({ queryKey, meta }: Query) => queryKey[0] !== nameKey && meta?.['isCalm'] !== true,
}

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
    let heardAt = Date.now()
    const stop = followChanges((heard) => {
      heardAt = Date.now()
      setHearing(heard === 'broken' || heard === 'refused' ? 'broken' : 'open')
      if (heard === 'open' || heard === 'change') void client.invalidateQueries(changing)
      // Asked once more for the reason, in the language that is shown.
      if (heard === 'refused') askUnattended().catch((problem: Problem) => sessionEnds.tell(problem))
    })
    const timer = setInterval(() => {
      if (Date.now() - heardAt > silenceMillisecondsMax) setHearing('broken')
    }, silenceMillisecondsMax / 3)
    return () => {
      clearInterval(timer)
      stop()
    }
  }, [client, isWanted])
  return hearing
}

function askUnattended(): Promise<unknown> {
  return ask('/session', {}, { headers: { 'Chancery-Unattended': '1' } })
}
