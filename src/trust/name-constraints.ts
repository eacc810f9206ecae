import { hex } from '#bytes'
import { attributeType, type Certificate, type GeneralName, type NameConstraints, nameText } from '#x509'
import { type Meter, type Spent, spendSteps } from './budget.ts'
import type { Obstacle } from './fault.ts'
import {
  directoryWithin,
  dnsTouches,
  dnsWithin,
  emailWithin,
  hostWithin,
  ipWithin,
  isReadableName,
  uriHost,
} from './name-form.ts'

/** The name constraints that one authority's certificate lays on everything below it. */
export interface Constraint {
  readonly holder: Certificate
  /** The extension's value: constraints of the same content are the same. */
  readonly content: string
  readonly constraints: NameConstraints
}

/**
 * Holds every name of a certificate against the constraints above it (RFC 5280 §6.1.3(b), (c)): none may be
 * excluded by any, and each must be permitted by every one that permits names of its form.
 */
export function nameObstacle(
  certificate: Certificate,
  constraints: readonly Constraint[],
  meter: Meter,
): Obstacle | Spent | undefined {
  if (constraints.length === 0) return undefined
  const names = namesOf(certificate)
  for (const constraint of constraints) {
    const { permitted = [], excluded = [] } = constraint.constraints
    const limits = [...permitted, ...excluded]
    const spent = spendSteps(meter, names.length * weightOf(limits) + limits.length * weightOf(names))
    if (spent) return spent
    for (const name of names) {
      const refusal = nameRefusal(certificate, name, constraint)
      if (refusal) return refusal
    }
  }
  return undefined
}

/** What looking at each name once costs in steps: long ones and those of many parts cost more. */
function weightOf(names: readonly GeneralName[]): number {
  return names.reduce((sum, name) => sum + 1 + Math.floor(lengthOf(name) / lengthPerStep), 0)
}

/** As much text as is taken apart in the time of a step. */
const lengthPerStep = 64

function lengthOf(name: GeneralName): number {
  switch (name.kind) {
    case 'email':
    case 'dns':
    case 'uri':
      return name.value.length
    case 'directory':
      return name.name.der.length
    case 'ip':
      return name.bytes.length
    case 'other':
      return name.der.length
    default:
      return name satisfies never
  }
}

/** The text by which a fault shows a name. */
function generalNameText(name: GeneralName): string {
  switch (name.kind) {
    case 'email':
    case 'dns':
    case 'uri':
      return name.value
    case 'directory':
      return nameText(name.name)
    case 'ip':
      return hex(name.bytes)
    case 'other':
      return `#${hex(name.der)}`
    default:
      return name satisfies never
  }
}

/** The subject, its alternatives, and the e-mail addresses written into it as attributes. */
function namesOf(certificate: Certificate): readonly GeneralName[] {
  const names: GeneralName[] = [...(certificate.subjectAltName ?? [])]
  if (certificate.subject.rdns.length > 0) names.push({ kind: 'directory', name: certificate.subject })
  for (const { type, value } of certificate.subject.rdns.flat()) {
    if (type === attributeType.emailAddress) names.push({ kind: 'email', value })
  }
  return names
}

function nameRefusal(
  certificate: Certificate,
  name: GeneralName,
  constraint: Constraint,
): Obstacle | undefined {
  const { permitted = [], excluded = [] } = constraint.constraints
  const sameForm = (other: GeneralName): boolean => isSameForm(name, other)
  const mayBe = permitted.filter(sameForm)
  const mayNotBe = excluded.filter(sameForm)
  if (mayBe.length === 0 && mayNotBe.length === 0) return undefined
  const evidence = () => ({ subject: nameText(certificate.subject), name: generalNameText(name) })
  if (!isReadableName(name)) {
    const kind = 'name-unreadable'
    return { kind, tell: () => ({ kind, ...evidence() }) }
  }
  const refused =
    mayNotBe.some((limit) => isExcluded(name, limit)) ||
    (mayBe.length > 0 && !mayBe.some((limit) => isPermitted(name, limit)))
  if (!refused) return undefined
  const kind = 'name-refused'
  return { kind, tell: () => ({ kind, ...evidence(), by: nameText(constraint.holder.subject) }) }
}

function isSameForm(a: GeneralName, b: GeneralName): boolean {
  if (a.kind !== 'other' || b.kind !== 'other') return a.kind === b.kind
  return a.number === b.number
}

/** A pattern is excluded as soon as one name it stands for is. */
function isExcluded(name: GeneralName, limit: GeneralName): boolean {
  if (name.kind === 'dns' && limit.kind === 'dns') return dnsTouches(name.value, limit.value)
  return isPermitted(name, limit)
}

function isPermitted(name: GeneralName, limit: GeneralName): boolean {
  if (name.kind === 'dns' && limit.kind === 'dns') return dnsWithin(name.value, limit.value)
  if (name.kind === 'email' && limit.kind === 'email') return emailWithin(name.value, limit.value)
  if (name.kind === 'uri' && limit.kind === 'uri') return hostWithin(uriHost(name.value) ?? '', limit.value)
  if (name.kind === 'ip' && limit.kind === 'ip') return ipWithin(name.bytes, limit.bytes)
  if (name.kind === 'directory' && limit.kind === 'directory') return directoryWithin(name.name, limit.name)
  return false
}
