import { equalBytes, hex, sha256 } from '#bytes'
import { parseSignedData, type SignedData } from '#cms'
import { digestBytes } from '#crypto'
import { accept, type Result } from '#fault'
import type { Addition } from './addition.ts'
import {
  type AsicContainer,
  isAsNamed,
  metaFolder,
  mimetype,
  type NamedManifest,
  openAsic,
  told,
} from './asic-container.ts'
import type { ManifestReference } from './asic-manifest.ts'
import { noEvidence, together } from './cades-evidence.ts'
import { readCades } from './cades-read.ts'
import type { FormFault } from './levels.ts'
import type {
  CarriedRecord,
  CarriedTimestamp,
  Evidence,
  SignatureObject,
  SignedContent,
  Unprotected,
} from './object.ts'
import { recordTimestamps } from './record-timestamps.ts'
import { type SigningPart, wholePart } from './wishes.ts'

/** One message of a container with its signatures, and the manifest they are over. */
export interface AsicSignature {
  /** The file of the message. */
  readonly name: string
  /** Absent in ASiC-S, where the signature is over the one document. */
  readonly manifest?: NamedManifest
  readonly objects: readonly SignatureObject[]
}

/** All signatures of a container (EN 319 162-1, with CAdES). */
export function readAsic(
  bytes: Uint8Array,
  parts: readonly SigningPart[],
): Result<readonly SignatureObject[], FormFault> {
  const container = openAsic(bytes)
  if (!container.ok) return container
  const read = signaturesOf(container.value, parts)
  return read.ok ? accept(read.value.flatMap(({ objects }) => objects)) : read
}

/** The signatures of a container that is open, with all that stands beside them. */
export function signaturesOf(
  container: AsicContainer,
  parts: readonly SigningPart[],
): Result<readonly AsicSignature[], FormFault> {
  const messages: AsicSignature[] = []
  for (const name of container.signatures) {
    const read = readMessage(container, name, parts)
    if (!read.ok) return read
    messages.push(read.value)
  }
  return accept(messages.map((message) => withProofs(container, message, messages)))
}

function readMessage(
  container: AsicContainer,
  name: string,
  parts: readonly SigningPart[],
): Result<AsicSignature, FormFault> {
  const { form, files, manifests, documents } = container
  const message = files.get(name) ?? new Uint8Array(0)
  const manifest = manifests.find(({ covering }) => covering === name)
  const signed = manifest?.name ?? (form === 'ASiC-S' && documents.length === 1 ? documents[0] : undefined)
  const bytes = signed === undefined ? undefined : files.get(signed)
  // A message that holds a content has it told beside the manifest, and whether they are the same.
  const read = readCades(message, bytes && signed !== undefined ? [wholePart(signed, bytes)] : [])
  if (!read.ok) return inContainer(name, read.fault)
  const faults = [
    ...(signed === undefined ? [`nothing says what \`${name}\` is over`] : []),
    ...(manifest ? manifestFaults(container, manifest) : []),
  ]
  const contents = manifest ? manifest.references.map((reference) => contentOf(container, reference)) : []
  const objects = read.value.map((object): SignatureObject => {
    const all = [...object.contents, ...contents]
    return {
      ...formed(object, form),
      contents: [...all, ...parts.map((part) => besideContent(all, part))],
      formFaults: [...object.formFaults, ...faults],
    }
  })
  return accept({ name, objects, ...(manifest ? { manifest } : {}) })
}

function inContainer(name: string, fault: FormFault): Result<never, FormFault> {
  const problem = fault.kind === 'form-unreadable' ? `\`${name}\`: ${fault.problem}` : `\`${name}\``
  return { ok: false, fault: { kind: 'form-unreadable', form: 'ASiC-E', problem } }
}

function formed(object: SignatureObject, form: SignatureObject['form']): SignatureObject {
  return { ...object, form, counterSignatures: object.counterSignatures.map((one) => formed(one, form)) }
}

function manifestFaults(container: AsicContainer, { faults, references }: NamedManifest): readonly string[] {
  const missing = references.filter(({ name }) => !container.files.has(name))
  const type = references.filter(({ name }) => name === mimetype)
  return [
    ...faults,
    ...missing.map(({ name }) => `\`${name}\` is signed, and missing`),
    ...type.map(({ name }) => `\`${name}\` is no document`),
  ]
}

