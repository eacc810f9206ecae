import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type KeyFileFault, openKey, PrivateKey, sealKey, type UnitSuiteName, unitSuiteNames } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'

/**
 * The keys of a unit, each in a file of its own. The authority's is needed at founding, agreements and key
 * rollover only.
 */
export const keyRoles = [
  'authority',
  'issuing',
  'node',
  'gate',
  'log',
  'token',
  'seal',
  'time-stamp',
] as const
export type KeyRole = (typeof keyRoles)[number]

/** The keys a running node opens; the authority's file may lie in a safe. */
export const nodeKeyRoles = ['issuing', 'node', 'gate', 'log', 'token', 'seal', 'time-stamp'] as const
export type NodeKeyRole = (typeof nodeKeyRoles)[number]

export type NodeKeys = Readonly<Record<NodeKeyRole, PrivateKey>>

/** What serves beside the unit: the seal is the unit's alone. */
export type ServingKeys = Omit<NodeKeys, 'seal'>

export type KeyringFault =
  | { readonly kind: 'key-file-missing'; readonly path: string }
  | { readonly kind: 'key-file-refused'; readonly path: string; readonly fault: KeyFileFault }

/**
 * Roles that units did not have from the beginning. Nothing hangs on a key of theirs before it is certified,
 * so a node whose folder is without makes one.
 */
const laterRoles = ['seal', 'time-stamp'] as const

/**
 * Signed notes know Ed25519 only (C2SP signed-note); browsers and services read ES256 tokens and P-256 TLS,
 * and so does whatever reads time-stamps, thousands of which are signed in a second.
 */
function suiteOf(role: KeyRole, suite: UnitSuiteName): UnitSuiteName {
  switch (role) {
    case 'log':
      return 'ed25519'
    case 'token':
    case 'gate':
    case 'time-stamp':
      return 'ecdsa-p256-sha256'
    case 'authority':
    case 'issuing':
    case 'node':
    case 'seal':
      return suite
    default:
      return role satisfies never
  }
}

/** New keys for every role, not yet kept anywhere. */
export function newKeys(suite: UnitSuiteName): Readonly<Record<KeyRole, PrivateKey>> {
  const entries = keyRoles.map((role) => [role, PrivateKey.generate(suiteOf(role, suite))] as const)
  return Object.fromEntries(entries) as Record<KeyRole, PrivateKey>
}

/** Writes each key sealed into `folder`; refuses nothing that exists: an existing file makes it throw. */
export async function keepKeys(
  folder: string,
  keys: Readonly<Record<KeyRole, PrivateKey>>,
  passphrase: string,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await Promise.all(
    keyRoles.map(async (role) => {
      const text = await sealKey(keys[role], passphrase)
      await writeFile(keyPath(folder, role), text, { mode: 0o600, flag: 'wx' })
    }),
  )
}

/**
 * Makes the key files that a folder of an older unit lacks, sealed like the others; gives their roles.
 * Refused when the folder takes none: then whoever has custody of it puts them there.
 */
export async function addLaterKeys(
  folder: string,
  passphrase: string,
): Promise<Result<readonly NodeKeyRole[], KeyringFault>> {
  const added: NodeKeyRole[] = []
  for (const role of laterRoles) {
    const path = keyPath(folder, role)
    if ((await readOrMissing(path)) !== undefined) continue
    // The others must be there and open: a wrong folder or passphrase is not to be filled with new keys.
    const issuing = await openOne(keyPath(folder, 'issuing'), passphrase)
    if (!issuing.ok) return issuing
    const suite = unitSuiteNames.find((name) => name === issuing.value.suite.name)
    const key = PrivateKey.generate(suiteOf(role, certain(suite, 'the suite of the issuing key')))
    const text = await sealKey(key, passphrase)
    if (!(await keptNew(path, text))) return refuse({ kind: 'key-file-missing', path })
    added.push(role)
  }
  return accept(added)
}

/** Whether a new file could be written; anything but a folder that takes none is thrown. */
async function keptNew(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { mode: 0o600, flag: 'wx' })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false
    throw error
  }
}

/** Opens the keys a node needs. */
export async function openKeys(folder: string, passphrase: string): Promise<Result<NodeKeys, KeyringFault>> {
  const opened = await Promise.all(nodeKeyRoles.map((role) => openOne(keyPath(folder, role), passphrase)))
  const keys: [NodeKeyRole, PrivateKey][] = []
  for (const [place, role] of nodeKeyRoles.entries()) {
    const key = opened[place]
    if (key === undefined || !key.ok)
      return key ?? refuse({ kind: 'key-file-missing', path: keyPath(folder, role) })
    keys.push([role, key.value])
  }
  return accept(Object.fromEntries(keys) as Record<NodeKeyRole, PrivateKey>)
}

async function openOne(path: string, passphrase: string): Promise<Result<PrivateKey, KeyringFault>> {
  const text = await readOrMissing(path)
  if (text === undefined) return refuse({ kind: 'key-file-missing', path })
  const key = await openKey(text, passphrase)
  return key.ok ? key : refuse({ kind: 'key-file-refused', path, fault: key.fault })
}

/** A file's text, or `undefined` when there is no such file; anything else that goes wrong is thrown. */
export async function readOrMissing(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function keyPath(folder: string, role: KeyRole): string {
  return join(folder, `${role}.key.json`)
}
