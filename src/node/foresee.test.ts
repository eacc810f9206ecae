import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PrivateKey } from '#crypto'
import { fakeKey, fakeRequest } from '#identity'
import type { Speaker } from '#unit'
import { type FakeNode, foundedNode } from './fixture.ts'

type Step = readonly [act: string, input: object]

/** Kinds of events of acts that would all be done, or what the first that would not is refused with. */
function foreseen(
  { opened }: FakeNode,
  by: PrivateKey,
  acts: readonly Step[],
): readonly (readonly string[])[] {
  const key = by.publicKey.thumbprint
  const reader: Speaker = { kind: 'person', id: 'fay', key }
  const asked = acts.map(([act, input]) => ({ act, input }))
  const foresight = opened.unit.foresee(asked, reader)
  if (!foresight.ok) return [[foresight.fault.kind]]
  const { refused } = foresight.value
  const kinds = foresight.value.foreseen.map(({ events }) => events.map(({ kind }) => kind))
  return refused ? [...kinds, [refused.refusal.kind]] : kinds
}

/** What an act comes to when it is made. */
async function done(node: FakeNode, by: PrivateKey, [act, input]: Step): Promise<readonly string[]> {
  const size = node.opened.unit.state.size
  const outcome = await node.tried(by, act, input)
  if (outcome !== 'done') return [outcome]
  const [bytes] = await node.opened.record.read(size, 1)
  const { events } = JSON.parse(Buffer.from(bytes ?? '').toString('utf8')) as {
    readonly events: readonly { readonly kind: string }[]
  }
  return events.map(({ kind }) => kind)
}

test('what is foreseen, act by act and all at once, is what is then done or refused', async () => {
  const node = await foundedNode()
  const { founder, node: nodeKey } = node.fake.keys
  const received = await node.does(nodeKey, 'request.receive', { request: fakeRequest(fakeKey(), 'wei') })
  const request = String(received.at(-1)?.['request'])
  const [attest, approve] = [2, 2].map((id, at) => ({ case: String(id), step: ['attest', 'approve'][at] }))
  const attested = { request, kind: 'person', id: 'wei', name: 'Wei', evidence: 'seen', grade: 'medium' }
  const registration: readonly Step[] = [
    ['case.open', { procedure: 'register-person', data: { request } }],
    ['step.claim', { ...attest }],
    ['request.attest', attested],
    ['step.claim', { ...approve }],
    ['certificate.issue', { request, kind: 'person' }],
  ]
  const refused: readonly Step[] = [
    ['case.open', { procedure: 'no-such', data: {} }],
    ['step.claim', { case: '99', step: 'attest' }],
    ['certificate.revoke', { serial: '4f', reason: 'superseded' }],
    ['unit.found', {}],
    ['request.receive', { request: fakeRequest(fakeKey(), 'eve') }],
    ['note.burn', {}],
  ]
  const ahead = foreseen(node, founder, registration.slice(0, 4))
  const made: (readonly string[])[] = []
  for (const step of [...refused, ...registration, ...refused]) {
    const before = node.opened.unit.state
    const [expected] = foreseen(node, founder, [step])
    assert.equal(node.opened.unit.state, before)
    const kinds = await done(node, founder, step)
    assert.deepEqual(expected, kinds, step[0])
    if (registration.includes(step)) made.push(kinds)
  }
  assert.deepEqual(ahead, made.slice(0, 4))
  assert.ok(made[4]?.includes('certificate-issued'), 'the unit’s signature is foreseen too')
})
