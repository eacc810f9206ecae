import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { equalBytes } from '#bytes'
import { sure } from '#fault'
import {
  allFromPem,
  extensionsOf,
  extensionType,
  nameKey,
  nameText,
  parseCertificate,
  parseRevocationList,
} from './index.ts'

/*
 * Certificates and lists that others made (C2SP x509-limbo, Netflix BetterTLS, NIST PKITS), read from beside
 * the project.
 */

const data = new URL('../../../shared/data/', import.meta.url)
const skip = existsSync(data) ? undefined : 'the public test data are not beside the project'

/** The NIST files that are refused, all of which the suite itself calls invalid. */
const refusedByIntent = new Set([
  'BadSignedCACert.crt',
  'InvalidDSASignatureTest6EE.crt',
  'InvalidNegativeSerialNumberTest15EE.crt',
  'BadCRLSignatureCACRL.crl',
])

function pemCertificates(): readonly Uint8Array[] {
  return ['x509-limbo/limbo-core.json', 'bettertls/limbo-pathbuilding.json'].flatMap((file) => {
    const { testcases } = JSON.parse(readFileSync(new URL(file, data), 'utf8')) as {
      readonly testcases: readonly {
        readonly trusted_certs: readonly string[]
        readonly untrusted_intermediates: readonly string[]
        readonly peer_certificate: string
      }[]
    }
    const texts = testcases.flatMap((one) => {
      return [...one.trusted_certs, ...one.untrusted_intermediates, one.peer_certificate]
    })
    return texts.flatMap((text) => sure(allFromPem(text, 'CERTIFICATE'), 'PEM of a case'))
  })
}

test('every certificate of the path cases is read or refused, and what is read is written the same', {
  skip,
}, () => {
  const all = pemCertificates()
  const read = all.map(parseCertificate)
  assert.ok(read.filter(({ ok }) => ok).length > all.length - 30)
  for (const result of read) {
    if (!result.ok) continue
    assert.equal(typeof nameText(result.value.subject) + nameKey(result.value.issuer).slice(0, 1), 'string[')
    const written = new Map(extensionsOf(result.value).map(({ oid, value }) => [oid, value]))
    for (const { oid, value } of result.value.extensions) {
      const again = oid === extensionType.authorityKeyIdentifier ? undefined : written.get(oid)
      if (again) assert.ok(equalBytes(again, value), oid)
    }
  }
})

test('every certificate and list of NIST PKITS is read, but those that are wrong by intent', { skip }, () => {
  for (const [folder, parse] of [
    ['certs', parseCertificate],
    ['crls', parseRevocationList],
  ] as const) {
    for (const file of readdirSync(new URL(`nist-pkits/${folder}`, data))) {
      const result = parse(readFileSync(new URL(`nist-pkits/${folder}/${file}`, data)))
      assert.equal(result.ok, !refusedByIntent.has(file), file)
    }
  }
})

test('no change of bytes of a real certificate makes reading throw', { skip }, () => {
  const all = pemCertificates()
  const which = fc.nat({ max: all.length - 1 })
  fc.assert(
    fc.property(which, fc.nat(), fc.nat({ max: 255 }), (index, position, octet) => {
      const der = Uint8Array.from(all[index] ?? [])
      der[position % der.length] = octet
      assert.equal(typeof parseCertificate(der).ok, 'boolean')
    }),
    { numRuns: 3000 },
  )
})
