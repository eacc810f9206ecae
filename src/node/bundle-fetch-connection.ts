import { constants } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { connect, type TLSSocket } from 'node:tls'
import { accept, certain, refuse } from '#fault'
import { guardAddresses } from './address-guard.ts'
import type { FetchLimits } from './bundle-fetch-limits.ts'
import type { FetchTarget } from './bundle-fetch-target.ts'
import { type Outcome, waitFor } from './bundle-fetch-wait.ts'

/**
 * All addresses of a host name, in the order they are to be tried, an IPv6 one perhaps with its zone. Asked
 * once a fetch. Rejects with an error that has a `code` when there is none.
 */
export type ResolveHost = (host: string) => Promise<readonly string[]>

/** As the system resolves names: its hosts file, then DNS. */
export const systemResolve: ResolveHost = async (host) => {
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address)
}

/**
 * The addresses of a target that may be connected to. They are connected to as they stand here: to resolve
 * the name again would let its owner give other ones once these have been looked at.
 */
export async function guardedAddresses(
  target: FetchTarget,
  privateAddresses: boolean,
  { resolve, limits, life }: { resolve: ResolveHost; limits: FetchLimits; life: AbortSignal },
): Promise<Outcome<readonly string[]>> {
  const { host, isAddress } = target
  const found = isAddress
    ? accept([host])
    : await waitFor<readonly string[]>(
        { life, what: 'resolve', millisecondsMax: limits.resolveMillisecondsMax },
        (settle) => {
          const unresolved = (error: unknown): void =>
            settle(refuse({ kind: 'unresolvable', host, problem: codeOf(error) }))
          resolve(host).then((addresses) => settle(accept(addresses)), unresolved)
        },
      )
  if (!found.ok) return found
  if (found.value.length === 0) return refuse({ kind: 'unresolvable', host, problem: 'EMPTY' })
  return guardAddresses(found.value, privateAddresses)
}

/**
 * Connects to the first address that takes the connection and shakes hands. Nothing but TLS has been said
 * when it returns. Whoever is given the socket destroys it.
 */
export async function secureConnection(
  target: FetchTarget,
  addresses: readonly string[],
  { limits, life }: { limits: FetchLimits; life: AbortSignal },
): Promise<Outcome<TLSSocket>> {
  const reached = await firstReached(target, addresses.slice(0, limits.addressesTriedMax), limits, life)
  if (!reached.ok) return reached
  const socket = reached.value
  const shaken = await waitFor<TLSSocket>(
    { life, what: 'handshake', millisecondsMax: limits.handshakeMillisecondsMax },
    (settle) => {
      const failed = (error?: unknown): void =>
        settle(refuse({ kind: 'tls-failed', problem: codeOf(error ?? socket.errored) }))
      socket.once('secureConnect', () => settle(accept(socket)))
      socket.once('error', failed)
      socket.once('close', () => failed())
      if (socket.destroyed) failed()
    },
  )
  if (!shaken.ok) socket.destroy()
  return shaken
}

async function firstReached(
  target: FetchTarget,
  addresses: readonly string[],
  limits: FetchLimits,
  life: AbortSignal,
): Promise<Outcome<TLSSocket>> {
  let last: Outcome<TLSSocket> | undefined
  for (const address of addresses) {
    last = await reach(target, address, limits, life)
    if (last.ok || life.aborted) return last
  }
  return certain(last, 'an address to connect to')
}

async function reach(
  target: FetchTarget,
  address: string,
  limits: FetchLimits,
  life: AbortSignal,
): Promise<Outcome<TLSSocket>> {
  const socket = openSocket(target, address)
  const reached = await waitFor<TLSSocket>(
    { life, what: 'connect', millisecondsMax: limits.connectMillisecondsMax },
    (settle) => {
      socket.once('connect', () => settle(accept(socket)))
      // Stays for the socket's life, so that there is no moment in which an error would be nobody's.
      socket.on('error', (error) => settle(refuse({ kind: 'unreachable', address, problem: codeOf(error) })))
    },
  )
  if (!reached.ok) socket.destroy()
  return reached
}

/**
 * TLS 1.3 without resumption and without a certificate of ours. The platform's own judgement of the server
 * is switched off, which by itself would let anybody answer: it knows roots, and not what an agreement says.
 * `serverFault` judges instead, and until it has, nothing but the handshake is sent on this socket.
 */
function openSocket({ host, isAddress, port }: FetchTarget, address: string): TLSSocket {
  return connect({
    host: address,
    port,
    // RFC 6066 §3: addresses are not sent as a server name.
    servername: isAddress ? '' : host,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ALPNProtocols: ['http/1.1'],
    secureOptions: constants.SSL_OP_NO_TICKET,
    rejectUnauthorized: false,
    // Given none, the platform would read its own roots, for nothing.
    ca: [],
  })
}

/** The code of a system, OpenSSL or parser error: never its text, which may quote what came. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'CLOSED'
}
