// Makes a checkout ready to run: installs the packages of package-lock.json when they are missing or another
// lockfile installed them, and does nothing otherwise. `--omit=dev` is content with the packages that a
// running unit needs. Runs on whatever Node the machine has, so it is plain JavaScript in old syntax and
// speaks before it fails on a Node that is too old. Everything it prints goes to standard error.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readIfThere, takeLock } from './lock.mjs'

const nodeMajorMin = 20
// A first install over a slow line takes minutes, not a quarter of an hour.
const installMillisecondsMax = 15 * 60_000

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const modules = path.join(root, 'node_modules')
const stampFile = path.join(modules, '.chancery-prepared')
// Beside node_modules and not in it: `npm ci` begins by deleting that folder.
const lockFile = path.join(root, '.preparing')
const withoutTools = process.argv.includes('--omit=dev')

/** What the person at the keyboard has to mend, as opposed to a bug. */
class Hindrance extends Error {}

try {
  prepare()
} catch (error) {
  if (!(error instanceof Hindrance)) throw error
  say(error.message)
  process.exitCode = 1
}

function prepare() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < nodeMajorMin) {
    give(`the installation needs Node ${nodeMajorMin} or newer, and this is ${process.version}`)
  }
  if (ready()) return
  if (isLink(modules)) {
    say('node_modules is a link: the packages where it leads are used, though other ones are listed here')
    return
  }
  const release = takeLock(lockFile, {
    millisecondsMax: installMillisecondsMax,
    waits: (holder) => say(`waiting for process ${holder}, which installs already`),
    late: (holder) => give(`process ${holder} does not finish; end it or delete ${lockFile}`),
  })
  try {
    if (!ready()) install()
  } finally {
    release()
  }
}

/** Whether the packages in node_modules are those of the lockfile. */
function ready() {
  if (!fs.existsSync(path.join(modules, '.bin', 'node'))) return false
  const stamp = readIfThere(stampFile)
  return stamp === stampOf('all') || (withoutTools && stamp === stampOf('omit-dev'))
}

/** Packages of another checkout are not ours to replace: `npm ci` would empty them and put a folder here. */
function isLink(file) {
  try {
    return fs.lstatSync(file).isSymbolicLink()
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

function stampOf(extent) {
  const digest = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex')
  return `${digest} ${process.platform}-${process.arch} ${extent}\n`
}

function install() {
  const extent = withoutTools ? 'omit-dev' : 'all'
  const stamp = stampOf(extent)
  say('installing the packages in package-lock.json (only when they changed; a minute or so)')
  const started = Date.now()
  const how = [
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    withoutTools ? '--omit=dev' : '--include=dev',
  ]
  const npm = spawnSync('npm', how, {
    cwd: root,
    env: { ...process.env, PATH: pathWithoutModules() },
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
    timeout: installMillisecondsMax,
  })
  if (npm.error !== undefined && npm.error.code === 'ENOENT') {
    give('`npm` is not on the PATH: install npm 10 or newer')
  }
  if (npm.error !== undefined) give(`\`npm ci\` did not run to its end: ${npm.error.message}`)
  if (npm.status !== 0) {
    give(`\`npm ci\` failed (${npm.signal || `exit code ${npm.status}`}): its reason stands above`)
  }
  checkNode()
  fs.writeFileSync(stampFile, stamp)
  say(`installed in ${Math.round((Date.now() - started) / 1000)} s`)
}

/** The package `node` fetches its program in an install script, which npm can be told not to run. */
function checkNode() {
  const wanted = `v${JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).dependencies.node}`
  const seen = spawnSync(path.join(modules, '.bin', 'node'), ['--version'], { encoding: 'utf8' })
  if (seen.status === 0 && seen.stdout.trim() === wanted) return
  const why = seen.stderr ? `: ${seen.stderr.trim()}` : ''
  give(
    `the package \`node\` did not bring a Node ${wanted} that runs here${why}; ` +
      'its install script has to run (`npm config get ignore-scripts` should say `false`), and the ' +
      'registry must have it for this platform',
  )
}

/** The PATH without the folder that is about to be deleted, so that npm runs on the machine's own Node. */
function pathWithoutModules() {
  const parts = (process.env.PATH || '').split(path.delimiter)
  return parts.filter((part) => !path.resolve(part).startsWith(modules)).join(path.delimiter)
}

function say(sentence) {
  process.stderr.write(`chancery: ${sentence}\n`)
}

function give(sentence) {
  throw new Hindrance(sentence)
}
