import { anyPolicy, type Certificate } from '#x509'
import { type Meter, type Spent, spendSteps } from './budget.ts'

/*
 * Certificate policies along a path (RFC 5280 §6.1, with the graph of RFC 9618 in place of the tree). Of the
 * graph only what the next certificate is held against is kept: the policies that its deepest row expects,
 * each with the policies of the first row it descends from. Qualifiers are not looked at.
 */

/** What a caller asks of the policies of a path (RFC 5280 §6.1.1(c), (e) to (g)). */
export interface PolicyDemand {
  /** Dotted identifiers of the policies that will do; absent, or with any-policy among them: all. */
  readonly initialPolicies?: readonly string[]
  readonly requireExplicitPolicy?: boolean
  readonly inhibitPolicyMapping?: boolean
  readonly inhibitAnyPolicy?: boolean
}

/** The policy variables of RFC 5280 §6.1.2 after some certificates. */
export interface PolicyState {
  /**
   * The policies expected of the next certificate, each with those of the demand it stands for. For none of
   * them means that it stands for a policy which will not do, and that any-policy does not stand for it.
   */
  readonly expected: Expected
  /** Whether any-policy is still in the row. */
  readonly any: boolean
  /** How many more certificates until an explicit policy is needed, and mappings and any-policy end. */
  readonly explicitAfter: number
  readonly mappingEndsAfter: number
  readonly anyEndsAfter: number
  /** The policies that will do; undefined: all. */
  readonly demanded: ReadonlySet<string> | undefined
}

type Expected = ReadonlyMap<string, ReadonlySet<string>>

/** The policies a path is good for (RFC 5280 §6.1.6), as the demand names them. */
export type PathPolicies = readonly string[] | 'any'

/** RFC 5280 §6.1.2(a), (d) to (f), before any certificate. */
export function initialPolicies(demand: PolicyDemand = {}): PolicyState {
  const { initialPolicies: wanted } = demand
  const after = (now: boolean | undefined): number => (now ? 0 : Number.POSITIVE_INFINITY)
  return {
    expected: new Map(),
    any: true,
    explicitAfter: after(demand.requireExplicitPolicy),
    mappingEndsAfter: after(demand.inhibitPolicyMapping),
    anyEndsAfter: after(demand.inhibitAnyPolicy),
    demanded: wanted && !wanted.includes(anyPolicy) ? new Set(wanted) : undefined,
  }
}

/** What an anchor's own certificate narrows: policies and constraints, no mappings (RFC 5937 §3.2). */
export function policiesBelowAnchor(
  state: PolicyState,
  anchor: Certificate,
  meter: Meter,
): PolicyState | Spent {
  const row = anchor.certificatePolicies ? rowOf(state, anchor, false, meter) : state
  return 'kind' in row ? row : constrained(row, anchor)
}

/** The row of a certificate: RFC 5280 §6.1.3(d), (e). */
export function rowOf(
  state: PolicyState,
  certificate: Certificate,
  /** Whether it is an authority's, issued by that to itself. */
  selfIssuedAuthority: boolean,
  meter: Meter,
): PolicyState | Spent {
  const { certificatePolicies } = certificate
  const empty = state.expected.size === 0 && !state.any
  if (!certificatePolicies || empty) return empty ? state : { ...state, expected: new Map(), any: false }
  const spent = spendSteps(meter, certificatePolicies.length + state.expected.size)
  if (spent) return spent
  const asserted = new Set(certificatePolicies.map(({ policy }) => policy))
  const row = new Map<string, ReadonlySet<string>>()
  // (d)(1): what the row above expects, and what any-policy in it stands for.
  for (const policy of asserted) {
    if (policy === anyPolicy) continue
    const roots = state.expected.get(policy) ?? (state.any ? rootsOf(state, policy) : undefined)
    if (roots) row.set(policy, roots)
  }
  // (d)(2): any-policy stands for whatever else was expected.
  const any = asserted.has(anyPolicy) && (state.anyEndsAfter > 0 || selfIssuedAuthority)
  if (any) for (const [policy, roots] of state.expected) if (!row.has(policy)) row.set(policy, roots)
  return { ...state, expected: row, any: any && state.any }
}

/** What an authority's certificate hands down: RFC 5280 §6.1.4(b), (h) to (j), on its row. */
export function policiesBelow(
  row: PolicyState,
  authority: Certificate,
  selfIssued: boolean,
  meter: Meter,
): PolicyState | Spent {
  const mapped = authority.policyMappings ? withMappings(row, authority.policyMappings, meter) : row
  return 'kind' in mapped ? mapped : constrained(selfIssued ? mapped : counted(mapped), authority)
}

