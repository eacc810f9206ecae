import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite as group, test } from 'node:test'
import { equalBytes, hex, sha256, utf8 } from '#bytes'
import { parseSignedData, parseTstInfo } from '#cms'
import { parsePublicKey, verifySignature } from '#crypto'
import { certain, type Result, sure } from '#fault'
import { drawMark, fakePdf, fakeStream, fakeTrailer, fakeUpdate, fieldsOf, openPdf, viewOf } from '#pdf'
import { type FakeSigner, fakeNow, fakeSigner, fakeToken } from './fake-signing.ts'
import type { FormFault, PdfWishes } from './levels.ts'
import type { SignatureObject } from './object.ts'
import { padesRow } from './pades.ts'
import { pdfInstant } from './pades-read.ts'
import { wholePart } from './wishes.ts'

const suites = ['ecdsa-p256-sha256', 'ecdsa-p384-sha384', 'ed25519', 'ml-dsa-65', 'rsa-pkcs1-sha256'] as const
const signers = new Map(suites.map((suite) => [suite, fakeSigner(`signer of ${suite}`, suite)]))
const ada = certain(signers.get('ecdsa-p256-sha256'), 'ada')
const bo = certain(signers.get('rsa-pkcs1-sha256'), 'bo')
const letter = fakePdf()
const font = readFileSync(
  new URL(import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf')),
)
const place = { page: 1, x: 40, y: 30, width: 240, height: 100, font }
const wishes = { act: 'signed', signer: '王丽', languages: ['en', 'zh'], time: fakeNow } as const
const mark = sure(drawMark({ ...place, ...wishes }), 'the mark')

function prepared(by: FakeSigner, file: Uint8Array, pdf: PdfWishes = {}) {
  const content = { parts: [wholePart('letter.pdf', file)], attached: true, pdf }
  return padesRow.prepare({ ...by.wishes, signingTime: fakeNow }, content)
}

function signed(by: FakeSigner, file: Uint8Array = letter, pdf: PdfWishes = {}): Uint8Array {
  const half = sure(prepared(by, file, pdf), 'the preparation')
  return half.assemble(by.key.sign(half.toBeSigned))
}

function readOf(file: Uint8Array): readonly SignatureObject[] {
  return sure(padesRow.read(file, []), 'the signatures')
}

function isGood(object: SignatureObject, { certificate }: FakeSigner): boolean {
  const key = sure(parsePublicKey(certificate.spki), 'the key')
  const suite = object.suiteFor(key.type)
  return suite !== undefined && verifySignature(suite, key, object.signedBytes, object.value)
}

function states(object: SignatureObject | undefined): readonly string[] {
  return object?.contents.map(({ state }) => state) ?? []
}

for (const [suite, signer] of signers) {
  test(`${suite} signs a PDF, whose octets stay a prefix`, () => {
    const file = signed(signer)
    assert.equal(equalBytes(file.subarray(0, letter.length), letter), true)
    const [object, ...more] = readOf(file)
    assert.ok(object)
    assert.equal(more.length, 0)
    assert.equal(isGood(object, signer), true)
    assert.deepEqual([states(object), object.formFaults], [['matches'], []])
    const { signingTime, roles, location, authority } = object.claims
    assert.deepEqual([signingTime, location], [fakeNow, 'Musterstadt'])
    assert.deepEqual(new Set(roles), new Set(signer.wishes.roles))
    assert.equal(authority?.case, '17')
    assert.equal(object.namesSigner(signer.certificate), true)
  })
}

test('several people sign one after the other, and each signature is over those before it', () => {
  const file = signed(bo, signed(ada))
  const [first, second] = readOf(file)
  assert.ok(first && second)
  assert.deepEqual([isGood(first, ada), isGood(second, bo)], [true, true])
  assert.deepEqual([states(first), states(second)], [['matches'], ['matches']])
  assert.deepEqual([first.formFaults, second.formFaults], [[], []])
  assert.deepEqual(
    [first, second].map(({ contents }) => contents[0]?.name),
    ['revision 2 of 3', 'revision 3 of 3'],
  )
})

/** The file on all levels, from a signature that stands. */
function archived(file: Uint8Array, id = readOf(file)[0]?.id ?? ''): Uint8Array {
  const imprint = sure(padesRow.timestampImprint(file, id, 'sha256'), 'the imprint')
  const stamped = sure(padesRow.withTimestamp(file, id, 'sha256', fakeToken('sha256', imprint)), 'B-T')
  const evidence = { certificates: [bo.certificate.der], lists: [], ocsp: [] }
  const long = sure(padesRow.withEvidence(stamped, id, evidence), 'B-LT')
  const archive = sure(padesRow.archiveImprint(long, id, 'sha512', []), 'the imprint')
  return sure(padesRow.withArchiveTimestamp(long, id, 'sha512', fakeToken('sha512', archive), []), 'B-LTA')
}

function imprintIn(token: Uint8Array): Uint8Array {
  const { content } = sure(parseSignedData(token), 'the token')
  return sure(parseTstInfo(certain(content, 'the content')), 'the info').imprint.digest
}

for (const [suite, signer] of signers) {
  test(`the levels are climbed on a signature by ${suite}`, () => {
    const [object] = readOf(archived(signed(signer)))
    assert.ok(object)
    assert.equal(isGood(object, signer), true)
    assert.deepEqual([states(object), object.formFaults], [['matches'], []])
    const [signature, document] = object.timestamps
    assert.ok(signature && document)
    assert.deepEqual([signature.kind, document.kind], ['signature', 'document'])
    assert.deepEqual(imprintIn(signature.token), signature.imprint('sha256'))
    assert.deepEqual(imprintIn(document.token), document.imprint('sha512'))
    assert.deepEqual(document.covers, [object.id, hex(sha256(signature.token))])
    const evidence = new Set(document.evidence.certificates.map(hex))
    for (const each of [signer, bo]) assert.equal(evidence.has(hex(each.certificate.der)), true)
  })
}

test('an earlier signature is time-stamped with the whole document, because its room is closed', () => {
  const file = signed(bo, signed(ada))
  const id = readOf(file)[0]?.id ?? ''
  const imprint = sure(padesRow.timestampImprint(file, id, 'sha256'), 'the imprint')
  const stamped = sure(padesRow.withTimestamp(file, id, 'sha256', fakeToken('sha256', imprint)), 'B-T')
  assert.equal(equalBytes(stamped.subarray(0, file.length), file), true)
  const [first, second] = readOf(stamped)
  assert.deepEqual([first?.timestamps[0]?.kind, second?.timestamps[0]?.kind], ['document', 'document'])
  assert.deepEqual(first?.timestamps[0]?.imprint('sha256'), imprint)
})

test('a mark shows who signed, on the page that is named', () => {
  const file = signed(ada, letter, { mark })
  const [object] = readOf(file)
  assert.deepEqual([states(object), object?.formFaults], [['matches'], []])
  const widget = fieldsOf(viewOf(sure(openPdf(file), 'the file'))).find(({ name }) => name === 'Signature1')
  assert.equal(widget?.dictionary.entries.has('AP'), true)
})

test('a document that is certified for forms can be signed once more, without a mark', () => {
  const [first, second] = readOf(signed(bo, signed(ada, letter, { certify: 2 })))
  assert.deepEqual([states(first), states(second)], [['matches'], ['matches']])
})

test('a receipt goes into the signature while nothing follows it', () => {
  const file = signed(ada)
  const id = readOf(file)[0]?.id ?? ''
  const received = sure(padesRow.withReceipt(file, id, utf8('{"v":1}')), 'the receipt')
  const [object] = readOf(received)
  assert.equal(Buffer.from(object?.receipt ?? []).toString(), '{"v":1}')
  assert.deepEqual(states(object), ['matches'])
  // What proves the document later proves the receipt in it too.
  const document = readOf(archived(received))[0]?.timestamps.at(-1)
  assert.equal(document?.covers.includes(hex(sha256(utf8('{"v":1}')))), true)
})

test('a certified document takes a mark in a field that is there, and a signature without a mark', () => {
  const file = signed(ada, letter, { certify: 2, mark })
  for (const pdf of [{ mark, field: 'approval' }, {}]) {
    const [first, second] = readOf(signed(bo, file, pdf))
    assert.deepEqual([states(first), states(second)], [['matches'], ['matches']])
  }
})

const certified = signed(ada, letter, { certify: 1 })
const refused: Readonly<Record<string, readonly [() => Result<unknown, FormFault>, string]>> = {
  'a signature after a certification that allows nothing': [
    () => prepared(bo, certified),
    'document-forbids',
  ],
  'a new mark in a certified document': [
    () => prepared(bo, signed(ada, letter, { certify: 3, mark }), { mark }),
    'document-forbids',
  ],
  'a mark that the certification before it does not allow': [
    () => prepared(bo, signed(ada, letter, { certify: 2 }), { mark }),
    'document-forbids',
  ],
  'a certification after a signature': [() => prepared(bo, signed(ada), { certify: 2 }), 'document-forbids'],
  'an encrypted PDF': [
    () => prepared(ada, fakeUpdate(letter, {}, { trailer: `${fakeTrailer} /Encrypt 8 0 R` })),
    'document-forbids',
  ],
  'a text in place of a PDF': [() => prepared(ada, utf8('dear all')), 'form-unreadable'],
  'a page that is not there': [
    () => prepared(ada, letter, { mark: { ...mark, page: 9 } }),
    'document-forbids',
  ],
  'a receipt under a later signature': [
    () => {
      const file = signed(bo, signed(ada))
      return padesRow.withReceipt(file, readOf(file)[0]?.id ?? '', utf8('{}'))
    },
    'document-forbids',
  ],
  'a receipt without room': [
    () => padesRow.withReceipt(certified, readOf(certified)[0]?.id ?? '', new Uint8Array(50_000)),
    'room-too-small',
  ],
  'a reason beside a commitment': [
    () => {
      const content = { parts: [wholePart('letter.pdf', letter)], attached: true }
      return padesRow.prepare({ ...ada.wishes, reason: 'because' }, content)
    },
    'form-lacks',
  ],
  'a counter-signature': [() => padesRow.prepareCounter(ada.wishes, certified, '', []), 'form-lacks'],
}

for (const [name, [attempt, kind]] of Object.entries(refused)) {
  test(`${name} is refused`, () => {
    const result = attempt()
    assert.equal(result.ok ? 'accepted' : result.fault.kind, kind)
  })
}

test('a changed document differs from what was signed', () => {
  const file = Buffer.from(signed(ada))
  const place = file.indexOf('/Title')
  const at = place < 0 ? 20 : place
  file[at] = (file[at] ?? 0) ^ 1
  const read = padesRow.read(file, [])
  assert.equal(read.ok && states(read.value[0])[0] === 'matches', false)
})

test('a page that is changed after it was signed makes it another document', () => {
  const changed = fakeUpdate(signed(ada), { 7: fakeStream('BT /F1 12 Tf 72 720 Td (Another page) Tj ET') })
  const [object] = readOf(changed)
  assert.deepEqual(states(object), ['matches', 'differs'])
  assert.match(object?.contents[1]?.name ?? '', /^the document as it is now: .* in revision 3$/)
})

test('octets behind the last signature are told', () => {
  const [object] = readOf(Buffer.concat([signed(ada), utf8('\n')]))
  const what = object?.unprotected.map((each) => each.what) ?? []
  assert.equal(what.includes('octets behind the last signature or time-stamp'), true)
})

test('dates of PDF are read with their offsets', () => {
  const noon = Date.UTC(2026, 10, 22, 12)
  assert.equal(pdfInstant("D:20261122120000+00'00'"), noon)
  assert.equal(pdfInstant("D:20261122140000+02'00'"), noon)
  assert.equal(pdfInstant('D:20261122080000-0400'), noon)
  assert.equal(pdfInstant('D:20261122120000Z'), noon)
  assert.equal(pdfInstant('D:2026'), Date.UTC(2026, 0, 1))
  assert.equal(pdfInstant('yesterday'), undefined)
  assert.equal(pdfInstant(undefined), undefined)
})

const folder = mkdtempSync(join(tmpdir(), 'chancery-pades-'))
after(() => rmSync(folder, { recursive: true }))
const isThere = (program: string) => spawnSync(program, ['--version']).error === undefined
const withPdfsig = { skip: isThere('pdfsig') ? false : 'no pdfsig program on this machine' }
const withQpdf = { skip: isThere('qpdf') ? false : 'no qpdf program on this machine' }

group('pdfsig', withPdfsig, () => {
  for (const suite of ['ecdsa-p256-sha256', 'rsa-pkcs1-sha256'] as const) {
    for (const level of ['B-B', 'B-LTA'] as const) {
      test(`takes ${level} of ${suite}`, () => {
        const first = signed(certain(signers.get(suite), suite))
        const path = join(folder, 'letter.pdf')
        writeFileSync(path, level === 'B-B' ? first : archived(first))
        const { stdout } = spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8' })
        assert.match(stdout, /Signature Validation: Signature is Valid\./)
      })
    }
  }
})

group('qpdf --check', withQpdf, () => {
  test('finds nothing wrong with two signatures on all levels', () => {
    const both = signed(bo, signed(ada))
    const path = join(folder, 'letter.pdf')
    writeFileSync(path, archived(both))
    const { status, stdout, stderr } = spawnSync('qpdf', ['--check', path], { encoding: 'utf8' })
    assert.equal(status, 0, stdout + stderr)
  })
})
