import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { suite as group, test } from 'node:test'
import fc from 'fast-check'
import { concat, fromHex, sha256, utf8 } from '#bytes'
import { certain, sure } from '#fault'
import { type KeyType, keyFormNamed, keyForms } from './key-type.ts'
import { type PublicKeyFault, parsePublicKey, verifySignature } from './public-key.ts'
import { suiteNamed } from './suite.ts'

const bytes = (text: string): Uint8Array => sure(fromHex(text), text)
const spkiOf = (key: KeyObject): Uint8Array => key.export({ format: 'der', type: 'spki' })
const sound = keyForms.map((form) => ({ type: form.type, spki: spkiOf(createPublicKey(form.generate())) }))
const p256 = certain(
  sound.find(({ type }) => type === 'p256'),
  'p256',
).spki

/** An RSA key of that modulus length and exponent, of which nobody knows the private half. */
function rsa(bits: number, exponent: Uint8Array): Uint8Array {
  const modulus = randomBytes(Math.ceil(bits / 8))
  modulus[0] = 1 << ((bits - 1) % 8)
  modulus[modulus.length - 1] = 0x01
  const key = { kty: 'RSA', n: modulus.toString('base64url'), e: Buffer.from(exponent).toString('base64url') }
  return spkiOf(createPublicKey({ key, format: 'jwk' }))
}

const usual = bytes('010001')

/** y of the eight points of small order of Ed25519, little-endian, without the sign of x. */
const smallOrder25519 = [
  '01'.padEnd(64, '0'),
  ''.padEnd(64, '0'),
  `ec${'ff'.repeat(30)}7f`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]
const ed25519 = (point: string) => bytes(`302a300506032b6570032100${point}`)
const ed448 = (point: string) => bytes(`3043300506032b6571033a00${point}`)

/** For each curve the prime, a point of small x and one of small y, beside which there is room for it. */
const smallPoints = [
  {
    type: 'p256',
    prime: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    smallX: [5n, 0x459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbccn],
    smallY: [0x8d0177ebab9c6e9e10db6dd095dbac0d6375e8a97b70f611875d877f0069d2c7n, 1n],
  },
  {
    type: 'p384',
    prime: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    smallX: [
      2n,
      0x8cdeadbbd04911a3c1931e26df3fa6439dca9c7eb286fbd46fc319f0e2bb780232baf57825fc0c1912ada2fefe84024cn,
    ],
    smallY: [
      0x2261b2bf605c22f2f3aef6338719b2c486388ad5240719a5257315969ef01ba27f0a104c89704773a81fdabee6ab5c78n,
      1n,
    ],
  },
  {
    type: 'p521',
    prime: 2n ** 521n - 1n,
    smallX: [
      1n,
      BigInt(
        '0x10e59be93c4f269c0269c79e2afd65d6aeaa9b701eacc194fb3ee03df47849bf55' +
          '0ec636ebee0ddd4a16f1cd9406605af38f584567770e3f272d688c832e843564',
      ),
    ],
    smallY: [
      BigInt(
        '0xd9cb7a32dab342f863edb340f3ea61ddf833e755ce66bb1a918a42714ba05bcdf4' +
          'ff10994f616a9d80cd0b48b326e3a8a2a8f5634d824875b6e71fb7cddd7b5018',
      ),
      1n,
    ],
  },
] as const

const unreadable: PublicKeyFault = { kind: 'key-unreadable' }
const unknown: PublicKeyFault = { kind: 'key-type-unknown' }

const refusals: readonly (readonly [string, Uint8Array, PublicKeyFault])[] = [
  ['no bytes', new Uint8Array(0), unreadable],
  ['bytes after the key', concat(p256, bytes('00')), unreadable],
  ['a key cut short', p256.subarray(0, 60), unreadable],
  ['a length in long form', concat(bytes('308159'), p256.subarray(2)), unreadable],
  ['a compressed point', compressed(p256), unreadable],
  ['a point off the curve', concat(p256.subarray(0, 90), bytes(p256[90] === 1 ? '02' : '01')), unreadable],
  ['the point at infinity', bytes('3019301306072a8648ce3d020106082a8648ce3d03010703020000'), unreadable],
  ['the point at infinity of P-384', bytes('3016301006072a8648ce3d020106052b8104002203020000'), unreadable],
  ['more bytes than any key has', new Uint8Array(1 << 20), unreadable],
  ['explicit curve parameters', explicitCurve(), unreadable],
  ['secp256k1', spkiOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey), unknown],
  ['P-224', spkiOf(generateKeyPairSync('ec', { namedCurve: 'secp224r1' }).publicKey), unknown],
  ['SM2', spkiOf(generateKeyPairSync('ec', { namedCurve: 'SM2' }).publicKey), unknown],
  ['X25519', spkiOf(generateKeyPairSync('x25519').publicKey), unknown],
  ['DH', diffieHellman(), unknown],
  ['RSA bound to PSS', spkiOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey), unknown],
  ['RSA 1024', rsa(1024, usual), { kind: 'key-weak', type: 'rsa', bits: 1024, bitsMin: 2048 }],
  ['RSA 2047', rsa(2047, usual), { kind: 'key-weak', type: 'rsa', bits: 2047, bitsMin: 2048 }],
  ['RSA 16385', rsa(16385, usual), { kind: 'key-excessive', type: 'rsa', bits: 16385, bitsMax: 16384 }],
  ['e = 3', rsa(2048, bytes('03')), { kind: 'key-exponent-unsafe', type: 'rsa', exponent: '3' }],
  ['e = 65538', rsa(2048, bytes('010002')), { kind: 'key-exponent-unsafe', type: 'rsa', exponent: '65538' }],
  [
    'e = 2^256 + 1',
    rsa(2048, bytes(`01${'00'.repeat(31)}01`)),
    { kind: 'key-exponent-unsafe', type: 'rsa', exponent: String(2n ** 256n + 1n) },
  ],
  ['y beyond the prime of Ed25519', ed25519(`ee${'ff'.repeat(30)}7f`), unreadable],
  ['y beyond the prime of Ed448', ed448(`${'ff'.repeat(56)}00`), unreadable],
  ['y of Ed448 with stray bits', ed448(`04${'00'.repeat(55)}40`), unreadable],
  ...smallOrder25519.map((y) => {
    return [`Ed25519 of small order ${y}`, ed25519(y), weakPoint('ed25519')] as const
  }),
  ['Ed25519 of small order, x negative', ed25519(`${'00'.repeat(31)}80`), weakPoint('ed25519')],
  ['Ed448 of order 1', ed448(`01${'00'.repeat(56)}`), weakPoint('ed448')],
  ['Ed448 of order 4', ed448('00'.repeat(57)), weakPoint('ed448')],
]

