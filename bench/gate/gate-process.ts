/**
 * The gate under measurement, with its own keeper over the state of a unit of 10,000 people. Arguments:
 * folder with `gate.key` and `gate.pem`, where `callers.json` is put; port of the service; number of callers.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '#clock'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { Keeper, openGate } from '#gateway'
import { constitution } from '#node'
import { Log } from '#record'
import { openSqliteStore } from '#store'
import { type Event, evolve } from '#unit'
import { nodeKey, officeWorld, openWorld } from '../world/world.ts'
import { callersOf } from './callers.ts'

const [folder = '', servicePort = '', callerCount = '0'] = process.argv.slice(2)

const world = await officeWorld()
const startedAt = Date.now()
// The unit goes on from the moment of its last act.
const clock: Clock = { now: () => Date.now() - startedAt + world.now }
const { store, opened } = await openWorld(world.folder, clock)
const { unit, record } = opened
const proposed = {
  kind: 'service-proposed',
  case: 'bench',
  service: 'permits',
  title: 'Permits',
  hosts: ['permits.example'],
  upstream: `tcp://127.0.0.1:${servicePort}`,
  routes: [
    { method: 'GET', path: '/permits', permission: 'permit.list', object: 'permits' },
    { method: 'GET', path: '/permits/:case', permission: 'permit.read', object: 'permit/{case}' },
    { method: 'POST', path: '/permits/:case/approve', permission: 'permit.approve', object: 'permit/{case}' },
  ],
  strict: false,
}
const published = { kind: 'service-published', case: 'bench', service: 'permits' }
const events: readonly Event[] = [proposed, published]
const state = evolve(constitution.slices, unit.state, events, clock.now())
const callers = await callersOf(world, state, record, Number(callerCount))
writeFileSync(join(folder, 'callers.json'), JSON.stringify(callers), { mode: 0o600 })
const tokenSigner = await nodeKey(world.folder, 'token')
// The kept unit stays as it is: accesses go to a journal of this run.
await store.close()

const journalStore = sure(await openSqliteStore(join(folder, 'journal.sqlite')), 'the store of the journal')
const signer = PrivateKey.generate('ed25519')
const place = { store: journalStore, name: 'access', origin: 'bench.example/access', signer }
const credentials = {
  key: readFileSync(join(folder, 'gate.key'), 'latin1'),
  cert: readFileSync(join(folder, 'gate.pem'), 'latin1'),
}
const keeper = new Keeper({
  state: () => state,
  clock,
  admitting: () => true,
  recordUse: () => Promise.reject(new Error('bug: no counted permission is asked for')),
  tokenSigner,
  journal: sure(await Log.open(place), 'the journal'),
  credentials: () => credentials,
})
const gate = sure(await openGate({ keeper, port: 0, host: '127.0.0.1' }), 'the gate')
process.stdout.write(`${JSON.stringify({ port: gate.address.port })}\n`)

// Whoever measures may be killed.
process.stdin.resume().once('end', () => process.exit(0))
process.once('SIGTERM', () => {
  void gate
    .close()
    .then(() => journalStore.close())
    .then(() => process.exit(0))
})
