import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import { base64, fromBase64, hex, sha256, utf8 } from '#bytes'
import { day } from '#clock'
import { type Envelope, PrivateKey, PublicKeyCache, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import { type Gate, gateCertificate, Keeper, openGate } from '#gateway'
import { type FakeUnit, fakeKey, fakeRequest, revocationList } from '#identity'
import {
  authorityIn,
  nextBundle,
  publishedText,
  signPresentation,
  statementDigest,
  type Terms,
  validityOf,
} from '#recognition'
import { Log, memoryStore } from '#record'
import { type Event, type Receipt, RecordVerifier } from '#unit'
import { agreementContent, pem, serialBytesMin, writeCertificate } from '#x509'
import { constitution, unitOf } from './constitution.ts'
import { Duties } from './duties.ts'
import { type FakeNode, foundedNode, ownKeysIn } from './fixture.ts'
import { readers, receiveVisit } from './readers.ts'
import { signAct } from './sign.ts'

type Given = Event & Readonly<Record<string, unknown>>

/** A unit of another domain on a simulated disk, founded by `fay`, who stands in for every office. */
const foundedIn = (domain: string): Promise<FakeNode> => foundedNode(undefined, domain)

async function opened(node: FakeNode, by: PrivateKey, procedure: string, data: object = {}): Promise<string> {
  const [event] = await node.does(by, 'case.open', { procedure, data })
  return String(certain(event, 'the opening')['case'])
}

/** The founder's work on one step. */
async function worked(node: FakeNode, id: string, step: string, act: string, input: object): Promise<Given> {
  const { founder } = node.fake.keys
  await node.does(founder, 'step.claim', { case: id, step })
  return certain((await node.does(founder, act, input)).at(-1), 'an event')
}

/** A person with a certificate, and in offices. */
async function enrolled(node: FakeNode, id: string, ...offices: readonly string[]): Promise<Person> {
  const { founder } = node.fake.keys
  const key = fakeKey()
  const received = await node.does(node.fake.keys.node, 'request.receive', { request: fakeRequest(key, id) })
  const request = String(received.at(-1)?.['request'])
  const number = await opened(node, founder, 'register-person', { request })
  const attested = { request, kind: 'person', id, name: id, evidence: 'seen', grade: 'medium' }
  await worked(node, number, 'attest', 'request.attest', attested)
  const issued = await worked(node, number, 'approve', 'certificate.issue', { request, kind: 'person' })
  for (const office of offices) {
    const established = await opened(node, founder, 'establish-office', { office })
    await worked(node, established, 'establish', 'office.establish', {
      office,
      title: office,
      layer: 'execution',
    })
    const appointment = await opened(node, founder, 'appoint', { office, person: id })
    await worked(node, appointment, 'propose', 'person.propose', { office, person: id })
    await worked(node, appointment, 'appoint', 'person.appoint', { office, person: id })
  }
  return {
    id,
    key,
    der: sure(fromBase64(String(issued['der'])), 'a certificate'),
    serial: String(issued['serial']),
  }
}

interface Person {
  readonly id: string
  readonly key: PrivateKey
  readonly der: Uint8Array
  readonly serial: string
}

/** Recognises another unit by the shipped procedure. */
async function recognised(by: FakeNode, other: FakeUnit): Promise<string> {
  const id = await opened(by, by.fake.keys.founder, 'recognise-unit', { unit: other.domain })
  const proposal = {
    authority: pem('CERTIFICATE', other.authority.der),
    domain: other.domain,
    bundle: `https://${other.domain}/.well-known/chancery-bundle`,
    evidence: 'read out by telephone',
  }
  const proposed = await worked(by, id, 'propose', 'agreement.propose', proposal)
  const terms = proposed['terms'] as Terms
  const issuer = by.fake.authority
  const serial = systemRandom.bytes(serialBytesMin).fill(0x40, 0, 1)
  const validity = validityOf(terms, issuer, by.clock.time)
  const content = agreementContent({
    issuer,
    subject: authorityIn(terms),
    bounds: terms,
    serial,
    ...validity,
  })
  const certificate = pem('CERTIFICATE', writeCertificate(content, by.fake.keys.authority))
  const signed = await worked(by, id, 'sign', 'agreement.sign', { unit: other.domain, certificate })
  return String(signed['agreement'])
}

/** One unit publishes, the other takes it in. */
async function followed(by: FakeNode, of: FakeNode): Promise<readonly Given[]> {
  const { unit, documents, record } = of.opened
  const { keys } = of.fake
  const time = of.clock.time
  const list = revocationList(unit.state, keys.issuing, time)
  const edition = { time, lifetimeMilliseconds: day, checkpoint: record.checkpoint(), list }
  const bundle = nextBundle(unit.state, edition, keys.issuing)
  const receipt = await submitted(of, keys.node, 'bundle.publish', { digest: documents.keep(bundle) })
  const { index, checkpoint } = receipt
  const entry = sure(fromBase64(receipt.entry), 'an entry')
  const proof = receipt.proof.map((hash) => sure(fromBase64(hash), 'a hash'))
  const text = publishedText(bundle, { index, entry, proof, checkpoint })
  const digest = by.opened.documents.keep(utf8(text))
  const key = keys.authority.publicKey.thumbprint
  return by.does(by.fake.keys.node, 'bundle.accept', { key, digest })
}

async function submitted(node: FakeNode, signer: PrivateKey, act: string, input: object): Promise<Receipt> {
  const unit = node.fake.keys.authority.publicKey.thumbprint
  const signed = { act, input, unit, signer, time: node.clock.time, random: systemRandom }
  return sure(await node.opened.unit.submit(signAct(signed)), act)
}

function dutiesOf(node: FakeNode, gateKey = fakeKey()): Duties {
  const { unit } = node.opened
  const options = { unit, nodeKey: node.fake.keys.node, gateKey, names: ['localhost'], clock: node.clock }
  const ownKeys = ownKeysIn(node)
  return new Duties({
    ...options,
    ownKeys,
    random: systemRandom,
    refused: (act) => assert.fail(`refused: ${act}`),
  })
}

/** A visit as the visitor's program makes it. */
async function visited(who: Person, home: FakeNode, at: FakeNode): ReturnType<typeof receiveVisit> {
  const id = await opened(home, who.key, 'visit', { unit: at.fake.domain })
  await home.does(who.key, 'step.claim', { case: id, step: 'state' })
  const [event] = await home.does(who.key, 'statement.issue', { unit: at.fake.domain })
  await home.does(who.key, 'step.complete', { case: id, step: 'state' })
  const statement = event?.['statement'] as Envelope
  const unit = at.fake.keys.authority.publicKey.thumbprint
  const shown = { unit, statement: statementDigest(statement), time: at.clock.time }
  const presentation = signPresentation(shown, who.key)
  return receiveVisit(dutiesOf(at), { certificate: base64(who.der), statement, presentation })
}

const inspection = `
procedure: inspection
title: { en: Inspection of a well }
opened-by: { unit: water.example }
objects: well/{case}
steps:
  look: { by: { unit: water.example, office: inspector, grade: basic }, permits: [well.read], within: P1D }
  sign: { after: look, by: { unit: water.example }, permits: [well.sign] }
  close: { by: anyone, permits: [well.close] }
constraints:
  - different-people: [look, sign]
`

describe('a person of another unit', () => {
  const gateKey = fakeKey()
  let city: FakeNode
  let water: FakeNode
  let wei: Person
  let ada: Person
  let gate: Gate
  let upstream: Server
  let seen: IncomingHttpHeaders = {}
  let id = ''

  before(async () => {
    ;[city, water] = [await foundedIn('city.example'), await foundedIn('water.example')]
    wei = await enrolled(water, 'wei', 'inspector')
    ada = await enrolled(water, 'ada')
    upstream = createServer((request, response) => {
      seen = request.headers
      response.end('deep')
    }).listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    await published(city, (upstream.address() as AddressInfo).port)
    await dutiesOf(city, gateKey).look()
    gate = await gateOf(city, gateKey)
  })
  after(async () => {
    await gate.close()
    upstream.close()
  })

  test('is nobody before the units have agreed', async () => {
    const outcome = await visited(wei, water, city)
    assert.equal(outcome.ok ? '' : outcome.fault.kind, 'statement-signer')
    const open = { procedure: 'inspection', data: {} }
    assert.equal(await city.tried(wei.key, 'case.open', open), 'key-unknown')
    assert.equal(await asked(gate, city, wei), 401)
  })

  test('is received once they have, and speaks for himself alone', async () => {
    await recognised(city, water.fake)
    await followed(city, water)
    const received = sure(await visited(wei, water, city), 'a visit')
    assert.deepEqual([received.visitor, received.grade], ['wei@water.example', 'basic'])
    assert.deepEqual(received.offices, ['inspector'])
    sure(await visited(ada, water, city), 'a visit')
    const anyone = { procedure: 'revoke-own-certificate', data: { serial: wei.serial } }
    assert.equal(await city.tried(wei.key, 'case.open', anyone), 'may-not-open')
  })

  test('opens and claims what names him, by office and unit, and nothing else', async () => {
    id = await opened(city, wei.key, 'inspection')
    assert.equal(await city.tried(ada.key, 'step.claim', { case: id, step: 'look' }), 'not-trustee')
    assert.equal(await city.tried(wei.key, 'step.claim', { case: id, step: 'close' }), 'not-trustee')
    assert.equal(await asked(gate, city, wei), 403)
    const [claimed] = await city.does(wei.key, 'step.claim', { case: id, step: 'look' })
    const executor = { kind: 'visitor', id: 'wei@water.example', office: 'inspector@water.example' }
    assert.deepEqual(claimed?.['executor'], { ...executor, key: wei.key.publicKey.thumbprint })
  })

  test('goes through the gate under the step, and the service is told whose person he is', async () => {
    assert.equal(await asked(gate, city, wei, `/wells/${id}`), 200)
    const [, token] = [seen['chancery-token']].flat().join().split('.')
    const claims = JSON.parse(Buffer.from(token ?? '', 'base64url').toString())
    assert.equal(claims.sub, 'spiffe://water.example/person/wei')
    assert.equal(claims.iss, 'spiffe://city.example/service/gate')
    assert.deepEqual(claims.offices, ['inspector@water.example'])
    assert.equal(seen['client-cert'], `:${base64(wei.der)}:`)
    assert.equal(await asked(gate, city, ada, `/wells/${id}`), 403)
  })

  test('reads his own cases, and nothing of the people of the unit', async () => {
    const reader = sure(readers(city.opened.unit, city.clock)(wei.der), 'a reader')
    const ask = (name: string, input: object = {}): unknown => {
      const query = certain(
        city.opened.unit.queries.find((one) => one.name === name),
        name,
      )
      const answer = city.opened.unit.ask(query, input, reader)
      return answer.ok ? answer.value : answer.fault.kind
    }
    const { cases } = ask('case.list') as { readonly cases: readonly { readonly case: string }[] }
    assert.deepEqual(
      cases.map((one) => one.case),
      [id],
    )
    assert.equal((ask('visitor.show') as { readonly visitor: string }).visitor, 'wei@water.example')
    const closed = ['organization.show', 'service.list', 'peer.list', 'visitor.list']
    assert.deepEqual(
      closed.map((name) => ask(name)),
      closed.map(() => 'reader-visiting'),
    )
    const duty = ask('case.show', { case: '1' })
    assert.equal(duty, 'not-yours')
    await city.does(city.fake.keys.founder, 'step.claim', { case: id, step: 'close' })
    const { steps } = ask('case.show', { case: id }) as { readonly steps: readonly { executor?: object }[] }
    assert.deepEqual(
      steps.map(({ executor }) => executor),
      [
        { kind: 'visitor', id: 'wei@water.example', office: 'inspector@water.example' },
        undefined,
        { kind: 'person' },
      ],
    )
  })

  test('is told from other visitors where different people are asked for', async () => {
    await city.does(wei.key, 'step.complete', { case: id, step: 'look' })
    assert.equal(await city.tried(wei.key, 'step.claim', { case: id, step: 'sign' }), 'separation-of-duty')
    assert.equal(await city.tried(ada.key, 'step.claim', { case: id, step: 'sign' }), 'done')
  })

  test('is cut off, and loses his step, once his own unit has revoked his certificate', async () => {
    id = await opened(city, wei.key, 'inspection')
    await city.does(wei.key, 'step.claim', { case: id, step: 'look' })
    assert.equal(await asked(gate, city, wei, `/wells/${id}`), 200)
    const socket = await connected(gate, city, wei)
    socket.write(`GET /wells/${id} HTTP/1.1\r\nHost: wells.city.example\r\n\r\n`)
    await once(socket, 'data')
    const closed = once(socket, 'close')
    const number = await opened(water, water.fake.keys.founder, 'revoke-certificate', { serial: wei.serial })
    const revocation = { serial: wei.serial, reason: 'key-compromise' }
    await worked(water, number, 'revoke', 'certificate.revoke', revocation)
    for (const { clock } of [city, water]) clock.time += 60_000
    const events = await followed(city, water)
    gate.recheck()
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'visitor-ended').map(({ visitor, reason }) => [visitor, reason]),
      [['wei@water.example', 'revoked']],
    )
    await closed
    assert.equal(await asked(gate, city, wei, `/wells/${id}`), 401)
    assert.equal(await asked(gate, city, ada), 403, 'nobody else is shut out')
    const reader = readers(city.opened.unit, city.clock)(wei.der)
    assert.equal(reader.ok ? '' : reader.fault.kind, 'certificate-not-recorded')
    assert.equal(await city.tried(wei.key, 'step.complete', { case: id, step: 'look' }), 'key-unknown')
  })

  test('is a visitor no longer once the agreement is withdrawn', async () => {
    const unit = 'water.example'
    const { founder } = city.fake.keys
    const number = await opened(city, founder, 'withdraw-recognition', { unit })
    const listed = city.opened.unit.queries.find(({ name }) => name === 'agreement.list')
    const answer = city.opened.unit.ask(certain(listed, 'the query'), {}, undefined)
    const { agreements } = sure(answer, 'the agreements') as { agreements: readonly { agreement: string }[] }
    const input = { unit, agreement: agreements[0]?.agreement, reason: 'no more' }
    await city.does(founder, 'step.claim', { case: number, step: 'withdraw' })
    // A case waits for that unit's people: who withdraws says that it shall.
    assert.equal(await city.tried(founder, 'agreement.withdraw', input), 'strands-cases')
    await city.does(founder, 'agreement.withdraw', input, 'strand-running-cases')
    assert.equal(await asked(gate, city, ada), 401)
    const outcome = await visited(ada, water, city)
    assert.equal(outcome.ok ? '' : outcome.fault.kind, 'visitor-unit-unreached')
  })

  test('leaves records of both units that verify, decision by decision', async () => {
    for (const { opened: of } of [city, water]) {
      const verifier = new RecordVerifier(constitution, new PublicKeyCache(), unitOf)
      for (const bytes of await of.record.read(0, of.record.size)) {
        verifier.keep(verifier.needs(bytes).map((digest) => certain(of.documents.bytes(digest), digest)))
        sure(verifier.next(bytes), 'an entry')
      }
      assert.deepEqual(verifier.state, of.unit.state)
    }
  })
})

