import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { describe, test } from 'node:test'
import { utf8 } from '#bytes'
import { day, second } from '#clock'
import { accept, certain, type Result } from '#fault'
import { type Certificate, type GeneralName, type KnownExtensions, keyPurpose } from '#x509'
import { addressOctets } from './address-guard.ts'
import { type BundleRequest, type FetchMeans, fetchBundle } from './bundle-fetch.ts'
import type { FetchFault } from './bundle-fetch-fault.ts'
import {
  certified,
  type FakePublisher,
  fakePublisher,
  fetchNow,
  firstVersion,
  goodAnswer,
  holder,
  loopbackName,
  publishingUnit,
  saying,
  serverTerms,
  unitName,
} from './bundle-fetch-fixture.ts'

const unit = publishingUnit('unit')
const clock = { now: () => fetchNow }
const brought = accept(utf8('{}'))

interface Setting {
  readonly sent?: Parameters<typeof fakePublisher>[1]
  readonly options?: Parameters<typeof fakePublisher>[3]
  readonly request?: (publisher: FakePublisher) => Partial<BundleRequest>
  readonly means?: Partial<FetchMeans>
}

interface Seen {
  readonly answer: Result<Uint8Array, FetchFault>
  readonly publisher: FakePublisher
}

/** Fetches from a server that would answer well. */
async function seen({ sent, options, request, means }: Setting): Promise<Seen> {
  const answering = saying(goodAnswer('{}'))
  const publisher = await fakePublisher(unit, sent ?? [unit.leaf(), unit.issuing], answering, options)
  const { url } = publisher
  const usual = { url, authorities: [unit.authority], privateAddresses: true }
  const resolve = (): Promise<readonly string[]> => Promise.resolve(['127.0.0.1'])
  const answer = await fetchBundle({ ...usual, ...request?.(publisher) }, { clock, resolve, ...means })
  await publisher.close()
  return { answer, publisher }
}

function leafFor(...names: readonly GeneralName[]): readonly Certificate[] {
  return [unit.leaf(serverTerms(...names)), unit.issuing]
}

function leafWith(known: KnownExtensions): readonly Certificate[] {
  return [unit.leaf({ ...serverTerms(unitName), ...known }), unit.issuing]
}

const dns = (value: string): GeneralName => ({ kind: 'dns', value })
const other = publishingUnit('unit')
const [middle, bridge] = [holder('middle'), holder('bridge')]

const recognised: Readonly<Record<string, Setting>> = {
  'the path leads through its issuing key': {},
  'the issuing key is among the authorities': {
    sent: [unit.leaf()],
    request: () => ({ authorities: [other.authority, unit.issuing] }),
  },
  'certificates of others are sent between': {
    sent: [unit.leaf(), other.issuing, other.authority, certified(middle, bridge, {}), unit.issuing],
  },
  'its last second of validity has come': {
    sent: [unit.leaf(serverTerms(unitName), fetchNow), unit.issuing],
    means: { clock: { now: () => fetchNow + second - 1 } },
  },
  'a wildcard stands for the first label': { sent: leafFor(dns('a.example'), dns('*.example')) },
  'its name is in capitals': { sent: leafFor(dns('UNIT.example')) },
  'the URL is in capitals': { request: ({ port }) => ({ url: `HTTPS://Unit.EXAMPLE:${port}/` }) },
  'the URL names an address that the certificate is for': {
    request: ({ port }) => ({ url: `https://127.0.0.1:${port}/` }),
  },
}

describe('a server is recognised when', () => {
  for (const [what, setting] of Object.entries(recognised)) {
    test(what, async () => assert.deepEqual((await seen(setting)).answer, brought))
  }

  const hasIpv6 = Object.values(networkInterfaces()).some((some) =>
    some?.some(({ family }) => family === 'IPv6'),
  )

  test('the URL names an IPv6 address', { skip: !hasIpv6 && 'this machine has no IPv6' }, async () => {
    const bytes = certain(addressOctets('::ffff:127.0.0.1'), 'the octets of an address')
    const { answer, publisher } = await seen({
      sent: leafFor({ kind: 'ip', bytes }),
      request: ({ port }) => ({ url: `https://[::FFFF:127.0.0.1]:${port}/` }),
    })
    assert.deepEqual(answer, brought)
    assert.match(publisher.received(), /\r\nhost: \[::ffff:7f00:1\]:\d+\r\n/)
  })

  test('an address is asked for, of which the handshake says nothing', async () => {
    const { publisher } = await seen(certain(Object.values(recognised).at(-1), 'a setting'))
    assert.deepEqual(publisher.callers, [{ serverName: false, protocol: 'http/1.1', certified: false }])
  })
})

const unrecognised = (kind: string): object => ({ kind: 'server-not-recognised', fault: { kind } })
const differs = (...names: readonly string[]): object => ({
  kind: 'name-differs',
  host: 'unit.example',
  names,
})

