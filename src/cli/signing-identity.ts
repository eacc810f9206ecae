import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { equalBytes } from '#bytes'
import type { Instant } from '#clock'
import { type Pkcs12, readPkcs12 } from '#cms'
import { documentSuite, importPrivateKey, openKey, type PrivateKey, parsePublicKey } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type Certificate, isSignedBy, parseCertificate, pem, sameName } from '#x509'
import { readCertificates } from './authority-key.ts'
import { type Context, type Given, textGiven } from './context.ts'
import type { CliFault } from './fault.ts'
import { readText, readWhole } from './files.ts'
import { openFolderKey, profileFiles } from './profile.ts'
import { importPassphraseVariable, knownSecret, passphraseVariable } from './secret.ts'

/** Who signs documents: a key, in the suite for documents, and its certificate with those above it. */
export interface SigningIdentity {
  readonly key: PrivateKey
  readonly certificate: Certificate
  /** The issuer first. */
  readonly chain: readonly Certificate[]
}

/** The largest file with a key and its certificates that is read. */
const identityBytesMax = 512 * 1024

/** Certificates above a leaf that are followed: units have two, links between authority keys a few more. */
const chainLengthMax = 16

/**
 * The identity that options name: a PKCS #12 file; a key file (sealed here, or PEM) with certificate files;
 * or the folder one acts from. Certificates that are not valid at `now` or not for signing are refused here,
 * where it can still be mended.
 */
export async function signingIdentity(
  context: Context,
  given: Given,
  now: Instant,
): Promise<Result<SigningIdentity, CliFault>> {
  const material = await materialNamed(context, given)
  if (!material.ok) return material
  const { key, certificates, path } = material.value
  const spki = key.publicKey.spki
  const certificate = certificates.find((each) => equalBytes(each.spki, spki))
  if (!certificate) return refuse({ kind: 'certificate-not-of-key', path })
  const unfit = unfitAt(certificate, now, path)
  if (unfit) return refuse(unfit)
  const documentKey = key.under(documentSuite(key.publicKey))
  if (!documentKey.ok) return refuse({ kind: 'key-unopened', path, fault: documentKey.fault })
  return accept({ key: documentKey.value, certificate, chain: chainOf(certificate, certificates) })
}

function unfitAt(certificate: Certificate, now: Instant, path: string): CliFault | undefined {
  const { notBefore, notAfter, keyUsage } = certificate
  if (now < notBefore || now >= notAfter + 1000) {
    return { kind: 'certificate-out-of-time', path, notBefore, notAfter }
  }
  const signs = keyUsage === undefined || keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation')
  return signs ? undefined : { kind: 'certificate-not-for-signing', path }
}

interface Material {
  readonly key: PrivateKey
  readonly certificates: readonly Certificate[]
  /** What is named in refusals. */
  readonly path: string
}

async function materialNamed(context: Context, given: Given): Promise<Result<Material, CliFault>> {
  const pkcs12 = textGiven(given, 'pkcs12')
  const keyPath = textGiven(given, 'key')
  if (pkcs12 !== undefined && keyPath !== undefined) {
    return refuse({ kind: 'usage', problem: 'one key signs: give either `--pkcs12` or `--key`' })
  }
  if (pkcs12 !== undefined) return fromPkcs12(context, pkcs12)
  if (keyPath !== undefined) return fromKeyFile(context, keyPath, given)
  if (context.as !== undefined) return fromFolder(context, context.as)
  const problem =
    'nobody to sign as: give `--key` with `--certificate`, or `--pkcs12`, or the folder by `--as`'
  return refuse({ kind: 'usage', problem })
}

async function fromFolder(context: Context, folder: string): Promise<Result<Material, CliFault>> {
  const path = join(folder, profileFiles.certificate)
  const certificates = readCertificates(path)
  if (!certificates.ok) return certificates
  const authorityPath = join(folder, profileFiles.authority)
  const authority = existsSync(authorityPath) ? readCertificates(authorityPath) : accept([])
  if (!authority.ok) return authority
  const key = await openFolderKey(folder, context.ports)
  if (!key.ok) return key
  return accept({ key: key.value, certificates: [...certificates.value, ...authority.value], path })
}

