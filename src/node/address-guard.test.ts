import assert from 'node:assert/strict'
import { BlockList } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { accept } from '#fault'
import { type AddressRange, addressOctets, addressRange, guardAddresses } from './address-guard.ts'

const inside: Readonly<Record<AddressRange, readonly string[]>> = {
  loopback: [
    '127.0.0.1',
    '127.255.255.255',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::127.0.0.1',
  ],
  private: [
    ...['10.0.0.0', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
    ...['fc00::1', 'fdff::1', 'fec0::1', '::ffff:10.1.2.3', '64:ff9b::a01:203'],
  ],
  shared: ['100.64.0.0', '100.127.255.255', '::ffff:100.64.1.1'],
  'link-local': ['169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'febf::1', '64:ff9b::169.254.169.254'],
  unspecified: ['0.0.0.0', '0.1.2.3', '::', '::ffff:0.0.0.0'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1', '::ffff:224.0.0.1'],
  documentation: ['192.0.2.1', '198.51.100.7', '203.0.113.255', '2001:db8::1', '3fff::1', '3fff:fff::1'],
  reserved: [
    ...['192.0.0.9', '192.31.196.1', '192.52.193.1', '192.88.99.1', '192.175.48.1', '198.18.0.1'],
    ...['198.19.255.255', '240.0.0.1', '255.255.255.255'],
    // Teredo, benchmarking, ORCHID, 6to4, AS112, local NAT64, discard, SRv6, IPv4-compatible, translated.
    ...['2001::1', '2001:2::1', '2001:10::1', '2002:7f00:1::1', '2620:4f:8000::1', '64:ff9b:1::1'],
    ...['100::1', '5f00::1', '::7f00:1', '::ffff:0:127.0.0.1', '4000::1', '8000::1', 'f000::1'],
  ],
  unreadable: ['', 'unit.example', '127.1', '0x7f000001', '1.2.3.4.5', '[::1]', '1::2::3', '127.0.0.1 '],
}

const outside = [
  ...['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '172.15.255.255'],
  ...['172.32.0.0', '192.0.1.0', '192.167.255.255', '198.17.255.255', '198.20.0.0', '223.255.255.255'],
  ...['2000::1', '2001:200::1', '2001:4860:4860::8888', '2003::1', '2606:4700::1111', '3ffe::1'],
  ...['::ffff:1.1.1.1', '64:ff9b::1.1.1.1'],
]

for (const [range, addresses] of Object.entries(inside)) {
  test(`addresses that are ${range} are told as such and refused`, () => {
    for (const address of addresses) {
      assert.equal(addressRange(address), range, address)
      const fault = { kind: 'address-refused', address, range }
      assert.deepEqual(guardAddresses([address], false), { ok: false, fault })
    }
  })
}

test('an address that anybody may reach is let through', () => {
  for (const address of outside) assert.equal(addressRange(address), undefined, address)
  assert.deepEqual(guardAddresses(outside, false), accept(outside))
})

test('one address inside refuses all the addresses of a name', () => {
  const fault = { kind: 'address-refused', address: '10.0.0.1', range: 'private' }
  assert.deepEqual(guardAddresses(['1.1.1.1', '10.0.0.1'], false), { ok: false, fault })
  assert.deepEqual(guardAddresses(['10.0.0.1', '1.1.1.1'], false), { ok: false, fault })
})

test('private addresses are opened when they are allowed, and those that are nobody’s stay closed', () => {
  const opened: readonly string[] = ['loopback', 'private', 'shared', 'link-local']
  for (const [range, addresses] of Object.entries(inside)) {
    for (const address of addresses) {
      assert.equal(guardAddresses([address], true).ok, opened.includes(range), address)
    }
  }
})

const ipv4 = fc.ipV4()
const ipv6 = fc.ipV6()

test('an IPv4 address is what it is when an IPv6 address carries it', () => {
  fc.assert(
    fc.property(ipv4, (address) => {
      const range = addressRange(address)
      assert.equal(addressRange(`::ffff:${address}`), range)
      assert.equal(addressRange(`64:ff9b::${address}`), range)
    }),
  )
})

test('the octets of an address are those its text in the URL standard stands for', () => {
  fc.assert(
    fc.property(ipv6, (address) => {
      const octets = addressOctets(address)
      assert.ok(octets)
      const groups = Array.from({ length: 8 }, (_, at) =>
        (((octets[at * 2] ?? 0) << 8) | (octets[at * 2 + 1] ?? 0)).toString(16),
      )
      const spelt = (text: string): string => new URL(`https://[${text}]/`).hostname
      assert.equal(spelt(groups.join(':')), spelt(address))
    }),
  )
})

test('the platform’s own block list agrees on what is private', () => {
  const list = new BlockList()
  for (const [network, bits] of [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
  ] as const)
    list.addSubnet(network, bits)
  list.addSubnet('fc00::', 7, 'ipv6')
  list.addSubnet('fec0::', 10, 'ipv6')
  const near = fc
    .constantFrom(10, 172, 192)
    .chain((first) =>
      fc
        .tuple(fc.constantFrom(15, 16, 31, 32, 167, 168, 169), fc.nat(255), fc.nat(255))
        .map((rest) => [first, ...rest].join('.')),
    )
  fc.assert(
    fc.property(near, (address) => {
      assert.equal(addressRange(address) === 'private', list.check(address))
    }),
  )
  fc.assert(
    fc.property(ipv6, (address) => {
      const mapped = /^(?:::ffff:|64:ff9b::)/i.test(address)
      fc.pre(!mapped)
      assert.equal(addressRange(address) === 'private', list.check(address, 'ipv6'))
    }),
  )
})
