// Builds the pages for browsers into `build/console` when what they are made of has changed, and does nothing
// otherwise. With `--optional` a failure is told and forgiven: a unit serves without its console, too. Runs
// on whatever Node the machine has, so it is plain JavaScript in old syntax; the build itself runs on the
// checkout's own. Everything it prints goes to standard error.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'
import * as zlib from 'node:zlib'
import { readIfThere, takeLock } from './lock.mjs'

// Ten seconds on two cores; a machine that needs ten minutes has hung.
const buildMillisecondsMax = 10 * 60_000
// Below a kilobyte the fields of an answer weigh more than what is saved.
const compressedBytesMin = 1024
const compressible = /\.(?:css|html|js|json|svg|txt|wasm)$/

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const build = path.join(root, 'build')
const served = path.join(build, 'console')
const made = path.join(build, 'console.next')
const gone = path.join(build, 'console.gone')
const stampFile = '.stamp'
// It holds another nonce each time it is sent.
const page = 'index.html'
const isOptional = process.argv.includes('--optional')

/** What the person at the keyboard has to mend, as opposed to a bug. */
class Hindrance extends Error {}

try {
  buildWhenChanged()
} catch (error) {
  const isForeseen = error instanceof Hindrance || ['EACCES', 'EROFS', 'ENOSPC'].includes(error.code)
  if (!isForeseen) throw error
  say(`the console could not be built: ${error.message}`)
  if (isOptional) say('the unit starts without pages for browsers')
  else process.exitCode = 1
}

function buildWhenChanged() {
  if (isBuilt()) return
  fs.mkdirSync(build, { recursive: true })
  const lockFile = path.join(build, '.building')
  const release = takeLock(lockFile, {
    millisecondsMax: buildMillisecondsMax,
    waits: (holder) => say(`waiting for process ${holder}, which builds the console already`),
    late: (holder) => give(`process ${holder} does not finish; end it or delete ${lockFile}`),
  })
  try {
    if (!isBuilt()) makeConsole()
  } finally {
    release()
  }
}

/** Whether what is served was made of what lies here now. */
function isBuilt() {
  return readIfThere(path.join(served, stampFile)) === `${digestOfSources()}\n`
}

function makeConsole() {
  say('building the console (only when it changed; some ten seconds)')
  const started = Date.now()
  const digest = digestOfSources()
  runVite()
  const files = listFiles(made)
  for (const file of files) if (compressible.test(file) && file !== page) compress(path.join(made, file))
  fs.writeFileSync(path.join(made, stampFile), `${digest}\n`)
  // Whoever asks in between is told that nothing is built, and asks again.
  fs.rmSync(gone, { recursive: true, force: true })
  if (fs.existsSync(served)) fs.renameSync(served, gone)
  fs.renameSync(made, served)
  fs.rmSync(gone, { recursive: true, force: true })
  say(`built in ${Math.round((Date.now() - started) / 1000)} s`)
}

function runVite() {
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const node = path.join(root, 'node_modules', '.bin', 'node')
  if (!fs.existsSync(vite)) give('its packages are not installed: run `node bin/prepare.mjs` first')
  const how = ['build', '--configLoader', 'native', '--logLevel', 'warn', '--outDir', made, '--emptyOutDir']
  const done = spawnSync(node, ['--disable-warning=ExperimentalWarning', vite, ...how], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: buildMillisecondsMax,
  })
  if (done.error !== undefined) give(`the build did not run to its end: ${done.error.message}`)
  if (done.status !== 0) give(`the build failed:\n${done.stdout}${done.stderr}`.trimEnd())
}

/** One digest over all that the build reads: the sources without their tests, the packages, this program. */
function digestOfSources() {
  const hash = createHash('sha256')
  const sources = listFiles(path.join(root, 'src')).filter((file) => !/\.(?:test|child)\.tsx?$/.test(file))
  const files = ['package-lock.json', 'vite.config.ts', 'bin/build-console.mjs']
  for (const file of [...files, ...sources.map((source) => `src/${source}`)]) {
    const content = createHash('sha256')
      .update(fs.readFileSync(path.join(root, file)))
      .digest('hex')
    hash.update(`${file} ${content}\n`)
  }
  return hash.digest('hex')
}

/** Paths of all files below a folder, with `/`, in one order. */
function listFiles(folder) {
  const found = []
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      const below = listFiles(path.join(folder, entry.name))
      for (const file of below) found.push(`${entry.name}/${file}`)
    } else if (!entry.name.startsWith('.')) found.push(entry.name)
  }
  return found.sort((a, b) => (a < b ? -1 : 1))
}

/** Beside a file what browsers take in its place, where that saves something. */
function compress(file) {
  const plain = fs.readFileSync(file)
  if (plain.length < compressedBytesMin) return
  const parameters = { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: plain.length }
  fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(plain, { params: parameters }))
  fs.writeFileSync(`${file}.gz`, zlib.gzipSync(plain, { level: 9 }))
}

function say(sentence) {
  process.stderr.write(`chancery: ${sentence}\n`)
}

function give(sentence) {
  throw new Hindrance(sentence)
}
