import { z } from 'zod'
import { thumbprintOf } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import {
  type CertificateActFault,
  dnsNameForm,
  domainOf,
  idForm,
  insideDomain,
  issueCertificate,
  keyFault,
  ownServiceGrade,
  ownServices,
  principalOf,
  readRequest,
} from '#identity'
import { row, rows } from '#table'
import { type Context, defineAct, type Event, read, type State, stepCase } from '#unit'
import { compileRoutes, type RouteFault } from './route.ts'
import { type GatewayEvent, gatePrincipalId, gatewaySlice } from './state.ts'
import { parseUpstreamAddress, type UpstreamAddressFault } from './upstream-address.ts'

/** A service is known by a handful of names; more belong to several services. */
const hostsMax = 16

/** Every route is a line of the entry, and an entry holds 60 KiB. */
const routesMax = 200

/** A gate's certificate names every published host; this many still fit into a few kilobytes of handshake. */
const namesMax = 250

/** Of these, names of published services: the rest is for the node's own. */
const publishedMax = 230

export type GatewayFault =
  | { readonly kind: 'upstream-refused'; readonly fault: UpstreamAddressFault }
  | { readonly kind: 'routes-refused'; readonly fault: RouteFault }
  | { readonly kind: 'host-outside-domain'; readonly host: string; readonly domain: string }
  | { readonly kind: 'hosts-full'; readonly hostsMax: number }
  | { readonly kind: 'host-taken'; readonly host: string; readonly service: string }
  | { readonly kind: 'service-not-proposed'; readonly service: string; readonly case: string }
  | { readonly kind: 'service-unknown'; readonly service: string }
  | { readonly kind: 'service-suspended-already'; readonly service: string; readonly entry: number }
  | { readonly kind: 'service-not-suspended'; readonly service: string }
  /** No service of this unit has this name, or it is one of the node's own. */
  | { readonly kind: 'proxy-unknown'; readonly proxy: string }
  | CertificateActFault

const routeForm = z.strictObject({
  method: z.string().max(32),
  path: z.string().max(1024),
  permission: z.string().max(128),
  object: z.string().max(256),
})

const propose = defineAct({
  name: 'service.propose',
  label: 'propose a service, its hosts and routes, for the gate',
  input: z.strictObject({
    service: idForm.describe('service, as `permits`'),
    title: z.string().min(1).max(200),
    hosts: z.array(dnsNameForm).min(1).max(hostsMax).describe('host names that lead to it'),
    upstream: z
      .string()
      .max(300)
      .describe('where it listens: `tcp://127.0.0.1:9000` or `unix:/run/permits.sock`'),
    routes: z.array(routeForm).min(1).max(routesMax).describe('method, path, permission, object'),
    strict: z.boolean().optional().describe('journal each access durably before its response'),
    proxy: idForm
      .optional()
      .describe('service of this unit that stands before it in place of the gate and asks for decisions'),
  }),
  authority: { by: 'step', permission: 'service.propose', object: (input) => `service/${input.service}` },
  decide(context, input): Result<readonly Event[], GatewayFault> {
    const { service, title, hosts, upstream, routes, strict = false, proxy } = input
    const address = parseUpstreamAddress(upstream)
    if (!address.ok) return refuse({ kind: 'upstream-refused', fault: address.fault })
    const compiled = compileRoutes(routes)
    if (!compiled.ok) return refuse({ kind: 'routes-refused', fault: compiled.fault })
    const fault =
      hostFault(context, service, hosts) ??
      namesFault(context, service, hosts) ??
      proxyFault(context.state, proxy)
    if (fault) return refuse(fault)
    const publication = { service, title, hosts, upstream, routes, strict, ...(proxy ? { proxy } : {}) }
    return accept([
      { kind: 'service-proposed', case: stepCase(context), ...publication } satisfies GatewayEvent,
    ])
  },
})

const publish = defineAct({
  name: 'service.publish',
  label: 'publish a proposed service behind the gate',
  input: z.strictObject({ service: idForm }),
  authority: { by: 'step', permission: 'service.publish', object: (input) => `service/${input.service}` },
  decide(context, { service }): Result<readonly Event[], GatewayFault> {
    // What is published is what was proposed in this very case: whoever approves it has seen no other.
    const id = stepCase(context)
    const proposal = row(read(context.state, gatewaySlice).proposals, id)
    if (proposal?.service !== service) return refuse({ kind: 'service-not-proposed', service, case: id })
    // Another service may have taken a host name since.
    const fault = hostFault(context, service, proposal.hosts) ?? namesFault(context, service, proposal.hosts)
    if (fault) return refuse(fault)
    return accept([{ kind: 'service-published', case: id, service } satisfies GatewayEvent])
  },
})

