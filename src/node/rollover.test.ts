import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { connect, createServer } from 'node:tls'
import { utf8 } from '#bytes'
import { day, minute } from '#clock'
import { PrivateKey, PublicKeyCache, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import {
  callerOf,
  fakeKey,
  fakeUnit,
  ownCertificates,
  revocationList,
  rolloverCertificates,
  unitProfile,
} from '#identity'
import {
  authorityIn,
  horizonOf,
  nextBundle,
  pathTo,
  publishedText,
  type Terms,
  validityOf,
} from '#recognition'
import { RecordVerifier, stateHash } from '#unit'
import { agreementContent, type Certificate, pem, serialBytesMin, writeCertificate } from '#x509'
import { serverFault } from './bundle-fetch-server.ts'
import { constitution, unitOf } from './constitution.ts'
import { Duties } from './duties.ts'
import { listenerIdentity } from './faces.ts'
import { caseOpened, type FakeNode, foundedNode, ownKeysIn, start } from './fixture.ts'
import type { NodeKeys } from './keyring.ts'

/** A founded unit that can publish: its record's key is the one it names. */
const foundedAt = (domain: string): Promise<FakeNode> => foundedNode(undefined, domain)

/** The founder takes a step for whoever will hold the office, and does what it is for. */
async function founderDoes(node: FakeNode, id: string, step: string, act: string, input: object) {
  await node.does(node.fake.keys.founder, 'step.claim', { case: id, step })
  return node.does(node.fake.keys.founder, act, input)
}

async function rollOver(node: FakeNode): Promise<PrivateKey> {
  const { fake, opened, clock } = node
  const newKey = fakeKey()
  const certificates = rolloverCertificates({
    old: fake.authority,
    oldKey: fake.keys.authority,
    newKey,
    issuing: fake.issuing,
    time: clock.time,
    random: systemRandom,
  })
  const parts = Object.entries(certificates).map(([part, { der }]) => [part, pem('CERTIFICATE', der)])
  const input = { ...Object.fromEntries(parts), evidence: 'made beside the safe' }
  const id = await caseOpened(node, 'roll-over-authority')
  await founderDoes(node, id, 'propose', 'authority.propose-rollover', input)
  await founderDoes(node, id, 'decide', 'authority.roll-over', { key: newKey.publicKey.thumbprint })
  assert.equal(ownCertificates(opened.unit.state, 'authorities').length, 2)
  return newKey
}

async function retire(node: FakeNode): Promise<void> {
  const id = await caseOpened(node, 'retire-authority')
  const key = node.fake.keys.authority.publicKey.thumbprint
  await founderDoes(node, id, 'retire', 'authority.retire', { key, reason: 'it is old' })
}

/** Recognises another unit by the key it was founded with. */
async function recognise(by: FakeNode, of: FakeNode): Promise<void> {
  const { domain, authority } = of.fake
  const id = await caseOpened(by, 'recognise-unit', { unit: domain })
  const events = await founderDoes(by, id, 'propose', 'agreement.propose', {
    authority: pem('CERTIFICATE', authority.der),
    domain,
    bundle: `https://${domain}/.well-known/chancery-bundle`,
    evidence: 'read out',
  })
  const proposed = events.find(({ kind }) => kind === 'agreement-proposed')
  const terms = certain(proposed?.['terms'], 'the terms') as Terms
  const issuer = by.fake.authority
  const content = agreementContent({
    issuer,
    subject: authorityIn(terms),
    bounds: terms,
    serial: systemRandom.bytes(serialBytesMin).fill(0x40, 0, 1),
    ...validityOf(terms, issuer, by.clock.time),
  })
  const certificate = pem('CERTIFICATE', writeCertificate(content, by.fake.keys.authority))
  await founderDoes(by, id, 'sign', 'agreement.sign', { unit: domain, certificate })
}

/** Publishes a bundle and has another unit take it in, as their nodes do. */
async function follow(by: FakeNode, of: FakeNode): Promise<void> {
  const { unit, record, documents } = of.opened
  const { issuing, node } = of.fake.keys
  const time = of.clock.time
  const list = revocationList(unit.state, issuing, time)
  const edition = { time, lifetimeMilliseconds: day, checkpoint: record.checkpoint(), list }
  const bytes = nextBundle(unit.state, edition, issuing)
  await of.does(node, 'bundle.publish', { digest: documents.keep(bytes) })
  const index = record.size - 1
  const entry = certain((await record.read(index, 1))[0], 'the entry')
  const proof = sure(await record.prove(index), 'its proof')
  const receipt = { index, entry, proof, checkpoint: record.checkpoint() }
  const digest = by.opened.documents.keep(utf8(publishedText(bytes, receipt)))
  const key = of.fake.keys.authority.publicKey.thumbprint
  await by.does(by.fake.keys.node, 'bundle.accept', { key, digest })
}

function reached(by: FakeNode, leaf: Certificate): string {
  const horizon = horizonOf(by.opened.unit.state, by.opened.documents)
  const found = pathTo(horizon, leaf, { purpose: 'client', grade: 'basic' }, by.clock.time)
  return found.answer === 'refused' ? found.fault.kind : found.answer
}

function admitted({ opened, fake, clock }: FakeNode): string {
  const found = callerOf(opened.unit.state, fake.founder.der, clock.time)
  return found.ok ? found.value.speaker.id : found.fault.kind
}

/**
 * Whether a TLS client that holds to one authority key believes the chain the listeners show, and whether a
 * node does that follows the unit by that key.
 */
async function believed(node: FakeNode, gateKey: PrivateKey, anchor: Certificate): Promise<string> {
  const keys = { gate: gateKey } as NodeKeys
  const identity = certain(listenerIdentity(node.opened.unit.state, keys), 'an identity')
  const server = createServer({ ...identity, minVersion: 'TLSv1.3' }, (socket) => socket.end())
  await once(server.listen(0, 'localhost'), 'listening')
  const { port } = server.address() as AddressInfo
  const ca = [pem('CERTIFICATE', anchor.der)]
  const socket = connect({ port, host: 'localhost', servername: 'localhost', ca, rejectUnauthorized: false })
  try {
    await once(socket, 'secureConnect')
    const shown = certain(socket.getPeerX509Certificate(), 'its certificate')
    const target = { host: 'localhost', isAddress: false, port, authority: 'localhost', path: '/' }
    const question = { shown, authorities: [anchor], target, at: node.clock.time, certificatesMax: 8 }
    return `${socket.authorized} ${serverFault(question)?.kind ?? 'recognised'}`
  } finally {
    socket.destroy()
    server.close()
  }
}

/** The record decided again from its first entry, as a stranger who holds only it would. */
async function verified({ opened }: FakeNode): Promise<string> {
  const verifier = new RecordVerifier(constitution, new PublicKeyCache(), unitOf)
  for (const bytes of await opened.record.read(0, opened.record.size)) {
    verifier.keep(verifier.needs(bytes).flatMap((digest) => opened.documents.bytes(digest) ?? []))
    const judged = verifier.next(bytes)
    if (!judged.ok) return JSON.stringify(judged.fault)
  }
  const { slices } = constitution
  return stateHash(slices, verifier.state) === stateHash(slices, opened.unit.state) ? 'holds' : 'differs'
}

test('a rollover changes nothing for the unit’s people and for units that hold to the old key', async () => {
  const [here, there] = [await foundedAt('here.example'), await foundedAt('there.example')]
  await recognise(here, there)
  await follow(here, there)
  assert.equal(reached(here, there.fake.founder), 'accepted')

  await rollOver(there)
  assert.equal(admitted(there), 'fay')
  assert.equal(unitProfile(there.opened.unit.state)?.key, there.fake.keys.authority.publicKey.thumbprint)
  there.clock.time += minute
  here.clock.time = there.clock.time
  await follow(here, there)
  assert.equal(reached(here, there.fake.founder), 'accepted')

  await retire(there)
  there.clock.time += minute
  here.clock.time = there.clock.time
  await follow(here, there)
  assert.equal(reached(here, there.fake.founder), 'accepted')
  assert.equal(admitted(there), 'fay')
  assert.equal(await verified(there), 'holds')
})

test('the listeners’ chain is believed by who holds to the old key or to the new one', async () => {
  const node = await foundedAt('there.example')
  const gateKey = fakeKey()
  const duties = new Duties({
    unit: node.opened.unit,
    nodeKey: node.fake.keys.node,
    gateKey,
    ownKeys: ownKeysIn(node),
    names: ['localhost'],
    clock: node.clock,
    random: systemRandom,
    refused: (act, { kind }) => assert.fail(`${act} ${kind}`),
  })
  node.clock.time = Date.now()
  await duties.look()
  await rollOver(node)
  const [old, fresh] = ownCertificates(node.opened.unit.state, 'authorities')
  assert.ok(old && fresh)
  assert.equal(await believed(node, gateKey, old), 'true recognised')
  assert.equal(await believed(node, gateKey, fresh), 'true recognised')
  const stranger = fakeUnit(start).authority
  assert.equal(await believed(node, gateKey, stranger), 'false server-not-recognised')
  await retire(node)
  assert.equal(await believed(node, gateKey, old), 'true recognised', 'the links stay')
})
