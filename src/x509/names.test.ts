import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  bmpString,
  ia5String,
  integer,
  objectIdentifier,
  printableString,
  sequence,
  setOf,
  utf8String,
} from '#der'
import { sure } from '#fault'
import {
  allFromPem,
  fromPem,
  isDnsName,
  type Name,
  nameOf,
  nameText,
  parseName,
  parseSpiffeId,
  pem,
  sameName,
} from './index.ts'

const single = (type: string, value: Uint8Array): Uint8Array => setOf(sequence(objectIdentifier(type), value))
const name = (...rdns: readonly Uint8Array[]): Name => sure(parseName(sequence(...rdns)), 'a name')
const common = '2.5.4.3'

test('a name is written from country to common name and shown the other way round', () => {
  const made = nameOf({ commonName: '李 四', organization: 'A+B', organizationalUnit: ' u ', country: 'CN' })
  assert.equal(nameText(made), 'CN=李 四,OU=\\ u\\ ,O=A\\+B,C=CN')
  assert.deepEqual(
    made.rdns.flat().map(({ tag }) => tag),
    [0x13, 0x0c, 0x0c, 0x0c],
  )
})

const texts: readonly (readonly [what: string, name: Name, text: string])[] = [
  ['an empty name', name(), ''],
  ['a leading number sign', nameOf({ commonName: '#1' }), 'CN=\\#1'],
  ['special characters', nameOf({ commonName: 'a"b\\c<d>e;f=g' }), 'CN=a\\"b\\\\c\\<d\\>e\\;f=g'],
  ['a zero character', nameOf({ commonName: 'a\0b' }), 'CN=a\\00b'],
  ['a type without a short name', name(single('2.5.4.65', utf8String('p'))), '2.5.4.65=#0c0170'],
  ['a value that is no text', name(single(common, integer(5))), 'CN=#020105'],
  [
    'several attributes in one RDN',
    name(
      setOf(
        sequence(objectIdentifier(common), utf8String('a')),
        sequence(objectIdentifier('2.5.4.10'), utf8String('b')),
      ),
    ),
    'CN=a+O=b',
  ],
]

for (const [what, made, text] of texts) {
  test(`${what} has its RFC 4514 text`, () => assert.equal(nameText(made), text))
}

test('names are the same without regard to case, white space and string type', () => {
  const one = name(single(common, utf8String('  Ada  LOVELACE')))
  assert.ok(sameName(one, name(single(common, printableString('ada lovelace')))))
  assert.ok(sameName(one, name(single(common, bmpString('Ada Lovelace')))))
  assert.ok(!sameName(one, name(single(common, utf8String('adalovelace')))))
  assert.ok(!sameName(one, name(single('2.5.4.10', utf8String('ada lovelace')))))
  assert.ok(!sameName(one, name()))
  assert.ok(!sameName(name(single(common, integer(1))), name(single(common, utf8String('#020101')))))
})

test('names are prepared for comparison; what cannot be prepared is compared as it is', () => {
  const of = (text: string): Name => name(single(common, utf8String(text)))
  assert.ok(sameName(of('Straße\u00A012'), of('STRASSE  12')))
  assert.ok(sameName(of('a\uE000'), of('a\uE000')))
  assert.ok(!sameName(of('a\uE000'), of('A\uE000')))
})

test('domain components are the same but for case alone, e-mail addresses without regard to case', () => {
  const component = (text: string): Name => name(single('0.9.2342.19200300.100.1.25', ia5String(text)))
  assert.ok(sameName(component('Example'), component('eXAMPLE')))
  assert.ok(!sameName(component('example'), component('example ')))
  const address = (text: string): Name => name(single('1.2.840.113549.1.9.1', ia5String(text)))
  assert.ok(sameName(address('Ada@office.example'), address('ada@OFFICE.example')))
})

test('a name that cannot be is a bug and throws', () => {
  assert.throws(() => nameOf({ commonName: '' }), /0 characters/)
  assert.throws(() => nameOf({ commonName: 'x'.repeat(65) }), /65 characters/)
  assert.throws(() => nameOf({ country: 'de' }), /country/)
  assert.doesNotThrow(() => nameOf({ commonName: '😀'.repeat(64) }))
})

