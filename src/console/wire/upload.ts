import { i18n } from '@lingui/core'
import { Problem, unreachable } from './problem.ts'
import { sessionEnds } from './session-end.ts'

/** What is sent, and to whom it is told how far it is. */
export interface Upload {
  readonly path: string
  readonly body: XMLHttpRequestBodyInit
  /** Where the browser does not say it by itself. */
  readonly type?: string
  /** Is told which part was sent, 0 to 1. */
  readonly onProgress: (part: number) => void
  readonly signal: AbortSignal
}

/**
 * Sends much, and says how much of it was sent, which `fetch` does not; the answer is JSON.
 *
 * @throws Problem what the unit refuses; `AbortError` when the signal says so
 */
export function upload({ path, body, type, onProgress, signal }: Upload): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.responseType = 'json'
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('Accept-Language', i18n.locale === '' ? 'en' : i18n.locale)
    if (type !== undefined) request.setRequestHeader('Content-Type', type)
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total === 0 ? 0 : loaded / total),
    )
    request.addEventListener('load', () => {
      if (request.status === 200) resolve(request.response)
      else reject(told(refusal(request.status, request.response)))
    })
    request.addEventListener('error', () => reject(unreachable()))
    request.addEventListener('abort', () => reject(new DOMException('given up', 'AbortError')))
    signal.addEventListener('abort', () => request.abort())
    request.send(body)
  })
}

/** Whoever shows pages is told when the unit no longer knows who asks. */
function told(problem: Problem): Problem {
  if (problem.status === 401) sessionEnds.tell(problem)
  return problem
}

function refusal(status: number, body: unknown): Problem {
  if (typeof body !== 'object' || body === null) {
    return new Problem({ type: 'console:answer-strange', title: '', status, detail: '' })
  }
  const { type, title, detail, ...members } = body as Readonly<Record<string, unknown>>
  return new Problem({ type: String(type), title: String(title), status, detail: String(detail), members })
}
