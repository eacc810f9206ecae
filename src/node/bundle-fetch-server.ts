import type { X509Certificate } from 'node:crypto'
import { equalBytes } from '#bytes'
import type { Instant } from '#clock'
import { findPath } from '#trust'
import { type Certificate, isDnsName, parseCertificate } from '#x509'
import { addressOctets } from './address-guard.ts'
import { evidence, type FetchFault } from './bundle-fetch-fault.ts'
import type { FetchTarget } from './bundle-fetch-target.ts'

/** What a server showed and what it is held against. */
export interface ServerQuestion {
  /** The certificate whose key signed the handshake, and behind it whatever else the server sent. */
  readonly shown: X509Certificate
  readonly authorities: readonly Certificate[]
  readonly target: FetchTarget
  readonly at: Instant
  /** Certificates looked at, the leaf among them; further ones count as not sent. */
  readonly certificatesMax: number
}

/** More names than these tell nobody more about whose the server is. */
const namesToldMax = 8

/**
 * Whether the server is the one the agreement means: its key has a path from one of the authorities and its
 * certificate is for the host asked for.
 */
export function serverFault(question: ServerQuestion): FetchFault | undefined {
  const { shown, authorities, target, at, certificatesMax } = question
  const [leafDer = new Uint8Array(), ...others] = sentCertificates(shown, certificatesMax)
  const leaf = parseCertificate(leafDer)
  if (!leaf.ok) return { kind: 'server-certificate-malformed', fault: leaf.fault }
  const intermediates = others.flatMap((der) => {
    const parsed = parseCertificate(der)
    // What else a server sends is material for the search: what cannot be read cannot help it.
    return parsed.ok ? [parsed.value] : []
  })
  const answer = findPath({
    leaf: leaf.value,
    anchors: authorities,
    intermediates,
    at,
    purpose: 'server',
    // The lists that would tell come in this very bundle. A server with a revoked certificate can do no more
    // than pass on a bundle, which is signed, numbered and dated by its unit, or withhold it, as whoever owns
    // the line can: it is the bundle that proves that it is fresh.
    statusOf: () => ({ status: 'good' }),
  })
  switch (answer.answer) {
    case 'refused':
      return { kind: 'server-not-recognised', fault: answer.fault }
    case 'unknown':
      return { kind: 'server-undecided', spent: answer.spent }
    case 'accepted':
      return unfitFault(leaf.value) ?? nameFault(leaf.value, target)
    default:
      return answer satisfies never
  }
}

/** As they came in the handshake (RFC 8446 §4.4.2): the first is the leaf, the others in any order. */
function sentCertificates(shown: X509Certificate, certificatesMax: number): readonly Uint8Array[] {
  const sent: Uint8Array[] = []
  for (let at: X509Certificate | undefined = shown; at && sent.length < certificatesMax; ) {
    sent.push(at.raw)
    at = at.issuerCertificate
  }
  return sent
}

function unfitFault({ basicConstraints, keyUsage }: Certificate): FetchFault | undefined {
  if (basicConstraints?.ca) return { kind: 'server-key-unfit', extension: 'basic-constraints' }
  if (keyUsage && !keyUsage.has('digitalSignature')) {
    return { kind: 'server-key-unfit', extension: 'key-usage' }
  }
  return undefined
}

/** RFC 9525 §6: by alternative names only; an address by those that are addresses, a name by DNS names. */
function nameFault({ subjectAltName = [] }: Certificate, target: FetchTarget): FetchFault | undefined {
  const { host, isAddress } = target
  const octets = isAddress ? addressOctets(host) : undefined
  const fits = subjectAltName.some((name) => {
    if (name.kind === 'ip') return octets !== undefined && equalBytes(name.bytes, octets)
    return name.kind === 'dns' && !isAddress && patternFits(name.value.toLowerCase(), host)
  })
  if (fits) return undefined
  const names = subjectAltName.flatMap((name) => (name.kind === 'dns' ? [evidence(name.value)] : []))
  return { kind: 'name-differs', host, names: names.slice(0, namesToldMax) }
}

/** RFC 9525 §6.3: `*` stands for the whole of the left-most label and for one label only. */
function patternFits(pattern: string, host: string): boolean {
  if (!isDnsName(pattern)) return false
  if (!pattern.startsWith('*.')) return pattern === host
  const parent = host.indexOf('.')
  return parent > 0 && host.slice(parent) === pattern.slice(1)
}