test('SPIFFE IDs are taken apart', () => {
  const id = sure(parseSpiffeId('spiffe://office.example/person/ada'), 'id')
  assert.deepEqual([id.trustDomain, id.path], ['office.example', ['person', 'ada']])
  assert.deepEqual(sure(parseSpiffeId('spiffe://office.example'), 'id').path, [])
  assert.ok(parseSpiffeId(`spiffe://a/${'p'.repeat(2037)}`).ok)
})

const noSpiffeIds: readonly (readonly [text: string, kind: string])[] = [
  ['https://office.example/person/ada', 'spiffe-scheme'],
  ['SPIFFE://office.example/a', 'spiffe-scheme'],
  ['spiffe:/office.example/a', 'spiffe-scheme'],
  ['spiffe:///a', 'spiffe-trust-domain'],
  ['spiffe://Office.example/a', 'spiffe-trust-domain'],
  ['spiffe://ada@office.example/a', 'spiffe-trust-domain'],
  ['spiffe://office.example:443/a', 'spiffe-trust-domain'],
  [`spiffe://${'a'.repeat(256)}/a`, 'spiffe-trust-domain'],
  ['spiffe://office.example/', 'spiffe-path'],
  ['spiffe://office.example/a/', 'spiffe-path'],
  ['spiffe://office.example//a', 'spiffe-path'],
  ['spiffe://office.example/a/../b', 'spiffe-path'],
  ['spiffe://office.example/.', 'spiffe-path'],
  ['spiffe://office.example/a%20b', 'spiffe-path'],
  ['spiffe://office.example/a?b', 'spiffe-path'],
  ['spiffe://office.example/ä', 'spiffe-path'],
  [`spiffe://a/${'p'.repeat(2038)}`, 'spiffe-too-long'],
]

for (const [text, kind] of noSpiffeIds) {
  test(`\`${text.slice(0, 50)}\` is no SPIFFE ID`, () => {
    const id = parseSpiffeId(text)
    assert.equal(id.ok ? 'accepted' : id.fault.kind, kind)
  })
}

test('DNS names are lower-case labels, the first one possibly a star', () => {
  for (const text of ['a', 'a.example', '*.a.example', 'xn--p1ai', 'a-b.c1']) assert.ok(isDnsName(text), text)
  for (const text of ['', '.', 'a.', 'A.example', 'a_b', '-a', 'a-', 'a..b', 'a.*.b', 'é', 'a'.repeat(64)]) {
    assert.ok(!isDnsName(text), text)
  }
})

test('PEM goes both ways', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.deepEqual(sure(fromPem(pem('X509 CRL', bytes), 'X509 CRL'), 'pem'), Buffer.from(bytes))
    }),
  )
})

test('PEM passes over other text and other labels, and counts', () => {
  const first = pem('A', Uint8Array.of(1)).replaceAll('\n', '\r\n')
  const text = `Certificate:\r\n${first}${pem('B', Uint8Array.of(2))}`
  assert.deepEqual(sure(fromPem(text, 'B'), 'pem'), Buffer.of(2))
  assert.equal(sure(allFromPem(text + text, 'A'), 'pem').length, 2)
  const several = fromPem(text + text, 'A')
  assert.deepEqual(several, { ok: false, fault: { kind: 'pem-several', label: 'A', count: 2 } })
  const missing = fromPem(text, 'C')
  assert.deepEqual(missing, { ok: false, fault: { kind: 'pem-missing', label: 'C', found: ['A', 'B'] } })
})

test('PEM that is not base64, or not closed, is refused', () => {
  for (const body of ['A', 'AA', 'AAA', 'AAAA=', 'AB==', 'A AAA!']) {
    const read = fromPem(`-----BEGIN A-----\n${body}\n-----END A-----`, 'A')
    assert.deepEqual(read, { ok: false, fault: { kind: 'pem-malformed', label: 'A' } }, body)
  }
  const open = fromPem('-----BEGIN A-----\nAAAA\n-----END B-----', 'A')
  assert.equal(open.ok ? 'accepted' : open.fault.kind, 'pem-missing')
})
