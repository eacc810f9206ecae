import { equalBytes, fromUtf8, hex, sha256 } from '#bytes'
import { type DigestName, digestBytes } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { entryContent, openZip, writeZip, type ZipFile, type ZipMeta } from '#zip'
import { type Manifest, type ManifestReference, parseManifest } from './asic-manifest.ts'
import { zipWords } from './asic-words.ts'
import type { FormFault } from './levels.ts'
import type { SignatureForm, Unprotected } from './object.ts'

/** A container of signed files (EN 319 162-1), its parts told from one another. */
export interface AsicContainer {
  /** ASiC-S holds one file, whose signature is over it and no manifest. */
  readonly form: Extract<SignatureForm, 'ASiC-E' | 'ASiC-S'>
  /** Every file by its name, in the order of the container. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** What people put in. */
  readonly documents: readonly string[]
  /** What the form itself puts in, and no person looks at. */
  readonly machinery: readonly string[]
  /** CMS messages. */
  readonly signatures: readonly string[]
  readonly manifests: readonly NamedManifest[]
  readonly meta: readonly ZipMeta[]
  /** Of a file; each is made once, however many manifests ask for it. */
  digestOf(name: string, algorithm: DigestName): Uint8Array | undefined
}

export interface NamedManifest extends Manifest {
  readonly name: string
  readonly bytes: Uint8Array
  /** What is over it. */
  readonly role: 'signature' | 'time-stamp' | 'evidence record'
}

export const mimetype = 'mimetype'
export const metaFolder = 'META-INF/'

/** The content of the first file, by the two kinds of containers (EN 319 162-1 §4.3.3.1, §4.4.3.1). */
const mediaTypes = {
  'ASiC-E': 'application/vnd.etsi.asic-e+zip',
  'ASiC-S': 'application/vnd.etsi.asic-s+zip',
} as const

/** Everyone of an assembly signs, and a few more. */
const signaturesMax = 128

/** One for each signature, and a time-stamp of each year of a century; each is held against all messages. */
const manifestsMax = 256

const signatureName = /^META-INF\/[^/]*\.p7s$/i
const manifestName = /^META-INF\/[^/]*ASiC(?:Archive|EvidenceRecord)?Manifest[^/]*\.xml$/i
const xadesName = /^META-INF\/[^/]*signatures[^/]*\.xml$/i
/** Signatures, time-stamps, records, manifests, and the lists of files that office documents have. */
const machineryName =
  /^META-INF\/(?:[^/]*\.(?:p7s|tst|ers)|[^/]*ASiC[^/]*Manifest[^/]*\.xml|manifest\.xml|container\.xml)$/i
const roles = [
  [/\.p7s$/i, 'signature'],
  [/\.tst$/i, 'time-stamp'],
  [/\.ers$/i, 'evidence record'],
] as const

/** Opens a container; every refusal is `form-unreadable` with what is wrong. */
export function openAsic(bytes: Uint8Array): Result<AsicContainer, FormFault> {
  const zip = openZip(bytes)
  if (!zip.ok) return unreadable(zipWords(zip.fault))
  const files = new Map<string, Uint8Array>()
  for (const entry of zip.value.entries) {
    const content = entryContent(entry)
    if (!content.ok) return unreadable(zipWords(content.fault))
    if (!entry.isFolder) files.set(entry.name, content.value)
  }
  const names = [...files.keys()]
  const form = formOf(files)
  if (!form.ok) return form
  if (names.some((name) => xadesName.test(name))) return unreadable('its signatures are XAdES')
  const manifests = manifestsIn(files)
  if (!manifests.ok) return manifests
  const signatures = names.filter((name) => signatureName.test(name))
  if (signatures.length > signaturesMax || manifests.value.length > manifestsMax) {
    return unreadable(`it has more than ${signaturesMax} signatures or ${manifestsMax} manifests`)
  }
  return accept({
    ...{ form: form.value, files, manifests: manifests.value, meta: zip.value.meta, signatures },
    machinery: names.filter((name) => name === mimetype || machineryName.test(name)),
    documents: names.filter((name) => name !== mimetype && !name.startsWith(metaFolder)),
    digestOf: digestsOf(files),
  })
}

