import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

/** A file of the console as it was built. */
export interface ConsoleFile {
  readonly type: string
  readonly tag: string
  /** Its name tells its content, so that it may be kept for ever. */
  readonly isHashed: boolean
  readonly plain: Uint8Array
  readonly br?: Uint8Array
  readonly gzip?: Uint8Array
}

/** The console as it was built, whole and in memory: what is served is looked up, and no path is followed. */
export interface ConsoleBuild {
  /** Before and after each place where a fresh nonce goes. */
  readonly index: readonly string[]
  /** By path below the folder, with `/`. */
  readonly files: ReadonlyMap<string, ConsoleFile>
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** Where the bundler puts what it names by content. */
const hashedFolder = 'assets/'

const indexName = 'index.html'

/** What stands in the page where the nonce of its answer goes. */
const nonceMark = '__NONCE__'

/** Reads the built console when it is first asked for, and again when it was built anew. */
export class ConsoleFiles {
  readonly #folder: string
  #read: { readonly builtAt: number; readonly build: Promise<ConsoleBuild> } | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  /** `undefined` while nothing was built. */
  async build(): Promise<ConsoleBuild | undefined> {
    const builtAt = await changedAt(join(this.#folder, indexName))
    if (builtAt === undefined) return undefined
    if (this.#read?.builtAt !== builtAt) this.#read = { builtAt, build: readBuild(this.#folder) }
    return this.#read.build
  }
}

async function changedAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function readBuild(folder: string): Promise<ConsoleBuild> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
  const contents = new Map<string, Uint8Array>()
  for (const path of paths) contents.set(path.replaceAll(sep, '/'), await readFile(join(folder, path)))
  const files = new Map<string, ConsoleFile>()
  for (const [path, plain] of contents) {
    const type = types[extname(path)]
    if (type === undefined || path === indexName) continue
    const br = contents.get(`${path}.br`)
    const gzip = contents.get(`${path}.gz`)
    files.set(path, {
      type,
      tag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      isHashed: path.startsWith(hashedFolder),
      plain,
      ...(br && { br }),
      ...(gzip && { gzip }),
    })
  }
  const index = Buffer.from(contents.get(indexName) ?? new Uint8Array()).toString()
  return { index: index.split(nonceMark), files }
}
