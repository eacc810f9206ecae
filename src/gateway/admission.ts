import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import type { GateContext } from './context.ts'
import type { Caller, Denial, Gatekeeper, Grant, PublishedService } from './gatekeeper.ts'
import type { HeadFault } from './head.ts'
import type { PeerFault } from './presented-leaf.ts'
import type { Problem, ProblemName } from './problem.ts'
import { matchRoute, type RouteMatch } from './route.ts'
import { parseHost, parseTarget, type Target } from './target.ts'

/** For whom it is decided: the other end of a connection, or whom a proxy vouches for. */
export interface Asker {
  /** `undefined` when only the proxy knows it. */
  readonly address: string | undefined
  /** Server name of the handshake, lower case; `undefined` when none, or only the proxy knows it. */
  readonly serverName: string | undefined
  /** The service of this unit that vouches for the handshake; `undefined` at the gate itself. */
  readonly through: string | undefined
  /** Who calls, asked anew whenever the state is another or the time has come. */
  caller(keeper: Gatekeeper, now: Instant): Result<Caller, PeerFault>
}

/** What is asked for: as much of a request's head as the decision looks at. */
export interface Wish {
  readonly method: string
  readonly target: string
  readonly fields: { readonly host: string | undefined; readonly expect: string | undefined }
}

/** A request that may go on: to whom, by whom, under which grant, as what. */
export interface Admission {
  readonly service: PublishedService
  readonly caller: Caller
  readonly grant: Grant
  readonly target: Target
  /** Host name by which the service was found, and the Host field for the upstream. */
  readonly host: string
  readonly hostField: string
  /** The state under which this holds. */
  readonly epoch: object
}

/** Why it may not, with what was known by then. */
export interface Refusal {
  readonly problem: Problem
  readonly service: PublishedService | undefined
  readonly caller: Caller | undefined
  readonly route: RouteMatch | undefined
}

/**
 * The gate's decision on one request, synchronous and under one state:
 * target → host → service → proxy → caller → route → grant. The first that fails is the answer.
 */
export function admit(context: GateContext, asker: Asker, wish: Wish): Result<Admission, Refusal> {
  const { keeper } = context
  const now = keeper.now()
  if (wish.method === 'CONNECT' || wish.method === 'TRACE') return refusal(methodUnsupported)
  if (wish.fields.expect !== undefined && wish.fields.expect !== '100-continue')
    return refusal(expectationUnknown)
  const target = parseTarget(wish.target)
  if (!target.ok)
    return refusal({
      name: 'target-malformed',
      detail: `the request target is refused: ${target.fault.reason}`,
    })
  const hostField = hostFieldOf(wish, target.value)
  const host = hostField === undefined ? undefined : parseHost(hostField)
  if (hostField === undefined || host === undefined) return refusal(hostMalformed)
  if (context.journal.broken || !keeper.admitting()) return refusal(notAdmitting)

  const service = keeper.service(host)
  if (!service) return refusal(hostNotServed)
  if (
    asker.serverName !== undefined &&
    asker.serverName !== host &&
    keeper.service(asker.serverName)?.id !== service.id
  ) {
    return refusal(hostDiffers)
  }
  if (asker.through !== undefined && asker.through !== service.proxy)
    return refusal(proxyNotNamed(asker.through, service.id), service)
  const identified = asker.caller(keeper, now)
  if (!identified.ok) return refusal(peerProblem(identified.fault), service)
  const caller = identified.value
  if (service.suspended) return refusal(serviceSuspended, service, caller)
  const route = matchRoute(service.routes, wish.method, target.value.segments)
  if (!route) return refusal(routeUnpublished, service, caller)
  const decision = keeper.decide(caller, service, route.permission, route.object)
  if (!decision.allowed) return refusal(missing(context, decision), service, caller, route)
  const epoch = keeper.epoch()
  return accept({ service, caller, grant: decision, target: target.value, host, hostField, epoch })
}

/** Absolute form wins over the Host field (RFC 9112 §3.2.2); where they differ there is no single meaning. */
function hostFieldOf(wish: Wish, target: Target): string | undefined {
  const field = wish.fields.host
  if (target.authority === undefined) return field
  return field?.toLowerCase() === target.authority.toLowerCase() ? target.authority : undefined
}

