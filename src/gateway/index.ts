export { type GatewayFault, gatewayActs } from './acts.ts'
export type { GateCounts } from './counts.ts'
export { Gate, type GateFault, openGate } from './gate.ts'
export type { Caller, Decision, PublishedService, UseFault } from './gatekeeper.ts'
export { parseRequestHead } from './head.ts'
export { decisionsIn, type JournalledDecision } from './journal-entries.ts'
export { Keeper, type KeeperOptions } from './keeper.ts'
export { type GateLimits, gateLimits } from './limits.ts'
export type { ProblemName } from './problem.ts'
export { gatewayQueries } from './queries.ts'
export { compileRoutes } from './route.ts'
export type { Session } from './session.ts'
export {
  type GateCertificate,
  type GatewayEvent,
  gateCertificate,
  gatewaySlice,
  publishedHosts,
  publishedServices,
  servicesEnded,
} from './state.ts'
export { parseTarget } from './target.ts'
export { parseUpstreamAddress } from './upstream-address.ts'
