import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite as group, test } from 'node:test'
import fc from 'fast-check'
import { hex, sha256, utf8 } from '#bytes'
import { attributeOid, parseSignedData, parseTstInfo, writeSignedData, writeSignerInfo } from '#cms'
import { digestBytes, parsePublicKey, verifySignature } from '#crypto'
import { certain, type Result, sure } from '#fault'
import { pem } from '#x509'
import { cadesRow } from './cades.ts'
import { type FakeSigner, fakeNow, fakeRoot, fakeSigner, fakeToken } from './fake-signing.ts'
import type { FormFault } from './levels.ts'
import type { SignatureObject } from './object.ts'
import { digestedPart, type SigningPart, wholePart } from './wishes.ts'

const document = utf8('the permit of the mill is granted\n')
const part = wholePart('permit.txt', document, 'text/plain')
const suites = ['ecdsa-p256-sha256', 'ecdsa-p384-sha384', 'ed25519', 'ml-dsa-65', 'rsa-pkcs1-sha256'] as const
const signers = new Map(suites.map((suite) => [suite, fakeSigner(`signer of ${suite}`, suite)]))
const ada = certain(signers.get('ecdsa-p256-sha256'), 'ada')
const bo = certain(signers.get('ed25519'), 'bo')

function signed(by: FakeSigner, attached: boolean, of: SigningPart = part, into?: Uint8Array): Uint8Array {
  const content = { parts: [of], attached, ...(into ? { into } : {}) }
  const prepared = sure(cadesRow.prepare(by.wishes, content), 'the preparation')
  return prepared.assemble(by.key.sign(prepared.toBeSigned))
}

function readOf(file: Uint8Array, parts: readonly SigningPart[] = []): readonly SignatureObject[] {
  return sure(cadesRow.read(file, parts), 'the signatures')
}

function isGood(object: SignatureObject, { certificate }: FakeSigner): boolean {
  const key = sure(parsePublicKey(certificate.spki), 'the key')
  const suite = object.suiteFor(key.type)
  return suite !== undefined && verifySignature(suite, key, object.signedBytes, object.value)
}

for (const [suite, signer] of signers) {
  for (const attached of [true, false]) {
    test(`${suite} signs ${attached ? 'around' : 'beside'} a document, and is read as it was made`, () => {
      const [object, ...more] = readOf(signed(signer, attached), attached ? [] : [part])
      assert.ok(object)
      assert.equal(more.length, 0)
      assert.equal(isGood(object, signer), true)
      assert.deepEqual(object.formFaults, [])
      assert.deepEqual(
        object.contents.map(({ state }) => state),
        ['matches'],
      )
      const { signingTime, commitments, roles, location, contentType, authority } = object.claims
      const { wishes } = signer
      assert.deepEqual([signingTime, location], [wishes.signingTime, wishes.location])
      assert.deepEqual(new Set(commitments), new Set(wishes.commitments))
      assert.deepEqual(new Set(roles), new Set(wishes.roles))
      assert.equal(contentType, 'text/plain')
      assert.equal(authority?.step, 'decide')
      assert.equal(object.namesSigner(signer.certificate), true)
      assert.equal(object.namesSigner(fakeRoot), false)
      const named = certain(object.signingCertificate, 'the reference')
      assert.deepEqual(
        Buffer.from(named.digest),
        Buffer.from(digestBytes(named.algorithm, signer.certificate.der)),
      )
      assert.equal(object.evidence.certificates.length, 2)
    })
  }
}

test('detached content is digests alone: nothing of it is in memory', () => {
  const digests = new Map([['sha256', digestBytes('sha256', document)] as const])
  const file = signed(ada, false, digestedPart('permit.txt', digests))
  assert.equal(file.length < 4_000, true)
  const [object] = readOf(file, [digestedPart('permit.txt', digests)])
  assert.deepEqual(
    object?.contents.map(({ name, state }) => [name, state]),
    [['permit.txt', 'matches']],
  )
  const [other] = readOf(file, [wholePart('permit.txt', utf8('another permit'))])
  assert.equal(other?.contents[0]?.state, 'differs')
  const [alone] = readOf(file)
  assert.equal(alone?.contents[0]?.state, 'absent')
})

