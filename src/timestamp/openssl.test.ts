import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite as group, test } from 'node:test'
import { timestampPolicy } from '#cms'
import { digestBytes, type UnitSuiteName } from '#crypto'
import { certain, sure } from '#fault'
import { allFromPem, type Certificate, parseCertificate, pem } from '#x509'
import { digested, fakeAnchor, fakeNow, fakeQuestion, fakeTsa, usualIssue } from './fake-timestamps.ts'
import {
  considerRequest,
  issueToken,
  makeTimestampRequest,
  refusalResponse,
  tokenOfResponse,
  verifyToken,
} from './index.ts'

/** The `openssl` program is an oracle here; a machine without it skips and says so. */
const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? ''
const skip = version.startsWith('OpenSSL ') ? false : 'no openssl program on this machine'
const folder = mkdtempSync(join(tmpdir(), 'chancery-openssl-ts-'))
after(() => rmSync(folder, { recursive: true }))

const at = (name: string) => join(folder, name)

function openssl(...parameters: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('openssl', parameters, { encoding: 'utf8' })
  assert.equal(status, 0, `openssl ${parameters.join(' ')}: ${stderr}`)
  return `${stdout}${stderr}`
}

const document = 'the document'
const digests = ['sha256', 'sha384', 'sha512', 'sha3-256'] as const
const suites: readonly UnitSuiteName[] = ['ecdsa-p256-sha256', 'ecdsa-p384-sha384', 'rsa-pkcs1-sha256']

group('openssl verifies a token that was issued here', { skip }, () => {
  for (const suite of suites) {
    for (const digest of digests) {
      test(`by ${suite} over ${digest}, which openssl asked for`, () => {
        writeFileSync(at('document'), document)
        openssl('ts', '-query', '-data', at('document'), `-${digest}`, '-cert', '-out', at('query'))
        const query = readFileSync(at('query'))
        const request = sure(considerRequest(query, { policy: timestampPolicy, at: fakeNow }), 'a request')
        const tsa = fakeTsa({ suite })
        const time = Date.now()
        const issue = { ...usualIssue(tsa), request, time, microseconds: 12, serial: 77n }
        writeFileSync(at('reply'), issueToken(issue))
        writeFileSync(at('anchor.pem'), pem('CERTIFICATE', fakeAnchor.der))
        const verify = ['ts', '-verify', '-in', at('reply'), '-CAfile', at('anchor.pem')]
        assert.match(openssl(...verify, '-queryfile', at('query')), /Verification: OK/)
        assert.match(openssl(...verify, '-data', at('document')), /Verification: OK/)
        const text = openssl('ts', '-reply', '-in', at('reply'), '-text')
        assert.match(text, /Status: Granted/)
        assert.match(text, /Serial number: 0x4D/)
        assert.match(text, /Accuracy: 0x01 seconds/)
        assert.match(text, /Ordering: yes/)
        writeFileSync(at('document'), 'another document')
        const other = spawnSync('openssl', [...verify, '-data', at('document')])
        assert.notEqual(other.status, 0)
      })
    }
  }
})

test('openssl reads a refusal as one', { skip }, () => {
  writeFileSync(at('refusal'), refusalResponse({ kind: 'clock-behind' }))
  const text = openssl('ts', '-reply', '-in', at('refusal'), '-text')
  assert.match(text, /Status: Rejected/)
  assert.match(text, /the TSA's time source is not available/)
})

const configuration = `
[ tsa ]
default_tsa = clock
[ clock ]
serial = ${at('serial')}
default_policy = 1.2.3.4
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
`

group('a token that openssl issued verifies here', { skip }, () => {
  function opensslTsa(): { readonly anchor: Certificate; readonly signer: Certificate } {
    writeFileSync(at('ts.cnf'), configuration)
    writeFileSync(at('extensions'), 'extendedKeyUsage=critical,timeStamping\nkeyUsage=digitalSignature\n')
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const
    openssl('req', '-x509', ...key, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=CA')
    openssl('req', '-new', ...key, '-keyout', at('tsa.key'), '-out', at('tsa.csr'), '-subj', '/CN=TSA')
    const issue = [
      '-CA',
      at('ca.pem'),
      '-CAkey',
      at('ca.key'),
      '-CAcreateserial',
      '-extfile',
      at('extensions'),
    ]
    openssl('x509', '-req', '-in', at('tsa.csr'), ...issue, '-out', at('tsa.pem'))
    return { anchor: certificateIn('ca.pem'), signer: certificateIn('tsa.pem') }
  }

  function certificateIn(name: string): Certificate {
    const [der] = sure(allFromPem(readFileSync(at(name), 'utf8'), 'CERTIFICATE'), 'PEM')
    return sure(parseCertificate(certain(der, 'a certificate')), name)
  }

  for (const digest of ['sha256', 'sha384', 'sha512'] as const) {
    test(`over ${digest}, asked for and verified here`, () => {
      const { anchor, signer } = opensslTsa()
      const made = makeTimestampRequest({ ...digested(document, digest), nonce: 0x1234_5678_9abc_def0n })
      writeFileSync(at('asked'), made.der)
      const reply = ['ts', '-reply', '-config', at('ts.cnf'), '-section', 'clock', '-queryfile', at('asked')]
      const by = ['-signer', at('tsa.pem'), '-inkey', at('tsa.key'), `-${digest}`]
      openssl(...reply, ...by, '-out', at('answer'))
      const { token, info, certificate } = sure(tokenOfResponse(readFileSync(at('answer')), made), 'a token')
      assert.equal(certificate.fingerprint, signer.fingerprint)
      assert.equal(info.accuracyMilliseconds, 1_500)
      const question = fakeQuestion({ anchors: [anchor], at: Date.now() })
      const imprint = (algorithm: string) =>
        algorithm === digest ? digestBytes(digest, Buffer.from(document)) : undefined
      const verified = sure(verifyToken(token, imprint, question), 'a token of openssl')
      assert.equal(verified.policy, '1.2.3.4')
    })
  }
})
