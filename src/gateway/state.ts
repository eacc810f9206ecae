import { fromBase64 } from '#bytes'
import type { Instant } from '#clock'
import { sure } from '#fault'
import { type CertificateIssued, ownService } from '#identity'
import { changedRows, emptyTable, has, row, rows, sortedRows, type Table, withoutRow, withRow } from '#table'
import { type Event, type Place, read, type Slice, type State } from '#unit'
import type { Route } from './route.ts'

/** The service principal under whose certificate the gate and the API listen. */
export const gatePrincipalId = ownService.gate

/** What publishing a service says. */
export interface Publication {
  readonly service: string
  readonly title: string
  /** Host names, lower case. */
  readonly hosts: readonly string[]
  /** `host:port` or `unix:/path`. */
  readonly upstream: string
  readonly routes: readonly Route[]
  /** Whether an access is durable in the journal before its response leaves. */
  readonly strict: boolean
  /** The service of this unit that may stand before it in place of the gate and ask for decisions. */
  readonly proxy?: string
}

/** A service as an act published it. */
export interface ServiceRow extends Publication {
  /** Index of the entry that published it so. */
  readonly entry: number
  /** While nobody is admitted to it. */
  readonly suspended?: Suspension
}

export interface Suspension {
  readonly reason: string
  readonly since: Instant
  /** Index of the entry that suspended it. */
  readonly entry: number
}

/** The certificate the listeners show. */
export interface GateCertificate {
  readonly serial: string
  readonly names: readonly string[]
  readonly notBefore: Instant
  readonly notAfter: Instant
  /** Base64 DER. */
  readonly der: string
  /** Thumbprint of its key. */
  readonly key: string
}

export interface GatewayState {
  /** What has been proposed and not yet published, by the case in which it was. */
  readonly proposals: Table<Publication>
  readonly services: Table<ServiceRow>
  /** Service by host name. */
  readonly hosts: Table<string>
  readonly certificate: GateCertificate | null
}

export type GatewayEvent =
  | ({ readonly kind: 'service-proposed'; readonly case: string } & Publication)
  | { readonly kind: 'service-published'; readonly case: string; readonly service: string }
  | { readonly kind: 'service-withdrawn'; readonly service: string; readonly reason: string }
  | { readonly kind: 'service-suspended'; readonly service: string; readonly reason: string }
  | { readonly kind: 'service-resumed'; readonly service: string }
  | CertificateIssued

export const gatewaySlice: Slice<GatewayState> = {
  name: 'gateway',
  tables: ['proposals', 'services', 'hosts'],
  empty: { proposals: emptyTable(), services: emptyTable(), hosts: emptyTable(), certificate: null },
  evolve(slice: GatewayState, event: Event, place: Place): GatewayState {
    return step(slice, event as GatewayEvent, place)
  },
}

function step(slice: GatewayState, event: GatewayEvent, place: Place): GatewayState {
  switch (event.kind) {
    case 'service-proposed': {
      const { kind: _, case: id, ...publication } = event
      return { ...slice, proposals: withRow(slice.proposals, id, publication) }
    }
    case 'service-published':
      return publish(slice, event, place)
    case 'service-withdrawn':
      return {
        ...slice,
        services: withoutRow(slice.services, event.service),
        hosts: withoutHosts(slice, event.service),
      }
    case 'service-suspended': {
      const { reason } = event
      const suspended = { reason, since: place.time, entry: place.index }
      return changed(slice, event.service, (service) => ({ ...service, suspended }))
    }
    case 'service-resumed':
      return changed(slice, event.service, ({ suspended: _, ...service }) => service)
    case 'certificate-issued': {
      if (event.principal.kind !== 'service' || event.principal.id !== gatePrincipalId) return slice
      const { serial, notBefore, notAfter, der, key, dnsNames } = event
      return { ...slice, certificate: { serial, names: dnsNames ?? [], notBefore, notAfter, der, key } }
    }
    default:
      return slice
  }
}

type ServicePublished = Extract<GatewayEvent, { readonly kind: 'service-published' }>

/** Published anew, a service stays suspended: what was wrong with it may be so still. */
function publish(slice: GatewayState, event: ServicePublished, place: Place): GatewayState {
  const publication = row(slice.proposals, event.case)
  if (!publication) return slice
  const suspended = row(slice.services, event.service)?.suspended
  const kept = suspended ? { suspended } : {}
  const cleared = withoutHosts(slice, event.service)
  return {
    ...slice,
    proposals: withoutRow(slice.proposals, event.case),
    services: withRow(slice.services, event.service, { ...publication, entry: place.index, ...kept }),
    hosts: publication.hosts.reduce((table, host) => withRow(table, host, event.service), cleared),
  }
}

function changed(
  slice: GatewayState,
  service: string,
  change: (before: ServiceRow) => ServiceRow,
): GatewayState {
  const before = row(slice.services, service)
  return before ? { ...slice, services: withRow(slice.services, service, change(before)) } : slice
}

function withoutHosts(slice: GatewayState, service: string): Table<string> {
  const before = row(slice.services, service)?.hosts ?? []
  return before.reduce((table, host) => withoutRow(table, host), slice.hosts)
}

/** The service published under a host name. */
export function serviceAt(state: State, host: string): ServiceRow | undefined {
  const slice = read(state, gatewaySlice)
  const service = row(slice.hosts, host)
  return service === undefined ? undefined : row(slice.services, service)
}

/** Every published service, by name. */
export function publishedServices(state: State): readonly ServiceRow[] {
  return sortedRows(read(state, gatewaySlice).services).map(([, service]) => service)
}

/** A service to which nobody is admitted any more, or for now. */
export interface ServiceEnded {
  readonly service: string
  readonly reason: 'withdrawn' | 'suspended'
}

/** The services that were open before and are not after, sorted; takes the time of the change. */
export function servicesEnded(before: State, after: State): readonly ServiceEnded[] {
  const { services: was } = read(before, gatewaySlice)
  const { services: is } = read(after, gatewaySlice)
  return [...changedRows(was, is)]
    .filter((service) => row(was, service)?.suspended === undefined && has(was, service))
    .filter((service) => !has(is, service) || row(is, service)?.suspended)
    .sort()
    .map((service) => ({ service, reason: has(is, service) ? 'suspended' : 'withdrawn' }))
}

/** Every host name that leads to a service, sorted. */
export function publishedHosts(state: State): readonly string[] {
  return Array.from(rows(read(state, gatewaySlice).hosts), ([host]) => host).sort()
}

/** The certificate of the listeners; `undefined` until the node has had it certified. */
export function gateCertificate(
  state: State,
): (GateCertificate & { readonly bytes: Uint8Array }) | undefined {
  const { certificate } = read(state, gatewaySlice)
  if (!certificate) return undefined
  return { ...certificate, bytes: sure(fromBase64(certificate.der), 'a recorded certificate') }
}