test('the part among several that was signed is found', () => {
  const parts = [wholePart('a.txt', utf8('a')), part, wholePart('b.txt', utf8('b'))]
  const [object] = readOf(signed(ada, false), parts)
  assert.deepEqual(
    object?.contents.map(({ name, state }) => [name, state]),
    [['permit.txt', 'matches']],
  )
})

test('a file given beside attached content is compared with it', () => {
  const file = signed(ada, true)
  const states = (bytes: Uint8Array) =>
    readOf(file, [wholePart('permit.txt', bytes)]).flatMap(({ contents }) =>
      contents.map(({ state }) => state),
    )
  assert.deepEqual(states(document), ['matches', 'matches'])
  assert.deepEqual(states(utf8('another')), ['matches', 'differs'])
})

test('preparing twice gives the same octets, and a signature over the one fits the other', () => {
  const content = { parts: [part], attached: true }
  const [one, two] = [0, 1].map(() => sure(cadesRow.prepare(ada.wishes, content), 'the preparation'))
  assert.ok(one && two)
  assert.deepEqual(one.toBeSigned, two.toBeSigned)
  const value = ada.key.sign(one.toBeSigned)
  assert.deepEqual(one.assemble(value), two.assemble(value))
})

test('a second signer joins in parallel and the first stays what it was', () => {
  const first = signed(ada, true)
  const both = readOf(signed(bo, true, part, first))
  assert.deepEqual(
    both.map(({ contents, formFaults }) => [contents[0]?.state, formFaults]),
    [
      ['matches', []],
      ['matches', []],
    ],
  )
  const [before] = readOf(first)
  assert.equal(
    both.some(({ id }) => id === before?.id),
    true,
  )
  for (const signer of [ada, bo])
    assert.equal(
      both.some((each) => isGood(each, signer)),
      true,
    )
  const other = { parts: [wholePart('permit.txt', utf8('another'))], attached: true, into: first }
  assert.deepEqual(cadesRow.prepare(bo.wishes, other), {
    ok: false,
    fault: { kind: 'content-other', name: 'permit.txt' },
  })
})

test('a counter-signature is over the value of the signature it stands under', () => {
  const file = signed(ada, true)
  const id = readOf(file)[0]?.id ?? ''
  const prepared = sure(cadesRow.prepareCounter(bo.wishes, file, id, []), 'the preparation')
  const countered = prepared.assemble(bo.key.sign(prepared.toBeSigned))
  const [object] = readOf(countered)
  const [counter] = object?.counterSignatures ?? []
  assert.ok(object && counter)
  assert.equal(object.id, id)
  assert.equal(isGood(counter, bo), true)
  assert.deepEqual([counter.contents[0]?.state, counter.formFaults], ['matches', []])
})

/** The file with a time-stamp, evidence and an archive time-stamp. */
function archived(file: Uint8Array, parts: readonly SigningPart[] = []): Uint8Array {
  const id = readOf(file, parts)[0]?.id ?? ''
  const imprint = sure(cadesRow.timestampImprint(file, id, 'sha256'), 'the imprint')
  const stamped = sure(cadesRow.withTimestamp(file, id, 'sha256', fakeToken('sha256', imprint)), 'B-T')
  const evidence = { certificates: [bo.certificate.der], lists: [], ocsp: [] }
  const long = sure(cadesRow.withEvidence(stamped, id, evidence), 'B-LT')
  const archive = sure(cadesRow.archiveImprint(long, id, 'sha512', parts), 'the imprint')
  return sure(cadesRow.withArchiveTimestamp(long, id, 'sha512', fakeToken('sha512', archive), parts), 'B-LTA')
}

for (const attached of [true, false]) {
  test(`levels are climbed ${attached ? 'with the document inside' : 'beside the document'}`, () => {
    const parts = attached ? [] : [part]
    const file = archived(signed(ada, attached), parts)
    const [object] = readOf(file, parts)
    assert.ok(object)
    assert.equal(isGood(object, ada), true)
    const [signature, archive] = object.timestamps
    assert.deepEqual([signature?.kind, archive?.kind], ['signature', 'archive'])
    assert.ok(signature && archive)
    assert.deepEqual(imprintIn(signature.token), signature.imprint('sha256'))
    assert.deepEqual(imprintIn(archive.token), archive.imprint('sha512'))
    assert.deepEqual(archive.covers, [object.id, hex(sha256(signature.token))])
    const evidence = new Set(archive.evidence.certificates.map(hex))
    for (const each of [ada, bo]) assert.equal(evidence.has(hex(each.certificate.der)), true)
    assert.equal(archive.imprint('sha256'), undefined)
  })
}

