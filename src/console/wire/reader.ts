import type { UseQueryResult } from '@tanstack/react-query'
import { useAnswer } from './answer.ts'
import type { Problem } from './problem.ts'

/** Who reads, as `GET /me` tells. */
export interface Reader {
  readonly kind: 'person' | 'device' | 'service' | 'visitor'
  readonly id: string
  readonly name?: string
  readonly serial?: string
  readonly grade?: string
  readonly notAfter?: string
}

/** Who is signed in, by the session or by the certificate of the connection. */
export function useReader(): UseQueryResult<Reader, Problem> {
  return useAnswer<Reader>('/me')
}
