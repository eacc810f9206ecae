import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour } from '#clock'
import { certain, sure } from '#fault'
import { fakeIssued } from '#identity'
import type { Event } from '#unit'
import { crossCertificate, outcomeOf, type Peer, proposalBy } from './fixture.ts'
import { agreementsOf } from './state.ts'
import { enrolled, follow, neighbours, received, visit } from './visit-fixture.ts'
import type { VisitorEnded } from './visitor.ts'
import { visitorCaller, visitorOf, visitorSpeaker } from './visitors.ts'
import { type WebAgreement, web } from './web-fixture.ts'

/** Whose visits ended by these events, and why. */
function endings(events: readonly Event[]): readonly string[] {
  return events.filter(isEnded).map(({ visitor, reason }) => `${visitor} ${reason}`)
}

function isEnded(event: Event): event is VisitorEnded {
  return event.kind === 'visitor-ended'
}

function agreementWith(here: Peer, domain: string): string {
  const found = agreementsOf(here.office.state).find(({ terms }) => terms.domain === domain)
  return certain(found, 'an agreement').agreement
}

/** Proposes by the act named and signs; what follows from the signature. */
function replaced(here: Peer, act: string, input: object): readonly Event[] {
  const unit = 'there.example'
  const agreement = agreementWith(here, unit)
  sure(here.office.act(act, here.manager, { unit, agreement, evidence: 'agreed', ...input }), act)
  const certificate = crossCertificate(here, proposalBy(here))
  return sure(here.office.act('agreement.sign', here.chief, { unit, certificate }), 'an agreement')
}

test('an agreement renewed keeps the visits that came by it, and one narrowed ends them', async () => {
  const [here, there] = await neighbours()
  const wei = enrolled(there, 'wei')
  sure(visit(wei, here), 'a visit')
  assert.deepEqual(endings(replaced(here, 'agreement.propose-renewal', { days: 100 })), [])
  assert.deepEqual(received(wei, here).agreements, [agreementWith(here, 'there.example')])
  const narrowed = replaced(here, 'agreement.propose-narrowing', { grade: 'rudimentary' })
  assert.deepEqual(endings(narrowed), ['wei@there.example agreement-narrowed'])
  sure(visit(wei, here), 'a visit')
  assert.equal(received(wei, here).grade, 'rudimentary')
  assert.deepEqual(here.office.replayed(), here.office.state)
})

/** Two units between the first and the last, and what the first says of a visitor from the last. */
async function twoWays(): Promise<readonly [here: Peer, middle: Peer, far: Peer]> {
  const agreements: readonly WebAgreement[] = [
    [0, 1],
    [1, 3],
    [0, 2],
    [2, 3],
  ]
  const peers = await web(4, agreements)
  const at = (place: number): Peer => certain(peers[place], 'a unit of the web')
  return [at(0), at(1), at(3)]
}

test('a visit by two ways ends when one of them is lost, and comes back by the other', async () => {
  const [here, middle, far] = await twoWays()
  const wei = enrolled(far, 'wei')
  sure(visit(wei, here), 'a visit')
  assert.equal(received(wei, here).paths.basic, 2)
  const agreement = agreementWith(middle, far.unit.domain)
  const input = { unit: far.unit.domain, agreement, reason: 'no more' }
  sure(middle.office.act('agreement.withdraw', middle.chief, input), 'a withdrawal')
  for (const { office } of [here, middle]) office.time += hour
  const events = sure(await follow(here, middle, 2), 'a bundle')
  assert.deepEqual(endings(events), ['wei@u3.example path-weaker'])
  far.office.time += hour
  sure(visit(wei, here), 'a visit')
  assert.equal(received(wei, here).paths.basic, 1)
})

test('a visit by two ways ends with the withdrawal of either agreement', async () => {
  const [here, middle, far] = await twoWays()
  const wei = enrolled(far, 'wei')
  sure(visit(wei, here), 'a visit')
  const { domain } = middle.unit
  const input = { unit: domain, agreement: agreementWith(here, domain), reason: 'no more' }
  const events = sure(here.office.act('agreement.withdraw', here.chief, input), 'a withdrawal')
  assert.deepEqual(endings(events), ['wei@u3.example agreement-withdrawn'])
  assert.equal(outcomeOf(visit(wei, here)), 'done')
})

test('a visit that is over by time is not ended by anything that happens later', async () => {
  const [here, there] = await neighbours()
  const wei = enrolled(there, 'wei')
  sure(visit(wei, here), 'a visit')
  here.office.time += 8 * hour
  const agreement = agreementWith(here, 'there.example')
  const input = { unit: 'there.example', agreement, reason: 'no more' }
  const events = sure(here.office.act('agreement.withdraw', here.chief, input), 'a withdrawal')
  assert.deepEqual(endings(events), [])
  const { thumbprint } = wei.key.publicKey
  assert.equal(outcomeOf(visitorSpeaker(here.office.state, thumbprint, here.office.time)), 'visit-over')
})

