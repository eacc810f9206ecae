import { useEffect, useRef, useState } from 'react'

/** A text somebody is writing, as this browser keeps it until it is proposed. */
export interface KeptDraft {
  readonly text: string
  /** Digest of the version it was begun from; empty for a new procedure. */
  readonly base: string
  /** RFC 3339. */
  readonly at: string
}

/** Somebody who stops for a moment has it kept; a page that closes keeps it at once. */
const restMilliseconds = 300

const prefix = 'chancery.procedure-draft.'

/** What was kept for a procedure; nothing when it cannot be read. */
function keptDraft(name: string): KeptDraft | undefined {
  const text = localStorage.getItem(prefix + name)
  if (text === null) return undefined
  try {
    const kept: unknown = JSON.parse(text)
    return isDraft(kept) ? kept : undefined
  } catch {
    // Not JSON: somebody else wrote there, and nothing of it is a draft.
    return undefined
  }
}

export function forgetDraft(name: string): void {
  localStorage.removeItem(prefix + name)
}

function isDraft(value: unknown): value is KeptDraft {
  if (typeof value !== 'object' || value === null) return false
  const { text, base, at } = value as Partial<KeptDraft>
  return typeof text === 'string' && typeof base === 'string' && typeof at === 'string'
}

/** A text somebody writes, and what this browser kept of it before. */
export interface KeptText {
  readonly text: string
  readonly kept: KeptDraft | undefined
  readonly set: (text: string) => void
  /** Throws away what was written. */
  readonly restart: () => void
}

/** A text that stays in this browser while it differs from where it began. */
export function useKeptText(name: string, start: { readonly text: string; readonly base: string }): KeptText {
  const [kept] = useState(() => keptDraft(name))
  const [isKept, setKept] = useState(kept !== undefined)
  const [text, setText] = useState(kept?.text ?? start.text)
  const last = useRef(text)
  useEffect(() => {
    last.current = text
    const keep = (): void => keepDraft(name, last.current, start)
    const timer = setTimeout(keep, restMilliseconds)
    window.addEventListener('pagehide', keep)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', keep)
    }
  }, [name, text, start])
  return {
    text,
    kept: isKept ? kept : undefined,
    set: setText,
    restart: () => {
      forgetDraft(name)
      setKept(false)
      setText(start.text)
    },
  }
}

function keepDraft(
  name: string,
  text: string,
  start: { readonly text: string; readonly base: string },
): void {
  if (text === start.text) forgetDraft(name)
  else
    localStorage.setItem(
      prefix + name,
      JSON.stringify({ text, base: start.base, at: new Date().toISOString() }),
    )
}
