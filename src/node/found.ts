import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { base64 } from '#bytes'
import { type Clock, day, second } from '#clock'
import { PrivateKey, type PublicKey, type Random, sealKey, type UnitSuiteName } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import { type FoundingAct, founderGrade, foundingInActs, foundingSuites } from '#founding'
import {
  authorityLifetimeMilliseconds,
  backdateMilliseconds,
  certificateNameForm,
  dnsNameForm,
  idForm,
  issuingLifetimeMilliseconds,
  ownService,
  ownServiceGrade,
  publicUrlForm,
} from '#identity'
import { noteSigner, verifierKeyText, verifierOf } from '#record'
import { openSqliteStore, type StoreFault } from '#store'
import { malformed, type Refusal } from '#unit'
import {
  authorityContent,
  type Certificate,
  issuingContent,
  type LeafIssue,
  leafContent,
  nameCharactersMax,
  nameOf,
  parseCertificate,
  pem,
  serialBytesMin,
  writeCertificate,
} from '#x509'
import { configurationFile } from './configuration.ts'
import { type KeyRole, keepKeys, newKeys } from './keyring.ts'
import { foundingOffices, foundingProceduresFolder } from './offices.ts'
import { journalOrigin, openUnit, recordOrigin, type UnitOpenFault } from './open.ts'
import { signAct } from './sign.ts'

const leafLifetimeMilliseconds = 365 * day

export interface FoundingWish {
  /** Where the unit's files go; must be empty or not there. */
  readonly folder: string
  /** In any script. */
  readonly name: string
  readonly domain: string
  readonly publicUrl: string
  readonly apiUrl: string
  readonly suite: string
  readonly founder: { readonly id: string; readonly name: string }
  readonly founderFolder: string
  readonly unitPassphrase: string
  readonly founderPassphrase: string
  /** Text of the configuration file to write. */
  readonly configuration: string
}

export type FolderFault =
  | { readonly kind: 'folder-not-empty'; readonly folder: string }
  | { readonly kind: 'suite-not-for-units'; readonly suite: string; readonly suites: readonly string[] }

/**
 * What the common names of the unit's own certificates say beside the domain. Every authority key of a unit
 * has the one name, so that a certificate from one to another is self-issued (RFC 5280 §3.2).
 */
const ownParts = { authority: 'authority', issuing: 'issuing' } as const

/** A common name holds the domain, a space and what it is of (RFC 5280 appendix A.1 `ub-common-name`). */
const domainCharactersMax = nameCharactersMax - ` ${ownParts.authority}`.length

/** What of a wish goes into certificates; the founding act looks at the rest. */
const wishForm = z.object({
  name: certificateNameForm,
  domain: dnsNameForm.max(domainCharactersMax),
  publicUrl: publicUrlForm,
  apiUrl: z.url({ protocol: /^https$/ }).regex(/[^/]$/, 'must not end with a slash'),
  founder: z.object({ id: idForm, name: certificateNameForm }),
})

/** What a founding made. */
export interface FoundedUnit {
  readonly folder: string
  readonly founderFolder: string
  /** Thumbprint of the authority key. */
  readonly unit: string
}

/**
 * Founds a unit in a folder: keys sealed under the passphrase, the founder's own folder, and a store whose
 * first entries are the founding, signed by the authority key and decided by the same way as every later act.
 */
export async function foundUnit(
  wish: FoundingWish,
  clock: Clock,
  random: Random,
): Promise<Result<FoundedUnit, FolderFault | StoreFault | UnitOpenFault | Refusal>> {
  const named = wishForm.safeParse(wish)
  if (!named.success) return refuse(malformed(named.error))
  const suite = foundingSuites.find((name) => name === wish.suite)
  if (!suite) return refuse({ kind: 'suite-not-for-units', suite: wish.suite, suites: foundingSuites })
  if (liesIn(wish.founderFolder, wish.folder)) {
    const problem = 'must not lie in the folder of the unit'
    return refuse({ kind: 'act-malformed', at: 'founderFolder', problem })
  }
  for (const folder of [wish.folder, wish.founderFolder]) {
    if ((await filesIn(folder)).length > 0) return refuse({ kind: 'folder-not-empty', folder })
  }
  // Made beside its place and renamed at the end, so that a founding is there as a whole or not at all.
  const folder = `${resolve(wish.folder)}.founding`
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const unit = await foundIn(folder, wish, suite, clock, random)
  if (!unit.ok) {
    await rm(folder, { recursive: true })
    return unit
  }
  await rename(folder, wish.folder)
  return accept({ folder: wish.folder, founderFolder: wish.founderFolder, unit: unit.value })
}

