import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type KeyFileFault, openKey, PrivateKey, sealKey, type UnitSuiteName } from '#crypto'
import { accept, type Result, refuse } from '#fault'

/**
 * The keys of a unit, each in a file of its own. The authority's is needed at founding, agreements and key
 * rollover only.
 */
export const keyRoles = ['authority', 'issuing', 'node', 'gate', 'log', 'token'] as const
export type KeyRole = (typeof keyRoles)[number]

/** The keys a running node opens; the authority's file may lie in a safe. */
export const nodeKeyRoles = ['issuing', 'node', 'gate', 'log', 'token'] as const
export type NodeKeyRole = (typeof nodeKeyRoles)[number]

export type NodeKeys = Readonly<Record<NodeKeyRole, PrivateKey>>

export type KeyringFault =
  | { readonly kind: 'key-file-missing'; readonly path: string }
  | { readonly kind: 'key-file-refused'; readonly path: string; readonly fault: KeyFileFault }

/**
 * Signed notes know Ed25519 only (C2SP signed-note); browsers and services read ES256 tokens and P-256 TLS.
 */
function suiteOf(role: KeyRole, suite: UnitSuiteName): UnitSuiteName {
  switch (role) {
    case 'log':
      return 'ed25519'
    case 'token':
    case 'gate':
      return 'ecdsa-p256-sha256'
    case 'authority':
    case 'issuing':
    case 'node':
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