const withdraw = defineAct({
  name: 'service.withdraw',
  label: 'withdraw a service from the gate',
  input: z.strictObject({ service: idForm, reason: z.string().min(1).max(500) }),
  authority: { by: 'step', permission: 'service.withdraw', object: (input) => `service/${input.service}` },
  decide({ state }, { service, reason }): Result<readonly Event[], GatewayFault> {
    if (!row(read(state, gatewaySlice).services, service)) return refuse({ kind: 'service-unknown', service })
    return accept([{ kind: 'service-withdrawn', service, reason } satisfies GatewayEvent])
  },
})

const suspend = defineAct({
  name: 'service.suspend',
  label: 'suspend a service: nobody is admitted to it',
  input: z.strictObject({ service: idForm, reason: z.string().min(1).max(500) }),
  authority: { by: 'step', permission: 'service.suspend', object: (input) => `service/${input.service}` },
  decide({ state }, { service, reason }): Result<readonly Event[], GatewayFault> {
    const published = row(read(state, gatewaySlice).services, service)
    if (!published) return refuse({ kind: 'service-unknown', service })
    const { suspended } = published
    if (suspended) return refuse({ kind: 'service-suspended-already', service, entry: suspended.entry })
    return accept([{ kind: 'service-suspended', service, reason } satisfies GatewayEvent])
  },
})

const resume = defineAct({
  name: 'service.resume',
  label: 'resume a suspended service',
  input: z.strictObject({ service: idForm }),
  authority: { by: 'step', permission: 'service.resume', object: (input) => `service/${input.service}` },
  decide({ state }, { service }): Result<readonly Event[], GatewayFault> {
    const published = row(read(state, gatewaySlice).services, service)
    if (!published) return refuse({ kind: 'service-unknown', service })
    if (!published.suspended) return refuse({ kind: 'service-not-suspended', service })
    return accept([{ kind: 'service-resumed', service } satisfies GatewayEvent])
  },
})

const certify = defineAct({
  name: 'gate.certify',
  label: 'certify the gate’s own key for the names it serves',
  actor: 'node',
  input: z.strictObject({
    request: z
      .string()
      .max(16 * 1024)
      .describe('PKCS#10 certificate request of the gate’s key, PEM'),
    names: z.array(dnsNameForm).min(1).max(namesMax),
  }),
  authority: { by: 'step', permission: 'gate.certify', object: () => `service/${gatePrincipalId}` },
  decide(context, { request: text, names }): Result<readonly Event[], GatewayFault> {
    const domain = domainOf(context.state)
    const outside = names.find((name) => !insideDomain(name, domain))
    if (outside) return refuse({ kind: 'host-outside-domain', host: outside, domain })
    const request = readRequest(text)
    if (!request.ok) return request
    const subject = { kind: 'service', id: gatePrincipalId, name: 'gate', grade: ownServiceGrade } as const
    const { spki } = request.value
    const fault = keyFault(context, thumbprintOf({ spki }), subject)
    if (fault) return refuse(fault)
    const issued = issueCertificate(context, { ...subject, spki, dnsNames: names })
    return issued.ok ? accept([issued.value]) : issued
  },
})

function hostFault(context: Context, service: string, hosts: readonly string[]): GatewayFault | undefined {
  const domain = domainOf(context.state)
  const slice = read(context.state, gatewaySlice)
  for (const host of hosts) {
    if (!insideDomain(host, domain)) return { kind: 'host-outside-domain', host, domain }
    const taken = row(slice.hosts, host)
    if (taken !== undefined && taken !== service) return { kind: 'host-taken', host, service: taken }
  }
  return undefined
}

/**
 * The gate's certificate must be able to name them all; the node's own names take some of the room. What the
 * service had before makes room for what it will have.
 */
function namesFault(context: Context, service: string, hosts: readonly string[]): GatewayFault | undefined {
  const leading = rows(read(context.state, gatewaySlice).hosts)
  const others = Array.from(leading).filter(([, other]) => other !== service)
  return others.length + new Set(hosts).size > publishedMax
    ? { kind: 'hosts-full', hostsMax: publishedMax }
    : undefined
}

/** Somebody must be able to prove to be it, and the gate itself needs no leave to decide. */
function proxyFault(state: State, proxy: string | undefined): GatewayFault | undefined {
  if (proxy === undefined) return undefined
  const known = !ownServices.includes(proxy) && principalOf(state, { kind: 'service', id: proxy })
  return known ? undefined : { kind: 'proxy-unknown', proxy }
}

export const gatewayActs = [propose, publish, withdraw, suspend, resume, certify] as const
