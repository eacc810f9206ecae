import { useEffect, useState } from 'react'

/** Times left are told in minutes, and in seconds at their end: once a second is as often as one reads. */
const tickMilliseconds = 1_000

/** The time now, told again every second while `isLive`. */
export function useNow(isLive: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isLive) return undefined
    const timer = setInterval(() => setNow(Date.now()), tickMilliseconds)
    return () => clearInterval(timer)
  }, [isLive])
  return now
}