/** A service of one route, and the procedure that lets visitors use it. */
async function published(node: FakeNode, port: number): Promise<void> {
  const { founder } = node.fake.keys
  const change = await opened(node, founder, 'change-procedure', { name: 'inspection' })
  await worked(node, change, 'draft', 'procedure.draft', { name: 'inspection', text: inspection })
  const digest = hex(sha256(utf8(inspection)))
  await worked(node, change, 'adopt', 'procedure.adopt', { name: 'inspection', digest })
  const service = 'wells'
  const publication = await opened(node, founder, 'publish-service', { service })
  const route = { method: 'GET', path: '/wells/:well', permission: 'well.read', object: 'well/{well}' }
  const proposal = {
    ...{ service, title: 'Wells', hosts: ['wells.city.example'] },
    ...{ upstream: `tcp://127.0.0.1:${port}`, routes: [route] },
  }
  await worked(node, publication, 'propose', 'service.propose', proposal)
  await worked(node, publication, 'publish', 'service.publish', { service })
}

async function gateOf(node: FakeNode, gateKey: PrivateKey): Promise<Gate> {
  const signer = PrivateKey.generate('ed25519')
  const log = { store: memoryStore(), name: 'journal', origin: 'city.example/journal', signer }
  const { unit } = node.opened
  const certificate = certain(gateCertificate(unit.state), 'the certificate of the gate')
  const chain = [certificate.bytes, node.fake.issuing.der].map((der) => pem('CERTIFICATE', der)).join('')
  const keeper = new Keeper({
    state: () => unit.state,
    clock: node.clock,
    admitting: () => true,
    recordUse: () => assert.fail('nothing is counted'),
    tokenSigner: fakeKey(),
    journal: sure(await Log.open(log), 'the journal'),
    credentials: () => ({ key: gateKey.tlsPem(), cert: chain }),
  })
  return sure(await openGate({ keeper, host: '127.0.0.1', port: 0 }), 'the gate')
}

async function connected(gate: Gate, at: FakeNode, { key, der }: Person): Promise<TLSSocket> {
  const socket = connect({
    ...{ port: gate.address.port, host: '127.0.0.1', servername: 'wells.city.example' },
    ca: pem('CERTIFICATE', at.fake.authority.der),
    // What the test's clock says is not what the machine's does.
    rejectUnauthorized: false,
    ...{ key: key.tlsPem(), cert: pem('CERTIFICATE', der), ALPNProtocols: ['http/1.1'] },
  })
  socket.on('error', () => undefined)
  await once(socket, 'secureConnect')
  return socket
}

/** The status of one request on a connection of its own. */
async function asked(gate: Gate, at: FakeNode, who: Person, path = '/wells/1'): Promise<number> {
  const socket = await connected(gate, at, who)
  socket.write(`GET ${path} HTTP/1.1\r\nHost: wells.city.example\r\nConnection: close\r\n\r\n`)
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return Number(bytes.toString('latin1').split(' ')[1])
}