async function fromKeyFile(
  context: Context,
  path: string,
  given: Given,
): Promise<Result<Material, CliFault>> {
  const paths = Array.isArray(given['certificate']) ? given['certificate'].map(String) : []
  if (paths.length === 0) {
    return refuse({ kind: 'usage', problem: '`--key` wants its certificate: give `--certificate`' })
  }
  const certificates: Certificate[] = []
  for (const each of paths) {
    const read = readCertificates(each)
    if (!read.ok) return read
    certificates.push(...read.value)
  }
  const key = await openedKey(context, path)
  return key.ok ? accept({ key: key.value, certificates, path: paths.join('`, `') }) : key
}

/** A key file of this program, or PEM, encrypted or not. */
async function openedKey({ ports }: Context, path: string): Promise<Result<PrivateKey, CliFault>> {
  const text = readText(path)
  if (!text.ok) return text
  if (text.value.trimStart().startsWith('{')) {
    const secret = await knownSecret(ports, passphraseVariable, `passphrase of ${path}`)
    if (!secret.ok) return secret
    const key = await openKey(text.value, secret.value)
    return key.ok ? key : refuse({ kind: 'key-unopened', path, fault: key.fault })
  }
  return importedPem(ports, path, text.value)
}

/** A key in PEM; the passphrase is asked for when there is need of it. */
export async function importedPem(
  ports: Context['ports'],
  path: string,
  text: string,
): Promise<Result<PrivateKey, CliFault>> {
  const plain = importPrivateKey(text)
  if (plain.ok) return plain
  if (plain.fault.kind !== 'passphrase-missing')
    return refuse({ kind: 'key-unopened', path, fault: plain.fault })
  const passphrase = await knownSecret(ports, importPassphraseVariable, `passphrase of ${path}`)
  if (!passphrase.ok) return passphrase
  const opened = importPrivateKey(text, passphrase.value)
  return opened.ok ? opened : refuse({ kind: 'key-unopened', path, fault: opened.fault })
}

async function fromPkcs12({ ports }: Context, path: string): Promise<Result<Material, CliFault>> {
  const file = readWhole(path, identityBytesMax)
  if (!file.ok) return file
  const passphrase = await knownSecret(ports, importPassphraseVariable, `passphrase of ${path}`)
  if (!passphrase.ok) return passphrase
  const content = readPkcs12(file.value, passphrase.value)
  if (!content.ok) return refuse({ kind: 'pkcs12-unopened', path, fault: content.fault })
  return materialIn(content.value, path)
}

function materialIn({ keys, certificates }: Pkcs12, path: string): Result<Material, CliFault> {
  const [der, ...more] = keys
  if (der === undefined || more.length > 0) {
    const problem = der === undefined ? 'it holds no private key' : 'it holds several keys: export one alone'
    return refuse({ kind: 'file-malformed', path, problem })
  }
  const key = importPrivateKey(pem('PRIVATE KEY', der))
  if (!key.ok) return refuse({ kind: 'key-unopened', path, fault: key.fault })
  const read = certificates.map(parseCertificate)
  return accept({
    key: key.value,
    certificates: read.filter((each) => each.ok).map(({ value }) => value),
    path,
  })
}

/** The certificates above one, as far as they are there, up to one that is its own issuer. */
function chainOf(leaf: Certificate, certificates: readonly Certificate[]): readonly Certificate[] {
  const chain: Certificate[] = []
  let lower = leaf
  while (chain.length < chainLengthMax) {
    const upper = certificates.find((each) => isIssuerOf(each, lower))
    if (!upper || upper.fingerprint === lower.fingerprint || chain.includes(upper)) break
    chain.push(upper)
    lower = upper
  }
  return chain
}

function isIssuerOf(upper: Certificate, lower: Certificate): boolean {
  if (!sameName(upper.subject, lower.issuer)) return false
  const key = parsePublicKey(upper.spki)
  return key.ok && isSignedBy(lower, key.value)
}
