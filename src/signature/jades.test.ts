import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { canonicalJson, equalBytes, hex, sha256, utf8 } from '#bytes'
import { digestBytes, unitSuiteNames, verifyJws } from '#crypto'
import { certain, sure } from '#fault'
import { isMadeByNamed, meaningOf, signedBy } from './fake-forms.ts'
import { fakeNow, fakeSigner, fakeToken } from './fake-signing.ts'
import { jadesRow } from './jades.ts'
import type { SignatureClaims, SignatureObject } from './object.ts'
import { digestedPart, type SigningPart, wholePart } from './wishes.ts'

const document = wholePart('permit.json', utf8('{"permit":17,"granted":true}'), 'application/json')
const plan = wholePart('plans/map 1.txt', utf8('north is up'), 'text/plain')
const [ada, bo] = [fakeSigner('Ada', 'ed25519'), fakeSigner('Bo')]

function signatures(file: Uint8Array, parts: readonly SigningPart[] = []): readonly SignatureObject[] {
  return sure(jadesRow.read(file, parts), 'a file of the test')
}

function only(file: Uint8Array, parts: readonly SigningPart[] = []): SignatureObject {
  const objects = signatures(file, parts)
  assert.equal(objects.length, 1)
  return certain(objects[0], 'the signature')
}

function attached(signer = ada): Uint8Array {
  const content = { parts: [document], attached: true }
  return signedBy(signer, sure(jadesRow.prepare(signer.wishes, content), 'prepared'))
}

function detached(parts: readonly SigningPart[], signer = ada): Uint8Array {
  return signedBy(signer, sure(jadesRow.prepare(signer.wishes, { parts, attached: false }), 'prepared'))
}

/** B-LTA, with a receipt and a counter-signature before the last time-stamp. */
function archived(file = attached(), parts: readonly SigningPart[] = []): Uint8Array {
  const { id } = certain(signatures(file, parts)[0], 'a signature')
  const imprint = sure(jadesRow.timestampImprint(file, id, 'sha256'), 'an imprint')
  const stamped = sure(jadesRow.withTimestamp(file, id, 'sha256', fakeToken('sha256', imprint)), 'B-T')
  const evidence = { certificates: [bo.certificate.der], lists: [utf8('list')], ocsp: [utf8('ocsp')] }
  const proven = sure(jadesRow.withEvidence(stamped, id, evidence), 'B-LT')
  const received = sure(jadesRow.withReceipt(proven, id, utf8('{"v":1}')), 'a receipt')
  const counter = sure(jadesRow.prepareCounter(bo.wishes, received, id, parts), 'a counter-signature')
  const countered = signedBy(bo, counter)
  const archive = sure(jadesRow.archiveImprint(countered, id, 'sha256', parts), 'an archive imprint')
  const token = fakeToken('sha256', archive)
  return sure(jadesRow.withArchiveTimestamp(countered, id, 'sha256', token, parts), 'B-LTA')
}

describe('a signature says what its signer wished, by every suite', () => {
  for (const name of unitSuiteNames) {
    test(name, () => {
      const signer = fakeSigner('Ada', name)
      const object = only(attached(signer))
      assert.ok(isMadeByNamed(object))
      const contentType = 'application/json'
      const { suite: _, certificate, chain, ...wishes } = signer.wishes
      const said: SignatureClaims = { ...wishes, signingTime: fakeNow, contentType }
      assert.ok(equalBytes(certain(object.evidence.certificates[0], 'the first'), certificate.der))
      assert.equal(object.evidence.certificates.length, 1 + chain.length)
      assert.equal(canonicalJson(plain(object.claims)), canonicalJson(plain(said)))
      assert.deepEqual([object.formFaults, object.unprotected], [[], []])
      assert.equal(object.contents[0]?.state, 'matches')
      assert.equal(object.id, hex(sha256(object.value)))
    })
  }
})

/** With the grant's digest as text. */
function plain(claims: SignatureClaims): unknown {
  const { authority } = claims
  return { ...claims, authority: authority && { ...authority, grant: hex(authority.grant) } }
}

test('the same wishes about the same content give the same octets to be signed', () => {
  const content = { parts: [document, plan], attached: false }
  const prepare = (): Uint8Array => sure(jadesRow.prepare(ada.wishes, content), 'prepared').toBeSigned
  assert.ok(equalBytes(prepare(), prepare()))
})

