import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { unzipSync, zipSync } from 'fflate'
import { concat, equalBytes, utf8 } from '#bytes'
import { certain, sure } from '#fault'
import { type ForgedFile, forgedZip, words } from './forge.ts'
import { entryContent, nameKey, openZip, writeZip, type ZipFault, type ZipFile } from './index.ts'

const text = utf8('the office opens at nine. '.repeat(40))
const one: ForgedFile = { name: 'a.txt', content: utf8('one') }
const two: ForgedFile = { name: 'b/c.txt', content: utf8('two') }
const packed = deflateRawSync(text)
const deflated: ForgedFile = { name: 'long.txt', content: text, packed, method: 8 }
const unicode = 1 << 11

function contentsOf(bytes: Uint8Array): readonly (readonly [string, Uint8Array])[] {
  const { entries } = sure(openZip(bytes), 'a container of the test')
  return entries.map((entry) => [entry.name, sure(entryContent(entry), entry.name)])
}

/** The kind of the first fault, of opening or of any content. */
function faultOf(bytes: Uint8Array): ZipFault['kind'] | undefined {
  const opened = openZip(bytes)
  if (!opened.ok) return opened.fault.kind
  const contents = opened.value.entries.map(entryContent)
  return contents.map((content) => (content.ok ? undefined : content.fault.kind)).find(Boolean)
}

const files: readonly ZipFile[] = [
  { name: 'mimetype', content: utf8('application/vnd.etsi.asic-e+zip'), isStored: true },
  { name: 'Bescheid 許可.txt', content: text, modified: Date.UTC(2026, 10, 22, 12, 30, 2) },
  { name: 'META-INF/empty', content: new Uint8Array(0) },
]

test('what is written is read as it was given, in the same order, and is the same octets each time', () => {
  const bytes = sure(writeZip(files), 'a container')
  assert.ok(equalBytes(bytes, sure(writeZip(files), 'the same')))
  assert.deepEqual(
    contentsOf(bytes).map(([name, content]) => [name, Buffer.from(content)]),
    files.map(({ name, content }) => [name, Buffer.from(content)]),
  )
  // Names and a stored content stand where other programs look for the type of a file.
  assert.equal(
    Buffer.from(bytes.subarray(30, 69)).toString('latin1'),
    'mimetypeapplication/vnd.etsi.asic-e+zip',
  )
  assert.equal(certain(sure(openZip(bytes), 'it').entries[1], 'the second').isStored, false)
})

test('another implementation reads what is written here, and is read here', () => {
  const given = fc.dictionary(fc.stringMatching(/^[a-zé許]{1,8}$/), fc.uint8Array({ maxLength: 300 }))
  fc.assert(
    fc.property(given, (contents) => {
      const names = Object.keys(contents)
      fc.pre(new Set(names.map(nameKey)).size === names.length)
      const list = Object.entries(contents).map(([name, content]) => ({ name, content }))
      const readThere = unzipSync(sure(writeZip(list), 'a container'))
      const readHere = Object.fromEntries(contentsOf(zipSync({ ...contents }, { mtime: '2026-11-22' })))
      for (const name of names) {
        const content = certain(contents[name], name)
        assert.ok(equalBytes(certain(readThere[name], name), content))
        assert.ok(equalBytes(certain(readHere[name], name), content))
      }
      const count = names.length
      assert.deepEqual([Object.keys(readThere).length, Object.keys(readHere).length], [count, count])
    }),
  )
})

