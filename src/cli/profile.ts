import { join } from 'node:path'
import { z } from 'zod'
import { equalBytes } from '#bytes'
import { openKey, type PrivateKey } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import {
  allFromPem,
  type Certificate,
  type CertificateSubject,
  certificateSubject,
  parseCertificate,
} from '#x509'
import type { CliFault } from './fault.ts'
import { readText, readTextIfAny } from './files.ts'
import { type HttpCaller, httpCaller } from './http.ts'
import { jsonIn } from './json.ts'
import type { CommandLinePorts } from './ports.ts'
import { passphraseVariable } from './secret.ts'

/** Names of the files in a person's folder. */
export const profileFiles = {
  key: 'key.json',
  certificate: 'certificate.pem',
  unit: 'unit.json',
  authority: 'authority.pem',
  /** Only where a person chose to have it lie there, as in the sample. */
  passphrase: 'passphrase',
} as const

const address = z.string().regex(/^https?:\/\//, 'wants an address')

/** `unit.json`: where the unit is and how it is known. */
const unitFileForm = z.object({
  api: address,
  public: address,
  /** Thumbprint of the authority key. */
  unit: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'wants a thumbprint'),
  domain: z.string(),
  /** Signed-note verifier keys of the acts log and the access journal. */
  recordKey: z.string().optional(),
  journalKey: z.string().optional(),
})

export type UnitFile = z.infer<typeof unitFileForm>

/** What a folder says before its key is opened. */
export interface Profile {
  readonly folder: string
  readonly unit: UnitFile
  /** PEM; the only roots of trust. */
  readonly authority: string
}

/** Somebody with a certificate, at the unit's TLS address. */
export interface Session {
  readonly profile: Profile
  /** Who the certificate names. */
  readonly me: { readonly kind: string; readonly id: string }
  readonly key: PrivateKey
  readonly caller: HttpCaller
}

/** The unit of a folder. */
export function readProfile(folder: string): Result<Profile, CliFault> {
  const path = join(folder, profileFiles.unit)
  const text = readTextIfAny(path)
  if (!text.ok) return text
  if (text.value === undefined) return refuse({ kind: 'profile-unfinished', folder })
  const unit = parseUnitFile(text.value)
  if (!unit.ok) return refuse({ kind: 'file-malformed', path, problem: unit.fault })
  const authority = readText(join(folder, profileFiles.authority))
  return authority.ok ? accept({ folder, unit: unit.value, authority: authority.value }) : authority
}

function parseUnitFile(text: string): Result<UnitFile, string> {
  const json = jsonIn(text)
  if (json === undefined) return refuse('not JSON')
  const form = unitFileForm.safeParse(json)
  if (form.success) return accept(form.data)
  const issue = form.error.issues[0]
  return refuse(`\`${issue?.path.join('.')}\` ${issue?.message.toLowerCase()}`)
}

/**
 * Opens the folder's key and speaks with the folder's certificate to its unit, or to the unit of another
 * folder, as a visitor.
 */
export async function openSession(
  folder: string,
  ports: CommandLinePorts,
  at = folder,
): Promise<Result<Session, CliFault>> {
  const profile = readProfile(at)
  if (!profile.ok) return profile
  const certificate = readText(join(folder, profileFiles.certificate))
  if (!certificate.ok) return certificate
  const path = join(folder, profileFiles.certificate)
  const subject = principalIn(certificate.value)
  if (!subject) return refuse({ kind: 'file-malformed', path, problem: 'it names nobody of a unit' })
  const key = await openFolderKey(folder, ports)
  if (!key.ok) return key
  const [leaf] = certificatesIn(certificate.value)
  if (!leaf || !equalBytes(leaf.spki, key.value.publicKey.spki)) {
    return refuse({ kind: 'file-malformed', path, problem: 'it is the certificate of another key' })
  }
  const caller = httpCaller(profile.value.unit.api, {
    authority: profile.value.authority,
    certificate: certificate.value,
    key: key.value.tlsPem(),
  })
  if (!caller.ok) return caller
  const { kind, id, domain } = subject
  // Where another unit is spoken to, one is known by the name one's own has given, and its domain.
  const isVisitor = domain !== profile.value.unit.domain
  const me = isVisitor ? { kind: 'visitor', id: `${id}@${domain}` } : { kind, id }
  return accept({ profile: profile.value, me, key: key.value, caller: caller.value })
}

/** Opens a folder's key; the passphrase is in the environment, in the folder, or with whoever sits there. */
export async function openFolderKey(
  folder: string,
  ports: CommandLinePorts,
): Promise<Result<PrivateKey, CliFault>> {
  const path = join(folder, profileFiles.key)
  const text = readText(path)
  if (!text.ok) return text
  const passphrase = await folderPassphrase(folder, ports)
  if (!passphrase.ok) return passphrase
  const key = await openKey(text.value, passphrase.value)
  return key.ok ? key : refuse({ kind: 'key-unopened', path, fault: key.fault })
}

async function folderPassphrase(folder: string, ports: CommandLinePorts): Promise<Result<string, CliFault>> {
  const given = ports.environment[passphraseVariable]
  if (given !== undefined) return accept(given)
  const kept = readTextIfAny(join(folder, profileFiles.passphrase))
  if (!kept.ok) return kept
  if (kept.value !== undefined) return accept(kept.value.replace(/\r?\n$/, ''))
  const answer = await ports.askSecret(`passphrase of ${folder}: `)
  return answer === undefined
    ? refuse({ kind: 'secret-unasked', variable: passphraseVariable })
    : accept(answer)
}

/** Who the first certificate of a PEM text names; `undefined` when it names nobody of a unit. */
export function principalIn(pemText: string): CertificateSubject | undefined {
  const [leaf] = certificatesIn(pemText)
  const subject = leaf && certificateSubject(leaf)
  return subject?.ok ? subject.value : undefined
}

/** Every certificate of a PEM text in its order; none when one of them cannot be read. */
export function certificatesIn(pemText: string): readonly Certificate[] {
  const ders = allFromPem(pemText, 'CERTIFICATE')
  const certificates = ders.ok ? ders.value.map(parseCertificate) : []
  return certificates.every((certificate) => certificate.ok) ? certificates.map(({ value }) => value) : []
}
