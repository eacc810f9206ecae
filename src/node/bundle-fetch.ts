import type { Clock } from '#clock'
import { type Result, refuse } from '#fault'
import type { Certificate } from '#x509'
import {
  guardedAddresses,
  type ResolveHost,
  secureConnection,
  systemResolve,
} from './bundle-fetch-connection.ts'
import { exchange } from './bundle-fetch-exchange.ts'
import type { FetchFault } from './bundle-fetch-fault.ts'
import { type FetchLimits, fetchLimits } from './bundle-fetch-limits.ts'
import { serverFault } from './bundle-fetch-server.ts'
import { type FetchTarget, parseFetchTarget } from './bundle-fetch-target.ts'
import { lifetime, type Outcome } from './bundle-fetch-wait.ts'

/** What an agreement says of where the other unit publishes. */
export interface BundleRequest {
  /** `https:`, without user information and fragment; a DNS name or an address, and any port. */
  readonly url: string
  /** The authority keys that the agreement names: one of them must lead to the server's key. */
  readonly authorities: readonly Certificate[]
  /** Whether the agreement says that the other unit is on a network of one's own. */
  readonly privateAddresses: boolean
}

/** What a fetch goes by; limits and resolver are the usual ones when none are given. */
export interface FetchMeans {
  readonly clock: Clock
  readonly limits?: FetchLimits
  readonly resolve?: ResolveHost
  /** Ends the fetch early, with the fault `stopped`. */
  readonly signal?: AbortSignal
}

interface Errand {
  readonly request: BundleRequest
  readonly clock: Clock
  readonly limits: FetchLimits
  readonly resolve: ResolveHost
  readonly life: AbortSignal
}

/**
 * Fetches what another unit publishes: octets, of which nothing has been checked but who sent them. One GET
 * on one connection, which is closed when this settles; no redirect is followed and nothing is asked again.
 * Never rejects for anything that a server, a resolver or a network does.
 */
export async function fetchBundle(
  request: BundleRequest,
  { clock, limits = fetchLimits, resolve = systemResolve, signal }: FetchMeans,
): Promise<Result<Uint8Array, FetchFault>> {
  const target = parseFetchTarget(request.url)
  if (!target.ok) return target
  const life = lifetime(limits.wholeMillisecondsMax, signal)
  try {
    return await run(target.value, { request, clock, limits, resolve, life: life.signal })
  } finally {
    life.end()
  }
}

async function run(target: FetchTarget, errand: Errand): Promise<Outcome<Uint8Array>> {
  const { request, clock, limits } = errand
  const addresses = await guardedAddresses(target, request.privateAddresses, errand)
  if (!addresses.ok) return addresses
  const connected = await secureConnection(target, addresses.value, errand)
  if (!connected.ok) return connected
  const socket = connected.value
  try {
    const shown = socket.getPeerX509Certificate()
    // It has gone in the meantime: a server of TLS 1.3 without pre-shared keys always shows a certificate.
    if (!shown) return refuse({ kind: 'broken-off', problem: 'CLOSED' })
    const { authorities } = request
    const { certificatesMax } = limits
    const fault = serverFault({ shown, authorities, target, at: clock.now(), certificatesMax })
    return fault ? refuse(fault) : await exchange(socket, target, errand)
  } finally {
    socket.destroy()
  }
}
