/** How much work one search may do. */
export interface Budget {
  readonly signatureChecksMax: number
  /** Certificates looked at, states compared, names held against constraints; more for what is long. */
  readonly stepsMax: number
  /** Authorities between anchor and leaf that are not self-issued (RFC 5280 §6.1.4(l)). */
  readonly depthMax: number
}

/**
 * A check of a signature takes 0.1 to 0.3 ms, so 100 of them keep a search below about 30 ms, and 50,000
 * steps of under a microsecond take as long again. Chains of real hierarchies have 1 to 3 intermediates;
 * agreements between units add a few: 10 leaves room.
 */
export const defaultBudget: Budget = { signatureChecksMax: 100, stepsMax: 50_000, depthMax: 10 }

/** What ran out first. */
export interface Spent {
  readonly kind: 'spent'
  readonly what: 'signature-checks' | 'steps'
}

/** What is left of one search's budget; it belongs to that search alone. */
export interface Meter {
  signatureChecks: number
  steps: number
}

export function meterOf(budget: Budget): Meter {
  return { signatureChecks: budget.signatureChecksMax, steps: budget.stepsMax }
}

/** Takes steps off; says so when they are spent. */
export function spendSteps(meter: Meter, count: number): Spent | undefined {
  meter.steps -= count
  return meter.steps < 0 ? { kind: 'spent', what: 'steps' } : undefined
}

export function spendSignatureCheck(meter: Meter): Spent | undefined {
  meter.signatureChecks -= 1
  return meter.signatureChecks < 0 ? { kind: 'spent', what: 'signature-checks' } : undefined
}
