import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import { concat, utf8 } from '#bytes'
import {
  attributeOid,
  parseSignedData,
  withUnsignedAttributes,
  writeAttribute,
  writeSignedData,
  writeSignerInfo,
} from '#cms'
import { digestBytes, digestForSuite } from '#crypto'
import { sequence } from '#der'
import { certain, sure } from '#fault'
import {
  fakePdf,
  fakeRevision,
  fakeStream,
  fakeTrailer,
  fakeUpdate,
  openPdf,
  placeSignature,
  prepareSignature,
} from '#pdf'
import { cadesRow, fakeTokenFor, jadesRow, padesRow, reportText } from '#signature'
import { clock, context, signWith, wei } from '../pdf-attacks/signer.ts'
import { signed } from './attack.ts'
import { reportOn } from './row.ts'

const message = sure(parseSignedData(signed(cadesRow)), 'a message')
const signer = certain(message.signers[0], 'a signer')
const tokens = Array.from({ length: 300 }, (_, at) =>
  fakeTokenFor(clock, context.now - 100_000 - 1000 * at, 'sha256', digestBytes('sha256', signer.signature)),
)

/** Each is small, or packs well, and would cost its reader hours or gigabytes. */
const hostile: Readonly<Record<string, readonly [() => Uint8Array, RegExp]>> = {
  'a thousand signers': [() => crowd(1000), /1000 signers, of which 256 are the most/],
  'three hundred time-stamps, each an attribute': [
    () =>
      withUnsignedAttributes(
        message,
        0,
        tokens.map((token) => writeAttribute(attributeOid.signatureTimestamp, token)),
      ),
    /attributes, of which 256 are the most/,
  ],
  'a message nested ten thousand deep': [
    () => {
      let nested: Uint8Array = sequence()
      for (let depth = 0; depth < 10_000; depth += 1) nested = sequence(nested)
      return withUnsignedAttributes(message, 0, [writeAttribute(attributeOid.signatureTimestamp, nested)])
    },
    /too-deep/,
  ],
  'JSON nested a hundred thousand deep': [
    () => utf8(`{"payload":"e30","protected":"e30","signature":"AA","header":${'['.repeat(100_000)}`),
    /not JSON/,
  ],
  'JSON with a thousand signatures': [
    () => {
      const one = JSON.parse(Buffer.from(signed(jadesRow)).toString()) as { readonly payload: string }
      const { payload, ...own } = one
      return utf8(JSON.stringify({ payload, signatures: Array.from({ length: 1000 }, () => own) }))
    },
    /1 to 128/,
  ],
  'a container that inflates to a thousand times its size': [
    () => packed({ zeros: new Uint8Array(32 * 1024 * 1024), 'META-INF/a.p7s': utf8('x') }),
    /zip-ratio-excessive/,
  ],
  'a container of three thousand files': [
    () => packed(Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`f${at}`, utf8('x')]))),
    /zip-files-excessive/,
  ],
  'a PDF whose cross-reference says it has a thousand million entries': [
    () => {
      const text = Buffer.from(fakePdf()).toString('latin1').replace('xref\n0 1\n', 'xref\n0 999999999\n')
      return Buffer.from(text, 'latin1')
    },
    /xref malformed/,
  ],
  'a PDF with arrays in arrays': [
    () => fakeUpdate(signWith(wei)(fakePdf()), { 60: '['.repeat(50_000) + ']'.repeat(50_000) }),
    /more than 64/,
  ],
  'a PDF with an object stream that inflates beyond all memory': [
    () => {
      const packed = deflateSync(new Uint8Array(192 * 1024 * 1024))
      const stream = fakeStream(packed.toString('latin1'), '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode')
      return fakeRevision(signWith(wei)(fakePdf()), {
        ...{ objects: { 61: stream }, trailer: fakeTrailer, form: 'stream' },
        entries: { 60: { container: 61, index: 0 } },
      })
    },
    /more than 134217728 inflated octets/,
  ],
}

