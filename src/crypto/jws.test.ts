import assert from 'node:assert/strict'
import { createHmac, createPublicKey, sign, verify } from 'node:crypto'
import { suite as group, test } from 'node:test'
import { base64url, fromUtf8, utf8 } from '#bytes'
import { certain, sure } from '#fault'
import { publicJwk, signJws, verifyJws } from './jws.ts'
import { keyFormNamed } from './key-type.ts'
import { PrivateKey, type Signer } from './private-key.ts'
import { type PublicKey, parsePublicKey } from './public-key.ts'
import { suiteNamed, suites } from './suite.ts'

const payload = '{"sub":"person/7"}'

/** Published examples: the key, the token, what it says. */
const examples: readonly (readonly [string, Readonly<Record<string, string>>, string, string])[] = [
  [
    'RFC 7515 A.3 (ES256)',
    {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
    'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlL' +
      'mNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA' +
      'pmWQxfKTUJqPP3-Kg6NU1Q',
    '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}',
  ],
  [
    'RFC 7515 A.4 (ES512)',
    {
      kty: 'EC',
      crv: 'P-521',
      x: 'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk',
      y: 'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2',
    },
    'eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWRO' +
      'c-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vc' +
      'nwNrmxYbSW9ERBXukOXolLzeO_Jn',
    'Payload',
  ],
  [
    'RFC 8037 A.4 (EdDSA)',
    { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGc' +
      'vMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
    'Example of Ed25519 signing',
  ],
]

function publicKeyOf(jwk: Readonly<Record<string, string>>): PublicKey {
  const handle = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  return sure(parsePublicKey(handle.export({ format: 'der', type: 'spki' })), 'the key')
}

const key = PrivateKey.generate('ecdsa-p256-sha256')
const token = signJws({ typ: 'JWT' }, payload, key)

/** A token by this key whose header and signature the test chooses. */
function forged(header: string, by: Signer, signature?: Uint8Array): string {
  const input = `${base64url(utf8(header))}.${base64url(utf8(payload))}`
  return `${input}.${base64url(signature ?? by.sign(utf8(input)))}`
}

group('a JWS', () => {
  for (const [what, jwk, text, expected] of examples) {
    test(`verifies ${what}`, () => {
      const verified = sure(verifyJws(text, publicKeyOf(jwk)), what)
      assert.equal(sure(fromUtf8(verified.payload), 'the payload'), expected)
    })
  }

  for (const suite of suites.filter(({ jws }) => jws !== undefined)) {
    test(`is signed and verified with ${suite.jws} of ${suite.name}, as others do`, () => {
      const handle = keyFormNamed(suite.keyType).generate()
      const signer = sure(PrivateKey.of(handle, suite), suite.name)
      const kid = signer.publicKey.thumbprint
      // Halves that begin with a zero byte come once in some hundred signatures.
      for (let round = 0; round < (suite.ecdsaHalf === undefined ? 2 : 200); round += 1) {
        const text = signJws({ typ: 'JWT', round }, payload, signer)
        const verified = sure(verifyJws(text, signer.publicKey, suite), suite.name)
        assert.deepEqual(verified.header, { typ: 'JWT', round, alg: suite.jws, kid })
        assert.equal(sure(fromUtf8(verified.payload), 'the payload'), payload)
        const [head, body, tail] = text.split('.')
        const proof = Buffer.from(certain(tail, 'the signature'), 'base64url')
        const how = { key: createPublicKey(handle), ...suite.padding, dsaEncoding: 'ieee-p1363' } as const
        assert.equal(verify(suite.digest, utf8(`${head}.${body}`), how, proof), true)
      }
    })
  }

  test('is not signed with a suite that has no registered algorithm', () => {
    const suite = certain(suiteNamed('ecdsa-p256-sha512'), 'the suite')
    const signer = sure(PrivateKey.of(keyFormNamed('p256').generate(), suite), 'the signer')
    assert.throws(() => signJws({}, payload, signer), TypeError)
  })

  test('keeps its own algorithm and key whatever the header says', () => {
    const header: Record<string, string> = { alg: 'none', kid: 'mine' }
    const verified = sure(verifyJws(signJws(header as { typ: string }, payload, key), key.publicKey), 'it')
    assert.deepEqual(verified.header, { alg: 'ES256', kid: key.publicKey.thumbprint })
  })

  const [head = '', body = '', tail = ''] = token.split('.')
  const rsa = sure(PrivateKey.of(keyFormNamed('rsa').generate()), 'an RSA key')
  const hmac = createHmac('sha256', key.publicKey.spki).update(
    `${base64url(utf8('{"alg":"HS256"}'))}.${body}`,
  )
  const refused = (algorithm: string) => ({ kind: 'jws-algorithm-refused', algorithm })
  const unreadable = { kind: 'jws-unreadable' }
  const wrong = { kind: 'jws-signature-wrong' }
  const refusals: readonly (readonly [string, string, object])[] = [
    ['no text', '', unreadable],
    ['two parts', `${head}.${body}`, unreadable],
    ['four parts', `${token}.`, unreadable],
    ['a padded part', `${head}.${body}.${tail}==`, unreadable],
    ['a second spelling of the signature', `${head}.${body}.${respelled(tail)}`, unreadable],
    ['a header that is no JSON', forged('alg', key), unreadable],
    ['a header that is no object', forged('["ES256"]', key), unreadable],
    ['a header without algorithm', forged('{}', key), unreadable],
    ['an algorithm named twice', forged('{"alg":"none","alg":"ES256"}', key), unreadable],
    ['an algorithm that is no text', forged('{"alg":7}', key), unreadable],
    ['more than a header field holds', `${token}${'A'.repeat(16_384)}`, unreadable],
    [
      'a critical extension',
      forged('{"alg":"ES256","crit":["b64"],"b64":false}', key),
      { kind: 'jws-critical-unknown' },
    ],
    ['none', forged('{"alg":"none"}', key, new Uint8Array(0)), refused('none')],
    [
      'the public key taken for a shared secret',
      forged('{"alg":"HS256"}', key, hmac.digest()),
      refused('HS256'),
    ],
    ["another key type's algorithm", signJws({}, payload, rsa), refused('RS256')],
    ['another digest', forged('{"alg":"ES384"}', key), refused('ES384')],
    ['a signature in DER', forged('{"alg":"ES256"}', key), wrong],
    ['no signature', `${head}.${body}.`, wrong],
    ['zeros as signature', `${head}.${body}.${base64url(new Uint8Array(64))}`, wrong],
    ['another payload', `${head}.${base64url(utf8('{}'))}.${tail}`, wrong],
    ["another key's signature", signJws({}, payload, PrivateKey.generate('ecdsa-p256-sha256')), wrong],
  ]
  for (const [what, text, fault] of refusals) {
    test(`is refused: ${what}`, () => assert.deepEqual(verifyJws(text, key.publicKey), { ok: false, fault }))
  }

  test('is refused when the caller asked for another suite', () => {
    const pss = certain(suiteNamed('rsa-pss-sha256'), 'the suite')
    const text = signJws({}, payload, rsa)
    assert.deepEqual(verifyJws(text, rsa.publicKey, pss), { ok: false, fault: refused('RS256') })
  })
})

group('a public key as JWK', () => {
  for (const suite of suites) {
    test(`is read back by others: ${suite.name}`, () => {
      const handle = keyFormNamed(suite.keyType).generate()
      const signer = sure(PrivateKey.of(handle, suite), suite.name)
      const jwk = publicJwk(signer.publicKey, suite)
      const { kid, use, alg } = jwk
      assert.deepEqual({ kid, use, alg }, { kid: signer.publicKey.thumbprint, use: 'sig', alg: suite.jws })
      assert.equal('d' in jwk || 'priv' in jwk, false)
      const read = createPublicKey({ key: { ...jwk }, format: 'jwk' })
      const proof = sign(suite.digest, utf8(payload), { key: handle, ...suite.padding })
      assert.equal(verify(suite.digest, utf8(payload), { key: read, ...suite.padding }, proof), true)
    })
  }
})

/** The last character of 86 carries two bits too many: another character gives the same 64 bytes. */
function respelled(tail: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return tail.slice(0, -1) + alphabet.charAt(alphabet.indexOf(tail.slice(-1)) + 1)
}
