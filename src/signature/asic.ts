import { equalBytes } from '#bytes'
import { parseSignedData, withEvidence as withTokenEvidence } from '#cms'
import { type DigestName, digestBytes, digestForSuite } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import {
  type AsicContainer,
  freeName,
  isAsNamed,
  metaFolder,
  mimetype,
  type NamedManifest,
  openAsic,
  writeAsic,
} from './asic-container.ts'
import { type ManifestReference, writeManifest } from './asic-manifest.ts'
import { type AsicSignature, readAsic, signaturesOf } from './asic-read.ts'
import { cadesRow } from './cades.ts'
import type { FormFault, PreparedSignature, SignatureFormRow, SigningContent } from './levels.ts'
import type { Evidence } from './object.ts'
import { tokenFor } from './token.ts'
import { type SigningWishes, wholePart } from './wishes.ts'

/** ASiC-E with CAdES (EN 319 162-1): one container for several files and their signatures. */
export const asicRow: SignatureFormRow = {
  form: 'ASiC-E',
  read: readAsic,
  prepare: prepareAsic,
  prepareCounter: (wishes, file, signature) => {
    const found = messageIn(file, signature)
    if (!found.ok) return found
    const { container, name, bytes } = found.value
    const fault = coveredFault(container, name)
    if (fault) return refuse(fault)
    const prepared = cadesRow.prepareCounter(wishes, bytes, signature, [])
    if (!prepared.ok) return prepared
    return writable(prepared.value, (message) => withFiles(container, [[name, message]]))
  },
  timestampImprint: (file, signature, algorithm) => {
    const found = messageIn(file, signature)
    return found.ok ? cadesRow.timestampImprint(found.value.bytes, signature, algorithm) : found
  },
  withTimestamp: (file, signature, algorithm, token) =>
    changed(file, signature, (message) => cadesRow.withTimestamp(message, signature, algorithm, token)),
  withEvidence: addEvidence,
  archiveImprint: (file, signature, algorithm) => {
    const found = messageIn(file, signature)
    return found.ok
      ? accept(digestBytes(algorithm, archiveOf(found.value.container, algorithm).manifest))
      : found
  },
  withArchiveTimestamp: addArchiveTimestamp,
  withReceipt: (file, signature, receipt) =>
    changed(file, signature, (message) => cadesRow.withReceipt(message, signature, receipt)),
}

const types = {
  manifest: 'text/xml',
  signature: 'application/pkcs7-signature',
  token: 'application/vnd.etsi.timestamp-token',
} as const

/** The newest archive manifest has no number, as others write them; the one before it is renamed. */
const newestArchive = `${metaFolder}ASiCArchiveManifest.xml`

/** What stands beside a name in an XML attribute without a second thought. */
const plainType = /^[\w.+-]{1,127}\/[\w.+-]{1,127}(?:; ?[\w.+-]{1,64}=[\w.+-]{1,64})*$/

function prepareAsic(wishes: SigningWishes, content: SigningContent): Result<PreparedSignature, FormFault> {
  const standing = content.into === undefined ? accept(undefined) : openAsic(content.into)
  if (!standing.ok) return standing
  const documents = standing.value ? documentsIn(standing.value, content) : documentsOf(content)
  if (!documents.ok) return documents
  const { files, signed } = documents.value
  const algorithm = digestForSuite(wishes.suite)
  const message = freeName({ files }, (number) => `${metaFolder}signature${number}.p7s`)
  const name = freeName({ files }, (number) => `${metaFolder}ASiCManifest${number}.xml`)
  const references = signed.map(({ name: file, mediaType, bytes }) => {
    return { name: file, ...mediaType, algorithm, digest: digestBytes(algorithm, bytes) }
  })
  const manifest = writeManifest({ name: message, mediaType: types.signature }, references)
  const part = wholePart(name, manifest, types.manifest)
  const prepared = cadesRow.prepare(wishes, { parts: [part], attached: false })
  if (!prepared.ok) return prepared
  return writable(prepared.value, (signature) => {
    return writeAsic(new Map([...files, [name, manifest], [message, signature]]))
  })
}

