import { isIPv4, isIPv6 } from 'node:net'
import { accept, type Result, refuse } from '#fault'

/** What an address is for, when it is not for reaching a stranger across the Internet. */
export type AddressRange =
  | 'loopback'
  | 'private'
  | 'shared'
  | 'link-local'
  | 'unspecified'
  | 'multicast'
  | 'documentation'
  | 'reserved'
  /** No address, as far as this program can read. */
  | 'unreadable'

export interface AddressFault {
  readonly kind: 'address-refused'
  readonly address: string
  readonly range: AddressRange
}

interface Network {
  readonly octets: Uint8Array
  readonly bits: number
}

/** Where one runs machines of one's own; the rest is for nobody's server. */
const ownRanges: readonly AddressRange[] = ['loopback', 'private', 'shared', 'link-local']

/**
 * The IANA special-purpose address registries (RFC 6890) and the multicast ones; the first network that
 * fits decides. What the registries call globally reachable inside a special block (anycast relays and the
 * like) is refused as the block is: no unit lives there. IPv6 outside 2000::/3 has not been given out
 * (IANA IPv6 address space registry).
 */
const networks: readonly (Network & { readonly range: AddressRange })[] = Object.entries({
  loopback: '127.0.0.0/8 ::1/128',
  // RFC 1918, RFC 4193; site-local was for the same (RFC 3879).
  private: '10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10',
  // RFC 6598: between a carrier and its customers.
  shared: '100.64.0.0/10',
  'link-local': '169.254.0.0/16 fe80::/10',
  // RFC 1122 §3.2.1.3: `this network`, which many systems take for themselves.
  unspecified: '0.0.0.0/8 ::/128',
  multicast: '224.0.0.0/4 ff00::/8',
  documentation: '192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20',
  // Protocol assignments, AS112, AMT, 6to4 and Teredo (which carry IPv4 addresses), benchmarking, class E.
  reserved:
    '192.0.0.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.175.48.0/24 198.18.0.0/15 240.0.0.0/4 ' +
    '2001::/23 2002::/16 2620:4f:8000::/48 ::/3 4000::/2 8000::/1',
} satisfies Partial<Record<AddressRange, string>>).flatMap(([range, texts]) =>
  texts.split(' ').map((text) => ({ range: range as AddressRange, ...networkOf(text) })),
)

/**
 * Prefixes of IPv6 addresses whose last 32 bits are an IPv4 address: mapped (RFC 4291 §2.5.5.2) and NAT64
 * (RFC 6052 §2.1).
 */
const carriers: readonly Network[] = ['::ffff:0:0/96', '64:ff9b::/96'].map(networkOf)

/**
 * Looks at every address a name has: one that leads inside refuses them all, since whoever owns the name
 * chose which are there. `privateAddresses` opens loopback, private, shared and link-local ones; addresses
 * that no server can have stay closed.
 */
export function guardAddresses(
  addresses: readonly string[],
  privateAddresses: boolean,
): Result<readonly string[], AddressFault> {
  for (const address of addresses) {
    const range = addressRange(address)
    const isOpen = range === undefined || (privateAddresses && ownRanges.includes(range))
    if (!isOpen) return refuse({ kind: 'address-refused', address, range })
  }
  return accept(addresses)
}

/** The special range of an address, or of the IPv4 address it carries; `undefined` for a public one. */
export function addressRange(address: string): AddressRange | undefined {
  const octets = addressOctets(address)
  if (!octets) return 'unreadable'
  const carried = carriers.some((network) => contains(network, octets)) ? octets.subarray(12) : octets
  return networks.find((network) => contains(network, carried))?.range
}

/** The 4 or 16 octets of an address in text; a zone (RFC 4007 §11) is left out. */
export function addressOctets(address: string): Uint8Array | undefined {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number)
  if (!isIPv6(address)) return undefined
  const [text = ''] = address.split('%')
  const [front = '', back] = text.split('::')
  const [before, after] = [groupOctets(front), groupOctets(back ?? '')]
  const octets = new Uint8Array(16)
  octets.set(before)
  octets.set(after, octets.length - after.length)
  return octets
}

/** Groups of 16 bits, the last of them perhaps an IPv4 address (RFC 4291 §2.2). */
function groupOctets(text: string): readonly number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}

function contains({ octets, bits }: Network, address: Uint8Array): boolean {
  if (octets.length !== address.length) return false
  return octets.every((octet, at) => {
    const left = Math.min(8, Math.max(0, bits - at * 8))
    const mask = (0xff << (8 - left)) & 0xff
    return (octet & mask) === ((address[at] ?? 0) & mask)
  })
}

function networkOf(text: string): Network {
  const [address = '', bits] = text.split('/')
  const octets = addressOctets(address)
  if (!octets) throw new Error(`bug: \`${text}\` is no network`)
  return { octets, bits: Number(bits) }
}
