import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sure } from '#fault'
import {
  allFromPem,
  type Certificate,
  fromPem,
  parseCertificate,
  parseRevocationList,
  type RevocationList,
} from '#x509'

/*
 * The one reader of the cases that others wrote. They lie beside the project and are no part of it.
 */

/** Where the cases lie unless something else is said. */
export const usualFolder = join(import.meta.dirname, '../../../shared/data')

const limboFile = 'x509-limbo/limbo-core.json'
const betterTlsFile = 'bettertls/limbo-pathbuilding.json'
const pkitsFolder = 'nist-pkits'
const pkitsFile = `${pkitsFolder}/pkits.json`

/** The files that are not there, by their path in the folder; empty when all are. */
export function missingFiles(folder: string): readonly string[] {
  return [limboFile, betterTlsFile, pkitsFile].filter((file) => !existsSync(join(folder, file)))
}

/** A case of x509-limbo, whose form BetterTLS shares. Certificates and lists are PEM. */
export interface LimboCase {
  readonly id: string
  readonly expected_result: 'SUCCESS' | 'FAILURE'
  readonly validation_kind: 'CLIENT' | 'SERVER'
  readonly validation_time: string | null
  readonly max_chain_depth: number | null
  readonly trusted_certs: readonly string[]
  readonly untrusted_intermediates: readonly string[]
  readonly peer_certificate: string
  readonly expected_peer_name: PeerName | null
  readonly crls: readonly string[]
}

export interface PeerName {
  readonly kind: string
  readonly value: string
}

export function limboCases(folder: string): readonly LimboCase[] {
  return casesOf(folder, limboFile)
}

export function betterTlsCases(folder: string): readonly LimboCase[] {
  return casesOf(folder, betterTlsFile)
}

/** A case of PKITS: files by their names without ending, policies by their names in `policyOids`. */
export interface PkitsCase {
  /** The number in the suite's text, which the parts of one case share. */
  readonly id: string
  /** Number, name and part. */
  readonly title: string
  readonly certs: readonly string[]
  readonly crls: readonly string[]
  readonly initialPolicySet: readonly string[]
  readonly initialExplicitPolicy: boolean
  readonly initialPolicyMappingInhibit: boolean
  readonly initialInhibitAnyPolicy: boolean
  readonly userConstrainedPolicySet: readonly string[]
  readonly shouldValidate: boolean
}

export interface Pkits {
  readonly verificationTime: string
  readonly policyOids: Readonly<Record<string, string>>
  readonly tests: readonly PkitsCase[]
}

export function pkits(folder: string): Pkits {
  return JSON.parse(textOf(folder, pkitsFile)) as Pkits
}

/** Every certificate of PKITS, or every list, with the name of its file. */
export function pkitsFiles(
  folder: string,
  kind: 'certs' | 'crls',
): readonly (readonly [file: string, der: Uint8Array])[] {
  const place = join(folder, pkitsFolder, kind)
  return readdirSync(place).map((file) => [file, readFileSync(join(place, file))])
}

/** The bytes of every certificate of x509-limbo and BetterTLS. */
export function certificateBytes(folder: string): readonly Uint8Array[] {
  const texts = [...limboCases(folder), ...betterTlsCases(folder)].flatMap((one) => {
    return [...one.trusted_certs, ...one.untrusted_intermediates, one.peer_certificate]
  })
  return texts.flatMap((text) => sure(allFromPem(text, 'CERTIFICATE'), 'PEM of a case'))
}

/** Undefined when the certificate cannot be read, which some are meant not to be. */
export function pkitsCertificate(folder: string, name: string): Certificate | undefined {
  const read = parseCertificate(readFileSync(join(folder, pkitsFolder, 'certs', `${name}.crt`)))
  return read.ok ? read.value : undefined
}

/** As `pkitsCertificate`. */
export function pkitsList(folder: string, name: string): RevocationList | undefined {
  const read = parseRevocationList(readFileSync(join(folder, pkitsFolder, 'crls', `${name}.crl`)))
  return read.ok ? read.value : undefined
}

/** As `pkitsCertificate`. */
export function certificateOf(text: string): Certificate | undefined {
  const read = parseCertificate(sure(fromPem(text, 'CERTIFICATE'), 'PEM of a case'))
  return read.ok ? read.value : undefined
}

/** As `pkitsCertificate`. */
export function listOf(text: string): RevocationList | undefined {
  const read = parseRevocationList(sure(fromPem(text, 'X509 CRL'), 'PEM of a case'))
  return read.ok ? read.value : undefined
}

function casesOf(folder: string, file: string): readonly LimboCase[] {
  const { testcases } = JSON.parse(textOf(folder, file)) as { readonly testcases: readonly LimboCase[] }
  return testcases
}

function textOf(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8')
}