describe('a container is taken that was written in another way', () => {
  const checksum = crc32(text)
  const sizes = [
    [checksum, 4],
    [packed.length, 4],
    [text.length, 4],
  ] as const
  const later = { flags: 8, local: { checksum: 0, packedSize: 0, size: 0 } }
  const cases: Readonly<Record<string, Uint8Array>> = {
    'with nothing in it': forgedZip([]),
    'with a comment': forgedZip([one], { comment: utf8('mimetype=application/x') }),
    'with sizes behind the content': forgedZip([{ ...deflated, ...later, descriptor: words(...sizes) }, one]),
    'with a signature before those': forgedZip([
      { ...deflated, ...later, descriptor: words([0x08074b50, 4], ...sizes) },
      one,
    ]),
    'with a part of them before it as well': forgedZip([
      { ...deflated, ...later, local: { checksum: 0 }, descriptor: words(...sizes) },
    ]),
    'with folders of their own': forgedZip([{ name: 'b/', content: new Uint8Array(0) }, two]),
    'with times of more systems': forgedZip([
      { ...one, localExtra: words([0x5455, 2], [1, 2], [7, 2]).subarray(0, 5) },
    ]),
    'with files of Unix': forgedZip([{ ...one, madeBy: 0x0314, externalAttributes: 0o100644 * 0x10000 }]),
  }
  for (const [name, bytes] of Object.entries(cases)) {
    test(name, () => assert.equal(faultOf(bytes), undefined))
  }
})

