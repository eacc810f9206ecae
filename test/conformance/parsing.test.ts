import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { equalBytes } from '#bytes'
import { extensionsOf, extensionType, nameKey, nameText, parseCertificate, parseRevocationList } from '#x509'
import { certificateBytes, missingFiles, pkitsFiles, usualFolder } from './public-data.ts'

const missing = missingFiles(usualFolder)
const skip = missing.length > 0 && `not beside the project: ${missing.join(', ')}`

/** The NIST files that are refused, all of which the suite itself calls invalid. */
const refusedByIntent = new Set([
  'BadSignedCACert.crt',
  'InvalidDSASignatureTest6EE.crt',
  'InvalidNegativeSerialNumberTest15EE.crt',
  'BadCRLSignatureCACRL.crl',
])

test('every certificate of the path cases is read or refused, and what is read is written the same', {
  skip,
}, () => {
  const all = certificateBytes(usualFolder)
  const read = all.map((der) => parseCertificate(der))
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
  for (const [kind, parse] of [
    ['certs', parseCertificate],
    ['crls', parseRevocationList],
  ] as const) {
    for (const [file, der] of pkitsFiles(usualFolder, kind)) {
      assert.equal(parse(der).ok, !refusedByIntent.has(file), file)
    }
  }
})

test('no change of bytes of a real certificate makes reading throw', { skip }, () => {
  const all = certificateBytes(usualFolder)
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
