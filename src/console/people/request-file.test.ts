import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, sha256 } from '#bytes'
import { PrivateKey } from '#crypto'
import { nameOf, pem, writeRequest } from '#x509'
import { readRequestFile } from './request-file.ts'

const der = writeRequest(
  { subject: nameOf({ commonName: 'Printer' }) },
  PrivateKey.generate('ecdsa-p256-sha256'),
)
const text = pem('CERTIFICATE REQUEST', der)

const forms: readonly (readonly [name: string, content: string | Uint8Array])[] = [
  ['PEM', text],
  ['PEM as older programs name it', text.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST')],
  ['PEM below a text', `made by a printer\r\n${text.replaceAll('\n', '\r\n')}`],
  ['DER', der],
]

for (const [name, content] of forms) {
  test(`a request is read from ${name}, and has the number that the unit gives it`, async () => {
    assert.deepEqual(await readRequestFile(new Blob([Uint8Array.from(octetsOf(content))])), {
      pem: text,
      digest: hex(sha256(der)),
    })
  })
}

const strange: readonly (readonly [name: string, content: string | Uint8Array, fault: string])[] = [
  ['nothing', '', 'not-request'],
  ['a certificate', text.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE'), 'not-request'],
  ['base64 that is none', text.replace('MI', '!!'), 'not-request'],
  ['a text in base64 that is no DER', pem('CERTIFICATE REQUEST', new Uint8Array([1, 2, 3])), 'not-request'],
  [
    'a file of keys (PKCS#12)',
    new Uint8Array([0x30, 0x82, 0x04, 0x00, 0x02, 0x01, 0x03, 0x30]),
    'not-request',
  ],
  ['a picture of some size', new Uint8Array(20_000), 'too-large'],
]

for (const [name, content, fault] of strange) {
  test(`${name} is no request`, async () => {
    assert.equal(await readRequestFile(new Blob([Uint8Array.from(octetsOf(content))])), fault)
  })
}

function octetsOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content
}
