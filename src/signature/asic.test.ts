import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { equalBytes, hex, sha256, utf8 } from '#bytes'
import { certain, sure } from '#fault'
import { archiveEvidence, HashTreeBuilder, renewalDigest, renewTimestamp } from '#timestamp'
import { writeZip, type ZipFile } from '#zip'
import { asicRow } from './asic.ts'
import { writeManifest } from './asic-manifest.ts'
import { cadesRow } from './cades.ts'
import {
  ada,
  added,
  altered,
  archived,
  beside,
  bo,
  container,
  contentIn,
  filesOf,
  first,
  permit,
  plan,
  signatures,
  stamped,
} from './fake-containers.ts'
import { isMadeByNamed, meaningOf, signedBy } from './fake-forms.ts'
import { fakeNow, fakeRoot, fakeToken } from './fake-signing.ts'
import { digestedPart, type SigningPart, wholePart } from './wishes.ts'

test('a container holds its documents, its type first, a manifest and a signature over it', () => {
  const file = container()
  assert.deepEqual(
    filesOf(file).map(({ name }) => name),
    ['mimetype', permit.name, plan.name, 'META-INF/ASiCManifest001.xml', 'META-INF/signature001.p7s'],
  )
  assert.equal(Buffer.from(file.subarray(30, 69)).toString(), 'mimetypeapplication/vnd.etsi.asic-e+zip')
  const [object, ...others] = signatures(file)
  assert.ok(object && isMadeByNamed(object) && others.length === 0)
  assert.deepEqual(
    object.contents.map(({ name, state }) => `${name} ${state}`),
    ['META-INF/ASiCManifest001.xml matches', 'permit.txt matches', `${plan.name} matches`],
  )
  assert.deepEqual([object.form, object.formFaults, beside(object)], ['ASiC-E', [], []])
  assert.equal(object.claims.location, ada.wishes.location)
})

test('the same wishes about the same documents give the same octets to be signed', () => {
  const prepare = (): Uint8Array =>
    sure(asicRow.prepare(ada.wishes, { parts: [permit, plan], attached: true }), 'prepared').toBeSigned
  assert.ok(equalBytes(prepare(), prepare()))
})

test('a document beside a container is one of those that are signed, or it is not', () => {
  const other = wholePart('permit.txt', utf8('refused'))
  const renamed = wholePart('a.txt', utf8('granted'))
  const states = signatures(container(), [other, renamed])[0]?.contents.slice(3)
  assert.deepEqual(
    states?.map(({ name, state }) => `${name} ${state}`),
    ['permit.txt differs', 'a.txt matches'],
  )
})

test('the levels are climbed, and a second archive time-stamp is over the first', () => {
  const proven = sure(
    asicRow.withEvidence(stamped(container()), first(container()).id, {
      certificates: [bo.certificate.der],
      lists: [],
      ocsp: [],
    }),
    'B-LT',
  )
  const received = sure(asicRow.withReceipt(proven, first(proven).id, utf8('{"v":1}')), 'a receipt')
  const once = archived(received)
  const later = { certificates: [bo.certificate.der, fakeRoot.der], lists: [], ocsp: [] }
  const renewed = archived(
    sure(asicRow.withEvidence(once, first(once).id, later), 'evidence in the time-stamp'),
  )
  const object = first(renewed)
  assert.deepEqual(
    object.timestamps.map(({ kind }) => kind),
    ['signature', 'archive', 'archive'],
  )
  for (const timestamp of object.timestamps) {
    const algorithm = timestamp.kind === 'archive' ? 'sha512' : 'sha256'
    assert.ok(hex(timestamp.token).includes(hex(certain(timestamp.imprint(algorithm), 'the imprint'))))
  }
  const [stamp, ...archives] = object.timestamps
  const token = hex(sha256(certain(stamp, 'the first').token))
  const covers = archives.map((archive) => archive.covers)
  assert.deepEqual(new Set(covers.map((list) => list.length)), new Set([3, 4]))
  const receipt = hex(sha256(utf8('{"v":1}')))
  for (const list of covers) assert.deepEqual(list.slice(0, 3), [object.id, token, receipt])
  assert.equal(Buffer.from(certain(object.receipt, 'the receipt')).toString(), '{"v":1}')
  // The newest has the name without a number, and the one before it another.
  assert.deepEqual(
    filesOf(renewed).flatMap(({ name }) => (/Archive|tst/.test(name) ? [name] : [])),
    [
      'META-INF/ASiCArchiveManifest001.xml',
      'META-INF/timestamp001.tst',
      'META-INF/ASiCArchiveManifest.xml',
      'META-INF/timestamp002.tst',
    ],
  )
  assert.deepEqual(beside(object), ['the file `META-INF/timestamp002.tst`, which is not signed'])
})

