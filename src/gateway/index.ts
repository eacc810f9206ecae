export { type GatewayFault, gatewayActs } from './acts.ts'
export { Gate, type GateFault, openGate } from './gate.ts'
export type { UseFault } from './gatekeeper.ts'
export { Keeper } from './keeper.ts'
export { type GateLimits, gateLimits } from './limits.ts'
export { gatewayQueries } from './queries.ts'
export {
  type GateCertificate,
  gateCertificate,
  gatePrincipalId,
  gatewaySlice,
  publishedHosts,
  publishedServices,
} from './state.ts'