/** Whether a row leaves the path valid so far (RFC 5280 §6.1.3(f)), as far as the demanded policies go. */
export function isPolicyKept(row: PolicyState): boolean {
  return row.explicitAfter > 0 || row.any || [...row.expected.values()].some(({ size }) => size > 0)
}

/** The row of the leaf, wrapped up: RFC 5280 §6.1.5(a), (b). */
export function wrappedUp(row: PolicyState, leaf: Certificate): PolicyState {
  const demands = leaf.policyConstraints?.requireExplicitPolicy === 0
  return { ...row, explicitAfter: demands ? 0 : Math.max(0, row.explicitAfter - 1) }
}

/** The user-constrained policy set of a leaf's row (RFC 5280 §6.1.5(g), §6.1.6). */
export function policiesOf({ expected, any, demanded }: PolicyState): PathPolicies {
  if (any) return demanded ? [...demanded].sort() : 'any'
  return [...new Set([...expected.values()].flatMap((roots) => [...roots]))].sort()
}

/** Whether every path that keeps its policies below `b` keeps them below `a` as well; rather no than yes. */
export function isPolicyNoNarrower(a: PolicyState, b: PolicyState): boolean {
  if (a.explicitAfter < b.explicitAfter || a.mappingEndsAfter < b.mappingEndsAfter) return false
  if (a.anyEndsAfter < b.anyEndsAfter || (b.any && !a.any)) return false
  for (const [policy, roots] of b.expected) if (roots.size > 0 && !takes(a, policy)) return false
  if (!b.any) return true
  // With any-policy in the row, a mapping that has ended can leave open what one that holds would close.
  if (a.demanded && a.mappingEndsAfter !== b.mappingEndsAfter) return false
  // What any-policy stands for below `b` it must stand for below `a`.
  for (const [policy, roots] of a.expected) {
    if (roots.size === 0 && !b.expected.has(policy)) return false
  }
  return true
}

function takes(state: PolicyState, policy: string): boolean {
  const roots = state.expected.get(policy) ?? (state.any ? rootsOf(state, policy) : undefined)
  return roots !== undefined && roots.size > 0
}

/** A policy right below any-policy is its own root, if it will do. */
function rootsOf({ demanded }: PolicyState, policy: string): ReadonlySet<string> {
  return new Set(!demanded || demanded.has(policy) ? [policy] : [])
}

/** §6.1.4(b). */
function withMappings(
  row: PolicyState,
  mappings: NonNullable<Certificate['policyMappings']>,
  meter: Meter,
): PolicyState | Spent {
  const targets = Map.groupBy(mappings, ({ issuerDomain }) => issuerDomain)
  const expected = new Map<string, Set<string>>()
  const expect = (policy: string, roots: ReadonlySet<string>): Spent | undefined => {
    const known = expected.get(policy)
    if (known) for (const root of roots) known.add(root)
    else expected.set(policy, new Set(roots))
    return spendSteps(meter, 1 + roots.size)
  }
  for (const [policy, roots] of row.expected) {
    const spent = targets.has(policy) ? undefined : expect(policy, roots)
    if (spent) return spent
  }
  for (const [policy, list] of row.mappingEndsAfter > 0 ? targets : []) {
    const roots = row.expected.get(policy) ?? (row.any ? rootsOf(row, policy) : undefined)
    if (!roots) continue
    for (const { subjectDomain } of list) {
      const spent = expect(subjectDomain, roots)
      if (spent) return spent
    }
  }
  return { ...row, expected }
}

/** §6.1.4(h). */
function counted(state: PolicyState): PolicyState {
  const { explicitAfter, mappingEndsAfter, anyEndsAfter } = state
  if (Math.min(explicitAfter, mappingEndsAfter, anyEndsAfter) === Number.POSITIVE_INFINITY) return state
  return {
    ...state,
    explicitAfter: Math.max(0, explicitAfter - 1),
    mappingEndsAfter: Math.max(0, mappingEndsAfter - 1),
    anyEndsAfter: Math.max(0, anyEndsAfter - 1),
  }
}

/** §6.1.4(i), (j). */
function constrained(state: PolicyState, { policyConstraints, inhibitAnyPolicy }: Certificate): PolicyState {
  if (!policyConstraints && inhibitAnyPolicy === undefined) return state
  const { requireExplicitPolicy, inhibitPolicyMapping } = policyConstraints ?? {}
  const { explicitAfter, mappingEndsAfter, anyEndsAfter } = state
  return {
    ...state,
    explicitAfter: Math.min(explicitAfter, requireExplicitPolicy ?? explicitAfter),
    mappingEndsAfter: Math.min(mappingEndsAfter, inhibitPolicyMapping ?? mappingEndsAfter),
    anyEndsAfter: Math.min(anyEndsAfter, inhibitAnyPolicy ?? anyEndsAfter),
  }
}
