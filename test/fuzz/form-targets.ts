import assert from 'node:assert/strict'
import { equalBytes, sha256, utf8 } from '#bytes'
import { parsePublicKey, verifySignature } from '#crypto'
import { type Result, sure } from '#fault'
import {
  asicRow,
  jadesRow,
  type SignatureFormRow,
  type SignatureObject,
  type SigningContent,
  type SigningPart,
  type SigningWishes,
  wholePart,
} from '#signature'
import { type Certificate, extensionsOf, nameOf, parseCertificate, writeCertificate } from '#x509'
import { entryContent, openZip, writeZip, type ZipFault, type ZipFile, zipInflatedBytesMax } from '#zip'
import { fixedAuthority, fixedKey, validity } from './authority.ts'
import { type Mutation, mutateBytes } from './byte-mutation.ts'
import { mutateDer } from './der-mutation.ts'
import { mutateJson } from './json-mutation.ts'
import { type Outcome, outcomeOf, type Target } from './target.ts'
import { mutateText } from './text-mutation.ts'
import { jadesWords, manifestWords } from './words-forms.ts'

/** The parsers of the forms that signatures come in, and of what these stand on. */
export const formTargets: readonly Target[] = [
  { name: 'zip', seeds: zipSeeds, mutate: mutateBytes, run: runZip },
  { name: 'jades', seeds: jadesSeeds, mutate: mutateJades, run: runJades },
  { name: 'asic', seeds: asicSeeds, mutate: mutateContainer, run: runAsic },
]

const files: readonly ZipFile[] = [
  { name: 'mimetype', content: utf8('application/vnd.etsi.asic-e+zip'), isStored: true },
  { name: 'folder/許可.txt', content: utf8('the office opens at nine. '.repeat(20)) },
  { name: 'empty', content: new Uint8Array(0), modified: Date.UTC(2026, 10, 22) },
]

function zipSeeds(): readonly Uint8Array[] {
  return [files, files.slice(0, 1), []].map((list) => sure(writeZip(list), 'a container'))
}

/** What is read is written again to be read as the same. */
function runZip(input: Uint8Array): Outcome {
  return outcomeOf(openZip(input), ({ entries, meta }) => {
    const contents = entries.map(entryContent)
    const octets = contents.reduce((sum, content) => sum + (content.ok ? content.value.length : 0), 0)
    assert.ok(octets <= zipInflatedBytesMax)
    const read = entries.flatMap(({ name }, at) => {
      const content = contents[at]
      return content?.ok === true ? [{ name, content: content.value }] : []
    })
    const again = sure(openZip(sure(writeZip(read), 'files just read')), 'a container just written')
    again.entries.forEach((entry, at) => {
      assert.equal(entry.name, read[at]?.name)
      const content = sure(entryContent(entry), entry.name)
      assert.ok(equalBytes(content, read[at]?.content ?? new Uint8Array(0)))
    })
    const kinds = contents.map((content: Result<Uint8Array, ZipFault>) =>
      content.ok ? '' : content.fault.kind,
    )
    return `${entries.length} ${[...new Set(kinds)].join()} ${meta.length}`
  })
}

export const signer = fixedKey('forms')
export const certificate = signerCertificate()
const permit = wholePart('permit.txt', utf8('granted'), 'text/plain')
const plan = wholePart('plans/一.svg', utf8('<svg/>'))

export const wishes: SigningWishes = {
  suite: signer.suite,
  certificate,
  chain: [],
  signingTime: validity.notBefore,
  commitments: ['1.2.840.113549.1.9.16.6.5'],
  roles: ['clerk'],
  location: 'Musterstadt',
}

function signerCertificate(): Certificate {
  const name = nameOf({ commonName: 'Ada' })
  const { spki } = signer.publicKey
  const extensions = extensionsOf({ keyUsage: new Set(['digitalSignature']) })
  const serial = sha256(utf8('forms')).subarray(0, 16)
  const der = writeCertificate({ ...validity, serial, issuer: name, subject: name, spki, extensions }, signer)
  return sure(parseCertificate(der), 'a certificate')
}

function made(row: SignatureFormRow, content: SigningContent): Uint8Array {
  const prepared = sure(row.prepare(wishes, content), 'prepared')
  const file = prepared.assemble(signer.sign(prepared.toBeSigned))
  const [object] = sure(row.read(file, content.parts), 'a file just made')
  const id = object?.id ?? ''
  const certificates = [fixedAuthority().authority.der]
  const proven = sure(row.withEvidence(file, id, { certificates, lists: [], ocsp: [] }), 'evidence')
  const counter = sure(row.prepareCounter(wishes, proven, id, content.parts), 'a counter-signature')
  return counter.assemble(signer.sign(counter.toBeSigned))
}

