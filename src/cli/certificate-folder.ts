import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type PublicKey, parsePublicKey } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type Certificate, isSignedBy, pem } from '#x509'
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
 * and lead to the authority.
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

/**
 * The one certificate, PEM, to hold to among those a unit gives as its authority's: that of the key which was
 * told, or the oldest. The others are believed when a link leads to them, and not for standing beside it.
 */
export function anchorAmong(
  authority: string,
  told: string | undefined,
): Result<{ readonly text: string; readonly key: string }, CliFault> {
  const known = certificatesIn(authority).flatMap((certificate) => {
    const key = keyOf(certificate)?.thumbprint
    return key === undefined ? [] : [{ text: pem('CERTIFICATE', certificate.der), key }]
  })
  const anchor = told === undefined ? known[0] : known.find(({ key }) => key === told)
  return anchor ? accept(anchor) : unproven('the authority it came with does not have the key of the unit')
}

/** The authority that lies in the folder already, which counts more than what an address answers. */
export function authorityKept(folder: string): Result<string | undefined, CliFault> {
  return readTextIfAny(join(folder, profileFiles.authority))
}

function checkChain(folder: string, { chain, authority }: Issued): Result<undefined, CliFault> {
  const [leaf, ...above] = certificatesIn(chain)
  if (!leaf) return unproven('it cannot be read')
  const keyPath = join(folder, profileFiles.key)
  if (existsSync(keyPath)) {
    const key = sealedKeyFacts(keyPath)
    if (!key.ok) return key
    if (keyOf(leaf)?.thumbprint !== key.value.thumbprint)
      return unproven(`it is for another key than \`${keyPath}\``)
  }
  const anchors = certificatesIn(authority).flatMap((anchor) => keyOf(anchor) ?? [])
  let lower = leaf
  for (const upper of [...above, undefined]) {
    if (anchors.some((anchor) => isSignedBy(lower, anchor))) return accept(undefined)
    const key = upper && keyOf(upper)
    if (!key || !isSignedBy(lower, key)) break
    lower = upper
  }
  return unproven('its chain does not lead to the unit’s authority')
}

function keyOf(certificate: Certificate): PublicKey | undefined {
  const key = parsePublicKey(certificate.spki)
  return key.ok ? key.value : undefined
}

function unproven(problem: string): Result<never, CliFault> {
  return refuse({ kind: 'unproven', what: 'the certificate', problem })
}
