// Start-up as a stranger sees it: clones this checkout, runs `npm start` in the clone, asks the public face
// what anyone may ask, plays the tour, stops it in order, and starts it again, which must not found another
// unit; then plays the tour of three units.
// Runs on the machine's own Node, like everything a fresh clone begins with.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

// A sample may run on this machine already; this one keeps out of its way.
const gatePort = await freeSamplePort(18_443)
const publicAddress = `http://127.0.0.1:${gatePort + 37}`
// Installing from an empty cache takes the most of it; founding takes seconds.
const startMillisecondsMax = 120_000
const stopMillisecondsMax = 15_000
// Some hundred and fifty commands that each open a sealed key: a minute on an idle machine.
const tourMillisecondsMax = 300_000
const answerMillisecondsMax = 5_000
const pollMilliseconds = 250

/** What is wrong with the program, as opposed to this script. */
class Unfit extends Error {}

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'chancery-smoke-'))
const clone = join(folder, 'clone')
/** What is running, so that nothing is left behind, whatever fails. */
let running

const started = performance.now()
try {
  await smoke()
  say('passed')
} catch (error) {
  say(`FAILED: ${error instanceof Unfit ? error.message : error.stack}`)
  if (running !== undefined) process.stdout.write(running.text().replaceAll(/^(?=.)/gm, '    '))
  process.exitCode = 1
} finally {
  running?.kill()
  rmSync(folder, { recursive: true, force: true })
}

async function smoke() {
  const cloned = spawnSync('git', ['clone', '--quiet', root, clone], { encoding: 'utf8' })
  if (cloned.status !== 0) throw new Unfit(`git cannot clone: ${cloned.stderr}`)

  const first = await startedUnit()
  say(`npm start on a fresh clone answers after ${first.seconds} s`)
  const { openapi } = JSON.parse(await body('/openapi.json'))
  if (!openapi.startsWith('3.')) throw new Unfit(`/openapi.json names no version of OpenAPI: ${openapi}`)
  await toured('tour')
  const founded = checkpoint(await body('/record/checkpoint'))
  await stopped(first)

  const second = await startedUnit()
  say(`npm start again answers after ${second.seconds} s`)
  const kept = checkpoint(await body('/record/checkpoint'))
  if (kept.log !== founded.log)
    throw new Unfit(`a second start founded again: ${founded.log}, then ${kept.log}`)
  if (kept.size < founded.size)
    throw new Unfit(`the record shrank from ${founded.size} to ${kept.size} entries`)
  await stopped(second)
  // It founds three units of its own.
  await toured('tour:mesh')
}

async function toured(script) {
  const stdio = ['ignore', 'pipe', 'pipe']
  // A group of its own, because units may be processes of the tour.
  const child = spawn('npm', ['run', script], { cwd: clone, stdio, detached: true })
  const chunks = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk))
  const timer = setTimeout(() => killGroup(child.pid), tourMillisecondsMax)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  const printed = Buffer.concat(chunks).toString().trimEnd()
  if (code !== 0) throw new Unfit(`npm run ${script} ended with ${code}:\n${printed}`)
  say(`npm run ${script}: ${printed.slice(printed.lastIndexOf('\n') + 1)}`)
}

async function startedUnit() {
  const begun = performance.now()
  running = npmStart()
  while (performance.now() - begun < startMillisecondsMax) {
    if (running.ended()) throw new Unfit('npm start ended by itself')
    // The last of what it prints for a newcomer names the page; the node itself answers a little earlier.
    if (running.text().includes('/openapi') && (await status('/health')) === 200) {
      return { ...running, seconds: ((performance.now() - begun) / 1000).toFixed(1) }
    }
    await wait(pollMilliseconds)
  }
  const seconds = startMillisecondsMax / 1000
  throw new Unfit(`no 200 from ${publicAddress}/health, or no word of where it is, within ${seconds} s`)
}

function npmStart() {
  const chunks = []
  // A group of its own, so that npm and the node can be ended together if they do not end in order.
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...process.env, CHANCERY_SAMPLE_PORT: String(gatePort) },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk))
  const end = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)))
  const ended = () => child.exitCode !== null || child.signalCode !== null
  return {
    end,
    ended,
    text: () => Buffer.concat(chunks).toString(),
    terminate: () => child.kill('SIGTERM'),
    kill: () => killGroup(child.pid),
  }
}

function killGroup(leader) {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    // Nobody of the group is left, as it should be.
    if (error.code !== 'ESRCH') throw error
  }
}

async function stopped(unit) {
  const begun = performance.now()
  unit.terminate()
  const outcome = await Promise.race([unit.end, wait(stopMillisecondsMax, 'late', { ref: false })])
  if (outcome === 'late') throw new Unfit(`still running ${stopMillisecondsMax / 1000} s after SIGTERM`)
  if (outcome !== 0) throw new Unfit(`SIGTERM ended it with ${outcome} instead of 0`)
  running = undefined
  say(`SIGTERM ended it in order after ${((performance.now() - begun) / 1000).toFixed(1)} s`)
}

/** The first port from which on the four of a sample are free (`examples/sample/marker.ts`). */
async function freeSamplePort(from) {
  for (let port = from; port < from + 10_000; port += 100) {
    const free = await Promise.all([0, 1, 37, 47].map((distance) => isFree(port + distance)))
    if (free.every(Boolean)) return port
  }
  throw new Error('no free ports for a sample')
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** Name and key of a log, and its size (C2SP tlog-checkpoint, signed-note). */
function checkpoint(note) {
  const [origin, size] = note.split('\n')
  // A signature line is `— name base64(4-byte key identifier and signature)`.
  const signature = /^\u2014 (\S+) (\S+)$/m.exec(note)
  if (signature === null || !/^\d+$/.test(size))
    throw new Unfit(`/record/checkpoint is no checkpoint: ${note}`)
  const key = Buffer.from(signature[2], 'base64').subarray(0, 4).toString('hex')
  return { log: `${origin}+${key}`, size: Number(size) }
}

async function body(path) {
  const answer = await fetch(`${publicAddress}${path}`, {
    signal: AbortSignal.timeout(answerMillisecondsMax),
  })
  if (answer.status !== 200) throw new Unfit(`${path} answers ${answer.status}`)
  return answer.text()
}

/** Undefined while nothing listens. */
async function status(path) {
  try {
    const answer = await fetch(`${publicAddress}${path}`, {
      signal: AbortSignal.timeout(answerMillisecondsMax),
    })
    await answer.body?.cancel()
    return answer.status
  } catch (error) {
    if (error.cause?.code === 'ECONNREFUSED') return undefined
    throw error
  }
}

function say(sentence) {
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(`${'start-up'.padEnd(12)} ${seconds.padStart(6)} s  ${sentence}\n`)
}