describe('a container is refused that two readers could read in two ways', () => {
  const good = forgedZip([one, two])
  const blank = new Uint8Array(1)
  const descriptor = words([crc32(text), 4], [packed.length, 4], [text.length + 1, 4])
  const bomb = deflateRawSync(new Uint8Array(8 * 1024 * 1024))
  const half = forgedZip([one]).length
  const cases: Readonly<Record<string, readonly [ZipFault['kind'], Uint8Array]>> = {
    'octets before it': ['zip-header-unreadable', concat(blank, good)],
    'octets before it, with offsets that follow': [
      'zip-gap',
      forgedZip([{ ...one, before: utf8('#!/bin/sh\n') }]),
    ],
    'octets behind it': ['zip-end-missing', concat(good, blank)],
    'octets between files': ['zip-gap', forgedZip([one, { ...two, before: blank }])],
    'octets before the end': ['zip-gap', forgedZip([one], { between: blank })],
    'a file that the directory does not name': ['zip-gap', hidden()],
    'a container in the comment of another': [
      'zip-end-ambiguous',
      forgedZip([one], { comment: forgedZip([two]) }),
    ],
    'two files at one place': ['zip-overlap', forgedZip([one, { ...one, name: 'a.txt', offset: 0 }])],
    'a file inside another': ['zip-overlap', quine()],
    'a directory on another disk': ['zip-on-several-disks', forgedZip([one], { disk: 1 })],
    'a file on another disk': ['zip-on-several-disks', forgedZip([{ ...one, disk: 1 }])],
    'a directory with fewer files than told': ['zip-header-unreadable', forgedZip([one], { count: 2 })],
    'more files than any case has': ['zip-files-excessive', forgedZip([one], { count: 60_000 })],
    'a directory with more files than told': ['zip-gap', forgedZip([one, two], { count: 1 })],
    'ZIP64 sizes': ['zip-64-unsupported', forgedZip([{ ...one, size: 0xffffffff }])],
    'a ZIP64 end': [
      'zip-64-unsupported',
      forgedZip([one], { between: words([0x07064b50, 4], [0, 4], [0, 4], [0, 4], [1, 4]) }),
    ],
    'a ZIP64 field': ['zip-extra-field-refused', forgedZip([{ ...one, extra: words([1, 2], [0, 2]) }])],
    'a second name in an extra field': [
      'zip-extra-field-refused',
      forgedZip([{ ...one, localExtra: words([0x7075, 2], [0, 2]) }]),
    ],
    'extra fields cut off': [
      'zip-extra-field-refused',
      forgedZip([{ ...one, extra: words([0x5455, 2], [9, 2]) }]),
    ],
    'an encrypted file': ['zip-encrypted', forgedZip([{ ...one, flags: 1 }])],
    'hidden headers': ['zip-encrypted', forgedZip([{ ...one, flags: 1 << 13 }])],
    'a patch': ['zip-flags-unknown', forgedZip([{ ...one, flags: 1 << 5 }])],
    'another method': ['zip-method-unknown', forgedZip([{ ...one, method: 12 }])],
    'a stored file of another size': ['zip-content-damaged', forgedZip([{ ...one, size: 2 }])],
    'a wrong checksum': ['zip-content-damaged', forgedZip([{ ...one, checksum: 7 }])],
    'octets behind the deflated ones': [
      'zip-content-damaged',
      forgedZip([{ ...deflated, packed: concat(packed, blank) }]),
    ],
    'deflated octets cut off': [
      'zip-content-damaged',
      forgedZip([{ ...deflated, packed: packed.subarray(0, -3) }]),
    ],
    'more content than told': [
      'zip-content-damaged',
      forgedZip([{ ...deflated, size: 10, checksum: crc32(text.subarray(0, 10)) }]),
    ],
    'nothing where content was told': [
      'zip-content-damaged',
      forgedZip([{ ...deflated, packed: new Uint8Array(0) }]),
    ],
    'a bomb': [
      'zip-ratio-excessive',
      forgedZip([{ name: 'bomb', content: blank, packed: bomb, method: 8, size: 8 * 1024 * 1024 }]),
    ],
    'a bomb that lies about its size': [
      'zip-content-damaged',
      forgedZip([{ name: 'bomb', content: blank, packed: bomb, method: 8, size: 9 }]),
    ],
    'many that are large together': ['zip-inflates-too-much', forgedZip(bombs())],
    'a link': [
      'zip-not-a-file',
      forgedZip([{ ...one, madeBy: 0x0314, externalAttributes: 0o120777 * 0x10000 }]),
    ],
    'a folder with content': ['zip-not-a-file', forgedZip([{ ...one, name: 'a/' }])],
    'sizes behind the content that disagree': [
      'zip-headers-differ',
      forgedZip([{ ...deflated, flags: 8, descriptor }]),
    ],
    'no sizes behind the content': ['zip-header-unreadable', forgedZip([{ ...deflated, flags: 8 }])],
    'a file behind the directory': ['zip-header-unreadable', forgedZip([{ ...one, offset: half - 30 }])],
  }
  for (const [name, [kind, bytes]] of Object.entries(cases)) {
    test(name, () => assert.equal(faultOf(bytes), kind))
  }

  /** Both files stand there, and the directory has the second only. */
  function hidden(): Uint8Array {
    const first = forgedZip([one])
    const length = 30 + 5 + 3
    return forgedZip([{ ...two, before: first.subarray(0, length) }])
  }

  /** The header of the second stands in the content of the first. */
  function quine(): Uint8Array {
    const inner = forgedZip([two]).subarray(0, 30 + 7 + 3)
    return forgedZip([
      { name: 'a.bin', content: inner },
      { ...two, offset: 30 + 5 },
    ])
  }

  function bombs(): readonly ForgedFile[] {
    const size = 30 * 1024 * 1024
    return ['a', 'b', 'c'].map((name) => ({
      name,
      content: blank,
      packed: new Uint8Array(size / 100),
      method: 8,
      size,
    }))
  }
})

describe('headers that say two things are refused, field by field', () => {
  const cases: Readonly<Record<string, NonNullable<ForgedFile['local']>>> = {
    name: { name: 'b.txt' },
    version: { version: 10 },
    flags: { flags: unicode },
    method: { method: 8 },
    time: { time: 1 },
    checksum: { checksum: 1 },
    'packed size': { packedSize: 2 },
    size: { size: 2 },
  }
  for (const [field, local] of Object.entries(cases)) {
    test(field, () => {
      const fault = { kind: 'zip-headers-differ', name: 'a.txt', field }
      assert.deepEqual(openZip(forgedZip([{ ...one, local }])), { ok: false, fault })
    })
  }
})

