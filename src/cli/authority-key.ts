import { join } from 'node:path'
import { hex, sha256 } from '#bytes'
import { openKey, type PrivateKey } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type Certificate, nameText } from '#x509'
import { printable } from './answer.ts'
import type { CliFault } from './fault.ts'
import { readText } from './files.ts'
import type { CommandLinePorts } from './ports.ts'
import { certificatesIn, profileFiles } from './profile.ts'
import { knownSecret, unitPassphraseVariable } from './secret.ts'

/** The authority's key file, under the name a founding gives it. */
export const authorityKeyFile = 'authority.key.json'

/** Digits that are read out in one breath. */
const groupDigits = 4

/** Groups in a line: the digits of SHA-256 take two. */
const lineGroups = 8

/** The fingerprint of an authority key as people read it to each other: lines of hexadecimal groups. */
export function fingerprintLines({ spki }: Pick<Certificate, 'spki'>): readonly string[] {
  return groupLines(hex(sha256(spki)))
}

/** Hexadecimal digits in lines of groups. */
export function groupLines(digits: string): readonly string[] {
  const groups = digits.match(new RegExp(`.{${groupDigits}}`, 'g')) ?? []
  const lines = Math.ceil(groups.length / lineGroups)
  return Array.from({ length: lines }, (_, line) => {
    return groups.slice(line * lineGroups, (line + 1) * lineGroups).join(' ')
  })
}

/** A member of a text over several lines, each under the one before. */
export function memberLines(name: string, lines: readonly string[]): readonly (readonly [string, string])[] {
  return lines.map((line, place) => [place === 0 ? name : '', line])
}

/** What a person is to know an authority by. */
export function authorityName({ subject }: Certificate): string {
  return printable(nameText(subject))
}

/** Opens the file of an authority key, with the passphrase of the unit's own keys. */
export async function openAuthorityKey(
  path: string,
  ports: CommandLinePorts,
): Promise<Result<PrivateKey, CliFault>> {
  const text = readText(path)
  if (!text.ok) return text
  const passphrase = await knownSecret(ports, unitPassphraseVariable, `passphrase of ${path}`)
  if (!passphrase.ok) return passphrase
  const key = await openKey(text.value, passphrase.value)
  return key.ok ? key : refuse({ kind: 'key-unopened', path, fault: key.fault })
}

/** The certificates of a PEM file, one at the least. */
export function readCertificates(path: string): Result<readonly Certificate[], CliFault> {
  const text = readText(path)
  if (!text.ok) return text
  const certificates = certificatesIn(text.value)
  if (certificates.length > 0) return accept(certificates)
  return refuse({ kind: 'file-malformed', path, problem: 'it holds no certificate in PEM that can be read' })
}

/** A folder's file of authority certificates. */
export function authorityPath(folder: string): string {
  return join(folder, profileFiles.authority)
}
