import type { UseQueryResult } from '@tanstack/react-query'
import { useAnswer } from './answer.ts'
import type { Problem } from './problem.ts'

/** What this unit is, as `GET /unit` tells. */
export interface UnitProfile {
  readonly founded: boolean
  readonly name: string
  readonly domain: string
  readonly suite: string
  /** Thumbprint of the authority key. */
  readonly key: string
  /** Verifier keys of the two logs (C2SP signed-note). */
  readonly recordKey: string
  readonly journalKey: string
}

export function useUnit(): UseQueryResult<UnitProfile, Problem> {
  return useAnswer<UnitProfile>('/unit')
}
