import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite as group, test } from 'node:test'
import { equalBytes, utf8 } from '#bytes'
import { digestBytes, digestOfAlgorithm, parsePublicKey, suiteOfSignerInfo, verifySignature } from '#crypto'
import { certain, sure } from '#fault'
import { isSignedBy, parseCertificate, pem } from '#x509'
import { readMessageDigest, readSingle } from './attribute.ts'
import { fakeMessage, fakeSigner } from './fake-message.ts'
import { attributeOid, contentTypeOid } from './identifiers.ts'
import { parseOcspResponse } from './ocsp.ts'
import { parseSignedData, type SignedData } from './signed-data.ts'
import { readSigningCertificate } from './signing-certificate.ts'
import { parseTimestampRequest, writeTimestampRequest } from './timestamp-request.ts'
import { parseTimestampResponse } from './timestamp-response.ts'
import { parseTstInfo } from './tst-info.ts'

/** The `openssl` program is an oracle here; a machine without it skips and says so. */
const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? ''
const skip = version.startsWith('OpenSSL ') ? false : 'no openssl program on this machine'
const folder = mkdtempSync(join(tmpdir(), 'chancery-cms-'))
after(() => rmSync(folder, { recursive: true }))

const at = (name: string) => join(folder, name)
const content = utf8('the office opens at nine\r\n')

function openssl(...parameters: readonly string[]): Buffer {
  const { status, stdout, stderr } = spawnSync('openssl', parameters, { cwd: folder })
  assert.equal(status, 0, `openssl ${parameters.join(' ')}: ${stderr.toString()}`)
  return stdout
}

/** A key and a certificate for it, in the files of that name. */
function selfSigned(name: string, ...key: readonly string[]): void {
  const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)]
  openssl('req', '-x509', '-nodes', '-newkey', ...key, '-subj', `/CN=${name}`, ...files)
}

/** Checks digest and signature of every signer, as CMS has them (RFC 5652 §5.4, §5.6). */
function checkSigners(message: SignedData): void {
  assert.ok(message.signers.length > 0)
  for (const signer of message.signers) {
    const digest = certain(digestOfAlgorithm(signer.digestAlgorithm), 'a digest').name
    const found = message.certificates
      .map((der) => sure(parseCertificate(der), 'a certificate'))
      .find(({ serial }) => 'serial' in signer.identifier && signer.identifier.serial === serial)
    const key = sure(parsePublicKey(certain(found, 'the signer').spki), 'a key')
    const suite = certain(suiteOfSignerInfo(signer.signatureAlgorithm, digest, key.type), 'a suite')
    const signed = signer.signedBytes ?? certain(message.content, 'content')
    assert.ok(verifySignature(suite, key, signed, signer.signature))
    const attributes = signer.signedAttributes ?? []
    const claimed = sure(readSingle(attributes, attributeOid.messageDigest, readMessageDigest), 'it')
    if (claimed) assert.ok(equalBytes(claimed, digestBytes(digest, certain(message.content, 'content'))))
  }
}

interface Way {
  readonly name: string
  readonly wasBer: boolean
  readonly key: 'rsa' | 'ec'
  readonly options: readonly string[]
}

const ways: readonly Way[] = [
  { name: 'plainly', wasBer: false, key: 'rsa', options: [] },
  { name: 'streaming', wasBer: true, key: 'rsa', options: ['-stream'] },
  { name: 'without attributes', wasBer: false, key: 'rsa', options: ['-noattr'] },
  { name: 'as CAdES', wasBer: false, key: 'ec', options: ['-cades'] },
  { name: 'by SHA-512', wasBer: true, key: 'ec', options: ['-md', 'sha512', '-stream'] },
  { name: 'with PSS', wasBer: false, key: 'rsa', options: ['-keyopt', 'rsa_padding_mode:pss'] },
  {
    name: 'with PSS and a short salt',
    wasBer: false,
    key: 'rsa',
    options: ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:32'],
  },
]

