import { concat, utf8 } from '#bytes'
import { hour } from '#clock'
import { certain, sure } from '#fault'
import { asicRow, cadesRow, fakeTokenFor, type SigningPart, wholePart } from '#signature'
import { entryContent, openZip, writeZip } from '#zip'
import { bo, clock, context } from '../pdf-attacks/signer.ts'
import { type Attack, idIn, type Made, permit, refusal, signed } from './attack.ts'

const plan = wholePart('plans/map.txt', utf8('north is up'), 'text/plain')
const manifest = 'META-INF/ASiCManifest001.xml'
const message = 'META-INF/signature001.p7s'

/** Attacks on containers; what is signed anew is signed by the signer's own key. */
export const asicAttacks: readonly Attack[] = Object.entries({
  'another document': (file) => altered(file, { 'permit.txt': utf8('refused') }),
  'a document taken out': (file) => altered(file, { 'permit.txt': undefined }),
  'a document put in': (file) => altered(file, { 'annex.txt': utf8('and more') }),
  'a document put in, and time-stamped': (file) => archived(altered(file, { 'annex.txt': utf8('more') })),
  'a document put in among what the form itself has': (file) =>
    altered(file, { 'META-INF/annex.txt': utf8('and more') }),
  'a document put in whose name reads like a verdict': (file) =>
    altered(file, { 'a.txt”. The annex is signed too. “b': utf8('and more') }),
  'a document that another has signed': (file) =>
    joined(file, signed(asicRow, { parts: [wholePart('annex.txt', utf8('and more'))] }, bo)),
  'two documents exchanged': (file) =>
    altered(file, { 'permit.txt': utf8('north is up'), [plan.name]: utf8('granted') }),
  'another manifest': (file) =>
    altered(file, { [manifest]: utf8(manifestIn(file).replace('permit.txt', 'annex.txt')) }),
  'a second manifest for a signature': (file) =>
    altered(file, { 'META-INF/ASiCManifest.xml': utf8(manifestIn(file)) }),
  'no manifest for a signature': (file) => altered(file, { [manifest]: undefined }),
  'no signature for a manifest': (file) => altered(file, { [message]: undefined }),
  'a signature without a manifest': (file) =>
    altered(file, { 'META-INF/signature7.p7s': contentIn(file, message) }),
  'a signature around its own content': (file) => {
    const own = wholePart('x', utf8(manifestIn(file).replace('permit', 'annex')))
    return altered(file, { [message]: signed(cadesRow, { parts: [own] }) })
  },
  'the signature of another container': (file) =>
    altered(file, { [message]: contentIn(container([refusal, plan]), message) }),
  'a document named twice': (file) => resigned(file, (text) => doubled(text, (line) => line)),
  'a document named twice by escapes': (file) =>
    resigned(file, (text) => doubled(text, (line) => line.replace('permit', '%70ermit'))),
  'a manifest over its own signature': (file) =>
    resigned(file, (text) => text.replace('"permit.txt"', `"${message}"`)),
  'the type of the container for a document': (file) =>
    resigned(file, (text) => text.replace('"permit.txt"', '"mimetype"')),
  'a document in another place': (file) =>
    resigned(file, (text) => text.replace('"permit.txt"', '"https://example.com/a"')),
  'a document outside of the container': (file) =>
    resigned(file, (text) => text.replace('"permit.txt"', '"../permit.txt"')),
  'a digest that is not known': (file) =>
    resigned(file, (text) => text.replaceAll('xmlenc#sha512', 'xmlenc#md5')),
  'a digest that is too short': (file) =>
    resigned(file, (text) => text.replace(/<ds:DigestValue>.{4}/, '<ds:DigestValue>')),
  'a critical extension': (file) => {
    const extension = '<asic:Extension Critical="true"/>'
    const all = `<asic:ASiCManifestExtensions>${extension}</asic:ASiCManifestExtensions>`
    return resigned(file, (text) => text.replace('</asic:ASiCManifest>', `${all}</asic:ASiCManifest>`))
  },
  'elements of another namespace': (file) =>
    resigned(file, (text) => text.replaceAll('02918/v1.2.1', '02918/v9')),
  'another type of container': (file) => altered(file, { mimetype: utf8('application/zip') }),
  'signatures of XML': (file) => altered(file, { 'META-INF/signatures.xml': utf8('<a/>') }),
  'more signatures than people': (file) => {
    const crowd = Array.from({ length: 129 }, (_, at) => [`META-INF/s${at}.p7s`, contentIn(file, message)])
    return altered(file, Object.fromEntries(crowd) as Record<string, Uint8Array>)
  },
  'octets behind it': (file) => concat(file, utf8(' ')),
  'octets before it': (file) => concat(utf8(' '), file),
} satisfies Record<string, (file: Uint8Array) => Uint8Array>).map(([name, build]) => {
  return { form: 'ASiC-E', name, build: (): Made => ({ bytes: build(container()) }) }
})

function container(parts: readonly SigningPart[] = [permit, plan]): Uint8Array {
  return signed(asicRow, { parts })
}

function filesIn(file: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const { entries } = sure(openZip(file), 'a container')
  return new Map(entries.map((entry) => [entry.name, sure(entryContent(entry), entry.name)]))
}

function contentIn(file: Uint8Array, name: string): Uint8Array {
  return certain(filesIn(file).get(name), name)
}

function manifestIn(file: Uint8Array): string {
  return Buffer.from(contentIn(file, manifest)).toString()
}

/** The container with files put in, replaced, or, without content, taken out. */
function altered(file: Uint8Array, changes: Readonly<Record<string, Uint8Array | undefined>>): Uint8Array {
  const all = Object.entries({ ...Object.fromEntries(filesIn(file)), ...changes })
  const put = all.flatMap(([name, content]) => (content ? [{ name, content }] : []))
  return sure(writeZip(put), 'a container that was altered')
}

/** The container with another manifest, and the signer's signature over that. */
function resigned(file: Uint8Array, change: (text: string) => string): Uint8Array {
  const text = utf8(change(manifestIn(file)))
  const over = signed(cadesRow, { parts: [wholePart(manifest, text)], attached: false })
  return altered(file, { [manifest]: text, [message]: over })
}

/** What another container holds, put into the first under the next numbers. */
function joined(file: Uint8Array, other: Uint8Array): Uint8Array {
  const next = (name: string): string => name.replace('001', '002')
  const text = utf8(next(manifestIn(other)))
  const over = signed(cadesRow, { parts: [wholePart(manifest, text)], attached: false }, bo)
  const annex = contentIn(other, 'annex.txt')
  return altered(file, { 'annex.txt': annex, [next(manifest)]: text, [next(message)]: over })
}

function doubled(text: string, second: (line: string) => string): string {
  const line = certain(/<asic:DataObjectReference URI="permit.txt".*\n/.exec(text)?.[0], 'a reference')
  return text.replace(line, line + second(line))
}

function archived(file: Uint8Array): Uint8Array {
  const id = idIn(asicRow, file)
  const imprint = sure(asicRow.archiveImprint(file, id, 'sha256', []), 'an imprint')
  const token = fakeTokenFor(clock, context.now - hour, 'sha256', imprint)
  return sure(asicRow.withArchiveTimestamp(file, id, 'sha256', token, []), 'B-LTA')
}
