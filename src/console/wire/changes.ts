import { type Query, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ask } from './ask.ts'
import { nameKey } from './names.tsx'
import type { Problem } from './problem.ts'
import { sessionBegins, sessionEnds } from './session-end.ts'

/** What is asked again when the record grew: names are given once, and calm answers by the clock. */
const changing = {
  predicate: ({ queryKey, meta }: Query) => queryKey[0] !== nameKey && meta?.['isCalm'] !== true,
}

/** How the page hears from the unit. */
export type Hearing = 'opening' | 'open' | 'broken'

/** A heartbeat comes every 10 s: after three of them missed, what is shown may be old. */
const silenceMillisecondsMax = 30_000

/** Places of streams become free within seconds. */
const refusedMilliseconds = 5_000

/**
 * Listens to the changes of the unit while `isWanted`: asks what is shown anew when the record grew, and says
 * when the session ended.
 */
export function useChanges(isWanted: boolean): Hearing {
  const client = useQueryClient()
  const [hearing, setHearing] = useState<Hearing>('opening')
  const [opening, setOpening] = useState(0)
  const reopen = (): void => setOpening((before) => before + 1)
  useEffect(() => sessionBegins.listen(reopen), [])
  // A stream that the unit refused is opened anew by `opening`; one that broke off the browser opens itself.
  useEffect(() => {
    if (!isWanted) return undefined
    let again: ReturnType<typeof setTimeout> | undefined
    const source = new EventSource('/changes')
    let heard = Date.now()
    const hear = (): void => {
      heard = Date.now()
      setHearing('open')
    }
    source.addEventListener('open', () => {
      hear()
      void client.invalidateQueries(changing)
    })
    source.addEventListener('beat', hear)
    source.addEventListener('change', () => {
      hear()
      void client.invalidateQueries(changing)
    })
    source.addEventListener('ended', () => {
      source.close()
      setHearing('broken')
      // Asked once more for the reason in the language that is shown.
      askUnattended().catch((problem: Problem) => sessionEnds.tell(problem))
    })
    source.addEventListener('error', () => {
      setHearing('broken')
      if (source.readyState !== EventSource.CLOSED) return
      // Whoever is not known any more is told by this, and the stream waits until he is.
      askUnattended().then(
        () => {
          again = setTimeout(reopen, refusedMilliseconds)
        },
        () => undefined,
      )
    })
    const timer = setInterval(() => {
      if (Date.now() - heard > silenceMillisecondsMax) setHearing('broken')
    }, silenceMillisecondsMax / 3)
    return () => {
      clearInterval(timer)
      clearTimeout(again)
      source.close()
    }
  }, [client, isWanted, opening])
  return hearing
}

function askUnattended(): Promise<unknown> {
  return ask('/session', {}, { headers: { 'Chancery-Unattended': '1' } })
}
