import assert from 'node:assert/strict'
import { hour } from '#clock'
import { PublicKeyCache } from '#crypto'
import { certain, sure } from '#fault'
import { constitution, unitOf } from '#node'
import { recordOrigin } from '#recognition'
import { checkLog, noteSigner, storeReader, verifierOf } from '#record'
import { emptyState, RecordVerifier, replay, stateHash } from '#unit'
import type { Participant } from './participant.ts'
import type { Property } from './property.ts'
import { settledScene } from './scene.ts'

/** After all that went wrong every record says what happened, and nothing else. */
export const record: Property = {
  name: 'record',
  claim: 'every record verifies with its documents, and replays to the state the unit holds',
  unitsMin: 2,
  async check(extent, tell) {
    const { world, domains } = await settledScene(extent)
    world.storm()
    await world.schedule.pass(6 * hour)
    await world.rollOver(certain(domains[0], 'a unit'))
    await world.schedule.pass(6 * hour)
    world.calm()
    await world.schedule.pass(2 * hour)
    let entries = 0
    for (const unit of world.units.values()) entries += await verified(unit)
    tell(`${entries} entries; ${world.troubles()}`)
  },
}

/** Entries of a unit's record, which a stranger who holds it and its documents has decided again. */
async function verified({ material, disk, node, domain }: Participant): Promise<number> {
  const { unit } = certain(node, 'a node').opened
  const store = disk.open(() => false)
  const signer = sure(noteSigner(recordOrigin(domain), material.keys.log), 'the signer of a record')
  const options = { origin: recordOrigin(domain), verifiers: [verifierOf(signer)] }
  const { size = 0, faults } = await checkLog(storeReader(store, 'record'), options)
  assert.deepEqual(faults, [], domain)
  const { slices } = constitution
  const replayed = await replay(slices, emptyState(slices), size, (from, count) =>
    store.read('record', from, count),
  )
  const verifier = new RecordVerifier(constitution, new PublicKeyCache(), unitOf)
  for (let index = 0; index < size; index += 1) {
    const bytes = certain((await store.read('record', index, 1))[0], 'an entry')
    const documents = await Promise.all(verifier.needs(bytes).map((digest) => store.blob(digest)))
    verifier.keep(documents.map((document) => certain(document, `a document of entry ${index}`)))
    sure(verifier.next(bytes), `entry ${index} of ${domain}`)
  }
  const held = stateHash(slices, unit.state)
  assert.deepEqual([stateHash(slices, replayed), stateHash(slices, verifier.state)], [held, held], domain)
  return size
}