test('a compact signature becomes JSON when something is added to it, and stays the same signature', () => {
  const prepared = sure(
    jadesRow.prepare(bo.wishes, { parts: [document], attached: true, compact: true }),
    'prepared',
  )
  const file = signedBy(bo, prepared)
  assert.match(Buffer.from(file).toString(), /^[\w-]+\.[\w-]+\.[\w-]+$/)
  const object = only(file)
  assert.ok(isMadeByNamed(object))
  // As any reader of compact JWS takes it.
  const plain = sure(verifyJws(Buffer.from(file).toString(), bo.key.publicKey), 'a JWS')
  assert.ok(equalBytes(plain.payload, certain(document.bytes, 'octets')))
  const imprint = sure(jadesRow.timestampImprint(file, object.id, 'sha256'), 'an imprint')
  const stamped = sure(jadesRow.withTimestamp(file, object.id, 'sha256', fakeToken('sha256', imprint)), 'B-T')
  assert.equal(only(stamped).id, object.id)
  const more = jadesRow.prepare(ada.wishes, { parts: [document], attached: true, compact: true, into: file })
  assert.ok(!more.ok && more.fault.kind === 'form-lacks')
})

test('a detached signature is over each part by name and digest, and needs digests only', () => {
  const digests = new Map([['sha512', digestBytes('sha512', certain(plan.bytes, 'octets'))]] as const)
  const file = detached([document, digestedPart(plan.name, digests)])
  const states = (parts: readonly SigningPart[]): readonly string[] =>
    only(file, parts).contents.map(({ name, state }) => `${name} ${state}`)
  assert.ok(isMadeByNamed(only(file)))
  assert.deepEqual(states([document, plan]), ['permit.json matches', 'plans/map 1.txt matches'])
  assert.deepEqual(states([plan]), ['permit.json absent', 'plans/map 1.txt matches'])
  const other = wholePart(document.name, utf8('{"permit":17,"granted":false}'))
  assert.deepEqual(states([other, plan]), ['permit.json differs', 'plans/map 1.txt matches'])
  // Of two files of one name nobody can say which is meant.
  assert.deepEqual(states([other, document]), ['permit.json absent', 'plans/map 1.txt absent'])
})

test('a content beside a signature that holds one is told to be that or another', () => {
  const file = attached()
  const renamed = wholePart('other.json', utf8('{}'))
  const states = only(file, [document, renamed]).contents.map(({ name, state }) => `${name} ${state}`)
  assert.deepEqual(states, ['document matches', 'permit.json matches', 'other.json differs'])
})

describe('the levels are climbed, attached and detached', () => {
  const cases = {
    attached: [attached(), []],
    detached: [detached([document, plan]), [document, plan]],
  } as const
  for (const [name, [file, parts]] of Object.entries(cases)) {
    test(name, () => {
      const object = only(archived(file, parts), parts)
      assert.ok(isMadeByNamed(object))
      assert.deepEqual(object.formFaults, [])
      const [stamp, archive] = object.timestamps
      assert.deepEqual([stamp?.kind, archive?.kind], ['signature', 'archive'])
      for (const timestamp of object.timestamps) {
        const imprint = certain(timestamp.imprint('sha256'), 'the imprint')
        assert.ok(hex(timestamp.token).includes(hex(imprint)))
      }
      const counter = certain(object.counterSignatures[0], 'the counter-signature')
      assert.ok(isMadeByNamed(counter))
      assert.equal(counter.contents[0]?.state, 'matches')
      const token = hex(sha256(certain(stamp, 'the first').token))
      assert.deepEqual(stamp?.covers, [object.id])
      const receipt = hex(sha256(certain(object.receipt, 'the receipt')))
      assert.deepEqual(new Set(archive?.covers), new Set([object.id, token, counter.id, receipt]))
      assert.deepEqual(archive?.evidence.lists.map(hex), [hex(utf8('list'))])
      assert.equal(Buffer.from(certain(object.receipt, 'the receipt')).toString(), '{"v":1}')
      assert.deepEqual(
        object.unprotected.map(({ what }) => what),
        ['unsigned component arcTst'],
      )
    })
  }
})

test('evidence is not doubled, and what comes later stands apart', () => {
  const file = attached()
  const { id } = only(file)
  const none = { certificates: [ada.certificate.der], lists: [], ocsp: [] }
  assert.ok(equalBytes(sure(jadesRow.withEvidence(file, id, none), 'the same'), file))
  const some = { certificates: [bo.certificate.der, bo.certificate.der], lists: [], ocsp: [] }
  const once = sure(jadesRow.withEvidence(file, id, some), 'with evidence')
  assert.equal(only(once).evidence.certificates.length, 3)
  const later = sure(jadesRow.withEvidence(once, id, { ...some, ocsp: [utf8('later')] }), 'with more')
  assert.deepEqual(
    only(later).unprotected.map(({ what }) => what),
    ['unsigned component xVals', 'unsigned component tstVD'],
  )
})