function refusal(
  problem: Problem,
  service?: PublishedService,
  caller?: Caller,
  route?: RouteMatch,
): Result<never, Refusal> {
  return refuse({ problem, service, caller, route })
}

function missing(context: GateContext, denial: Denial): Problem {
  const { permission, object } = denial
  const openSteps = denial.openSteps.slice(0, context.limits.openStepsShownMax)
  const steps = openSteps.map((step) => `\`${step.step}\` of case \`${step.case}\``).join(', ')
  const advice =
    steps === '' ? 'no open step of a case would give it to you' : `claim one of these steps: ${steps}`
  return {
    name: 'permission-missing',
    detail: `this needs the permission \`${permission}\` on \`${object}\`; ${advice}`,
    missing: { permission, object, openSteps },
  }
}

function proxyNotNamed(proxy: string, service: string): Problem {
  return {
    name: 'proxy-not-named',
    detail:
      `\`${proxy}\` is not on the record as the proxy of \`${service}\`: ` +
      'have the service published again with it, `service.propose`',
  }
}

function peerProblem(fault: PeerFault): Problem {
  switch (fault.kind) {
    case 'certificate-missing':
      return certificateMissing
    case 'certificate-refused':
      return { name: fault.kind, detail: `the certificate of this connection is refused: ${fault.reason}` }
    case 'caller-refused':
      return { name: fault.kind, detail: `the holder of this certificate may not enter: ${fault.reason}` }
    default:
      return fault satisfies never
  }
}

/** What is said about a head that could not be read. */
export function headProblem(fault: HeadFault): Problem {
  const [name, detail] = headProblemText(fault)
  return { name, detail }
}

function headProblemText(fault: HeadFault): readonly [ProblemName, string] {
  switch (fault.kind) {
    case 'start-line-malformed':
      return ['request-malformed', 'the request line is not `method target HTTP/1.1`']
    case 'version-unsupported':
      return ['version-unsupported', 'send the request as HTTP/1.1']
    case 'host-missing':
      return ['request-malformed', 'the Host field is missing']
    case 'field-malformed':
      return ['request-malformed', `field line ${fault.line} is malformed`]
    case 'field-repeated':
      return [
        fault.name === 'host' ? 'request-malformed' : 'framing-ambiguous',
        `the field \`${fault.name}\` stands twice`,
      ]
    case 'fields-too-many':
      return ['head-too-large', `the request has more than ${fault.max} fields`]
    case 'length-malformed':
      return ['framing-ambiguous', 'Content-Length is not a number of at most 15 digits']
    case 'coding-unknown':
      return ['framing-ambiguous', 'Transfer-Encoding is not exactly `chunked`']
    case 'framing-ambiguous':
      return ['framing-ambiguous', fault.reason]
    case 'upgrade-malformed':
      return ['request-malformed', 'a WebSocket is opened by a GET without body, in version 13']
    default:
      return fault satisfies never
  }
}

const methodUnsupported: Problem = {
  name: 'method-unsupported',
  detail: 'CONNECT and TRACE do not pass the gate',
}
const expectationUnknown: Problem = {
  name: 'expectation-unknown',
  detail: 'the only expectation known is `100-continue`',
}
const hostMalformed: Problem = {
  name: 'request-malformed',
  detail: 'the Host field is not a host name with an optional port, or not the host of the request target',
}
const notAdmitting: Problem = {
  name: 'not-admitting',
  detail: 'this node can keep no record at present and therefore admits nobody; try again later',
}
const hostNotServed: Problem = {
  name: 'host-not-served',
  detail: 'no service is published under this host name',
}
const hostDiffers: Problem = {
  name: 'host-differs',
  detail: 'the connection was opened for the host name of another service; open one for this host name',
}
const serviceSuspended: Problem = {
  name: 'service-suspended',
  detail:
    'the service is known and your certificate counts, but nobody is admitted for now; ' +
    '`service list` says why and since when; try again when it is resumed',
}
const routeUnpublished: Problem = {
  name: 'route-unpublished',
  detail:
    'the service is known, but no route is published for this method and path; ' +
    'what is not published is refused',
}
const certificateMissing: Problem = {
  name: 'certificate-missing',
  detail:
    'this service is open only to callers with a certificate of this unit: install yours in the browser, ' +
    'or pass it to the program (`--cert` and `--key`), then connect again; ' +
    'if you have none, ask the registrar of the unit for one',
}
