import { createHash, createPrivateKey } from 'node:crypto'
import { existsSync, globSync } from 'node:fs'
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { base64, fromBase64 } from '#bytes'
import type { Clock, Instant } from '#clock'
import { openKey, PrivateKey, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import {
  configurationFile,
  foundUnit,
  type OpenUnit,
  openUnit,
  type RunningNode,
  readConfiguration,
  startNode,
} from '#node'
import { procedureSlice } from '#procedure'
import type { LogStore } from '#record'
import { openSqliteStore } from '#store'
import { actTimeToleranceMilliseconds, read } from '#unit'
import { BuildingOffice, HandClock, type Holder } from './building-office.ts'
import { fill, fillOn } from './fill.ts'

const root = join(import.meta.dirname, '..', '..')

/** To be raised when what stands on the record of these units is to be another. */
const worldVersion = 4

const domain = 'bench.example'
const passphrase = 'a unit for measuring that holds nothing'

/** Monday morning. */
const foundedAt = Date.UTC(2026, 0, 5, 8)

/** A unit in a folder, made by signed acts, and what is needed to go on with it. */
export interface World {
  readonly folder: string
  /** Thumbprint of the unit's authority key. */
  readonly unit: string
  /** The time of its last act: when it is opened, this is now. */
  readonly now: Instant
  /** Each person's key (PKCS #8, base64) with the serial of his certificate; the staff of `intake` first. */
  readonly people: readonly { readonly id: string; readonly key: string; readonly serial: string }[]
}

/**
 * The unit with 100,000 acts: 10,000 people registered, each with a live step of a case of his own; 20 of
 * them in the office `intake`, for whom 200 cases wait; renewals fill the rest.
 */
export async function officeWorld(): Promise<World> {
  return kept('office', async (folder) => {
    const { unit, founder } = await found(folder)
    return built({ folder, unit, now: foundedAt, people: [] }, async (office) => {
      return fill(office, await nodeKey(folder, 'node'), founder)
    })
  })
}

/** The same after more renewals: 100,000 certificates, each with a key of its own and its ended case. */
export async function archiveWorld(): Promise<World> {
  const before = await officeWorld()
  return kept('archive', async (folder) => {
    await cp(before.folder, folder, { recursive: true })
    const holders = before.people.map((_, place) => holderOf(before, place))
    return built({ ...before, folder }, (office) => fillOn(office, holders))
  })
}

/** Opens a world's unit as a node does. */
export async function openWorld(
  folder: string,
  clock: Clock,
): Promise<{ readonly store: LogStore; readonly opened: OpenUnit }> {
  const keys = await unitKeys(folder)
  const store = await openStore(folder)
  return { store, opened: await openUnitIn(store, keys, clock) }
}

export async function openStore(folder: string): Promise<LogStore> {
  return sure(await openSqliteStore(join(folder, 'unit', 'store.sqlite')), 'the store')
}

export async function openUnitIn(
  store: LogStore,
  keys: Awaited<ReturnType<typeof unitKeys>>,
  clock: Clock,
): Promise<OpenUnit> {
  return sure(await openUnit({ store, domain, ...keys, clock, random: systemRandom }), 'the unit')
}

/** What a unit is opened with, from the sealed files. */
export async function unitKeys(
  folder: string,
): Promise<Readonly<Record<'logKey' | 'issuingKey' | 'sealKey', PrivateKey>>> {
  const [logKey, issuingKey] = [await nodeKey(folder, 'log'), await nodeKey(folder, 'issuing')]
  return { logKey, issuingKey, sealKey: await nodeKey(folder, 'seal') }
}

/** Starts the whole node of a world: unit, gate and faces, on free ports. */
async function startWorld(folder: string, clock: Clock): Promise<RunningNode> {
  const path = join(folder, 'unit', configurationFile)
  const configuration = sure(await readConfiguration(path, join(folder, 'unit')), 'the configuration')
  return sure(await startNode(configuration, passphrase, clock, systemRandom), 'the node')
}

/** A person of a world, able to sign. */
export function holderOf({ people }: World, place: number): Holder {
  const { id, key, serial } = certain(people[place], `person ${place}`)
  const der = Buffer.from(sure(fromBase64(key), 'a kept key'))
  const handle = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return { id, serial, key: sure(PrivateKey.of(handle), 'a kept key') }
}

/** A key of the node, from its sealed file. */
export async function nodeKey(folder: string, role: string): Promise<PrivateKey> {
  const text = await readFile(join(folder, 'unit', 'keys', `${role}.key.json`), 'utf8')
  return sure(await openKey(text, passphrase), `the key for ${role}`)
}

/** Goes on with a unit, and leaves it as a node does that stops in good order: with a snapshot. */
async function built(
  before: World,
  work: (office: BuildingOffice) => Promise<readonly Holder[]>,
): Promise<World> {
  const { folder, unit } = before
  const clock = new HandClock(before.now)
  const { store, opened } = await openWorld(folder, clock)
  // From here on the node need not look into the store for acts it may have seen before it was opened.
  clock.pass(2 * actTimeToleranceMilliseconds)
  const { nextCase } = read(opened.unit.state, procedureSlice)
  const holders = await work(new BuildingOffice(opened.unit, unit, clock, nextCase))
  await store.close()
  const node = await startWorld(folder, clock)
  await node.stop()
  const people = holders.map(({ id, key, serial }) => ({ id, serial, key: base64(key.pkcs8()) }))
  return { folder, unit, now: clock.now(), people }
}

/** The world of that name, made the first time it is asked for. */
async function kept(name: string, make: (folder: string) => Promise<World>): Promise<World> {
  const place = join(root, 'var', 'bench', `${name}-${worldVersion}`)
  if (!existsSync(place)) {
    process.stderr.write(`making the unit \`${name}\` by signed acts: some minutes, once …\n`)
    const making = `${place}.making`
    await rm(making, { recursive: true, force: true })
    await mkdir(making, { recursive: true })
    const world = await make(making)
    await writeFile(join(making, 'world.json'), JSON.stringify(world))
    await rename(making, place)
  }
  const world = JSON.parse(await readFile(join(place, 'world.json'), 'utf8')) as World
  await renewSnapshot(place, world.now)
  return { ...world, folder: place }
}

/** Replays the record and keeps a new snapshot when what makes a state of it has changed since. */
async function renewSnapshot(folder: string, now: Instant): Promise<void> {
  const marker = join(folder, 'snapshot-of')
  const digest = await digestOfRooms()
  if (existsSync(marker) && (await readFile(marker, 'utf8')) === digest) return
  const store = await openStore(folder)
  // The name under which the node keeps it; nothing in its place is refused, and the record replayed.
  sure(await store.saveSnapshot('state', new Uint8Array(0)), 'the place of the snapshot')
  await store.close()
  const node = await startWorld(folder, new HandClock(now))
  await node.stop()
  await writeFile(marker, digest)
}

async function digestOfRooms(): Promise<string> {
  const hash = createHash('sha256')
  const rooms = 'src/{table,task,unit,identity,organization,procedure,gateway,node}/*.ts'
  for (const path of globSync(rooms, { cwd: root }).toSorted()) hash.update(await readFile(join(root, path)))
  return hash.digest('hex')
}

async function found(folder: string): Promise<{ readonly unit: string; readonly founder: PrivateKey }> {
  const founderFolder = join(folder, 'founder')
  const wish = {
    folder: join(folder, 'unit'),
    founderFolder,
    name: 'Bench Unit 测量单位',
    domain,
    publicUrl: `http://${domain}`,
    apiUrl: `https://${domain}`,
    suite: 'ecdsa-p256-sha256',
    founder: { id: 'founder', name: 'Founder' },
    unitPassphrase: passphrase,
    founderPassphrase: passphrase,
    configuration: 'gate: { port: 0 }\napi: { port: 0 }\npublic: { port: 0 }\nlog: silent\n',
  }
  const founded = sure(await foundUnit(wish, new HandClock(foundedAt), systemRandom), 'the founding')
  const text = await readFile(join(founderFolder, 'key.json'), 'utf8')
  return { unit: founded.unit, founder: sure(await openKey(text, passphrase), 'her key') }
}
