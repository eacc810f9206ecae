import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { ask } from '../wire/ask.ts'
import type { Problem } from '../wire/problem.ts'

/** How the node is, as `GET /unit/health` tells it. */
export interface Health {
  readonly status: 'ok' | 'stopped'
  readonly cause?: string
  readonly now: string
  readonly started: string
  readonly versions: Readonly<Record<VersionOf, string>>
  readonly record: {
    readonly entries: number
    readonly last: string
    readonly checkpoint: string
    readonly indexed: number
  }
  readonly journal: { readonly entries: number; readonly checkpoint: string }
  readonly snapshot: { readonly entries: number }
  readonly store: {
    readonly bytes: number
    readonly bytesMax: number
    readonly bounded: 'configuration' | 'disk'
  }
  readonly limits: readonly Fill[]
  readonly certificates: readonly {
    readonly use: string
    readonly serial: string
    readonly notAfter: string
  }[]
  readonly bundle?: { readonly number: number; readonly published: string; readonly until: string }
  readonly peers: readonly Peer[]
}

/** How full something is. */
export interface Fill {
  readonly limit: string
  readonly used: number
  readonly max: number
}

/** How fetching from a followed unit goes. */
export interface Peer {
  readonly unit: string
  readonly fetched?: string
  readonly problem?: string
  readonly detail?: string
}

/** What has a version, in the order in which it is told. */
export const versionsOf = ['chancery', 'node', 'openssl', 'sqlite', 'v8'] as const

type VersionOf = (typeof versionsOf)[number]

/** What was heard of the node, and by this browser's clock when it was asked and heard. */
export interface HeardHealth {
  readonly health: Health
  readonly askedAt: number
  readonly heardAt: number
}

/** What moves does so without the record growing: asked anew this often while the page is open. */
const refreshMilliseconds = 5_000

export function useHealth(): UseQueryResult<HeardHealth, Problem> {
  return useQuery<HeardHealth, Problem>({
    queryKey: ['unit', 'health'],
    queryFn: async ({ signal }) => {
      const askedAt = Date.now()
      const headers = { 'Chancery-Unattended': '1' }
      const health = await ask<Health>('/unit/health', {}, { signal, headers })
      return { health, askedAt, heardAt: Date.now() }
    },
    refetchInterval: refreshMilliseconds,
  })
}