/** More than a message with a chain of certificates of any key has. */
const messageRoomBytes = 1024 * 1024

/** A signature of a message in a container that can be written: that is tried before anybody signs. */
function writable(
  prepared: PreparedSignature,
  container: (message: Uint8Array) => Result<Uint8Array, FormFault>,
): Result<PreparedSignature, FormFault> {
  const tried = container(new Uint8Array(messageRoomBytes))
  if (!tried.ok) return tried
  return accept({
    ...prepared,
    assemble: (signature) => sure(container(prepared.assemble(signature)), 'a container that was tried'),
  })
}

interface Documents {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly signed: readonly {
    readonly name: string
    readonly bytes: Uint8Array
    readonly mediaType: { readonly mediaType?: string }
  }[]
}

function documentsOf({ parts }: SigningContent): Result<Documents, FormFault> {
  if (parts.length === 0) return refuse({ kind: 'parts-unfit', form: 'ASiC-E', parts: 0 })
  const files = new Map<string, Uint8Array>()
  const signed: Documents['signed'][number][] = []
  for (const { name, bytes, mediaType } of parts) {
    if (!bytes) return refuse({ kind: 'part-not-whole', name })
    const isReserved = name === mimetype || name.toUpperCase().startsWith(metaFolder)
    if (files.has(name) || isReserved) {
      return forbidden(`the name \`${name}\` is ${isReserved ? 'kept for the container' : 'taken'}`)
    }
    files.set(name, bytes)
    const type = mediaType !== undefined && plainType.test(mediaType) ? { mediaType } : {}
    signed.push({ name, bytes, mediaType: type })
  }
  return accept({ files, signed })
}

/** All documents of the container, and its signatures where those are signed as well. */
function documentsIn(container: AsicContainer, content: SigningContent): Result<Documents, FormFault> {
  if (container.form !== 'ASiC-E')
    return refuse({ kind: 'form-lacks', form: 'ASiC-S', what: 'a second signature' })
  const { files } = container
  const other = content.parts.find((part) => {
    const [own, given] = [files.get(part.name), part.digest('sha256')]
    return !own || !given || !equalBytes(digestBytes('sha256', own), given)
  })
  if (other) return refuse({ kind: 'content-other', name: other.name })
  const over = content.overSignatures === true
  const names = [...files.keys()].filter((name) => {
    return name !== mimetype && (over || !name.startsWith(metaFolder))
  })
  const known = container.manifests.flatMap(({ references }) => references)
  return accept({
    files,
    signed: names.map((name) => {
      const type = known.find((reference) => reference.name === name)?.mediaType
      const mediaType = type === undefined || !plainType.test(type) ? {} : { mediaType: type }
      return { name, bytes: files.get(name) ?? new Uint8Array(0), mediaType }
    }),
  })
}

interface FoundMessage {
  readonly container: AsicContainer
  readonly name: string
  readonly bytes: Uint8Array
}

/** The message of a container that holds the signature with this `id`. */
function messageIn(file: Uint8Array, id: string): Result<FoundMessage, FormFault> {
  const container = openAsic(file)
  if (!container.ok) return container
  const read = signaturesOf(container.value, [])
  if (!read.ok) return read
  const found = read.value.find(({ objects }: AsicSignature) => objects.some((object) => object.id === id))
  const bytes = container.value.files.get(found?.name ?? '')
  if (!found || !bytes) return refuse({ kind: 'signature-unknown', id })
  return accept({ container: container.value, name: found.name, bytes })
}

/** Whether a manifest has the digest of a file, which then can no more be changed. */
function coveredFault({ manifests }: AsicContainer, name: string): FormFault | undefined {
  const by = manifests.find(({ references }) => references.some((reference) => reference.name === name))
  return (
    by && { kind: 'document-forbids', problem: `\`${by.name}\` covers \`${name}\`, which cannot be changed` }
  )
}