test('what an archive time-stamp covers is not changed any more', () => {
  const file = archived(stamped(container()))
  const { id } = first(file)
  const imprint = sure(asicRow.timestampImprint(file, id, 'sha256'), 'an imprint')
  const attempts = [
    asicRow.withTimestamp(file, id, 'sha256', fakeToken('sha256', imprint)),
    asicRow.withReceipt(file, id, utf8('{}')),
    asicRow.prepareCounter(bo.wishes, file, id, []),
  ]
  for (const attempt of attempts) assert.ok(!attempt.ok && attempt.fault.kind === 'document-forbids')
})

test('several sign in parallel, each with a manifest; one can be over the others', () => {
  const parallel = added(container())
  const both = signatures(parallel)
  assert.deepEqual([both.length, both.every(isMadeByNamed)], [2, true])
  assert.deepEqual(both.map(beside), [[], []])
  assert.equal(
    both.every(({ contents }) => contents.length === 3),
    true,
  )

  const series = added(parallel, { overSignatures: true }, ada)
  const last = certain(signatures(series)[2], 'the last')
  assert.deepEqual(
    last.contents.map(({ name }) => name).filter((name) => name.endsWith('.p7s')),
    ['META-INF/signature001.p7s', 'META-INF/signature002.p7s'],
  )
  const { id } = first(series)
  const refused = asicRow.withReceipt(series, id, utf8('{}'))
  assert.ok(!refused.ok && refused.fault.kind === 'document-forbids')
})

test('a counter-signature stands in the message of the signature', () => {
  const file = container()
  const prepared = sure(asicRow.prepareCounter(bo.wishes, file, first(file).id, []), 'prepared')
  const [counter] = first(signedBy(bo, prepared)).counterSignatures
  assert.ok(
    counter &&
      isMadeByNamed({ ...counter, evidence: { certificates: [bo.certificate.der], lists: [], ocsp: [] } }),
  )
  assert.equal(counter.form, 'ASiC-E')
})

describe('what cannot be made is refused', () => {
  const file = container()
  const prepare =
    (parts: readonly SigningPart[], into?: Uint8Array) => (): ReturnType<typeof asicRow.prepare> =>
      asicRow.prepare(bo.wishes, { parts, attached: true, ...(into ? { into } : {}) })
  const cases = {
    'no document': [prepare([]), 'parts-unfit'],
    'a digest for a document': [prepare([digestedPart('a', new Map())]), 'part-not-whole'],
    'two documents of one name': [prepare([permit, permit]), 'document-forbids'],
    'two names that some system takes for one': [
      prepare([permit, wholePart('PERMIT.txt', utf8('x'))]),
      'document-forbids',
    ],
    'a name that leaves the container': [prepare([wholePart('../a', utf8('x'))]), 'document-forbids'],
    'a document among the signatures': [prepare([wholePart('meta-inf/a', utf8('x'))]), 'document-forbids'],
    'a document in place of the type': [prepare([wholePart('mimetype', utf8('x'))]), 'document-forbids'],
    'another document for a container': [
      prepare([wholePart('permit.txt', utf8('x'))], file),
      'content-other',
    ],
    'a document more for a container': [prepare([wholePart('more.txt', utf8('x'))], file), 'content-other'],
    'into what is no container': [prepare([permit], utf8('PK')), 'form-unreadable'],
    'a time-stamp over nobody': [() => asicRow.timestampImprint(file, 'ab', 'sha256'), 'signature-unknown'],
    'a token over something else': [
      () =>
        asicRow.withArchiveTimestamp(
          file,
          first(file).id,
          'sha256',
          fakeToken('sha256', sha256(utf8(''))),
          [],
        ),
      'token-for-other',
    ],
  } as const
  for (const [name, [make, kind]] of Object.entries(cases)) {
    test(name, () => {
      const made = make()
      assert.equal(made.ok ? 'made' : made.fault.kind, kind)
    })
  }
})

