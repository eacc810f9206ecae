import type { Instant } from '#clock'
import { anyPolicy, type Certificate, nameKey } from '#x509'
import type { PolicyDemand } from './policies.ts'

/*
 * For tests: RFC 5280 §6.1 over one whole path, step by step as it stands in the text, with the tree of
 * policies that grows without bound; and every path there is, one by one. Slow, and plain enough to be right.
 * Of names it knows host names only.
 */

/** What the plain reading is given besides certificates. */
export interface PlainRules {
  readonly at: Instant
  readonly policies: PolicyDemand
  readonly pathLength: number
  readonly isSigned: (certificate: Certificate, issuer: Certificate) => boolean
  readonly asOf: (certificate: Certificate) => Instant
}

/** Every path that comes by no name and key twice, the anchor first. */
export function* plainPaths(
  path: readonly Certificate[],
  between: readonly Certificate[],
  leaf: Certificate,
): Generator<readonly Certificate[]> {
  const last = path.at(-1)
  if (!last) return
  if (nameKey(leaf.issuer) === nameKey(last.subject) && !isOn(path, leaf)) yield [...path, leaf]
  for (const next of between) {
    if (nameKey(next.issuer) !== nameKey(last.subject) || isOn(path, next)) continue
    yield* plainPaths([...path, next], between, leaf)
  }
}

/** The user-constrained policy set of a valid path; undefined when it is not valid. */
export function plainPolicies(
  [anchor, ...path]: readonly Certificate[],
  rules: PlainRules,
): readonly string[] | undefined {
  if (!anchor || !path.every((certificate, at) => isPlain(certificate, path[at - 1] ?? anchor, rules)))
    return undefined
  const between = path.slice(0, -1)
  if (!isShortEnough(between, rules.pathLength) || !isWithinTerms(path, rules)) return undefined
  if (!path.every((certificate, at) => isNamed(certificate, path.slice(0, at), at === path.length - 1)))
    return undefined
  return treePolicies(path, rules.policies)
}

function isOn(path: readonly Certificate[], certificate: Certificate): boolean {
  return path.some(
    ({ subject, spki }) =>
      nameKey(subject) === nameKey(certificate.subject) && Buffer.compare(spki, certificate.spki) === 0,
  )
}

function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return nameKey(subject) === nameKey(issuer)
}

function isPlain(certificate: Certificate, issuer: Certificate, { at, isSigned }: PlainRules): boolean {
  return certificate.notBefore <= at && at < certificate.notAfter + 1000 && isSigned(certificate, issuer)
}

function isShortEnough(between: readonly Certificate[], depthMax: number): boolean {
  let left = depthMax
  for (const authority of between) {
    if (!isSelfIssued(authority)) {
      if (left <= 0) return false
      left -= 1
    }
    left = Math.min(left, authority.basicConstraints?.pathLength ?? left)
  }
  return true
}

/** Each agreement counts those after it, and the age of the status of everything after it. */
function isWithinTerms(path: readonly Certificate[], { at, asOf }: PlainRules): boolean {
  return path.every(({ agreementTerms }, place) => {
    if (!agreementTerms) return true
    const below = path.slice(place + 1)
    const agreements = below.filter((certificate) => certificate.agreementTerms)
    const ageMax = agreementTerms.statusAgeMaxSeconds * 1000
    return agreements.length <= agreementTerms.hops && below.every((one) => at - asOf(one) <= ageMax)
  })
}