function contentOf(container: AsicContainer, reference: ManifestReference): SignedContent {
  const { name, algorithm, digest } = reference
  const isThere = container.files.has(name)
  const state = isAsNamed(container, reference) ? 'matches' : isThere ? 'differs' : 'absent'
  return { name, algorithm, digest, state }
}

/** A part that was given beside the container: it is one of the files that are signed, or it is not. */
function besideContent(contents: readonly SignedContent[], part: SigningPart): SignedContent {
  const same = contents.find(({ algorithm, digest }) => {
    const given = part.digest(algorithm)
    return given !== undefined && equalBytes(given, digest)
  })
  if (same) return { ...same, name: part.name, state: 'matches' }
  const named = contents.find(({ name }) => name === part.name) ?? contents[0]
  const { algorithm = 'sha256', digest = new Uint8Array(0) } = named ?? {}
  return { name: part.name, algorithm, digest, state: 'differs' }
}

/** A signature with the time-stamps and evidence records over its files, and what nothing protects. */
function withProofs(
  container: AsicContainer,
  message: AsicSignature,
  messages: readonly AsicSignature[],
): AsicSignature {
  const stamps = container.manifests.filter(({ role }) => role === 'time-stamp')
  const carried = container.manifests
    .filter(({ role }) => role === 'evidence record')
    .flatMap((manifest) => carriedRecord(container, manifest, message, messages) ?? [])
  const timestamps = [
    ...stamps.flatMap((stamp) => carriedTimestamp(container, stamp, message, messages) ?? []),
    ...bareTimestamps(container, message),
    ...carried.flatMap(({ record, evidence }) => recordTimestamps(record, evidence)),
  ]
  const tokens = stamps.map(({ covering }) => evidenceIn(container.files.get(covering)))
  const beside = unprotectedBeside(container, message)
  // An archive time-stamp is over the whole message, whatever of it is not signed.
  const isArchived = timestamps.some((stamp) => stamp.kind === 'archive' && stamp.imprint('sha256'))
  const objects = message.objects.map((object): SignatureObject => {
    return {
      ...object,
      evidence: together(object.evidence, ...tokens),
      timestamps: [...object.timestamps, ...timestamps],
      evidenceRecords: [...object.evidenceRecords, ...carried.map(({ record }) => record)],
      unprotected: [...(isArchived ? [] : object.unprotected), ...beside],
      additions: filesBeside(container, message),
    }
  })
  return { ...message, objects }
}

/** How much of a signature a manifest names: message, manifest and documents; the message; the documents. */
function covers(
  container: AsicContainer,
  { references }: NamedManifest,
  { name, manifest }: AsicSignature,
): 'all' | 'message' | 'documents' | 'nothing' {
  const names = new Set(references.map((reference) => reference.name))
  const documents = manifest ? manifest.references.map((reference) => reference.name) : container.documents
  const hasDocuments = documents.every((document) => names.has(document))
  if (!names.has(name)) return hasDocuments ? 'documents' : 'nothing'
  return hasDocuments && (!manifest || names.has(manifest.name)) ? 'all' : 'message'
}

/** A time-stamp over a manifest (EN 319 162-1 §4.4.3.2 d, annex A.7), as far as it concerns a signature. */
function carriedTimestamp(
  container: AsicContainer,
  stamp: NamedManifest,
  message: AsicSignature,
  messages: readonly AsicSignature[],
): CarriedTimestamp | undefined {
  const token = container.files.get(stamp.covering)
  const extent = covers(container, stamp, message)
  if (!token || extent === 'nothing') return undefined
  const isSound = isSoundManifest(container, stamp)
  const { existed, evidence } = coveredBy(container, stamp, messages)
  return {
    kind: extent === 'all' ? 'archive' : extent === 'message' ? 'signature' : 'content',
    token,
    imprint: (algorithm) => (isSound ? digestBytes(algorithm, stamp.bytes) : undefined),
    covers: existed,
    evidence,
  }
}

/** An evidence record over the files that its manifest names (EN 319 162-1 §4.4.3.2 e). */
function carriedRecord(
  container: AsicContainer,
  manifest: NamedManifest,
  message: AsicSignature,
  messages: readonly AsicSignature[],
): { readonly record: CarriedRecord; readonly evidence: Evidence } | undefined {
  const record = container.files.get(manifest.covering)
  if (!record || !['all', 'message'].includes(covers(container, manifest, message))) return undefined
  const isSound = isSoundManifest(container, manifest)
  const { existed, evidence } = coveredBy(container, manifest, messages)
  const digests: CarriedRecord['digests'] = (algorithm) => {
    if (!isSound) return undefined
    return manifest.references.flatMap(({ name }) => container.digestOf(name, algorithm) ?? [])
  }
  return { record: { record, digests, covers: existed }, evidence }
}

