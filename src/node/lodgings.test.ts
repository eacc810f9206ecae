import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64, fromBase64, fromUtf8, utf8 } from '#bytes'
import { type PrivateKey, PublicKeyCache, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import { fakeWish, fakeWishId } from '#procedure'
import { type Entry, RecordVerifier, readEntry } from '#unit'
import { constitution, unitOf } from './constitution.ts'
import { Duties } from './duties.ts'
import { type FakeNode, foundedNode, openedNode, ownKeysIn, procedureAdopted } from './fixture.ts'
import { lodge } from './lodgings.ts'
import { signAct } from './sign.ts'

const office = `procedure: building-permit
title: { en: Building permit }
opened-by: [anyone, public]
data: { site: { type: text } }
steps: { accept: { by: anyone } }
`

async function officeOpen(): Promise<FakeNode> {
  const node = await foundedNode()
  await procedureAdopted(node, 'building-permit', office)
  return node
}

function dutiesOf(node: FakeNode): Duties {
  const { keys } = node.fake
  return new Duties({
    ...{ unit: node.opened.unit, nodeKey: keys.node, gateKey: keys.node, ownKeys: ownKeysIn(node) },
    ...{ names: [], clock: node.clock, random: systemRandom, refused: () => undefined },
  })
}

const lodged = (node: FakeNode, wish: string) =>
  lodge({ duties: dutiesOf(node), record: node.opened.record }, wish)

function wishAt(node: FakeNode, id = fakeWishId): string {
  return fakeWish({ unit: node.fake.keys.authority.publicKey.thumbprint, time: node.clock.now(), id })
}

async function entriesOf({ opened }: FakeNode): Promise<readonly Uint8Array[]> {
  return opened.record.read(0, opened.record.size)
}

function verified(entries: readonly Uint8Array[]): string {
  const verifier = new RecordVerifier(constitution, new PublicKeyCache(), unitOf)
  for (const bytes of entries) {
    verifier.keep([])
    const entry = verifier.next(bytes)
    if (!entry.ok) return 'cause' in entry.fault ? entry.fault.cause.kind : entry.fault.kind
  }
  return 'holds'
}

test('a citizen’s case stands on the record with his signature, and a new start replays it', async () => {
  const node = await officeOpen()
  const wish = wishAt(node)
  const receipt = sure(await lodged(node, wish), 'the receipt')
  assert.equal(receipt.act, 'case.lodge')
  assert.equal(verified(await entriesOf(node)), 'holds')
  const again = await openedNode(node.fake, node.logKey, node.disk, node.clock)
  assert.deepEqual(await shown(again), { lodging: fakeWishId, entry: receipt.index })
})

test('the very same wish gets its receipt again, and another under its name none', async () => {
  const node = await officeOpen()
  const wish = wishAt(node)
  const first = sure(await lodged(node, wish), 'the receipt')
  const again = sure(await lodged(node, wish), 'the receipt again')
  assert.deepEqual([again.index, again.entry, again.repeated], [first.index, first.entry, true])
  const other = await lodged(node, wishAt(node))
  assert.equal(other.ok ? 'done' : other.fault.kind, 'wish-repeated')
})

test('two that come at once open one case', async () => {
  const node = await officeOpen()
  const wish = wishAt(node)
  const both = await Promise.all([lodged(node, wish), lodged(node, wish)])
  assert.equal(both.filter((one) => one.ok && !one.value.repeated).length, 1)
  assert.equal((await entriesOf(node)).filter(isLodging).length, 1)
})

test('a node that makes a wish up, or changes one, is found when the record is verified', async () => {
  const node = await officeOpen()
  sure(await lodged(node, wishAt(node)), 'the receipt')
  const entries = await entriesOf(node)
  const changed = entries.map((bytes) => (isLodging(bytes) ? forged(node, bytes) : bytes))
  assert.equal(verified(entries), 'holds')
  assert.equal(verified(changed), 'wish-signature-wrong')
})

test('where the duty of the node does not permit it, nobody is promised anything', async () => {
  const node = await officeOpen()
  await node.does(node.fake.keys.node, 'step.hold', { case: '1', step: 'serve' })
  const refused = await lodged(node, wishAt(node))
  assert.equal(refused.ok ? 'done' : refused.fault.kind, 'no-step')
})

test('a citizen is told what was sealed in his case, and of no other', async () => {
  const node = await officeOpen()
  sure(await lodged(node, wishAt(node)), 'the receipt')
  const query = certain(
    constitution.queries.find(({ name }) => name === 'lodging.documents'),
    'the query',
  )
  const asked = (lodging: string) => node.opened.unit.ask(query, { lodging }, undefined)
  assert.deepEqual(sure(asked(fakeWishId), 'the documents'), { lodging: fakeWishId, documents: [] })
  const other = asked('CitizensOwnRandomWish2')
  assert.equal(other.ok ? 'told' : other.fault.kind, 'lodging-unknown')
})

function isLodging(bytes: Uint8Array): boolean {
  return readEntry(bytes).events.some(({ kind }) => kind === 'case-lodged')
}

/** The entry with another site in the wish and in what came of it, signed by the node as its own act is. */
function forged({ fake, clock }: FakeNode, bytes: Uint8Array): Uint8Array {
  const entry = readEntry(bytes)
  const text = (base: string) => sure(fromUtf8(sure(fromBase64(base), 'base64')), 'UTF-8')
  const act = JSON.parse(text(entry.envelope.payload)) as { readonly input: { readonly wish: string } }
  const wish = JSON.parse(act.input.wish) as { readonly payload: string }
  const payload = base64(utf8(text(wish.payload).replace('7 Mill', '8 Mill')))
  const input = { wish: JSON.stringify({ ...wish, payload }) }
  return utf8(
    text(base64(withAct(entry, input, fake.keys.node, clock.now(), fake))).replace('"7 Mill', '"8 Mill'),
  )
}

function withAct(
  entry: Entry,
  input: object,
  signer: PrivateKey,
  time: number,
  { keys }: FakeNode['fake'],
): Uint8Array {
  const unit = keys.authority.publicKey.thumbprint
  const signed = signAct({ act: 'case.lodge', input, unit, signer, time, random: systemRandom })
  const envelope = JSON.parse(Buffer.from(signed).toString())
  return utf8(JSON.stringify({ v: 1, ...entry, time: new Date(entry.time).toISOString(), envelope }))
}

async function shown({ opened }: FakeNode): Promise<object> {
  const query = certain(
    constitution.queries.find(({ name }) => name === 'lodging.show'),
    'the query',
  )
  const { lodging, entry } = sure(opened.unit.ask(query, { lodging: fakeWishId }, undefined), 'the case') as {
    readonly lodging: string
    readonly entry: number
  }
  return { lodging, entry }
}