group('reading a public key', () => {
  for (const { type, spki } of sound) {
    test(`takes ${type} and keeps its bytes`, () => {
      const key = sure(parsePublicKey(spki), type)
      assert.equal(key.type, type)
      assert.deepEqual(Buffer.from(key.spki), Buffer.from(spki))
      assert.equal(key.thumbprint, Buffer.from(sha256(spki)).toString('base64url'))
    })
  }

  for (const bits of [2048, 3072, 16384]) {
    test(`takes RSA ${bits}`, () => assert.ok(parsePublicKey(rsa(bits, usual)).ok))
  }

  for (const { type, prime, smallX, smallY } of smallPoints) {
    test(`takes points of ${type} by coordinates below the prime only`, () => {
      const [[x, yOfX], [xOfY, y]] = [smallX, smallY]
      for (const point of [smallX, smallY]) assert.ok(parsePublicKey(spkiOfPoint(type, point)).ok)
      for (const point of [[x + prime, yOfX] as const, [xOfY, y + prime] as const]) {
        assert.deepEqual(parsePublicKey(spkiOfPoint(type, point)), { ok: false, fault: unreadable })
      }
    })
  }

  for (const [what, spki, fault] of refusals) {
    test(`refuses ${what}`, () => assert.deepEqual(parsePublicKey(spki), { ok: false, fault }))
  }

  test('never throws, and takes no second encoding', () => {
    const damaged = fc
      .tuple(
        fc.constantFrom(...sound),
        fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 255 })), { maxLength: 3 }),
      )
      .map(([{ spki }, changes]) => {
        const copy = Uint8Array.from(spki)
        for (const [at, value] of changes) if (at < copy.length) copy[at] = value
        return copy
      })
    fc.assert(
      fc.property(damaged, (spki) => {
        const parsed = parsePublicKey(spki)
        if (!parsed.ok) return
        assert.deepEqual(Buffer.from(parsed.value.spki), Buffer.from(spki))
        assert.deepEqual(spkiOf(parsed.value.handle), Buffer.from(spki))
      }),
      { numRuns: 2000 },
    )
  })

  test('does not change with the bytes it was read from', () => {
    const own = Uint8Array.from(p256)
    const key = sure(parsePublicKey(own), 'a key')
    own.fill(0)
    assert.deepEqual(Buffer.from(key.spki), Buffer.from(p256))
  })
})

group('verifying', () => {
  test('accepts RFC 8032 §7.1 test 1', () => {
    const point = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
    const signature = bytes(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c' +
        'f9b46bd25bf5f0595bbe24655141438e7a100b',
    )
    const key = sure(parsePublicKey(ed25519(point)), 'the key')
    const suite = certain(suiteNamed('ed25519'), 'the suite')
    assert.equal(verifySignature(suite, key, new Uint8Array(0), signature), true)
    assert.equal(verifySignature(suite, key, utf8('x'), signature), false)
  })

  test('answers false for a key nothing can be signed with', () => {
    const evenModulus = Uint8Array.from(rsa(2048, usual))
    evenModulus[evenModulus.length - 6] = 0
    const key = sure(parsePublicKey(evenModulus), 'the key')
    const suite = certain(suiteNamed('rsa-pkcs1-sha256'), 'the suite')
    assert.equal(verifySignature(suite, key, utf8('x'), new Uint8Array(256).fill(1)), false)
  })
})

/** The key of a point in the form keys of its curve have. */
function spkiOfPoint(type: KeyType, point: readonly [bigint, bigint]): Uint8Array {
  const { prefix, length } = certain(keyFormNamed(type).spki, 'the form of a point')
  const digits = length - prefix.length
  return concat(prefix, ...point.map((one) => bytes(one.toString(16).padStart(digits, '0'))))
}

function weakPoint(type: 'ed25519' | 'ed448'): PublicKeyFault {
  return { kind: 'key-weak', type, bits: 3, bitsMin: 252 }
}

function compressed(spki: Uint8Array): Uint8Array {
  const sign = (certain(spki.at(-1), 'y') & 1) === 0 ? '02' : '03'
  return concat(
    bytes('3039301306072a8648ce3d020106082a8648ce3d030107032200'),
    bytes(sign),
    spki.subarray(27, 59),
  )
}

function explicitCurve(): Uint8Array {
  const how = { namedCurve: 'prime256v1', paramEncoding: 'explicit' } as const
  return spkiOf(generateKeyPairSync('ec', how).publicKey)
}

function diffieHellman(): Uint8Array {
  // The platform reads `group`; its type declarations say `groupName`.
  const how = { group: 'modp14', groupName: 'modp14' }
  return spkiOf(generateKeyPairSync('dh', how).publicKey)
}