const refusals: Readonly<Record<string, Setting & { readonly fault: object }>> = {
  'the agreement names another authority of the same name': {
    request: () => ({ authorities: [other.authority] }),
    fault: unrecognised('signature-wrong'),
  },
  'the agreement names no authority': {
    request: () => ({ authorities: [] }),
    fault: unrecognised('issuer-unknown'),
  },
  'the issuing key’s certificate is not sent': {
    sent: [unit.leaf()],
    fault: unrecognised('issuer-unknown'),
  },
  'it brings its own authority': {
    sent: [unit.leaf(), unit.issuing, unit.authority],
    request: () => ({ authorities: [publishingUnit('elsewhere').authority] }),
    fault: unrecognised('issuer-unknown'),
  },
  'its certificate has expired': {
    sent: [unit.leaf(serverTerms(unitName), fetchNow - day), unit.issuing],
    fault: unrecognised('expired'),
  },
  'its certificate is not valid yet': {
    means: { clock: { now: () => fetchNow - 3 * day } },
    fault: unrecognised('not-yet-valid'),
  },
  'its certificate is for clients': {
    sent: leafWith({ extendedKeyUsage: [keyPurpose.clientAuth] }),
    fault: unrecognised('purpose-refused'),
  },
  'its key is an authority’s': {
    sent: leafWith({
      basicConstraints: { ca: true },
      keyUsage: new Set(['digitalSignature', 'keyCertSign']),
    }),
    fault: { kind: 'server-key-unfit', extension: 'basic-constraints' },
  },
  'its key is not for signatures': {
    sent: leafWith({ keyUsage: new Set(['keyAgreement']) }),
    fault: { kind: 'server-key-unfit', extension: 'key-usage' },
  },
  'its names are others': {
    sent: leafFor(dns('unit.example.org'), dns('example'), loopbackName),
    fault: differs('unit.example.org', 'example'),
  },
  'it has no names but a common one': {
    sent: [unit.leaf({ extendedKeyUsage: [keyPurpose.serverAuth] }), unit.issuing],
    fault: differs(),
  },
  'a wildcard stands for more or less than one label': {
    sent: leafFor(dns('*.unit.example'), dns('*.com')),
    fault: differs('*.unit.example', '*.com'),
  },
  'a wildcard is a part of a label': {
    sent: leafFor(dns('u*.example')),
    fault: unrecognised('extension-unfit'),
  },
  'a wildcard is not the first label': {
    sent: leafFor(dns('unit.*')),
    fault: unrecognised('extension-unfit'),
  },
  'the URL names an address that is not among its own': {
    sent: leafFor(unitName, { kind: 'ip', bytes: Uint8Array.of(127, 0, 0, 2) }),
    request: ({ port }) => ({ url: `https://127.0.0.1:${port}/` }),
    fault: { kind: 'name-differs', host: '127.0.0.1' },
  },
}

describe('a server is refused before anything is asked of it when', () => {
  for (const [what, { fault, ...setting }] of Object.entries(refusals)) {
    test(what, async () => {
      const { answer, publisher } = await seen(setting)
      assert.partialDeepStrictEqual(answer, { ok: false, fault })
      assert.equal(publisher.received(), '')
      assert.equal(publisher.connections(), 1)
    })
  }

  test('it sent more certificates than are looked at before the one that matters', async () => {
    const many = Array.from({ length: 10 }, () => certified(middle, bridge, {}))
    const { answer } = await seen({ sent: [unit.leaf(), ...many, unit.issuing] })
    assert.partialDeepStrictEqual(answer, { ok: false, fault: unrecognised('issuer-unknown') })
  })

  test('its certificate is of the first version', async () => {
    const { answer, publisher } = await seen({ sent: [firstVersion(unit.server), unit.issuing] })
    const fault = { kind: 'version-unsupported', version: 1 }
    assert.deepEqual(answer, { ok: false, fault: { kind: 'server-certificate-malformed', fault } })
    assert.equal(publisher.received(), '')
  })

  test('it speaks TLS 1.2 only, or asks for a certificate that it must have', async () => {
    const old = await seen({ options: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } })
    assert.partialDeepStrictEqual(old.answer, { ok: false, fault: { kind: 'tls-failed' } })
    // The alert comes after the handshake (RFC 8446 §4.4.2.4), so that the request was on its way.
    const asking = await seen({ options: { requestCert: true, rejectUnauthorized: true } })
    assert.equal(asking.answer.ok, false)
    assert.equal(asking.publisher.received(), '')
  })
})

const refusing = (code: string) => () => Promise.reject(Object.assign(new Error('no'), { code }))
const giving =
  (...addresses: readonly string[]) =>
  () =>
    Promise.resolve(addresses)