test('several sign one content in parallel, and what one has added the other keeps', () => {
  for (const [first, content] of [
    [archived(), { parts: [document], attached: true }],
    [archived(), { parts: [], attached: true }],
    [detached([document]), { parts: [document], attached: false }],
  ] as const) {
    const into = { ...content, into: first }
    const both = signedBy(bo, sure(jadesRow.prepare(bo.wishes, into), 'a second signature'))
    const objects = signatures(both, [document])
    assert.deepEqual([objects.length, objects.every(isMadeByNamed)], [2, true])
    assert.equal(meaningOf(objects.slice(0, 1)), meaningOf(signatures(first, [document])))
  }
})

describe('what cannot be made is refused', () => {
  const file = attached()
  const unfit = { ...bo.wishes, suite: { ...bo.wishes.suite, jws: undefined } }
  const { jws: _, ...unnamed } = unfit.suite
  const cases = {
    'no part': [() => jadesRow.prepare(ada.wishes, { parts: [], attached: true }), 'parts-unfit'],
    'two parts in one': [
      () => jadesRow.prepare(ada.wishes, { parts: [plan, document], attached: true }),
      'parts-unfit',
    ],
    'nothing detached': [() => jadesRow.prepare(ada.wishes, { parts: [], attached: false }), 'parts-unfit'],
    'a digest to be attached': [
      () => jadesRow.prepare(ada.wishes, { parts: [digestedPart('a', new Map())], attached: true }),
      'part-not-whole',
    ],
    'a digest that is not at hand': [
      () => jadesRow.prepare(ada.wishes, { parts: [digestedPart('a', new Map())], attached: false }),
      'digest-missing',
    ],
    'an empty content': [
      () => jadesRow.prepare(ada.wishes, { parts: [wholePart('a', new Uint8Array(0))], attached: true }),
      'form-lacks',
    ],
    'a second content': [
      () => jadesRow.prepare(ada.wishes, { parts: [plan], attached: true, into: file }),
      'content-other',
    ],
    'a detached one into an attached': [
      () => jadesRow.prepare(ada.wishes, { parts: [plan], attached: false, into: file }),
      'document-forbids',
    ],
    'into what is no JWS': [
      () => jadesRow.prepare(ada.wishes, { parts: [plan], attached: true, into: utf8('{}') }),
      'form-unreadable',
    ],
    'an algorithm without a name': [
      () => jadesRow.prepare({ ...bo.wishes, suite: unnamed }, { parts: [plan], attached: true }),
      'form-lacks',
    ],
    'a time-stamp over nobody': [() => jadesRow.timestampImprint(file, 'ab', 'sha256'), 'signature-unknown'],
    'an archive time-stamp without the content': [
      () => {
        const apart = detached([document])
        return jadesRow.archiveImprint(apart, only(apart).id, 'sha256', [])
      },
      'part-not-whole',
    ],
  } as const
  for (const [name, [make, kind]] of Object.entries(cases)) {
    test(name, () => {
      const made = make()
      assert.equal(made.ok ? 'made' : made.fault.kind, kind)
    })
  }
})

test('octets that are no ECDSA signature are put in as they are, and no verifier takes them', () => {
  const prepared = sure(jadesRow.prepare(bo.wishes, { parts: [document], attached: true }), 'prepared')
  assert.equal(isMadeByNamed(only(prepared.assemble(utf8('nothing of the kind')))), false)
})

test('a compact file that could be taken in two ways is refused as a whole', () => {
  const cases: Readonly<Record<string, Uint8Array>> = {
    'four parts': utf8('e30.e30.e30.e30'),
    'blanks between': utf8('e30.e30. e30'),
    'no text': Uint8Array.of(0xff, 0xfe),
    nothing: new Uint8Array(0),
  }
  for (const [name, bytes] of Object.entries(cases)) {
    const read = jadesRow.read(bytes, [])
    assert.equal(read.ok ? 'read' : read.fault.kind, 'form-unreadable', name)
  }
})

/** Every octet would take a minute; the fuzzer comes to all of them. */
const stride = 13

test('any octet changed: refused, or it fails, or the content or what is unprotected differs', () => {
  for (const [file, parts] of [
    [archived(), []],
    [archived(detached([document]), [document]), [document]],
  ] as const) {
    const before = meaningOf(signatures(file, parts))
    for (let at = 0; at < file.length; at += stride) {
      const changed = Uint8Array.from(file)
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 7))
      const read = jadesRow.read(changed, parts)
      assert.notEqual(read.ok ? meaningOf(read.value) : '', before, `octet ${at}`)
    }
  }
})

test('blanks and escapes in the JSON are told, since nothing protects them', () => {
  const file = JSON.parse(Buffer.from(attached()).toString()) as object
  const object = only(utf8(JSON.stringify(file, undefined, 1)))
  assert.deepEqual(
    object.unprotected.map(({ what }) => what),
    ['spelling of the JSON text'],
  )
})