test('a second archive time-stamp is over the first', () => {
  const file = archived(signed(ada, true))
  const id = readOf(file)[0]?.id ?? ''
  const imprint = sure(cadesRow.archiveImprint(file, id, 'sha256', []), 'the imprint')
  const token = fakeToken('sha256', imprint, fakeNow + 1000)
  const again = sure(cadesRow.withArchiveTimestamp(file, id, 'sha256', token, []), 'the renewal')
  const archives = readOf(again)[0]?.timestamps.filter(({ kind }) => kind === 'archive') ?? []
  const late = archives.find(({ covers }) => covers.length === 3)
  const early = archives.find(({ covers }) => covers.length === 2)
  assert.ok(late && early)
  assert.equal(late.covers.includes(hex(sha256(early.token))), true)
  assert.deepEqual(imprintIn(late.token), late.imprint('sha256'))
  assert.deepEqual(imprintIn(early.token), early.imprint('sha512'))
})

test('an archive time-stamp whose index names what is gone proves nothing', () => {
  const file = archived(signed(ada, true))
  const message = sure(parseSignedData(file), 'the message')
  const signer = certain(message.signers[0], 'the signer')
  const attributes = signer.unsignedAttributes.filter(({ type }) => type !== attributeOid.signatureTimestamp)
  const stripped = writeSignedData({
    digestAlgorithms: message.digestAlgorithms,
    contentType: message.contentType,
    ...(message.content ? { content: message.content } : {}),
    certificates: message.certificates,
    signers: [
      writeSignerInfo({
        ...signer,
        digestAlgorithm: 'sha256',
        signedAttributes: (signer.signedAttributes ?? []).map(({ der }) => der),
        unsignedAttributes: attributes.map(({ der }) => der),
      }),
    ],
  })
  const [archive] = readOf(stripped)[0]?.timestamps ?? []
  assert.equal(archive?.kind, 'archive')
  assert.equal(archive?.imprint('sha512'), undefined)
})

test('a receipt is carried along and signed by nobody', () => {
  const file = signed(ada, true)
  const id = readOf(file)[0]?.id ?? ''
  const [object] = readOf(sure(cadesRow.withReceipt(file, id, utf8('{"v":1}')), 'the receipt'))
  assert.equal(Buffer.from(object?.receipt ?? []).toString(), '{"v":1}')
  assert.equal(object?.id, id)
})

const id = readOf(signed(ada, true))[0]?.id ?? ''
const whole = signed(ada, true)
const refused: Readonly<Record<string, readonly [() => Result<unknown, FormFault>, string]>> = {
  'two parts at once': [
    () => cadesRow.prepare(ada.wishes, { parts: [part, part], attached: false }),
    'parts-unfit',
  ],
  'digests for attached content': [
    () => cadesRow.prepare(ada.wishes, { parts: [digestedPart('a', new Map())], attached: true }),
    'part-not-whole',
  ],
  'a digest that is not at hand': [
    () => cadesRow.prepare(ada.wishes, { parts: [digestedPart('a', new Map())], attached: false }),
    'digest-missing',
  ],
  'a text in place of a message': [() => cadesRow.read(document, []), 'form-unreadable'],
  'a signature that is not there': [
    () => cadesRow.timestampImprint(whole, id.replace(/^./, 'x'), 'sha256'),
    'signature-unknown',
  ],
  'a time-stamp over something else': [
    () => {
      const token = fakeToken('sha256', digestBytes('sha256', document))
      return cadesRow.withTimestamp(whole, readOf(whole)[0]?.id ?? '', 'sha256', token)
    },
    'token-for-other',
  ],
  'a time-stamp that is none': [
    () => cadesRow.withTimestamp(whole, readOf(whole)[0]?.id ?? '', 'sha256', document),
    'token-unreadable',
  ],
}

