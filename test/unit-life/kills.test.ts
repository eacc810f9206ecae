import assert from 'node:assert/strict'
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { openKey } from '#crypto'
import { certain, sure } from '#fault'
import { Actor } from './actor.ts'
import { Load, type Victim } from './load.ts'
import { command, domain, found, passphraseOfAll, start, temporaryFolder } from './node-process.ts'

const bareKills = 100
const nodeKills = 5

/** A kill comes after at most so many acknowledgements, which are some dozens of groups of entries. */
const acknowledgementsMax = 50

/** One kill in this many comes while the process starts: it replays the record then. */
const killsAtStart = 10
const startMillisecondsMax = 200

describe('killed under load', () => {
  const scratch = temporaryFolder()
  const seed = Number(process.env['CHANCERY_SEED'] ?? randomInt(2 ** 31))
  const chance = randomFrom(seed)
  let load: Load
  const unitFolder = (): string => join(scratch.path, 'unit')
  const store = (): string => join(unitFolder(), 'store.sqlite')

  before(async () => {
    await scratch.make()
    await found(scratch.path)
    for (const role of ['log', 'issuing']) await unseal(unitFolder(), role)
    load = new Load(await Actor.founderOf(scratch.path))
    const victim = certain(await opened(loadedUnit(unitFolder(), scratch.path)), 'the unit')
    await load.prepare(victim)
    await victim.kill()
  })
  after(() => scratch.remove())

  test(`a hundred times, a unit keeps every act it acknowledged (CHANCERY_SEED=${seed})`, async () => {
    let next = loadedUnit(unitFolder(), scratch.path)
    for (let kill = 0; kill < bareKills; kill++) {
      const early = kill % killsAtStart === killsAtStart - 1
      const victim = await opened(next, early ? chance() * startMillisecondsMax : undefined)
      // The next one loads its program meanwhile.
      next = loadedUnit(unitFolder(), scratch.path)
      if (victim) await killedAtWork(load, victim, chance)
      await load.assertKept(store())
    }
    next.kill('SIGKILL')
    assert.ok(load.acknowledged.size > 5 * bareKills, `${load.acknowledged.size} acts were acknowledged`)
  })

  test(`five times, the whole node does (CHANCERY_SEED=${seed})`, async () => {
    const first = load.acknowledged.size
    for (let kill = 0; kill < nodeKills; kill++) {
      const node = await start(scratch.path)
      const victim = { public: node.public, kill: async () => void (await node.end('SIGKILL')) }
      await killedAtWork(load, victim, chance)
      await load.assertKept(store())
    }
    assert.ok(load.acknowledged.size > first)
  })

  test('the record verifies at the end', async () => {
    const as = ['--as', join(scratch.path, 'people', 'mei')]
    const { code, err, out } = await command(['record', 'verify', '--store', store(), ...as])
    assert.equal(code, 0, err)
    assert.match(out, /^the record verifies: /)
  })
})

/** Kills a victim at a random moment of its work, once it has given a first receipt again. */
async function killedAtWork(load: Load, victim: Victim, chance: () => number): Promise<void> {
  await load.repeat(victim, chance())
  await load.runUntilKilled(victim, 1 + Math.floor(chance() * acknowledgementsMax))
}

/** A bare unit that has loaded its program and waits for the word to open its store. */
function loadedUnit(folder: string, scratch: string): ChildProcessByStdio<Writable, Readable, null> {
  const program = join(import.meta.dirname, 'bare-unit.child.ts')
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder, domain], {
    // A hundred starts of the same program: it need not be read anew each time.
    env: { ...process.env, NODE_COMPILE_CACHE: join(scratch, 'compiled') },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

/** Lets it open its store; `undefined` when it was killed after so many milliseconds, before it was ready. */
async function opened(
  child: ReturnType<typeof loadedUnit>,
  killedAfter?: number,
): Promise<Victim | undefined> {
  const closed = once(child, 'close')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    const [code, signal]: unknown[] = await closed
    assert.deepEqual([code, signal], [null, 'SIGKILL'])
  }
  const ready = once(child.stdout, 'data').then(([bytes]: unknown[]) => String(bytes).trim())
  child.stdin.write('open\n')
  if (killedAfter !== undefined) {
    await wait(killedAfter)
    await kill()
    return undefined
  }
  const address = await Promise.race([ready, closed.then(() => undefined)])
  if (address === undefined) throw new Error('the unit ended before it was ready')
  return { public: address, kill }
}

/** Puts a key of the unit beside the store as it is, so that a start does not cost opening it. */
async function unseal(folder: string, role: string): Promise<void> {
  const sealed = await readFile(join(folder, 'keys', `${role}.key.json`), 'utf8')
  const key = sure(await openKey(sealed, passphraseOfAll), `the ${role} key`)
  await writeFile(join(folder, `${role}.pem`), key.tlsPem(), { mode: 0o600 })
}

/** Numbers from 0 to 1 that a seed determines (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