describe('names are refused that lead elsewhere or look like another', () => {
  const cases: readonly (readonly [string | Uint8Array, string])[] = [
    ['', 'empty'],
    ['/etc/passwd', 'absolute'],
    ['C:/a', 'absolute'],
    ['../a', 'leaves its folder'],
    ['a/../../b', 'leaves its folder'],
    ['a/./b', 'leaves its folder'],
    ['a//b', 'has an empty part'],
    ['a\\b', 'has a character that shows it as another'],
    ['a\0.txt', 'has a character that shows it as another'],
    ['gpj.\u202etxt', 'has a character that shows it as another'],
    ['x'.repeat(1025), 'too long'],
    [Uint8Array.of(0xff), 'not UTF-8'],
  ]
  for (const [name, problem] of cases) {
    test(JSON.stringify(typeof name === 'string' ? name.slice(0, 20) : [...name]), () => {
      const read = openZip(forgedZip([{ ...one, name, flags: unicode }]))
      assert.ok(!read.ok && read.fault.kind === 'zip-name-refused' && read.fault.problem === problem)
    })
  }

  test('beyond ASCII without saying that it is UTF-8', () => {
    const read = openZip(forgedZip([{ ...one, name: 'é' }]))
    assert.ok(!read.ok && read.fault.kind === 'zip-name-refused')
  })
})

describe('two names that some system takes for one are refused', () => {
  const pairs: readonly (readonly [string, string, ZipFault['kind']?])[] = [
    ['a.txt', 'a.txt'],
    ['a.txt', 'A.TXT'],
    ['é', 'e\u0301'],
    ['file', '\ufb01le'],
    ['straße', 'STRASSE'],
    ['a.txt', 'a.txt.'],
    ['a.txt', 'a.txt '],
    ['a.txt', 'a\u200b.txt'],
    ['a/b', 'A/B'],
    ['a', 'a/'],
    ['a', 'a/b', 'zip-file-is-folder'],
    ['A/', 'a/b'],
  ]
  for (const [first, second, kind = 'zip-name-twice'] of pairs) {
    test(`${JSON.stringify(first)} and ${JSON.stringify(second)}`, () => {
      const content = new Uint8Array(0)
      const list = [first, second].map((name) => ({ name, content, flags: unicode }))
      assert.equal(faultOf(forgedZip(list)), kind)
      assert.equal(faultOf(forgedZip(list.toReversed())), kind)
      assert.equal(writeZip(list).ok, false)
    })
  }
})

test('any octet changed: it is refused, or names, contents or what lies beside them differ', () => {
  const extra = concat(words([0x5455, 2], [5, 2]), new Uint8Array(5))
  const bytes = forgedZip(
    [{ ...one, madeBy: 0x0314, comment: utf8('hm'), extra, localExtra: extra }, deflated, two],
    { comment: utf8('comment') },
  )
  const before = shown(bytes)
  for (let at = 0; at < bytes.length; at += 1) {
    for (const bit of [1, 8, 0x80]) {
      const changed = Uint8Array.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ bit
      assert.notEqual(shown(changed), before, `octet ${at}`)
    }
  }
})

function shown(bytes: Uint8Array): string {
  const opened = openZip(bytes)
  if (!opened.ok) return opened.fault.kind
  const { entries, meta } = opened.value
  const contents = entries.map((entry) => {
    const content = entryContent(entry)
    return [entry.name, content.ok ? Buffer.from(content.value).toString('hex') : content.fault.kind]
  })
  return JSON.stringify([
    contents,
    meta.map(({ what, octets }) => [what, Buffer.from(octets).toString('hex')]),
  ])
}

test('no cut of a container is taken', () => {
  const bytes = forgedZip([one, deflated])
  for (let length = 0; length < bytes.length; length += 1) {
    assert.notEqual(faultOf(bytes.subarray(0, length)), undefined)
  }
})