function changed(
  file: Uint8Array,
  signature: string,
  change: (message: Uint8Array) => Result<Uint8Array, FormFault>,
): Result<Uint8Array, FormFault> {
  const found = messageIn(file, signature)
  if (!found.ok) return found
  const { container, name, bytes } = found.value
  const message = change(bytes)
  if (!message.ok) return message
  const fault = coveredFault(container, name)
  return fault ? refuse(fault) : withFiles(container, [[name, message.value]])
}

function withFiles(
  { files }: AsicContainer,
  others: readonly (readonly [string, Uint8Array])[],
): Result<Uint8Array, FormFault> {
  return writeAsic(new Map([...files, ...others]))
}

/**
 * Into the message; once a manifest covers that, into the newest time-stamp over it, whose message holds what
 * is not signed as well (EN 319 162-1 annex A.7).
 */
function addEvidence(file: Uint8Array, signature: string, evidence: Evidence): Result<Uint8Array, FormFault> {
  const found = messageIn(file, signature)
  if (!found.ok) return found
  const { container, name } = found.value
  const fault = coveredFault(container, name)
  if (!fault)
    return changed(file, signature, (message) => cadesRow.withEvidence(message, signature, evidence))
  const stamp = container.manifests.find(
    ({ role, covering, references }) =>
      role === 'time-stamp' &&
      references.some((reference) => reference.name === name) &&
      coveredFault(container, covering) === undefined,
  )
  const token = stamp && container.files.get(stamp.covering)
  const parsed = token && parseSignedData(token)
  if (!stamp || parsed?.ok !== true) return refuse(fault)
  return withFiles(container, [[stamp.covering, withTokenEvidence(parsed.value, evidence)]])
}

interface Archive {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly manifest: Uint8Array
  readonly manifestName: string
  readonly token: string
}

/** The manifest of an archive time-stamp over all that is in the container now (EN 319 162-1 annex A.7). */
function archiveOf(container: AsicContainer, algorithm: DigestName): Archive {
  const { files, name } = roomForNewest(container)
  const token = freeName({ files }, (number) => `${metaFolder}timestamp${number}.tst`)
  const references = [...files]
    .filter(([file]) => file !== mimetype)
    .map(
      ([file, bytes]): ManifestReference => ({
        name: file,
        algorithm,
        digest: digestBytes(algorithm, bytes),
      }),
    )
  const manifest = writeManifest({ name: token, mediaType: types.token }, references)
  return { files, manifest, manifestName: name, token }
}

/** The files with the newest archive manifest renamed; one that is covered by its name keeps it. */
function roomForNewest(container: AsicContainer): {
  readonly files: AsicContainer['files']
  readonly name: string
} {
  const { files } = container
  const numbered = freeName(container, (number) => `${metaFolder}ASiCArchiveManifest${number}.xml`)
  if (!files.has(newestArchive)) return { files, name: newestArchive }
  if (coveredFault(container, newestArchive)) return { files, name: numbered }
  const renamed = [...files].map(
    ([name, bytes]) => [name === newestArchive ? numbered : name, bytes] as const,
  )
  return { files: new Map(renamed), name: newestArchive }
}

function addArchiveTimestamp(
  file: Uint8Array,
  signature: string,
  algorithm: DigestName,
  token: Uint8Array,
): Result<Uint8Array, FormFault> {
  const found = messageIn(file, signature)
  if (!found.ok) return found
  const { container } = found.value
  const broken = container.manifests.find((manifest: NamedManifest) => {
    return manifest.references.some((reference) => !isAsNamed(container, reference))
  })
  if (broken) return forbidden(`\`${broken.name}\` names files that are not as it says`)
  const archive = archiveOf(container, algorithm)
  const fit = tokenFor(token, algorithm, digestBytes(algorithm, archive.manifest))
  if (!fit.ok) return fit
  return writeAsic(
    new Map([...archive.files, [archive.manifestName, archive.manifest], [archive.token, token]]),
  )
}

function forbidden(problem: string): Result<never, FormFault> {
  return refuse({ kind: 'document-forbids', problem })
}