function jadesSeeds(): readonly Uint8Array[] {
  const compact = sure(
    jadesRow.prepare(wishes, { parts: [permit], attached: true, compact: true }),
    'compact',
  )
  return [
    made(jadesRow, { parts: [permit], attached: true }),
    made(jadesRow, { parts: [permit, plan], attached: false }),
    compact.assemble(signer.sign(compact.toBeSigned)),
  ]
}

const mutateHeader = mutateJson(jadesWords)

/** Changes the text, or what one of its texts in base64url says. */
function mutateJades(...[input, chance, others]: Parameters<Mutation>): Uint8Array {
  const text = Buffer.from(input).toString('latin1')
  const encoded = [...text.matchAll(/[\w-]{16,}/g)]
  if (encoded.length === 0 || chance.once(2)) return mutateHeader(input, chance, others)
  const match = chance.pick(encoded)
  const changed = mutateHeader(Buffer.from(match[0], 'base64url'), chance, [input])
  const again = Buffer.from(changed).toString('base64url')
  return utf8(text.slice(0, match.index) + again + text.slice(match.index + match[0].length))
}

function runJades(input: Uint8Array): Outcome {
  return outcomeOf(jadesRow.read(input, [permit, plan]), (objects) => {
    return objects.map((object) => told(object, jadesMeaning)).join()
  })
}

/** The signer has signed nothing but the permit and the plan, and values of signatures over them. */
function jadesMeaning({ contents, signedBytes }: SignatureObject): boolean {
  const [own] = contents
  return own?.name !== 'document' || signedBytes.length === 0 || isPart(own.digest)
}

function isPart(digest: Uint8Array): boolean {
  return [permit, plan].some((part) => equalBytes(sha256(part.bytes ?? new Uint8Array(0)), digest))
}

function asicSeeds(): readonly Uint8Array[] {
  return [[permit, plan], [permit]].map((parts: readonly SigningPart[]) => {
    return made(asicRow, { parts, attached: true })
  })
}

const mutateManifest = mutateText(manifestWords)

/** Changes one of the files, by what it is, or its name; now and then the container itself. */
function mutateContainer(...[input, chance, others]: Parameters<Mutation>): Uint8Array {
  const opened = openZip(input)
  if (!opened.ok || chance.once(10)) return mutateBytes(input, chance, others)
  const list = opened.value.entries.map((entry) => {
    const content = entryContent(entry)
    return { name: entry.name, content: content.ok ? content.value : new Uint8Array(0) }
  })
  if (list.length === 0) return mutateBytes(input, chance, others)
  const { name, content } = chance.pick(list)
  const all = list.map((one) => one.content).filter((one) => one.length > 0)
  const by = name.endsWith('.xml') ? mutateManifest : name.endsWith('.p7s') ? mutateDer : mutateBytes
  const changed = {
    name: chance.once(5) ? chance.pick(manifestWords) : name,
    content: chance.once(5) ? content : by(content.length === 0 ? utf8('a') : content, chance, all),
  }
  const kept = chance.once(5) ? list : list.filter((one) => one.name !== name)
  const written = writeZip([...kept, changed])
  return written.ok ? written.value : input
}

function runAsic(input: Uint8Array): Outcome {
  return outcomeOf(asicRow.read(input, []), (objects) => {
    return objects.map((object) => told(object, asicMeaning)).join()
  })
}

/** Whatever matches is one of the documents, as it was, or what stands between. */
function asicMeaning({ contents }: SignatureObject): boolean {
  const documents = contents.filter(
    ({ name }) => !name.startsWith('META-INF/') && !name.startsWith('signature'),
  )
  return documents.every(({ name, state, algorithm, digest }) => {
    const part = [permit, plan].find((one) => one.name === name)
    const own = part?.digest(algorithm)
    return state !== 'matches' || (own !== undefined && equalBytes(own, digest))
  })
}

/** The way a signature went; one that the signer has made, without a fault, must be over what was signed. */
export function told(object: SignatureObject, isMeant: (object: SignatureObject) => boolean): string {
  const key = sure(parsePublicKey(certificate.spki), 'the key')
  const suite = object.suiteFor(key.type)
  const isMade = suite !== undefined && verifySignature(suite, key, object.signedBytes, object.value)
  const isGood = isMade && object.formFaults.length === 0
  if (isGood && object.contents.every(({ state }) => state !== 'differs')) {
    assert.ok(isMeant(object), 'something was taken for signed that nobody signed')
  }
  for (const timestamp of object.timestamps) timestamp.imprint('sha256')
  const states = object.contents.map(({ state }) => state.slice(0, 1)).join('')
  const fault = (object.formFaults[0] ?? '').replaceAll(/`[^`]*`/g, '')
  const counters = object.counterSignatures.map((counter) => told(counter, () => true))
  return `${isGood} ${states.slice(0, 4)} ${fault} ${counters.join()}`.slice(0, 100)
}