function isNamed(certificate: Certificate, above: readonly Certificate[], last: boolean): boolean {
  if (isSelfIssued(certificate) && !last) return true
  const hosts = (certificate.subjectAltName ?? []).flatMap((name) =>
    name.kind === 'dns' ? [name.value] : [],
  )
  const within = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`)
  return above.every(({ nameConstraints: { permitted, excluded } = {} }) => {
    const domains = (list: typeof permitted): readonly string[] =>
      (list ?? []).flatMap((name) => (name.kind === 'dns' ? [name.value] : []))
    return hosts.every(
      (host) =>
        (!permitted || domains(permitted).some((domain) => within(host, domain))) &&
        !domains(excluded).some((domain) => within(host, domain)),
    )
  })
}

interface Node {
  readonly valid: string
  readonly expected: ReadonlySet<string>
  readonly parent: Node | undefined
}

/** §6.1.2 to §6.1.6; a row holds the nodes of one depth, so that a node without children is simply left. */
function treePolicies(path: readonly Certificate[], demand: PolicyDemand): readonly string[] | undefined {
  const n = path.length
  let explicit = demand.requireExplicitPolicy ? 0 : n + 1
  let inhibitAny = demand.inhibitAnyPolicy ? 0 : n + 1
  let mapping = demand.inhibitPolicyMapping ? 0 : n + 1
  let row: readonly Node[] = [{ valid: anyPolicy, expected: new Set([anyPolicy]), parent: undefined }]
  for (const [index, certificate] of path.entries()) {
    const last = index === n - 1
    const selfIssued = isSelfIssued(certificate)
    row = nextRow(row, certificate, inhibitAny > 0 || (!last && selfIssued))
    if (explicit <= 0 && row.length === 0) return undefined
    const { policyConstraints: constraints = {}, inhibitAnyPolicy, policyMappings = [] } = certificate
    if (last) {
      explicit = constraints.requireExplicitPolicy === 0 ? 0 : Math.max(0, explicit - 1)
      break
    }
    row = mappedRow(row, policyMappings, mapping > 0)
    if (!selfIssued) {
      explicit = Math.max(0, explicit - 1)
      mapping = Math.max(0, mapping - 1)
      inhibitAny = Math.max(0, inhibitAny - 1)
    }
    explicit = Math.min(explicit, constraints.requireExplicitPolicy ?? explicit)
    mapping = Math.min(mapping, constraints.inhibitPolicyMapping ?? mapping)
    inhibitAny = Math.min(inhibitAny, inhibitAnyPolicy ?? inhibitAny)
  }
  const set = userSet(row, demand.initialPolicies ?? [anyPolicy])
  return explicit > 0 || set.length > 0 ? set : undefined
}

/** §6.1.3(d), (e). */
function nextRow(row: readonly Node[], certificate: Certificate, takesAny: boolean): readonly Node[] {
  const asserted = (certificate.certificatePolicies ?? []).map(({ policy }) => policy)
  const next: Node[] = []
  const add = (policy: string, parent: Node): void => {
    next.push({ valid: policy, expected: new Set([policy]), parent })
  }
  for (const policy of asserted) {
    if (policy === anyPolicy) continue
    const parents = row.filter(({ expected }) => expected.has(policy))
    const open = row.filter(({ valid }) => valid === anyPolicy)
    for (const parent of parents.length > 0 ? parents : open) add(policy, parent)
  }
  if (asserted.includes(anyPolicy) && takesAny) {
    for (const parent of row) {
      for (const policy of parent.expected) {
        if (!next.some((child) => child.parent === parent && child.valid === policy)) add(policy, parent)
      }
    }
  }
  return next
}

/** §6.1.4(b). */
function mappedRow(
  row: readonly Node[],
  mappings: NonNullable<Certificate['policyMappings']>,
  allowed: boolean,
): readonly Node[] {
  let mapped = row
  for (const from of new Set(mappings.map(({ issuerDomain }) => issuerDomain))) {
    if (!allowed) {
      mapped = mapped.filter(({ valid }) => valid !== from)
      continue
    }
    const targets = mappings.filter(({ issuerDomain }) => issuerDomain === from)
    const expected = new Set(targets.map(({ subjectDomain }) => subjectDomain))
    const open = mapped.find(({ valid }) => valid === anyPolicy)
    if (mapped.some(({ valid }) => valid === from)) {
      mapped = mapped.map((node) => (node.valid === from ? { ...node, expected } : node))
    } else if (open) mapped = [...mapped, { valid: from, expected, parent: open.parent }]
  }
  return mapped
}

/** §6.1.5(g), §6.1.6. */
function userSet(row: readonly Node[], initial: readonly string[]): readonly string[] {
  const open = row.some(({ valid }) => valid === anyPolicy)
  const all = initial.includes(anyPolicy)
  if (open) return all ? [anyPolicy] : initial
  const roots = row.map(rootOf).filter((root) => all || initial.includes(root))
  return [...new Set(roots)]
}

/** The highest node above which only any-policy stands. */
function rootOf(node: Node): string {
  let root = node.valid
  for (let at: Node | undefined = node; at; at = at.parent) if (at.valid !== anyPolicy) root = at.valid
  return root
}