describe('nothing is connected to', () => {
  const refused: Readonly<Record<string, readonly [Partial<FetchMeans>, boolean, object]>> = {
    'at a private address that no agreement opens': [
      {},
      false,
      { kind: 'address-refused', address: '127.0.0.1', range: 'loopback' },
    ],
    'when one address of several is private': [
      { resolve: giving('1.1.1.1', '127.0.0.1') },
      false,
      { kind: 'address-refused', address: '127.0.0.1', range: 'loopback' },
    ],
    'at a private address in IPv6 dress': [
      { resolve: giving('::ffff:127.0.0.1') },
      false,
      { kind: 'address-refused', address: '::ffff:127.0.0.1', range: 'loopback' },
    ],
    'at an address that stands for this host by accident, whatever is opened': [
      { resolve: giving('0.0.0.0') },
      true,
      { kind: 'address-refused', address: '0.0.0.0', range: 'unspecified' },
    ],
    'when the resolver gives another name': [
      { resolve: giving('localhost') },
      true,
      { kind: 'address-refused', address: 'localhost', range: 'unreadable' },
    ],
    'when there is no such name': [
      { resolve: refusing('ENOTFOUND') },
      true,
      { kind: 'unresolvable', host: 'unit.example', problem: 'ENOTFOUND' },
    ],
    'when the name has no address': [
      { resolve: giving() },
      true,
      { kind: 'unresolvable', host: 'unit.example', problem: 'EMPTY' },
    ],
  }
  for (const [what, [means, privateAddresses, fault]] of Object.entries(refused)) {
    test(what, async () => {
      const { answer, publisher } = await seen({ means, request: () => ({ privateAddresses }) })
      assert.deepEqual(answer, { ok: false, fault })
      assert.equal(publisher.connections(), 0)
    })
  }

  test('at a private address in the URL itself, however it is spelt', async () => {
    for (const host of ['127.0.0.1', '127.1', '0x7f000001', '2130706433', '[::1]', '[::ffff:127.0.0.1]']) {
      const request = ({ port }: FakePublisher): Partial<BundleRequest> => ({
        url: `https://${host}:${port}/`,
        privateAddresses: false,
      })
      const { answer, publisher } = await seen({ request })
      const fault = { kind: 'address-refused', range: 'loopback' }
      assert.partialDeepStrictEqual(answer, { ok: false, fault }, host)
      assert.equal(publisher.connections(), 0)
    }
  })

  test('by a name that the system itself takes for this machine', async () => {
    const request = { url: 'https://localhost/', authorities: [unit.authority], privateAddresses: false }
    const fault = { kind: 'address-refused', range: 'loopback' }
    assert.partialDeepStrictEqual(await fetchBundle(request, { clock }), { ok: false, fault })
  })

  test('but what the name was resolved to the one time it was', async () => {
    const answers = [['127.0.0.1'], ['127.0.0.2']]
    const asked: string[] = []
    const resolve = (host: string): Promise<readonly string[]> => {
      asked.push(host)
      return Promise.resolve(answers[asked.length - 1] ?? [])
    }
    assert.deepEqual((await seen({ means: { resolve } })).answer, brought)
    assert.deepEqual(asked, ['unit.example'])
  })

  test('where nobody listens, which is told', async () => {
    const { publisher } = await seen({})
    const resolve = giving('127.0.0.2', '127.0.0.1')
    const request = { url: publisher.url, authorities: [unit.authority], privateAddresses: true }
    const fault = { kind: 'unreachable', address: '127.0.0.1', problem: 'ECONNREFUSED' }
    assert.deepEqual(await fetchBundle(request, { clock, resolve }), { ok: false, fault })
  })
})

const urls: Readonly<Record<string, readonly string[]>> = {
  malformed: [
    ...['', 'unit.example', 'https:', 'https://', 'https:unit.example/', 'https:///unit.example/'],
    ...[
      'https://unit.example\\x',
      'https://unit.example/a b',
      'https://unit.example/\n',
      'https://ünit.example/',
    ],
    ...[
      'https://unit.example:99999/',
      'https://[::1',
      'https://[fe80::1%25eth0]/',
      '\thttps://unit.example/',
    ],
  ],
  'not-https': ['http://unit.example/', 'ftp://unit.example/', 'file:///etc/passwd', 'data:,x'],
  'user-info': ['https://me@unit.example/', 'https://me:secret@unit.example/', 'https://@unit.example/'],
  fragment: ['https://unit.example/#x', 'https://unit.example/#', 'https://unit.example#'],
  host: ['https://unit.example./', 'https://u_nit.example/', 'https://*.example/', 'https://-x.example/'],
  port: ['https://unit.example:0/'],
  'too-long': [`https://unit.example/${'x'.repeat(2048)}`],
}

describe('a URL is refused without a look at its host that is', () => {
  for (const [rule, texts] of Object.entries(urls)) {
    test(rule, async () => {
      const resolve = (): Promise<never> => assert.fail('nothing is to be resolved')
      for (const url of texts) {
        const request = { url, authorities: [unit.authority], privateAddresses: true }
        const fault = { kind: 'url-refused', url: url.slice(0, 200), rule }
        assert.deepEqual(await fetchBundle(request, { clock, resolve }), { ok: false, fault }, url)
      }
    })
  }
})