for (const [name, [attempt, kind]] of Object.entries(refused)) {
  test(`${name} is refused`, () => {
    const result = attempt()
    assert.equal(result.ok ? 'accepted' : result.fault.kind, kind)
  })
}

test('a flipped octet is never read as the same signature over the same document', () => {
  const file = archived(signed(ada, true))
  const [whole] = readOf(file)
  fc.assert(
    fc.property(fc.nat({ max: file.length - 1 }), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const changed = Uint8Array.from(file)
      changed[place] = (changed[place] ?? 0) ^ change
      const read = cadesRow.read(changed, [])
      if (!read.ok) return true
      return read.value.every((object) => {
        const holds = object.contents[0]?.state === 'matches' && isGood(object, ada)
        const isTold = object.unprotected[0]?.digest !== whole?.unprotected[0]?.digest
        return !holds || object.formFaults.length > 0 || isTold
      })
    }),
    { numRuns: 500 },
  )
})

function imprintIn(token: Uint8Array): Uint8Array {
  const { content } = sure(parseSignedData(token), 'the token')
  return sure(parseTstInfo(certain(content, 'the content')), 'the info').imprint.digest
}

const folder = mkdtempSync(join(tmpdir(), 'chancery-cades-'))
after(() => rmSync(folder, { recursive: true }))
const isThere = spawnSync('openssl', ['version']).status === 0
const skip = isThere ? false : 'no openssl program on this machine'

/** CMS in OpenSSL 3.0 lacks RFC 8419 (it hands Ed25519 a digest) and RFC 9882. */
const beyondOpenssl: ReadonlySet<string> = new Set(['ed25519', 'ml-dsa-65'])

group('openssl cms -verify -cades', { skip }, () => {
  writeFileSync(join(folder, 'root.pem'), pem('CERTIFICATE', fakeRoot.der))
  writeFileSync(join(folder, 'document'), document)
  for (const [suite, signer] of signers) {
    if (beyondOpenssl.has(suite)) continue
    for (const attached of [true, false]) {
      for (const level of ['B-B', 'B-LTA'] as const) {
        test(`takes ${level} of ${suite}, ${attached ? 'attached' : 'detached'}`, () => {
          const first = signed(signer, attached)
          const file = level === 'B-B' ? first : archived(first, attached ? [] : [part])
          writeFileSync(join(folder, 'file'), file)
          const beside = attached ? [] : ['-content', join(folder, 'document')]
          const at = ['-attime', String(fakeNow / 1000)]
          const { status, stderr, stdout } = spawnSync('openssl', [
            ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', join(folder, 'file')],
            ...['-CAfile', join(folder, 'root.pem'), '-purpose', 'any', ...beside, ...at],
          ])
          assert.equal(status, 0, stderr.toString())
          assert.deepEqual(stdout, Buffer.from(document))
        })
      }
    }
  }
})

group('signatures that openssl made', { skip }, () => {
  const forms: Readonly<Record<string, readonly string[]>> = {
    attached: ['-nodetach'],
    'attached and streamed, which is BER': ['-nodetach', '-stream'],
    detached: [],
    'by the key identifier': ['-nodetach', '-keyid'],
  }
  for (const [form, options] of Object.entries(forms)) {
    test(`are read: ${form}`, () => {
      const [key, certificate] = ['ada.key', 'ada.pem'].map((name) => join(folder, name))
      assert.ok(key && certificate)
      writeFileSync(key, ada.key.tlsPem())
      writeFileSync(certificate, pem('CERTIFICATE', ada.certificate.der))
      writeFileSync(join(folder, 'document'), document)
      const { status, stdout, stderr } = spawnSync('openssl', [
        ...['cms', '-sign', '-cades', '-binary', '-outform', 'DER', '-in', join(folder, 'document')],
        ...['-signer', certificate, '-inkey', key, ...options],
      ])
      assert.equal(status, 0, stderr.toString())
      const [object] = readOf(stdout, form === 'detached' ? [part] : [])
      assert.ok(object)
      assert.equal(isGood(object, ada), true)
      assert.equal(object.namesSigner(ada.certificate), true)
      assert.deepEqual([object.contents[0]?.state, object.formFaults], ['matches', []])
      assert.equal(object.signingCertificate !== undefined, true)
    })
  }
})
