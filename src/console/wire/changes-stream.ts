import { sessionBegins } from './session-end.ts'

/** What is heard of the stream of changes; `refused` when it ended, or was not given. */
export type Heard = 'open' | 'change' | 'beat' | 'broken' | 'refused'

/** For the lock of whoever holds the stream, and for the channel on which the others hear. */
const name = 'chancery-changes'

/** Places of streams become free within seconds. */
const refusedMilliseconds = 5_000

/**
 * Listens to the changes of the unit until what comes back is called. However many windows are open, one of
 * them holds the stream and tells the others: a browser makes six connections to a host, and a stream takes
 * one for as long as it lasts. When that window closes, the next one takes its place.
 */
export function followChanges(tell: (heard: Heard) => void): () => void {
  const channel = new BroadcastChannel(name)
  const leaving = new AbortController()
  const begun = 'begun'
  let stream: { readonly reopen: () => void; readonly close: () => void } | undefined
  channel.addEventListener('message', ({ data }: MessageEvent<Heard | typeof begun>) => {
    if (data === begun) stream?.reopen()
    else tell(data)
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin
  const tellOthers = (word: Heard | typeof begun): void => channel.postMessage(word)
  const unlisten = sessionBegins.listen(() => {
    stream?.reopen()
    tellOthers(begun)
  })
  const hold = (): Promise<void> =>
    new Promise((resolve) => {
      stream = openStream((heard) => {
        tellOthers(heard)
        tell(heard)
      })
      leaving.signal.addEventListener('abort', () => {
        stream?.close()
        resolve()
      })
    })
  // Refused only when this window leaves before its turn has come.
  navigator.locks.request(name, { signal: leaving.signal }, hold).catch(() => undefined)
  return () => {
    leaving.abort()
    unlisten()
    channel.close()
  }
}

/** The stream itself. What breaks off the browser opens again; what was refused is opened by `reopen`. */
function openStream(tell: (heard: Heard) => void): {
  readonly reopen: () => void
  readonly close: () => void
} {
  let source: EventSource | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  const close = (): void => {
    clearTimeout(again)
    source?.close()
  }
  const open = (): void => {
    close()
    const opened = new EventSource('/changes')
    source = opened
    for (const heard of ['open', 'change', 'beat'] as const) opened.addEventListener(heard, () => tell(heard))
    opened.addEventListener('ended', () => {
      opened.close()
      tell('refused')
    })
    opened.addEventListener('error', () => {
      const isRefused = opened.readyState === EventSource.CLOSED
      tell(isRefused ? 'refused' : 'broken')
      // Too many streams, or a node about to stop: whoever is signed in gets a place later.
      if (isRefused) again = setTimeout(retry, refusedMilliseconds)
    })
  }
  const retry = (): void => {
    // Whoever is not known waits for `reopen`.
    fetch('/session', { headers: { 'Chancery-Unattended': '1' } }).then(({ status }) => {
      if (status !== 401 && status !== 403) open()
    }, open)
  }
  open()
  return { reopen: open, close }
}