/** Whether all files are as it says; by SHA-1, which proves nothing by itself, none is. */
function isSoundManifest(container: AsicContainer, { references, faults }: NamedManifest): boolean {
  return (
    faults.length === 0 && references.every((one) => one.algorithm !== 'sha1' && isAsNamed(container, one))
  )
}

/** What existed when something was made over a manifest, and the evidence among it. */
function coveredBy(
  { files }: AsicContainer,
  { references }: NamedManifest,
  messages: readonly AsicSignature[],
): { readonly existed: readonly string[]; readonly evidence: Evidence } {
  const names = new Set(references.map(({ name }) => name))
  const covered = messages.filter(({ name }) => names.has(name)).flatMap(({ objects }) => objects)
  const older = [...names].filter((name) => /\.tst$/i.test(name))
  const tokens = older.flatMap((name) => files.get(name) ?? [])
  return {
    existed: [...covered.flatMap(existing), ...tokens.map((token) => hex(sha256(token)))],
    evidence: together(...covered.map(({ evidence }) => evidence), ...tokens.map(evidenceIn)),
  }
}

/** ASiC-S: `META-INF/timestamp.tst` is over the document itself (EN 319 162-1 §4.3.3.2). */
function bareTimestamps(
  { form, files, documents, manifests }: AsicContainer,
  { manifest }: AsicSignature,
): readonly CarriedTimestamp[] {
  const name = `${metaFolder}timestamp.tst`
  const token = files.get(name)
  const document = files.get(documents[0] ?? '')
  if (form !== 'ASiC-S' || manifest || !token || !document) return []
  if (manifests.some(({ covering }) => covering === name)) return []
  const imprint: CarriedTimestamp['imprint'] = (algorithm) => digestBytes(algorithm, document)
  return [{ kind: 'content', token, imprint, covers: [], evidence: noEvidence }]
}

/** `id`s of a signature and what it holds, and the digests of its tokens. */
function existing({ id, timestamps, receipt, counterSignatures }: SignatureObject): readonly string[] {
  const embedded = [...timestamps.map(({ token }) => token), ...(receipt ? [receipt] : [])]
  return [id, ...embedded.map((octets) => hex(sha256(octets))), ...counterSignatures.flatMap(existing)]
}

/** What a token's message holds to prove itself; in an archive the later evidence is put there. */
function evidenceIn(token: Uint8Array | undefined): Evidence {
  const parsed = token && parseSignedData(token)
  if (parsed?.ok !== true) return noEvidence
  const { certificates, lists, ocsp }: SignedData = parsed.value
  return { certificates, lists, ocsp }
}

/** What people find in the container and this signature is not over. */
function filesBeside(container: AsicContainer, { manifest }: AsicSignature): readonly Addition[] {
  const signed = manifest ? manifest.references.map(({ name }) => name) : container.documents
  const known = new Set([...signed, ...container.machinery])
  const names = [...container.files.keys()].filter((name) => !known.has(name))
  return names.length === 0 ? [] : [{ kind: 'files-beside', names }]
}

/** Files that this signature does not cover, and what the container says beside names and contents. */
function unprotectedBeside(container: AsicContainer, message: AsicSignature): readonly Unprotected[] {
  const { files, meta, manifests, signatures, documents } = container
  const { manifest } = message
  const signed = manifest ? manifest.references.map(({ name }) => name) : documents
  // Other signatures and what they are over are judged by themselves.
  const others = manifests.filter(({ role }) => role === 'signature').map(({ name }) => name)
  const proofs = manifests.filter((one) => {
    return one.role === 'time-stamp' && covers(container, one, message) !== 'nothing'
  })
  const known = new Set([mimetype, ...signatures, ...others, ...signed, ...proofs.map(({ name }) => name)])
  for (const { references } of proofs) {
    // A document is signed or it is not: anybody can have anything time-stamped.
    for (const { name } of references) if (name.startsWith(metaFolder)) known.add(name)
  }
  return [
    ...[...files]
      .filter(([file]) => !known.has(file))
      .map(([file, content]) => told(`the file \`${file}\`, which is not signed`, content)),
    ...meta.map(({ what, octets }) => told(`${what} of the container`, octets)),
  ]
}