test('when all places are taken the visit longest over makes room, and none that is not', async () => {
  const [here, there] = await neighbours()
  const [wei, ada] = [enrolled(there, 'wei'), enrolled(there, 'ada')]
  sure(visit(wei, here), 'a visit')
  const row = received(wei, here)
  const { kind: _, ...facts } = { kind: '', ...row }
  const others = Array.from({ length: 4_999 }, (_unused, place) => `key-${place}`)
  here.office.happen(...others.map((key) => ({ kind: 'visitor-received', ...facts, key })))
  assert.equal(outcomeOf(visit(ada, here)), 'visitors-full')
  assert.equal(outcomeOf(visit(wei, here)), 'presentation-repeated')
  for (const { office } of [here, there]) office.time += 8 * hour
  const events = sure(visit(ada, here), 'a visit')
  assert.deepEqual(endings(events), ['wei@there.example expired'])
  assert.equal(visitorOf(here.office.state, 'key-4998')?.visitor, 'wei@there.example')
})

test('who visits anew with less than before loses what he held, and with as much keeps it', async () => {
  const [here, there] = await neighbours()
  const wei = enrolled(there, 'wei', ['clerk', 'inspector'])
  sure(visit(wei, here), 'a visit')
  for (const { office } of [here, there]) office.time += hour
  assert.deepEqual(endings(sure(visit(wei, here), 'a visit')), [])
  for (const { office } of [here, there]) office.time += 9 * hour
  assert.deepEqual(endings(sure(visit(wei, here), 'a visit after the end')), [])
  there.office.happen({ kind: 'person-dismissed', person: 'wei', office: 'inspector' })
  for (const { office } of [here, there]) office.time += hour
  const events = sure(visit(wei, here), 'a visit with less')
  assert.deepEqual(endings(events), ['wei@there.example visited-anew'])
  assert.deepEqual(received(wei, here).offices, ['clerk'])
})

test('a key that is certified here after a visit speaks for its holder here alone', async () => {
  const [here, there] = await neighbours()
  const wei = enrolled(there, 'wei')
  sure(visit(wei, here), 'a visit')
  const own = here.unit.leaf(wei.key, { id: 'wen' })
  here.office.happen({ ...fakeIssued(own, 'person', 'wen', 'Wen') })
  const { state, time } = here.office
  assert.equal(outcomeOf(visitorCaller(state, wei.der, time)), 'visitor-unknown')
  here.office.time += 1
  assert.equal(outcomeOf(visit(wei, here)), 'visitor-key-known')
})

test('more visits than an entry can name are cut at once, and named in entries that follow', async () => {
  const [here, there] = await neighbours()
  const wei = enrolled(there, 'wei')
  sure(visit(wei, here), 'a visit')
  const row = received(wei, here)
  const others = Array.from({ length: 149 }, (_, place) => `key-${place}`)
  here.office.happen(...others.map((key) => ({ ...row, kind: 'visitor-received', key })))
  assert.equal(here.office.tried('visitor.sweep', here.node, {}), 'visitors-none-leaving')
  const input = { unit: 'there.example', agreement: row.agreements[0], reason: 'no more' }
  const events = sure(here.office.act('agreement.withdraw', here.chief, input), 'a withdrawal')
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['visits-cut', 'agreement-withdrawn'],
  )
  for (const key of [row.key, ...others]) assert.equal(visitorOf(here.office.state, key), undefined)
  const swept = [0, 0].map(() => sure(here.office.act('visitor.sweep', here.node, {}), 'a sweep').length)
  assert.deepEqual(swept, [100, 50])
  assert.equal(here.office.tried('visitor.sweep', here.node, {}), 'visitors-none-leaving')
  assert.deepEqual(here.office.replayed(), here.office.state)
})

test('who visits anew before a cut visit was named has it named first', async () => {
  const [here, there] = await neighbours()
  const wei = enrolled(there, 'wei')
  sure(visit(wei, here), 'a visit')
  const { key } = received(wei, here)
  const unit = there.unit.keys.authority.publicKey.thumbprint
  here.office.happen({ kind: 'visits-cut', by: { unit }, reason: 'path-lost' })
  assert.equal(visitorOf(here.office.state, key), undefined)
  const events = sure(visit(wei, here), 'a visit')
  assert.deepEqual(endings(events), ['wei@there.example path-lost'])
  assert.equal(received(wei, here).visitor, 'wei@there.example')
  assert.equal(here.office.tried('visitor.sweep', here.node, {}), 'visitors-none-leaving')
})

test('beyond what can be looked at again, all visits over a unit that took something back end', async () => {
  const [here, middle, far] = await twoWays()
  const wei = enrolled(far, 'wei')
  sure(visit(wei, here), 'a visit')
  const row = received(wei, here)
  const others = Array.from({ length: 200 }, (_, place) => `key-${place}`)
  here.office.happen(...others.map((key) => ({ ...row, kind: 'visitor-received', key })))
  const agreement = agreementWith(middle, far.unit.domain)
  const input = { unit: far.unit.domain, agreement, reason: 'no more' }
  sure(middle.office.act('agreement.withdraw', middle.chief, input), 'a withdrawal')
  for (const { office } of [here, middle]) office.time += hour
  const events = sure(await follow(here, middle, 2), 'a bundle')
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['bundle-accepted', 'visits-cut'],
  )
  assert.equal(visitorOf(here.office.state, 'key-7'), undefined)
})