group('messages that openssl signed', { skip }, () => {
  if (skip) return
  selfSigned('rsa', 'rsa:2048')
  selfSigned('ec', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256')
  writeFileSync(at('content'), content)

  for (const { name, wasBer, key, options } of ways) {
    test(`${name} are read and verify`, () => {
      const files = ['-in', at('content'), '-signer', at(`${key}.pem`), '-inkey', at(`${key}.key`)]
      const how = ['-sign', '-nodetach', '-binary', '-outform', 'DER']
      const message = sure(parseSignedData(openssl('cms', ...how, ...files, ...options)), name)
      assert.equal(message.wasBer, wasBer)
      assert.deepEqual(message.content && Buffer.from(message.content), content)
      checkSigners(message)
      const [signer] = message.signers
      if (!options.includes('-cades')) return
      const reference = sure(readSigningCertificate(signer?.signedAttributes ?? []), 'a reference')
      const der = certain(message.certificates[0], 'a certificate')
      assert.ok(reference && equalBytes(reference.digest, digestBytes(reference.algorithm, der)))
    })
  }

  test('detached have no content', () => {
    const files = ['-in', at('content'), '-signer', at('rsa.pem'), '-inkey', at('rsa.key')]
    const message = sure(parseSignedData(openssl('cms', '-sign', '-outform', 'DER', ...files)), 'it')
    assert.equal(message.content, undefined)
  })
})

group('messages of ours', { skip }, () => {
  for (const suite of ['ecdsa-p256-sha256', 'ecdsa-p384-sha384', 'rsa-pkcs1-sha256'] as const) {
    test(`by ${suite} verify in openssl`, () => {
      const signer = fakeSigner(suite)
      writeFileSync(at('ours.der'), fakeMessage([signer], content))
      writeFileSync(at('ours.pem'), pem('CERTIFICATE', signer.certificate.der))
      const trust = ['-CAfile', at('ours.pem'), '-purpose', 'any', '-no_check_time', '-cades']
      const out = openssl('cms', '-verify', '-binary', '-inform', 'DER', '-in', at('ours.der'), ...trust)
      assert.deepEqual(out, content)
    })
  }
})

const authority = [
  '[tsa]',
  'serial = serial',
  'crypto_device = builtin',
  'signer_digest = sha256',
  'default_policy = 1.2.3.4',
  'digests = sha256, sha512',
  'accuracy = secs:1, millisecs:500, microsecs:100',
  'clock_precision_digits = 6',
  'ordering = yes',
  'tsa_name = yes',
  'ess_cert_id_chain = no',
  'ess_cert_id_alg = sha256',
]

group('time-stamps of openssl', { skip }, () => {
  if (skip) return
  writeFileSync(at('content'), content)
  const usage = ['-addext', 'extendedKeyUsage=critical,timeStamping', '-addext', 'keyUsage=digitalSignature']
  selfSigned('tsa', 'rsa:2048', ...usage)
  writeFileSync(at('tsa.conf'), `${authority.join('\n')}\n`)

  test('are asked for in our words and in its own', () => {
    const asked = openssl('ts', '-query', '-data', at('content'), '-sha512', '-cert', '-tspolicy', '1.2.3.5')
    const request = sure(parseTimestampRequest(asked), 'a request')
    assert.deepEqual(Buffer.from(request.imprint.digest), Buffer.from(digestBytes('sha512', content)))
    assert.equal(request.policy, '1.2.3.5')
    assert.ok(request.certificateWanted && request.nonce !== undefined)
    // The digest's algorithm is written with NULL there and without here: else these are the same octets.
    assert.deepEqual(sure(parseTimestampRequest(writeTimestampRequest(request)), 'it'), request)
    assert.equal(asked.length, writeTimestampRequest(request).length + 2)
  })

  /** What the authority answers to a request. */
  function reply(request: Uint8Array): Uint8Array {
    writeFileSync(at('query'), request)
    const how = ['-reply', '-config', at('tsa.conf'), '-section', 'tsa', '-queryfile', at('query')]
    const who = ['-inkey', at('tsa.key'), '-signer', at('tsa.pem')]
    openssl('ts', ...how, ...who, '-out', at('reply'))
    return readFileSync(at('reply'))
  }

  test('answer our request, with an exact time', () => {
    const imprint = { algorithm: 'sha256', digest: digestBytes('sha256', content) } as const
    const wish = { imprint, nonce: 2n ** 70n, certificateWanted: true }
    const response = sure(parseTimestampResponse(reply(writeTimestampRequest(wish))), 'a response')
    assert.equal(response.status, 'granted')
    const token = sure(parseSignedData(certain(response.token, 'a token')), 'a token')
    assert.equal(token.contentType, contentTypeOid.tstInfo)
    checkSigners(token)
    const info = sure(parseTstInfo(certain(token.content, 'content')), 'a time-stamp')
    assert.deepEqual(Buffer.from(info.imprint.digest), Buffer.from(imprint.digest))
    assert.equal(info.policy, '1.2.3.4')
    assert.equal(info.nonce, wish.nonce)
    assert.equal(info.accuracyMilliseconds, 1501)
    assert.equal(info.ordering, true)
    assert.equal(info.tsaName?.kind, 'directory')
  })

  test('are refused with what failed', () => {
    const imprint = { algorithm: 'sha384', digest: digestBytes('sha384', content) } as const
    const wish = { imprint, certificateWanted: false }
    const response = sure(parseTimestampResponse(reply(writeTimestampRequest(wish))), 'a response')
    assert.equal(response.status, 'rejection')
    assert.deepEqual(response.failures, ['badAlg'])
    assert.equal(response.token, undefined)
  })
})

/** The list of certificates as the responder of openssl keeps it: the second is revoked. */
const issued = [
  ['V', '301122090000Z', '', '01', 'unknown', '/CN=a'],
  ['R', '301122090000Z', '261122090000Z,keyCompromise', '02', 'unknown', '/CN=b'],
]

group('OCSP responses of openssl', { skip }, () => {
  if (skip) return
  selfSigned('responder', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256')
  writeFileSync(at('index.txt'), issued.map((row) => `${row.join('\t')}\n`).join(''))

  test('say what it knows of each certificate, signed by its key', () => {
    const asked = ['-serial', '1', '-serial', '2', '-serial', '3']
    const who = ['-index', at('index.txt'), '-rsigner', at('responder.pem'), '-rkey', at('responder.key')]
    const files = ['-reqin', at('ocsp-request'), '-respout', at('ocsp-response'), '-ndays', '1']
    openssl('ocsp', '-issuer', at('responder.pem'), ...asked, '-reqout', at('ocsp-request'))
    openssl('ocsp', '-CA', at('responder.pem'), ...who, ...files)
    const response = sure(parseOcspResponse(readFileSync(at('ocsp-response'))), 'a response')
    assert.deepEqual(
      response.answers.map(({ certificate: { serial, algorithm }, status }) => [serial, algorithm, status]),
      [
        ['01', 'sha1', { kind: 'good' }],
        ['02', 'sha1', { kind: 'revoked', at: Date.UTC(2026, 10, 22, 9), reason: 'keyCompromise' }],
        ['03', 'sha1', { kind: 'unknown' }],
      ],
    )
    const responder = sure(parseCertificate(certain(response.certificates[0], 'one')), 'a certificate')
    assert.ok(isSignedBy(response, sure(parsePublicKey(responder.spki), 'a key')))
  })
})
