import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { base64url, equalBytes, hex, sha256 } from '#bytes'
import { PrivateKey } from '#crypto'
import { contextPrimitive, type DerReader, readDer } from '#der'
import { certain } from '#fault'
import { readExtensions } from './extension.ts'
import { fakeLeaf, fakeUnit } from './fake-unit.ts'
import { type Certificate, nameKey, parseCertificate } from './index.ts'
import { knownExtensionNames, knownExtensions } from './known-extensions.ts'
import { readName } from './name.ts'
import { readSigned } from './signed.ts'

/*
 * The certificate once more, as plainly as RFC 5280 §4.1 says it: everything made at once, then looked at.
 */

type Plain = NonNullable<ReturnType<typeof plainly>>

function readPlain(reader: DerReader): {
  readonly version: number
  readonly serial: bigint
  readonly fields: Pick<Certificate, 'issuer' | 'subject' | 'notBefore' | 'notAfter' | 'spki' | 'extensions'>
  readonly algorithm: Uint8Array
} {
  const version = reader.optional(0xa0, (at) => at.explicit(0, (inside) => inside.count(255))) ?? 0
  const serial = reader.integer()
  const algorithm = reader.encoding(0x30)
  const issuer = readName(reader)
  const [notBefore, notAfter] = reader.sequence((validity) => [validity.time(), validity.time()] as const)
  const subject = readName(reader)
  const spki = reader.encoding(0x30)
  for (const number of [1, 2])
    reader.optional(contextPrimitive(number), (at) => at.bitString(contextPrimitive(number)))
  const extensions = reader.optional(0xa3, (at) => at.explicit(3, readExtensions)) ?? []
  const fields = { issuer, subject, notBefore, notAfter, spki, extensions }
  return { version, serial, algorithm, fields }
}

/** What a certificate says; `undefined` when it is refused. */
function plainly(der: Uint8Array) {
  const read = readDer(der, (reader) => readSigned(reader, readPlain))
  if (!read.ok) return undefined
  const { content, ...signed } = read.value
  const { version, serial, algorithm, fields } = content
  const known = knownExtensions(fields.extensions)
  const sound =
    version === 2 &&
    serial > 0n &&
    serial < 2n ** 159n &&
    equalBytes(algorithm, signed.signatureAlgorithm) &&
    fields.issuer.rdns.length > 0 &&
    fields.notBefore <= fields.notAfter
  return sound && known.ok ? { der, serial, ...fields, ...signed, known: known.value } : undefined
}

function assertSame(certificate: Certificate, plain: Plain): void {
  for (const field of ['issuer', 'subject', 'notBefore', 'notAfter', 'extensions'] as const) {
    assert.deepEqual(certificate[field], plain[field], field)
  }
  for (const field of ['tbs', 'spki', 'signatureAlgorithm', 'signature'] as const) {
    assert.equal(hex(certificate[field]), hex(plain[field]), field)
  }
  for (const name of knownExtensionNames) assert.deepEqual(certificate[name], plain.known[name], name)
  assert.equal(BigInt(`0x${certificate.serial}`), plain.serial)
  assert.equal(certificate.fingerprint, base64url(sha256(plain.der)))
}

const unit = fakeUnit()
const leaf = fakeLeaf(unit, PrivateKey.generate('ed25519'), { dnsNames: ['ada.office.example'] })
const own = [unit.authority.der, unit.issuing.der, leaf]

const data = new URL('../../../shared/data/nist-pkits/certs/', import.meta.url)
const skip = existsSync(data) ? undefined : 'the public test data are not beside the project'

const sources: readonly (readonly [whose: string, skip: string | undefined, all: readonly Uint8Array[]])[] = [
  ['a unit', undefined, own],
  ['NIST PKITS', skip, skip ? [] : readdirSync(data).map((file) => readFileSync(new URL(file, data)))],
]

/** Octets that begin elements, and lengths that DER forbids: what a change of one octet can do most with. */
const octet = fc.oneof(
  fc.constantFrom(
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    0x0c,
    0x13,
    0x17,
    0x24,
    0x30,
    0x31,
    0x80,
    0x81,
    0x82,
    0xa0,
    0xa3,
    0xff,
  ),
  fc.nat({ max: 255 }),
)

const change = fc.tuple(fc.nat(), octet)
const changed = fc.tuple(fc.nat(), fc.array(change, { minLength: 1, maxLength: 3 }))

for (const [whose, skipped, all] of sources) {
  test(`the certificates of ${whose} are read as a plain reading reads them`, { skip: skipped }, () => {
    let accepted = 0
    for (const der of all) {
      const [read, plain] = [parseCertificate(der), plainly(der)]
      assert.equal(read.ok, plain !== undefined)
      if (!read.ok || !plain) continue
      assertSame(read.value, plain)
      accepted += 1
    }
    // The suite holds a few that are wrong by intent.
    assert.ok(accepted > 0 && accepted >= all.length - 10)
  })

  test(`changed, those of ${whose} are refused where it refuses them, and else say the same`, {
    skip: skipped,
  }, () => {
    fc.assert(
      fc.property(changed, ([which, changes]) => {
        const der = Uint8Array.from(certain(all[which % all.length], 'a certificate'))
        for (const [at, to] of changes) der[at % der.length] = to
        const [read, plain] = [parseCertificate(der), plainly(der)]
        assert.equal(read.ok, plain !== undefined)
        if (read.ok && plain) assertSame(read.value, plain)
      }),
      { numRuns: 2000 },
    )
  })
}

test('a field asked for again is the same, and no field changes another', () => {
  const read = parseCertificate(leaf)
  assert.ok(read.ok)
  const { subject, extensions, subjectAltName } = read.value
  assert.equal(read.value.subject, subject)
  assert.equal(read.value.extensions, extensions)
  assert.equal(read.value.subjectAltName, subjectAltName)
  assert.equal(nameKey(read.value.issuer), nameKey(unit.issuing.subject))
})
