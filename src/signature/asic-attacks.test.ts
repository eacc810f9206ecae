import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { concat, utf8 } from '#bytes'
import { certain, sure } from '#fault'
import { asicRow } from './asic.ts'
import { cadesRow } from './cades.ts'
import { ada, altered, archived, beside, container, contentIn } from './fake-containers.ts'
import { signedBy } from './fake-forms.ts'
import { wholePart } from './wishes.ts'

describe('attacks on a container are seen', () => {
  const file = container()
  const manifest = 'META-INF/ASiCManifest001.xml'
  const text = Buffer.from(contentIn(file, manifest)).toString()
  const message = contentIn(file, 'META-INF/signature001.p7s')
  const described = (changed: Uint8Array): string => {
    const read = asicRow.read(changed, [])
    if (!read.ok) return read.fault.kind === 'form-unreadable' ? read.fault.problem : read.fault.kind
    const lines = read.value.flatMap((object) => [
      ...object.formFaults,
      ...object.contents
        .filter(({ state }) => state !== 'matches')
        .map(({ name, state }) => `${name} ${state}`),
      ...beside(object),
    ])
    return lines.join('\n')
  }
  const resigned = (changed: string): Uint8Array => {
    const part = wholePart(manifest, utf8(changed))
    const prepared = sure(cadesRow.prepare(ada.wishes, { parts: [part], attached: false }), 'prepared')
    return altered(file, { [manifest]: utf8(changed), 'META-INF/signature001.p7s': signedBy(ada, prepared) })
  }
  const reference = certain(/<asic:DataObjectReference URI="permit.txt".*\n/.exec(text)?.[0], 'a reference')
  const own = wholePart('x', utf8(text.replace('permit', 'annex')))
  const wrapped = signedBy(
    ada,
    sure(cadesRow.prepare(ada.wishes, { parts: [own], attached: true }), 'prepared'),
  )
  const crowd = Array.from({ length: 129 }, (_, at) => [`META-INF/s${at}.p7s`, message] as const)
  const crowded = altered(file, Object.fromEntries(crowd))
  const cases: Readonly<Record<string, readonly [Uint8Array, RegExp]>> = {
    'another document': [altered(file, { 'permit.txt': utf8('refused') }), /^permit.txt differs$/],
    'a document taken out': [
      altered(file, { 'permit.txt': undefined }),
      /`permit.txt` is signed, and missing/,
    ],
    'a document put in': [
      altered(file, { 'annex.txt': utf8('and more') }),
      /`annex.txt`, which is not signed/,
    ],
    'a document put in, and time-stamped': [
      archived(altered(file, { 'annex.txt': utf8('more') })),
      /`annex.txt`, which/,
    ],
    'another manifest': [
      altered(file, { [manifest]: utf8(text.replace('permit.txt', 'annex.txt')) }),
      /001.xml differs/,
    ],
    'a second manifest for a signature': [
      altered(file, { 'META-INF/ASiCManifest.xml': utf8(text) }),
      /^both/,
    ],
    'no manifest for a signature': [altered(file, { [manifest]: undefined }), /nothing says what/],
    'no signature for a manifest': [altered(file, { 'META-INF/signature001.p7s': undefined }), /is missing$/],
    'a signature without a manifest': [
      altered(file, { 'META-INF/signature7.p7s': message }),
      /nothing says what/,
    ],
    'a signature around its own content': [
      altered(file, { 'META-INF/signature001.p7s': wrapped }),
      /ASiCManifest001.xml differs/,
    ],
    'a document named twice': [
      resigned(text.replace(reference, reference + reference)),
      /stands in the manifest twice/,
    ],
    'a document named twice by escapes': [
      resigned(text.replace(reference, reference + reference.replace('permit', '%70ermit'))),
      /stands in the manifest twice/,
    ],
    'a manifest over its own signature': [
      resigned(text.replace('"permit.txt"', '"META-INF/signature001.p7s"')),
      /names the signature over itself/,
    ],
    'the type of the container for a document': [
      resigned(text.replace('"permit.txt"', '"mimetype"')),
      /is no document/,
    ],
    'a document in another place': [
      resigned(text.replace('"permit.txt"', '"https://example.com/a"')),
      /not to a file/,
    ],
    'a document outside of the container': [
      resigned(text.replace('"permit.txt"', '"../permit.txt"')),
      /is missing|missing/,
    ],
    'a digest that is not known': [
      resigned(text.replaceAll('xmlenc#sha512', 'xmlenc#md5')),
      /algorithm that is not known/,
    ],
    'a digest that is too short': [
      resigned(text.replace(/<ds:DigestValue>.{4}/, '<ds:DigestValue>')),
      /is not one by/,
    ],
    'a critical extension': [
      resigned(
        text.replace(
          '</asic:ASiCManifest>',
          '<asic:ASiCManifestExtensions><asic:Extension Critical="true"/></asic:ASiCManifestExtensions></asic:ASiCManifest>',
        ),
      ),
      /critical extension/,
    ],
    'elements of another namespace': [
      resigned(text.replaceAll('02918/v1.2.1', '02918/v9')),
      /no `ASiCManifest`/,
    ],
    'another type of container': [altered(file, { mimetype: utf8('application/zip') }), /media type/],
    'signatures of XML': [altered(file, { 'META-INF/signatures.xml': utf8('<a/>') }), /XAdES/],
    'more signatures than people': [crowded, /more than 128 signatures/],
    'octets behind it': [concat(file, utf8(' ')), /no ZIP container ends/],
  }
  for (const [name, [changed, expected]] of Object.entries(cases)) {
    test(name, () => assert.match(described(changed), expected))
  }
})