/** Everything of a founding but its place; gives the thumbprint of the authority key. */
async function foundIn(
  folder: string,
  wish: FoundingWish,
  suite: UnitSuiteName,
  clock: Clock,
  random: Random,
): Promise<Result<string, StoreFault | UnitOpenFault | Refusal>> {
  const keys = newKeys(suite)
  const founderKey = PrivateKey.generate(suite)
  const certificates = certify(wish, keys, founderKey.publicKey, clock, random)
  const logs = logKeys(wish.domain, keys.log)
  const acts = await actsOf(wish, suite, logs, certificates)
  const store = await openSqliteStore(join(folder, 'store.sqlite'))
  if (!store.ok) return store
  try {
    const { issuing: issuingKey, seal: sealKey, log: logKey, authority } = keys
    const parts = { store: store.value, domain: wish.domain, logKey, issuingKey, sealKey, clock, random }
    const opened = await openUnit(parts)
    if (!opened.ok) return opened
    const unit = authority.publicKey.thumbprint
    for (const act of acts) {
      const signed = signAct({ ...act, unit, signer: authority, time: clock.now(), random })
      const receipt = await opened.value.unit.submit(signed)
      if (!receipt.ok) return receipt
    }
    const files = { wish, certificates, unit, ...logs }
    await keepKeys(join(folder, 'keys'), keys, wish.unitPassphrase)
    await keepUnitFiles(folder, files)
    await keepFounderFiles(founderKey, files)
    return accept(unit)
  } finally {
    await store.value.close()
  }
}

/** Whether a path is a folder or lies somewhere in it. */
function liesIn(path: string, folder: string): boolean {
  const [first] = relative(resolve(folder), resolve(path)).split('/')
  return first !== '..'
}

interface LogKeys {
  readonly recordKey: string
  readonly journalKey: string
}

interface FoundingFiles extends LogKeys {
  readonly wish: FoundingWish
  readonly certificates: FoundingCertificates
  readonly unit: string
}

interface FoundingCertificates {
  readonly authority: Certificate
  readonly issuing: Certificate
  readonly founder: Certificate
  readonly node: Certificate
}

type LeafSubject = Pick<LeafIssue, 'kind' | 'grade' | 'id' | 'commonName'>

function certify(
  wish: FoundingWish,
  keys: Readonly<Record<KeyRole, PrivateKey>>,
  founderKey: PublicKey,
  clock: Clock,
  random: Random,
): FoundingCertificates {
  const now = clock.now() - (clock.now() % second)
  const common = (key: PublicKey, lifetime: number) => ({
    spki: key.spki,
    serial: random.bytes(serialBytesMin),
    notBefore: now - backdateMilliseconds,
    notAfter: now + lifetime,
    domain: wish.domain,
  })
  const named = (part: keyof typeof ownParts) =>
    nameOf({ organization: wish.name, commonName: `${wish.domain} ${part}` })
  const crlUrl = `${wish.publicUrl}/crl/issuing.crl`
  const authority = parsed(
    writeCertificate(
      authorityContent({
        ...common(keys.authority.publicKey, authorityLifetimeMilliseconds),
        name: named(ownParts.authority),
      }),
      keys.authority,
    ),
  )
  const issuing = parsed(
    writeCertificate(
      issuingContent({
        ...common(keys.issuing.publicKey, issuingLifetimeMilliseconds),
        name: named(ownParts.issuing),
        issuer: authority,
      }),
      keys.authority,
    ),
  )
  const leaf = (subject: LeafSubject, key: PublicKey): Certificate => {
    const issue = { ...subject, organization: wish.name, issuer: issuing, crlUrl }
    return parsed(
      writeCertificate(leafContent({ ...common(key, leafLifetimeMilliseconds), ...issue }), keys.issuing),
    )
  }
  const { id, name } = wish.founder
  const { node } = ownService
  const founder = { kind: 'person', grade: founderGrade, id, commonName: name } as const
  const service = { kind: 'service', grade: ownServiceGrade, id: node, commonName: node } as const
  return {
    authority,
    issuing,
    founder: leaf(founder, founderKey),
    node: leaf(service, keys.node.publicKey),
  }
}

