import { readFile } from 'node:fs/promises'
import { hex } from '#bytes'

/** One package in the lock file of npm, as far as it is read (lockfileVersion 3). */
interface LockedPackage {
  readonly name?: string
  readonly version?: string
  readonly license?: string
  /** Subresource integrity: algorithm, hyphen, base64. */
  readonly integrity?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** The lock file: packages by where they lie, the program itself under the empty path. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

const modules = 'node_modules/'

/** What this program and what runs it is made of, as a CycloneDX 1.6 bill of materials (JSON). */
export async function inventory(): Promise<object> {
  const { node, openssl, sqlite = '', v8, zlib, llhttp = '' } = process.versions
  return billOfMaterials(await lockFile(), { node, openssl, sqlite, v8, zlib, llhttp })
}

/** The version of this program. */
export async function programVersion(): Promise<string> {
  return (await lockFile()).packages['']?.version ?? ''
}

async function lockFile(): Promise<LockFile> {
  return JSON.parse(await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8')) as LockFile
}

/**
 * The bill of materials of a lock file (CycloneDX 1.6, ECMA-424): each package once, whoever asks for it,
 * with its licence and hash. What is there for development alone is `excluded` from what runs; `runtime` are
 * the parts of the platform, by name and version.
 */
export function billOfMaterials({ packages }: LockFile, runtime: Readonly<Record<string, string>>): object {
  const own = packages[''] ?? {}
  const components = new Map<string, object>()
  const dependencies = new Map<string, readonly string[]>()
  for (const [path, each] of Object.entries(packages)) {
    const ref = path === '' ? ownRef(own) : packageUrl(nameOf(path, each), each)
    // A package that lies in several places is one: the first stands for it.
    if (dependencies.has(ref)) continue
    dependencies.set(ref, dependenciesOf(packages, path, each))
    if (path !== '') components.set(ref, component(ref, nameOf(path, each), each))
  }
  for (const [name, version] of Object.entries(runtime)) {
    if (version === '') continue
    const ref = `runtime:${name}@${version}`
    const type = name === 'node' ? 'platform' : 'library'
    components.set(ref, { type, 'bom-ref': ref, name, version, scope: 'required' })
  }
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': ownRef(own),
        name: own.name ?? '',
        version: own.version ?? '',
        licenses: licensesOf(own),
      },
    },
    components: [...components.values()],
    dependencies: [...dependencies].map(([ref, dependsOn]) => ({ ref, dependsOn })),
  }
}

function ownRef({ name = '', version = '' }: LockedPackage): string {
  return `${name}@${version}`
}

function component(ref: string, whole: string, each: LockedPackage): object {
  const [, group, name = whole] = /^(@[^/]+)\/(.+)$/.exec(whole) ?? []
  return {
    type: 'library',
    'bom-ref': ref,
    ...(group !== undefined && { group }),
    name,
    version: each.version ?? '',
    scope: each.dev ? 'excluded' : each.optional ? 'optional' : 'required',
    hashes: hashesOf(each),
    licenses: licensesOf(each),
    purl: ref,
  }
}

/** The package a path of the lock file ends in. */
function nameOf(path: string, { name }: LockedPackage): string {
  return name ?? path.slice(path.lastIndexOf(modules) + modules.length)
}

/** `pkg:npm/%40scope/name@version` (package URL). */
function packageUrl(name: string, { version = '' }: LockedPackage): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}

/** What a package needs, by the nearest folder of modules that has it, as the platform looks for it. */
function dependenciesOf(
  packages: LockFile['packages'],
  path: string,
  { dependencies, optionalDependencies }: LockedPackage,
): readonly string[] {
  const found = Object.keys({ ...dependencies, ...optionalDependencies }).flatMap((name) => {
    for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf(`/${modules}`)))) {
      const at = folder === '' ? `${modules}${name}` : `${folder}/${modules}${name}`
      const known = packages[at]
      if (known) return [packageUrl(name, known)]
      if (folder === '') return []
    }
  })
  return [...new Set(found)]
}

const hashNames: Readonly<Record<string, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
}

function hashesOf({ integrity = '' }: LockedPackage): readonly object[] {
  return integrity.split(' ').flatMap((text) => {
    const [, name = '', digest = ''] = /^(\w+)-([\w+/=]+)$/.exec(text) ?? []
    const alg = hashNames[name]
    return alg === undefined ? [] : [{ alg, content: hex(Buffer.from(digest, 'base64')) }]
  })
}

/** An identifier of SPDX, an expression of several, or whatever the package says. */
function licensesOf({ license }: LockedPackage): readonly object[] {
  if (license === undefined) return []
  if (/^[\w.+-]+$/.test(license)) return [{ license: { id: license } }]
  return / (?:OR|AND|WITH) /.test(license) ? [{ expression: license }] : [{ license: { name: license } }]
}
