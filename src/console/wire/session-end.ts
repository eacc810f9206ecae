import type { Problem } from './problem.ts'

const eventName = 'chancery-session-end'

/** Tells whoever shows pages that the unit no longer knows who asks. */
export const sessionEnds = {
  tell(problem: Problem | undefined): void {
    window.dispatchEvent(new CustomEvent(eventName, { detail: problem }))
  },
  /** Listens until what comes back is called. */
  listen(listener: (problem: Problem | undefined) => void): () => void {
    const hear = (event: Event): void => listener((event as CustomEvent<Problem | undefined>).detail)
    window.addEventListener(eventName, hear)
    return () => window.removeEventListener(eventName, hear)
  },
} as const

const beginName = 'chancery-session-begin'

/** Tells whoever waits for it that the unit knows again who asks. */
export const sessionBegins = {
  tell(): void {
    window.dispatchEvent(new Event(beginName))
  },
  /** Listens until what comes back is called. */
  listen(listener: () => void): () => void {
    window.addEventListener(beginName, listener)
    return () => window.removeEventListener(beginName, listener)
  },
} as const
