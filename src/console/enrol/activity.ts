import { useEffect } from 'react'
import { ask } from '../wire/ask.ts'

/** Four of these fit well into the time after which a session ends for want of use. */
const tellMillisecondsMin = 60_000

/**
 * Tells the unit that somebody is at the keyboard though nothing is asked for, as while a long text is typed.
 * What fails is told by whatever is asked next.
 */
export function useActivity(): void {
  useEffect(() => {
    let told = Date.now()
    const notice = (): void => {
      if (Date.now() - told < tellMillisecondsMin) return
      told = Date.now()
      ask('/session').catch(() => undefined)
    }
    window.addEventListener('keydown', notice)
    window.addEventListener('pointerdown', notice)
    return () => {
      window.removeEventListener('keydown', notice)
      window.removeEventListener('pointerdown', notice)
    }
  }, [])
}
