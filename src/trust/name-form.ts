import { equalBytes } from '#bytes'
import { type GeneralName, type Name, rdnKeys } from '#x509'

/*
 * Names against name constraints, form by form (RFC 5280 §4.2.1.10). Each function answers for one constraint
 * whether a name falls under it.
 */

/**
 * A host name: labels of letters, digits and inner hyphens, the last of them not all digits (RFC 1123 §2.1).
 */
function isHostName(text: string): boolean {
  const labels = text.toLowerCase().split('.')
  const sound = labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label))
  return sound && text.length <= 253 && !/^\d+$/.test(labels.at(-1) ?? '')
}

/** A host name that may begin with the label `*`. */
export function isDnsPattern(text: string): boolean {
  return isHostName(withoutWildcard(text))
}

/** The constraint itself and everything below it; for a pattern: everything it can stand for. */
export function dnsWithin(name: string, constraint: string): boolean {
  return domainWithin(withoutWildcard(name), constraint)
}

/** Whether a pattern stands for at least one name under the constraint. */
export function dnsTouches(name: string, constraint: string): boolean {
  if (dnsWithin(name, constraint)) return true
  if (!name.startsWith('*.')) return false
  const [, ...parent] = constraint.toLowerCase().split('.')
  return parent.join('.') === withoutWildcard(name).toLowerCase()
}

/** `@` with one mailbox, a host's mailboxes, or with a leading period those of hosts below a domain. */
export function emailWithin(name: string, constraint: string): boolean {
  const mailbox = mailboxOf(name)
  if (!mailbox) return false
  const wanted = mailboxOf(constraint)
  if (wanted) return mailbox.local === wanted.local && mailbox.host === wanted.host
  return hostWithin(mailbox.host, constraint)
}

/** The host of the authority (RFC 3986 §3.2.2), when it is a host name. */
export function uriHost(uri: string): string | undefined {
  const [, host] =
    /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#@:]*)(?::\d*)?(?:[/?#]|$)/.exec(uri) ?? []
  return host !== undefined && isHostName(host) ? host : undefined
}

/** One host, or with a leading period the hosts below a domain. */
export function hostWithin(host: string, constraint: string): boolean {
  const [name, limit] = [host.toLowerCase(), constraint.toLowerCase()]
  return limit.startsWith('.') ? name.endsWith(limit) : name === limit || limit === ''
}

/** The constraint is an address followed by a mask of the same length. */
export function ipWithin(address: Uint8Array, constraint: Uint8Array): boolean {
  if (constraint.length !== address.length * 2) return false
  return address.every((octet, at) => {
    const mask = constraint[address.length + at] ?? 0
    return (octet & mask) === ((constraint[at] ?? 0) & mask)
  })
}

/** The constraint's RDNs are the name's first ones (RFC 5280 §7.1 for their comparison). */
export function directoryWithin(name: Name, constraint: Name): boolean {
  if (equalBytes(name.der, constraint.der)) return true
  const keys = rdnKeys(name)
  return rdnKeys(constraint).every((key, at) => keys[at] === key)
}

/** Whether a name says something of its form; a form kept raw says nothing here. */
export function isReadableName(name: GeneralName): boolean {
  switch (name.kind) {
    case 'dns':
      return isDnsPattern(name.value)
    case 'email':
      return mailboxOf(name.value) !== undefined
    case 'uri':
      return uriHost(name.value) !== undefined
    case 'ip':
      return name.bytes.length === 4 || name.bytes.length === 16
    case 'directory':
      return true
    case 'other':
      return false
    default:
      return name satisfies never
  }
}

/** Whether a constraint is one of its form; forms kept raw are left to who meets a name of them. */
export function isReadableConstraint(constraint: GeneralName): boolean {
  switch (constraint.kind) {
    case 'dns':
      return constraint.value === '' || isHostName(constraint.value)
    case 'email':
      return mailboxOf(constraint.value) !== undefined || isHostOrDomain(constraint.value)
    case 'uri':
      return isHostOrDomain(constraint.value)
    case 'ip':
      return isNetwork(constraint.bytes)
    case 'directory':
    case 'other':
      return true
    default:
      return constraint satisfies never
  }
}

function isHostOrDomain(text: string): boolean {
  return text === '' || isHostName(text.startsWith('.') ? text.slice(1) : text)
}

/** 4 or 16 octets of address and as many of a mask whose set bits come first. */
function isNetwork(bytes: Uint8Array): boolean {
  if (bytes.length !== 8 && bytes.length !== 32) return false
  const mask = bytes.subarray(bytes.length / 2)
  const bits = Array.from(mask, (octet) => octet.toString(2).padStart(8, '0')).join('')
  return /^1*0*$/.test(bits)
}

function mailboxOf(text: string): { readonly local: string; readonly host: string } | undefined {
  const at = text.lastIndexOf('@')
  const [local, host] = [text.slice(0, at), text.slice(at + 1).toLowerCase()]
  // The local part as a dot-string of RFC 5321 §4.1.2; quoted ones are not in use.
  const sound =
    at > 0 && /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local)
  return sound && isHostName(host) ? { local, host } : undefined
}

function withoutWildcard(name: string): string {
  return name.startsWith('*.') ? name.slice(2) : name
}

function domainWithin(host: string, domain: string): boolean {
  const [name, limit] = [host.toLowerCase(), domain.toLowerCase()]
  return limit === '' || name === limit || name.endsWith(`.${limit}`)
}
