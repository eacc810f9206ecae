import { fromHex, hex } from '#bytes'
import { sure } from '#fault'
import type { Certificate } from '#x509'
import type { PeerName } from './public-data.ts'

/** Whether a TLS peer is called so (RFC 9525 §6): no business of the engine's, but the cases ask for it. */
export function isNamed(leaf: Certificate, { kind, value }: PeerName): boolean {
  return (leaf.subjectAltName ?? []).some((name) => {
    if (kind === 'DNS' && name.kind === 'dns') return isHost(name.value.toLowerCase(), value.toLowerCase())
    if (kind === 'RFC822' && name.kind === 'email') return name.value === value
    return kind === 'IP' && name.kind === 'ip' && hex(name.bytes) === addressHex(value)
  })
}

function isHost(pattern: string, host: string): boolean {
  if (pattern === host) return true
  return pattern.startsWith('*.') && host.split('.').slice(1).join('.') === pattern.slice(2)
}

function addressHex(text: string): string {
  if (!text.includes(':')) return hex(Uint8Array.from(text.split('.').map(Number)))
  const [head = '', tail = ''] = text.split('::').map(groupsHex)
  return hex(sure(fromHex(head + '0'.repeat(32 - head.length - tail.length) + tail), 'an address'))
}

function groupsHex(part: string): string {
  const groups = part.split(':').filter(Boolean)
  return groups.map((group) => group.padStart(4, '0')).join('')
}