/**
 * By its first file; without one, a manifest makes it ASiC-E. A container of another kind, as office
 * documents are, is read as one without signatures, unless there are some in it.
 */
function formOf(files: ReadonlyMap<string, Uint8Array>): Result<AsicContainer['form'], FormFault> {
  const names = [...files.keys()]
  const content = files.get(mimetype)
  const text = content && fromUtf8(content)
  // Some writers end it with a line end.
  const said = text?.ok === true ? text.value.replace(/\r?\n$/, '') : undefined
  if (said === mediaTypes['ASiC-E']) return accept('ASiC-E')
  if (said === mediaTypes['ASiC-S']) return accept('ASiC-S')
  if (!content && names.some((name) => manifestName.test(name))) return accept('ASiC-E')
  const isSigned = names.some((name) => signatureName.test(name) || manifestName.test(name))
  if (content && isSigned) return unreadable('its media type is not that of a container of signed files')
  return accept('ASiC-S')
}

function manifestsIn(files: ReadonlyMap<string, Uint8Array>): Result<readonly NamedManifest[], FormFault> {
  const manifests: NamedManifest[] = []
  for (const [name, bytes] of files) {
    if (!manifestName.test(name)) continue
    const read = parseManifest(bytes)
    if (!read.ok) return unreadable(`the manifest \`${name}\`: ${read.fault}`)
    const { covering } = read.value
    if (!files.has(covering)) return unreadable(`\`${covering}\`, which \`${name}\` names, is missing`)
    const other = manifests.find((one) => one.covering === covering)
    // Two readers could take one each, and see two things signed by one signature.
    if (other)
      return unreadable(`both \`${other.name}\` and \`${name}\` are said to be under \`${covering}\``)
    const role = roles.find(([form]) => form.test(covering))?.[1]
    if (role) manifests.push({ ...read.value, name, bytes, role })
  }
  return accept(manifests)
}

/** Whether a file is there as a manifest names it. */
export function isAsNamed(container: AsicContainer, reference: ManifestReference): boolean {
  const found = container.digestOf(reference.name, reference.algorithm)
  return found !== undefined && equalBytes(found, reference.digest)
}

/** Without it a few manifests over one large file would be work of hours. */
function digestsOf(files: ReadonlyMap<string, Uint8Array>): AsicContainer['digestOf'] {
  const made = new Map<string, Uint8Array>()
  return (name, algorithm) => {
    const content = files.get(name)
    const key = `${algorithm} ${name}`
    const digest = made.get(key) ?? (content && digestBytes(algorithm, content))
    if (digest) made.set(key, digest)
    return digest
  }
}

/** The container of these files; the media type first, as it stands (EN 319 162-1 annex A.1). */
export function writeAsic(files: ReadonlyMap<string, Uint8Array>): Result<Uint8Array, FormFault> {
  const type = files.get(mimetype) ?? Buffer.from(mediaTypes['ASiC-E'])
  const others = [...files].filter(([name]) => name !== mimetype)
  const list: readonly ZipFile[] = [
    { name: mimetype, content: type, isStored: true },
    ...others.map(([name, content]) => ({ name, content })),
  ]
  const written = writeZip(list)
  return written.ok ? written : refuse({ kind: 'document-forbids', problem: zipWords(written.fault) })
}

/** `META-INF/signature001.p7s` and the like: the first number that no file of the pattern has. */
export function freeName({ files }: Pick<AsicContainer, 'files'>, name: (number: string) => string): string {
  // Names that differ in case alone are one on some systems.
  const taken = new Set([...files.keys()].map((one) => one.toLowerCase()))
  let number = 1
  while (taken.has(name(String(number).padStart(3, '0')).toLowerCase())) number += 1
  return name(String(number).padStart(3, '0'))
}

export function told(what: string, octets: Uint8Array): Unprotected {
  return { what, octets: octets.length, digest: hex(sha256(octets)) }
}

function unreadable(problem: string): Result<never, FormFault> {
  return refuse({ kind: 'form-unreadable', form: 'ASiC-E', problem })
}