/** By what the checkpoints of both logs are verified. */
function logKeys(domain: string, key: PrivateKey): LogKeys {
  const verifierKey = (origin: string): string =>
    verifierKeyText(verifierOf(sure(noteSigner(origin, key), 'the signer of a log')))
  return { recordKey: verifierKey(recordOrigin(domain)), journalKey: verifierKey(journalOrigin(domain)) }
}

async function actsOf(
  wish: FoundingWish,
  suite: UnitSuiteName,
  logs: LogKeys,
  certificates: FoundingCertificates,
): Promise<readonly FoundingAct[]> {
  const { name, domain, publicUrl, founder } = wish
  const founding = {
    name,
    domain,
    publicUrl,
    suite,
    founder,
    authority: base64(certificates.authority.der),
    issuing: base64(certificates.issuing.der),
    founderCertificate: base64(certificates.founder.der),
    nodeCertificate: base64(certificates.node.der),
    ...logs,
    offices: [...foundingOffices],
  }
  return foundingInActs(founding, await shippedProcedures())
}

/**
 * The procedures that every unit starts with, in the order of their file names. Without their comments: an
 * entry holds each text twice, and people read them where they lie.
 */
async function shippedProcedures(): Promise<string[]> {
  const names = (await readdir(foundingProceduresFolder)).filter((name) => name.endsWith('.yaml')).sort()
  const read = async (name: string) => readFile(join(foundingProceduresFolder, name), 'utf8')
  const texts = await Promise.all(names.map(read))
  return texts.map((text) => text.replaceAll(/^#.*\n/gm, ''))
}

async function keepUnitFiles(folder: string, files: FoundingFiles): Promise<void> {
  const { wish, certificates } = files
  const keep = (name: string, text: string) => writeFile(join(folder, name), text, { flag: 'wx' })
  await keep(configurationFile, wish.configuration)
  await keep('authority.pem', pem('CERTIFICATE', certificates.authority.der))
  await keep('unit.json', unitFile(files))
}

async function keepFounderFiles(key: PrivateKey, files: FoundingFiles): Promise<void> {
  const { wish, certificates } = files
  const keep = (name: string, text: string, mode = 0o644) =>
    writeFile(join(wish.founderFolder, name), text, { mode, flag: 'wx' })
  await mkdir(wish.founderFolder, { recursive: true, mode: 0o700 })
  const chain = [certificates.founder, certificates.issuing].map(({ der }) => pem('CERTIFICATE', der))
  await keep('key.json', await sealKey(key, wish.founderPassphrase), 0o600)
  await keep('certificate.pem', chain.join(''))
  await keep('authority.pem', pem('CERTIFICATE', certificates.authority.der))
  await keep('unit.json', unitFile(files))
}

/** What a program needs to know of a unit to talk to it; nothing in it is secret. */
function unitFile({ wish, unit, recordKey, journalKey }: FoundingFiles): string {
  const { domain, apiUrl, publicUrl } = wish
  const facts = { unit, domain, api: apiUrl, public: publicUrl, recordKey, journalKey }
  return `${JSON.stringify(facts, null, 2)}\n`
}

function parsed(der: Uint8Array): Certificate {
  return sure(parseCertificate(der), 'a certificate just written')
}

/** The names in a folder, none when it is not there. */
async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
