import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { pem } from '#x509'
import { shownCertificate } from './shown-certificate.ts'

const der = Uint8Array.from({ length: 100 }, (_, at) => (at * 37) % 256)
const base64 = Buffer.from(der).toString('base64')
const sequence = `:${base64}:`
/** As nginx escapes: everything but letters, digits and `-._~`. */
const escaped = encodeURIComponent(pem('CERTIFICATE', der))
/** As Envoy escapes: line ends, spaces, `+`, `/` and `=`, in the quotes of an element. */
const element = `By=spiffe://unit.example/service/front;Hash=${'ab'.repeat(32)};Cert="${escaped}"`

describe('a proxy tells the certificate', () => {
  const forms: readonly (readonly [string, string, string])[] = [
    ['by RFC 9440', 'client-cert', sequence],
    ['as nginx escapes it', 'x-ssl-client-escaped-cert', escaped],
    ['as Envoy sets it', 'x-forwarded-client-cert', element],
    [
      'as Envoy sets it with more',
      'x-forwarded-client-cert',
      `${element};Subject="CN=\\"a, b\\"";URI=;DNS=a;DNS=b`,
    ],
    ['as Envoy sets it alone', 'x-forwarded-client-cert', `Cert="${escaped}"`],
    ['in an element without quotes', 'x-forwarded-client-cert', `cert=${escaped}`],
  ]
  for (const [what, name, value] of forms) {
    test(what, () => {
      const shown = shownCertificate([
        ['host', 'permits.example'],
        [name, value],
        ['client-cert-chain', sequence],
      ])
      assert.ok(shown.ok && shown.value)
      assert.deepEqual(new Uint8Array(shown.value), der)
    })
  }

  test('or none', () => {
    assert.deepEqual(shownCertificate([['host', 'a']]), { ok: true, value: undefined })
  })
})

describe('refused is', () => {
  const inner = escaped.slice('-----BEGIN%20CERTIFICATE-----%0A'.length)
  const cases: readonly (readonly [string, string, string])[] = [
    ['nothing', 'client-cert', ''],
    ['an empty sequence', 'client-cert', '::'],
    ['bare base64', 'client-cert', base64],
    ['a sequence not padded', 'client-cert', `:${base64.replace(/=+$/, '')}:`],
    ['a sequence with bits left over', 'client-cert', ':AB==:'],
    ['a sequence in the alphabet of addresses', 'client-cert', ':-_-_:'],
    ['a sequence with a parameter', 'client-cert', `${sequence};a=1`],
    ['two sequences', 'client-cert', `${sequence}, ${sequence}`],
    ['PEM as a sequence', 'client-cert', escaped],
    ['PEM not escaped', 'x-ssl-client-escaped-cert', pem('CERTIFICATE', der).replaceAll('\n', ' ')],
    ['an escape cut off', 'x-ssl-client-escaped-cert', escaped.slice(0, -1)],
    ['two blocks', 'x-ssl-client-escaped-cert', escaped + escaped],
    ['text before the block', 'x-ssl-client-escaped-cert', `a${escaped}`],
    ['text behind the block', 'x-ssl-client-escaped-cert', `${escaped}a`],
    ['another label', 'x-ssl-client-escaped-cert', encodeURIComponent(pem('PUBLIC KEY', der))],
    ['an empty block', 'x-ssl-client-escaped-cert', encodeURIComponent(pem('CERTIFICATE', new Uint8Array()))],
    ['a block without beginning', 'x-ssl-client-escaped-cert', inner],
    ['two elements', 'x-forwarded-client-cert', `${element},${element}`],
    ['an element before it', 'x-forwarded-client-cert', `Hash=ab,${element}`],
    ['two certificates in one element', 'x-forwarded-client-cert', `${element};Cert="${escaped}"`],
    ['an element without certificate', 'x-forwarded-client-cert', 'Hash=ab;Subject="CN=a"'],
    ['only a chain', 'x-forwarded-client-cert', `Chain="${escaped}"`],
    ['a quote left open', 'x-forwarded-client-cert', element.slice(0, -1)],
    ['a pair cut off', 'x-forwarded-client-cert', `${element};`],
    ['text behind a quote', 'x-forwarded-client-cert', `${element}a`],
  ]
  for (const [what, name, value] of cases) {
    test(what, () => {
      const shown = shownCertificate([[name, value]])
      assert.deepEqual(shown, { ok: false, fault: { kind: 'certificate-field-malformed', field: name } })
    })
  }

  test('whatever is told twice, in one form or in two', () => {
    const told = [
      ['client-cert', sequence],
      ['x-ssl-client-escaped-cert', escaped],
      ['x-forwarded-client-cert', element],
    ] as const
    for (const one of told)
      for (const other of told) assert.ok(!shownCertificate([one, other]).ok, `${one[0]} and ${other[0]}`)
  })
})

test('no text at all makes the reading of a field break', () => {
  const name = fc.constantFrom('client-cert', 'x-ssl-client-escaped-cert', 'x-forwarded-client-cert')
  const value = fc.array(
    fc.constantFrom(':', '%0A', '-----', 'Cert="', '"', ';', ',', '\\', 'AAAA', '=', '%'),
  )
  fc.assert(
    fc.property(name, value, (field, parts) => {
      shownCertificate([[field, parts.join('')]])
    }),
  )
})