test('a time-stamp over a manifest with a wrong digest is over nothing', () => {
  const file = archived(stamped(container()))
  const changed = altered(file, { 'permit.txt': utf8('refused') })
  const archive = certain(
    first(changed).timestamps.find(({ kind }) => kind === 'archive'),
    'the archive time-stamp',
  )
  assert.equal(archive.imprint('sha512'), undefined)
})

/** The container with an evidence record over all that is in it, whose tree holds other documents as well. */
function recorded(file: Uint8Array): Uint8Array {
  const names = filesOf(file).flatMap(({ name }) => (name === 'mimetype' ? [] : [name]))
  const references = names.map((name) => {
    return { name, algorithm: 'sha256', digest: sha256(contentIn(file, name)) } as const
  })
  const builder = new HashTreeBuilder('sha256')
  builder.add(sha256(utf8('another document')))
  builder.add(...references.map(({ digest }) => digest))
  const tree = builder.build()
  const evidence = sure(archiveEvidence(tree, fakeToken('sha256', tree.root)), 'evidence')
  const record = evidence.prove(1)
  const { digest } = sure(renewalDigest(record), 'what a renewal is over')
  const later = fakeToken('sha256', digest, fakeNow + 1000)
  const covering = { name: 'META-INF/evidencerecord001.ers', mediaType: 'application/octet-stream' }
  return altered(file, {
    'META-INF/ASiCEvidenceRecordManifest001.xml': writeManifest(covering, references),
    [covering.name]: sure(renewTimestamp(record, later), 'renewed'),
  })
}

test('an evidence record is over the files that its manifest names, while they are as it says', () => {
  const file = recorded(container())
  const { id, evidenceRecords, timestamps } = first(file)
  const [record] = evidenceRecords
  assert.equal(record?.digests('sha512')?.length, 4)
  assert.deepEqual(record.covers, [id])
  assert.deepEqual(
    timestamps.map(({ kind }) => kind),
    ['archive', 'archive'],
  )
  for (const timestamp of timestamps) {
    assert.ok(hex(timestamp.token).includes(hex(certain(timestamp.imprint('sha256'), 'the root'))))
    assert.equal(timestamp.imprint('sha512'), undefined)
  }
  const token = hex(sha256(certain(timestamps[0], 'the first').token))
  assert.deepEqual(timestamps[1]?.covers, [id, token])
  const broken = first(altered(file, { 'permit.txt': utf8('refused') }))
  assert.equal(broken.evidenceRecords[0]?.digests('sha256'), undefined)
  assert.equal(broken.timestamps[0]?.imprint('sha256'), undefined)
})

test('a container of one document with the signature over it is read (ASiC-S)', () => {
  const prepared = sure(cadesRow.prepare(ada.wishes, { parts: [permit], attached: false }), 'prepared')
  const list: readonly ZipFile[] = [
    { name: 'mimetype', content: utf8('application/vnd.etsi.asic-s+zip'), isStored: true },
    { name: permit.name, content: certain(permit.bytes, 'octets') },
    { name: 'META-INF/signature.p7s', content: signedBy(ada, prepared) },
  ]
  const object = first(sure(writeZip(list), 'a container'))
  assert.ok(isMadeByNamed(object))
  assert.deepEqual([object.form, object.contents.map(({ state }) => state)], ['ASiC-S', ['matches']])
  const two = sure(writeZip([...list, { name: 'second.txt', content: utf8('x') }]), 'a container')
  assert.match(first(two).formFaults.join(), /nothing says what/)
})

test('a container that holds no signatures is read as one without, whatever it is', () => {
  const list: readonly ZipFile[] = [{ name: 'content.xml', content: utf8('<a/>') }]
  const type = { name: 'mimetype', content: utf8('application/vnd.oasis.opendocument.text'), isStored: true }
  for (const files of [[], list, [type, ...list]]) {
    assert.deepEqual(signatures(sure(writeZip(files), 'a container')), [])
  }
})

/** Every octet would take a minute; the fuzzer comes to all of them. */
const stride = 11

test('any octet changed: refused, or it fails, or the content or what is unprotected differs', () => {
  const file = archived(added(stamped(container([permit]))))
  const before = meaningOf(signatures(file))
  for (let at = 0; at < file.length; at += stride) {
    const changed = Uint8Array.from(file)
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
    const read = asicRow.read(changed, [])
    assert.notEqual(read.ok ? meaningOf(read.value) : '', before, `octet ${at}`)
  }
})
