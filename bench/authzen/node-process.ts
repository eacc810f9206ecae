/**
 * The node under measurement, of a unit founded for it in the folder given: people who each hold a step of a
 * case of their own, and a service that may ask about them. Prints one JSON line: the port of the API, the
 * service's key and certificate, the authority's certificate, and what everybody may do.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openKey, systemRandom } from '#crypto'
import { sure } from '#fault'
import { configurationFile, foundUnit, readConfiguration, startNode } from '#node'
import { procedureSlice } from '#procedure'
import { rows } from '#table'
import { read } from '#unit'
import { BuildingOffice, HandClock } from '../world/building-office.ts'

const passphrase = 'a unit for measuring that holds nothing'
const own = `procedure: application
title: { en: Application for a permit }
opened-by: anyone
objects: permit/{case}
steps:
  prepare: { by: opener, permits: [permit.read, permit.annotate] }
`

const [folder = '', peopleCount = '0'] = process.argv.slice(2)
const clock = new HandClock(Date.now())
const wish = {
  ...{ folder: join(folder, 'unit'), founderFolder: join(folder, 'founder'), name: 'Bench Unit' },
  ...{ domain: 'bench.example', publicUrl: 'http://bench.example' },
  ...{ apiUrl: 'https://bench.example', suite: 'ecdsa-p256-sha256' },
  ...{ founder: { id: 'founder', name: 'Founder' } },
  ...{ unitPassphrase: passphrase, founderPassphrase: passphrase },
  // The clock stands still, and with it what a caller may ask for would not come back.
  configuration:
    'gate: { port: 0 }\napi: { port: 0 }\npublic: { port: 0 }\nlog: silent\n' +
    'limits: { api: { authorizations: { burst: 1000000, perSecond: 5000 } } }\n',
}
const { unit: key } = sure(await foundUnit(wish, clock, systemRandom), 'the founding')
const path = join(wish.folder, configurationFile)
const configuration = sure(await readConfiguration(path, wish.folder), 'the configuration')
const node = sure(await startNode(configuration, passphrase, clock, systemRandom), 'the node')

const keyIn = async (...place: readonly string[]) =>
  sure(await openKey(await readFile(join(folder, ...place), 'utf8'), passphrase), 'a key')
const founder = await keyIn('founder', 'key.json')
const nodeKey = await keyIn('unit', 'keys', 'node.key.json')
const office = new BuildingOffice(node.unit, key, clock, read(node.unit.state, procedureSlice).nextCase)
const service = await office.register('front', nodeKey, founder, founder, 'service')
await office.adopt('application', own, founder, founder)
const ids = Array.from({ length: Number(peopleCount) }, (_, place) => `person.${place}`)
for (const id of ids) await office.prepare(await office.register(id, nodeKey, founder, founder))

const held: { person: string; object: string }[] = []
for (const [, grants] of rows(read(node.unit.state, procedureSlice).grants)) {
  for (const { grant } of grants) {
    if (grant.permission === 'permit.read') held.push({ person: grant.person, object: grant.object })
  }
}
const { port } = node.api.publicAddress
const certificate = await (await fetch(`http://127.0.0.1:${port}/certificates/${service.serial}`)).text()
const ready = {
  ...{ port: node.api.apiAddress.port, key: service.key.tlsPem(), certificate, held },
  authority: await readFile(join(wish.folder, 'authority.pem'), 'utf8'),
}
process.stdout.write(`${JSON.stringify(ready)}\n`)

// Whoever measures may be killed.
process.stdin.resume().once('end', () => process.exit(0))
process.once('SIGTERM', () => void node.stop().then(() => process.exit(0)))