describe('a hostile file is refused by what it has, and not by what it costs', () => {
  for (const [name, [build, problem]] of Object.entries(hostile)) {
    test(name, () => {
      const { found } = reportOn({ bytes: build() })
      assert.ok(found.kind === 'unreadable', JSON.stringify(found).slice(0, 200))
      assert.match(found.problem, problem)
    })
  }

  test('three hundred time-stamps in one attribute: 256 of them are looked at', () => {
    const attribute = writeAttribute(attributeOid.signatureTimestamp, ...tokens)
    const { found } = reportOn({ bytes: withUnsignedAttributes(message, 0, [attribute]) })
    assert.ok(found.kind === 'signed')
    assert.equal(found.signatures[0]?.timestamps.length, 256)
  })

  test('as many signers as there may be: each is answered, and none by another’s value', () => {
    const { found } = reportOn({ bytes: crowd(256) })
    assert.ok(found.kind === 'signed')
    const passed = found.signatures.filter(({ verdict }) => verdict.indication === 'TOTAL-PASSED')
    assert.deepEqual([found.signatures.length, passed.length], [256, 1])
  })

  test('a time-stamp over a whole file is made ready once, and not for each signature', () => {
    let file = fakePdf()
    const count = 12
    for (let at = 0; at < count; at += 1) file = stamped(signWith(wei)(file), at)
    const objects = sure(padesRow.read(file, []), 'a file of the test')
    const carried = new Set(objects.flatMap(({ timestamps }) => timestamps))
    assert.deepEqual([objects.length, carried.size], [count, count])
    const report = reportOn({ bytes: file })
    const [first = ''] = reportText(report, 'en')
    assert.match(first, /Signed further since, 11 times in the name of “Li Wei”: that holds as well\./)
  })
})

function crowd(count: number): Uint8Array {
  const digestAlgorithm = digestForSuite(wei.key.suite)
  const { contentType, content, certificates } = message
  const signers = Array.from({ length: count }, (_, at) =>
    writeSignerInfo({
      ...{ ...signer, digestAlgorithm, unsignedAttributes: [] },
      signedAttributes: (signer.signedAttributes ?? []).map(({ der }) => der),
      signature: at === 0 ? signer.signature : digestBytes('sha512', utf8(`${at}`)),
    }),
  )
  return writeSignedData({
    ...{ digestAlgorithms: [digestAlgorithm], contentType, certificates, signers },
    content: certain(content, 'a content'),
  })
}

/** A container as nobody here would write it: the media type and these, packed. */
function packed(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const all = { mimetype: utf8('application/vnd.etsi.asic-e+zip'), ...files }
  const parts: Uint8Array[] = []
  const rows: Uint8Array[] = []
  let offset = 0
  for (const [name, content] of Object.entries(all)) {
    const isStored = name === 'mimetype'
    const data = isStored ? content : deflateRawSync(content)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(isStored ? 0 : 8, 4)
    fields.writeUInt16LE(0x21, 8)
    fields.writeUInt32LE(crc32(content), 10)
    fields.writeUInt32LE(data.length, 14)
    fields.writeUInt32LE(content.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    const part = concat(utf8('PK\u0003\u0004'), fields, utf8(name), data)
    parts.push(part)
    rows.push(concat(utf8('PK\u0001\u0002\u0014\u0000'), fields, place, utf8(name)))
    offset += part.length
  }
  const directory = concat(...rows)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(rows.length, 4)
  end.writeUInt16LE(rows.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return concat(...parts, directory, utf8('PK\u0005\u0006'), end)
}

/** With a document time-stamp that keeps no room. */
function stamped(file: Uint8Array, at: number): Uint8Array {
  const place = { fieldName: `Stamp${at}`, contentsBytes: 1400, subFilter: 'ETSI.RFC3161' } as const
  const prepared = sure(prepareSignature(sure(openPdf(file), 'a file'), place), 'a place')
  const digest = digestBytes('sha256', concat(...prepared.parts))
  return sure(placeSignature(prepared, fakeTokenFor(clock, context.now - 1000, 'sha256', digest)), 'room')
}
