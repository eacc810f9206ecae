import { fromUtf8 } from '#bytes'
import { parseOcspResponse } from '#cms'
import type { DigestName } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import {
  type Evidence,
  type SignatureFormRow,
  type SignatureLevel,
  type SignatureObject,
  type SigningPart,
  signatureLevels,
} from '#signature'
import { allFromPem, parseCertificate, parseRevocationList } from '#x509'
import { answerTo } from './answer.ts'
import { type Context, type Given, textGiven, withPublic } from './context.ts'
import type { CliFault } from './fault.ts'
import { readWhole } from './files.ts'
import { readProfile } from './profile.ts'
import { textsGiven } from './signing-wishes.ts'
import { fetchTimestamp } from './timestamp-client.ts'
import { timestampRefusal } from './timestamp-words.ts'

/** What time-stamps over a signature are made for: what every authority takes. */
const timestampDigest: DigestName = 'sha256'

/** What stands for decades gets the longer digest. */
export const archiveDigest: DigestName = 'sha512'

/** The largest file of evidence: a revocation list of a large authority has some 2 MiB. */
const evidenceBytesMax = 16 * 1024 * 1024

/** A file that is being raised. */
export interface Raised {
  readonly row: SignatureFormRow
  readonly file: Uint8Array
  /** What detached signatures in it are over. */
  readonly parts: readonly SigningPart[]
  /** What is named in refusals. */
  readonly path: string
}

/** Whether one level includes another. */
function reaches(level: SignatureLevel, least: SignatureLevel): boolean {
  return signatureLevels.indexOf(level) >= signatureLevels.indexOf(least)
}

/**
 * Brings one signature of a file to a level: a time-stamp over it unless it has one, what proves it, and a
 * time-stamp over all of that, which is what renews a signature that has one already.
 */
export async function raiseLevel(
  context: Context,
  given: Given,
  raised: Raised,
  signature: string,
  level: SignatureLevel,
): Promise<Result<Uint8Array, CliFault>> {
  const told = <T, F extends Parameters<typeof formRefusal>[1]>(result: Result<T, F>) =>
    result.ok ? result : refuse(formRefusal(raised.path, result.fault))
  const { row, parts } = raised
  let { file } = raised
  if (reaches(level, 'B-T') && !hasTimestamp(raised, signature)) {
    const imprint = told(row.timestampImprint(file, signature, timestampDigest))
    if (!imprint.ok) return imprint
    const token = await tokenFor(context, given, timestampDigest, imprint.value)
    if (!token.ok) return token
    const stamped = told(row.withTimestamp(file, signature, timestampDigest, token.value))
    if (!stamped.ok) return stamped
    file = stamped.value
  }
  if (reaches(level, 'B-LT')) {
    const evidence = await evidenceFrom(context, given)
    if (!evidence.ok) return evidence
    const proven = told(row.withEvidence(file, signature, evidence.value))
    if (!proven.ok) return proven
    file = proven.value
  }
  if (!reaches(level, 'B-LTA')) return accept(file)
  const imprint = told(row.archiveImprint(file, signature, archiveDigest, parts))
  if (!imprint.ok) return imprint
  const token = await tokenFor(context, given, archiveDigest, imprint.value)
  if (!token.ok) return token
  return told(row.withArchiveTimestamp(file, signature, archiveDigest, token.value, parts))
}

type FormRefusal = Extract<CliFault, { readonly kind: 'form-refused' }>

export function formRefusal(path: string, fault: FormRefusal['fault']): CliFault {
  return { kind: 'form-refused', path, fault }
}

function hasTimestamp({ row, file, parts }: Raised, signature: string): boolean {
  const read = row.read(file, parts)
  const object: SignatureObject | undefined = read.ok
    ? read.value.find(({ id }) => id === signature)
    : undefined
  return object?.timestamps.some(({ kind }) => kind !== 'content') ?? false
}

async function tokenFor(
  context: Context,
  given: Given,
  algorithm: DigestName,
  digest: Uint8Array,
): Promise<Result<Uint8Array, CliFault>> {
  const url = authorityOf(context, given)
  if (!url.ok) return url
  const fetched = await fetchTimestamp({ url: url.value, algorithm, digest, random: context.ports.random })
  return fetched.ok ? accept(fetched.value.token) : refuse(timestampRefusal(context.ports, fetched.fault))
}

/** The one that is named, or that of the unit one acts from. */
function authorityOf(context: Context, given: Given): Result<string, CliFault> {
  const named = textGiven(given, 'tsa')
  if (named !== undefined) return accept(named)
  if (context.as === undefined) {
    const problem = 'levels above B-B rest on time-stamps: name an authority for them by `--tsa <url>`'
    return refuse({ kind: 'usage', problem })
  }
  const profile = readProfile(context.as)
  return profile.ok ? accept(`${profile.value.unit.public}/time-stamp`) : profile
}

/** Where a unit publishes the list of what it revoked. */
const listPath = '/crl/issuing.crl'

/** Evidence in the files that `--evidence` names. */
export function evidenceNamed(given: Given): Result<Evidence, CliFault> {
  const all: Evidence[] = []
  for (const path of textsGiven(given, 'evidence')) {
    const bytes = readWhole(path, evidenceBytesMax)
    if (!bytes.ok) return bytes
    const found = evidenceIn(bytes.value)
    if (!found) {
      const problem = 'it holds no certificates, revocation lists or OCSP response'
      return refuse({ kind: 'file-malformed', path, problem })
    }
    all.push(found)
  }
  return accept(together(all))
}

function together(all: readonly Evidence[]): Evidence {
  return {
    certificates: all.flatMap(({ certificates }) => certificates),
    lists: all.flatMap(({ lists }) => lists),
    ocsp: all.flatMap(({ ocsp }) => ocsp),
  }
}

/** What proves signatures: files that are named, and what the unit one acts from publishes. */
async function evidenceFrom(context: Context, given: Given): Promise<Result<Evidence, CliFault>> {
  const named = evidenceNamed(given)
  const isAtUnit = context.as !== undefined || context.at !== undefined || context.url !== undefined
  if (!named.ok || !isAtUnit) return named
  const list = await withPublic(context, (caller) => answerTo(caller, { method: 'GET', path: listPath }))
  if (!list.ok) return list
  return accept(together([named.value, { certificates: [], lists: [list.value.body], ocsp: [] }]))
}

/** Evidence in PEM or DER, by what it is; `undefined` when it is none. */
function evidenceIn(bytes: Uint8Array): Evidence | undefined {
  const text = fromUtf8(bytes)
  if (text.ok && text.value.includes('-----BEGIN ')) {
    const [certificates, lists] = ['CERTIFICATE', 'X509 CRL'].map((label) => {
      const found = allFromPem(text.value, label)
      return found.ok ? found.value : []
    })
    const evidence = { certificates: certificates ?? [], lists: lists ?? [], ocsp: [] }
    return evidence.certificates.length + evidence.lists.length === 0 ? undefined : evidence
  }
  if (parseCertificate(bytes).ok) return { certificates: [bytes], lists: [], ocsp: [] }
  if (parseRevocationList(bytes).ok) return { certificates: [], lists: [bytes], ocsp: [] }
  return parseOcspResponse(bytes).ok ? { certificates: [], lists: [], ocsp: [bytes] } : undefined
}
