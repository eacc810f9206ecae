import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type PublicKey, parsePublicKey } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type Certificate, isSignedBy } from '#x509'
import type { CliFault } from './fault.ts'
import { readTextIfAny, writeNew } from './files.ts'
import { sealedKeyFacts } from './key-folder.ts'
import { certificatesIn, profileFiles, type UnitFile } from './profile.ts'

/** What a certificate that was issued is put down with. */
export interface Issued {
  /** PEM: the leaf, then its issuer. */
  readonly chain: string
  /** PEM of the authority, as the unit gives it or as it lies in the folder. */
  readonly authority: string
  readonly unit: UnitFile
}

/**
 * Makes a folder one can act from: certificate, authority and the unit's addresses beside the key. What
 * stands there already is kept, and what is new must fit it: the certificate must be for the folder's key
 * and lead to the authority whose key is the unit's.
 */
export function writeCertificateFolder(folder: string, issued: Issued): Result<readonly string[], CliFault> {
  const checked = checkChain(folder, issued)
  if (!checked.ok) return checked
  const files = [
    { path: join(folder, profileFiles.certificate), text: issued.chain, isNew: true },
    { path: join(folder, profileFiles.authority), text: issued.authority, isNew: false },
    {
      path: join(folder, profileFiles.unit),
      text: `${JSON.stringify(issued.unit, undefined, 2)}\n`,
      isNew: false,
    },
  ]
  const written: string[] = []
  for (const { path, text, isNew } of files) {
    if (!isNew && existsSync(path)) continue
    const result = writeNew(path, text)
    if (!result.ok) return result
    written.push(path)
  }
  return accept(written)
}

/** The authority that lies in the folder already, which counts more than what an address answers. */
export function authorityKept(folder: string): Result<string | undefined, CliFault> {
  return readTextIfAny(join(folder, profileFiles.authority))
}

function checkChain(folder: string, { chain, authority, unit }: Issued): Result<undefined, CliFault> {
  const [leaf, ...above] = certificatesIn(chain)
  if (!leaf) return unproven('it cannot be read')
  const keyPath = join(folder, profileFiles.key)
  if (existsSync(keyPath)) {
    const key = sealedKeyFacts(keyPath)
    if (!key.ok) return key
    if (keyOf(leaf)?.thumbprint !== key.value.thumbprint)
      return unproven(`it is for another key than \`${keyPath}\``)
  }
  const anchor = certificatesIn(authority).find((candidate) => keyOf(candidate)?.thumbprint === unit.unit)
  if (!anchor) return unproven('the authority it came with does not have the key of the unit')
  let lower = leaf
  for (const issuer of [...above, anchor]) {
    const key = keyOf(issuer)
    if (!key || !isSignedBy(lower, key)) return unproven('its chain does not lead to the unit’s authority')
    lower = issuer
  }
  return accept(undefined)
}

function keyOf(certificate: Certificate): PublicKey | undefined {
  const key = parsePublicKey(certificate.spki)
  return key.ok ? key.value : undefined
}

function unproven(problem: string): Result<never, CliFault> {
  return refuse({ kind: 'unproven', what: 'the certificate', problem })
}
