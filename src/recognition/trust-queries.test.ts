import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute } from '#clock'
import { certain, sure } from '#fault'
import { type Certificate, parseCertificate, pem } from '#x509'
import { type Peer, publish, takeIn } from './fixture.ts'
import { agreementsOf } from './state.ts'
import { enrolled, stated, visit } from './visit-fixture.ts'
import { domainAt, type WebAgreement, web } from './web-fixture.ts'

/** An answer as far as it is looked at. */
type Told = Readonly<Record<string, unknown>>

function ask(by: Peer, name: string, input: object): Told {
  return sure(by.office.ask(name, by.manager, input), 'an answer') as Told
}

function explain(by: Peer, certificate: Certificate, instead: object = {}): Told {
  return ask(by, 'trust.explain', { certificate: pem('CERTIFICATE', certificate.der), ...instead })
}

/** What it is refused with. */
function refused(by: Peer, name: string, input: object): string {
  const answer = by.office.ask(name, by.manager, input)
  return answer.ok ? 'answered' : answer.fault.kind
}

/** Members of the objects of a list. */
function each(list: unknown, ...members: readonly string[]): readonly string[] {
  return (list as readonly Told[]).map((one) => members.map((member) => String(one[member])).join(' '))
}

/** The serial of an agreement of the first unit. */
function serialWith(by: Peer, place: number): string {
  const found = agreementsOf(by.office.state).find(({ terms }) => terms.domain === domainAt(place))
  return certain(found, 'an agreement').agreement
}

const diamond: readonly WebAgreement[] = [
  [0, 1],
  [0, 2, { days: 30 }],
  [1, 3],
  [2, 3],
  [3, 4, { grade: 'rudimentary' }],
]

async function unitsOf(agreements: readonly WebAgreement[], count = 5) {
  const peers = await web(count, agreements)
  const at = (place: number): Peer => certain(peers[place], 'a unit')
  return { here: at(0), at }
}

test('what is accepted is explained by path, bounds, statuses, and who could have forged it', async () => {
  const { here, at } = await unitsOf(diamond)
  here.office.time += hour
  const told = explain(here, at(3).unit.founder)
  assert.equal(told['answer'], 'accepted')
  assert.deepEqual(told['differences'], [])
  const [first, second] = told['path'] as readonly Told[]
  const [by, over] = [first?.['by'], first?.['with']]
  assert.deepEqual([by, second?.['by'], second?.['with']], ['u0.example', over, 'u3.example'])
  assert.deepEqual(each(told['trusted'], 'unit'), [over, 'u3.example'])
  assert.deepEqual(each(told['forgers'], 'unit'), ['u3.example'])
  assert.deepEqual(told['disjoint'], { paths: 2, exact: true })
  assert.deepEqual(each(told['limiting'], 'bound').toSorted(), [
    'grade',
    'hops',
    'names',
    'status-age',
    'validity',
  ])
  assert.deepEqual(each(told['statuses'], 'what', 'ageSeconds', 'secondsLeft'), [
    'certificate 3600 82800',
    'issuing-key 3600 82800',
    'agreement 3600 82800',
    'agreement 0 undefined',
  ])
  assert.equal(told['grade'], 'basic')
})

test('whoever alone lies between could have forged it, too', async () => {
  const { here, at } = await unitsOf([
    [0, 1],
    [1, 2],
  ])
  const told = explain(here, at(2).unit.founder)
  assert.deepEqual(each(told['forgers'], 'unit'), ['u1.example', 'u2.example'])
  assert.deepEqual(told['disjoint'], { paths: 1, exact: true })
})

test('what is refused is explained by its clause and the bound that stopped the nearest path', async () => {
  const { here, at } = await unitsOf(diamond)
  const told = explain(here, at(4).unit.founder)
  const { refusal, nearest } = told as { refusal: { fault: Told; clause: string }; nearest: Told }
  assert.equal(told['where'], 'agreements')
  assert.equal(refusal.fault['kind'], 'policy-refused')
  assert.equal(refusal.clause, 'RFC 5280 §6.1.3(f), §6.1.5(g)')
  assert.deepEqual(each(nearest['obstacles'], 'bound', 'by', 'with', 'permits'), [
    'grade u3.example u4.example rudimentary',
  ])
  assert.deepEqual(told['differences'], [])
})

test('a unit whose bundle has grown too old is told as that', async () => {
  const { here, at } = await unitsOf([[0, 1, { statusAge: 3600 }]])
  here.office.time += 2 * hour
  const told = explain(here, at(1).unit.founder)
  const { nearest } = told as { nearest: Told }
  assert.equal((told['refusal'] as { fault: Told }).fault['kind'], 'status-stale')
  assert.deepEqual(each(nearest['obstacles'], 'bound', 'permitsSeconds', 'needsSeconds'), [
    'status-age 3600 7200',
  ])
})

test('a certificate that itself does not stand is told apart from agreements that do not reach', async () => {
  const { here, at } = await unitsOf([[0, 1]])
  const { office, unit, manager } = at(1)
  const revocation = { serial: unit.founder.serial, reason: 'key-compromise' }
  sure(office.act('certificate.revoke', manager, revocation), 'a revocation')
  sure(takeIn(here, unit, await publish(at(1), 2)), 'a bundle')
  const revoked = explain(here, unit.founder)
  assert.equal(revoked['where'], 'certificate')
  assert.equal((revoked['refusal'] as { fault: Told }).fault['kind'], 'revoked')
  assert.equal(explain(here, unit.node, { grade: 'high' })['where'], 'agreements')
  assert.equal(explain(here, at(2).unit.founder)['where'], 'issuer')
})

test('an agreement that is not for a unit it leads over is told where the mesh goes further', async () => {
  const named = { domains: [domainAt(3)] }
  const { here, at } = await unitsOf(
    [
      [0, 1, { domains: [domainAt(2), domainAt(3)] }],
      [1, 2, named],
      [2, 3],
      [0, 4, { domains: [domainAt(5), domainAt(2), domainAt(3)] }],
      [4, 5, named],
      [5, 2],
    ],
    6,
  )
  assert.equal(explain(here, at(3).unit.founder)['answer'], 'accepted')
  const others = await unitsOf(
    [
      [0, 1, { domains: [domainAt(3)] }],
      [0, 2, { domains: [domainAt(3)], grade: 'rudimentary' }],
      [0, 3, { grade: 'rudimentary' }],
      [1, 2],
      [2, 3],
    ],
    4,
  )
  const told = explain(others.here, others.at(3).unit.founder)
  assert.equal(told['answer'], 'refused')
  const [difference] = told['differences'] as readonly { kind: string; unnamed: Told }[]
  assert.equal(difference?.kind, 'mesh-finds-path')
  assert.deepEqual([difference.unnamed['by'], difference.unnamed['unit']], ['u0.example', 'u2.example'])
})

test('what is no certificate of another unit is not explained', async () => {
  const { here } = await unitsOf([[0, 1]])
  assert.equal(refused(here, 'trust.explain', { certificate: 'x' }), 'explain-unreadable')
  const broken = pem('CERTIFICATE', here.unit.founder.der.subarray(3))
  assert.equal(refused(here, 'trust.explain', { certificate: broken }), 'explain-unreadable')
  const own = pem('CERTIFICATE', here.unit.founder.der)
  assert.equal(refused(here, 'trust.explain', { certificate: own }), 'explain-own')
})

test('a plan names the one agreement to sign, what it needs, and what else it would open', async () => {
  const { here, at } = await unitsOf([
    [0, 1, { hops: 0, domains: [] }],
    [1, 2],
    [2, 3, { domains: [domainAt(4)] }],
    [1, 4],
  ])
  const told = ask(here, 'trust.plan', { accept: 'u2.example' })
  assert.equal(told['answer'], 'plans')
  assert.deepEqual(each(told['plans'], 'with', 'hops', 'domains', 'grade', 'purpose'), [
    'u2.example 0 u2.example basic client',
    'u1.example 1 u1.example,u2.example basic client',
  ])
  const [, over] = told['plans'] as readonly Told[]
  assert.deepEqual(over?.['existing'], [serialWith(here, 1)])
  assert.equal(ask(here, 'trust.plan', { accept: 'u1.example' })['answer'], 'unneeded')
  const key = at(2).unit.keys.authority.publicKey.thumbprint
  assert.equal(ask(here, 'trust.plan', { accept: key })['unit'], 'u2.example')
  assert.equal(refused(here, 'trust.plan', { accept: 'nobody.example' }), 'unit-unheard')
})

test('what a withdrawal would shut out is told before it is done', async () => {
  const { here, at } = await unitsOf([
    [0, 1],
    [0, 2, { purposes: ['client', 'server'] }],
    [1, 3],
    [2, 3],
    [2, 4],
  ])
  for (const place of [3, 4]) sure(visit(enrolled(at(place), 'wei'), here), 'a visit')
  const told = ask(here, 'trust.impact', { withdraw: serialWith(here, 2) })
  const uses = (told['lost'] as readonly { unit: string; accepted: readonly Told[] }[]).map(
    ({ unit, accepted }) => `${unit} ${each(accepted, 'purpose', 'grade').join(', ')}`,
  )
  assert.deepEqual(uses.toSorted(), [
    'u2.example client rudimentary, client basic, server rudimentary, server basic',
    'u4.example client rudimentary, client basic',
  ])
  assert.deepEqual(each(told['unfollowed'], 'unit').toSorted(), ['u2.example', 'u4.example'])
  assert.deepEqual(each(told['visitors'], 'visitor', 'reason').toSorted(), [
    'wei@u3.example agreement-withdrawn',
    'wei@u4.example agreement-withdrawn',
  ])
  const unit = ask(here, 'trust.impact', { unit: 'u1.example' })
  assert.deepEqual(each(unit['lost'], 'unit'), ['u1.example'])
  assert.deepEqual(each(unit['unfollowed'], 'unit'), ['u1.example'])
  assert.deepEqual(each(unit['visitors'], 'visitor', 'reason'), ['wei@u3.example path-weaker'])
})

test('an impact is asked of one agreement of this unit, or of one other unit', async () => {
  const { here } = await unitsOf([[0, 1]])
  assert.equal(refused(here, 'trust.impact', { withdraw: 'a1' }), 'impact-agreement-unknown')
  assert.equal(refused(here, 'trust.impact', { unit: 'u0.example' }), 'impact-on-oneself')
  assert.equal(refused(here, 'trust.impact', { unit: 'nobody.example' }), 'unit-unheard')
  for (const input of [{}, { withdraw: 'a1', unit: 'u1.example' }]) {
    assert.throws(() => refused(here, 'trust.impact', input))
  }
})

test('an office statement is fresher evidence, as long as it is good', async () => {
  const { here, at } = await unitsOf([[0, 1, { statusAge: 3600 }]])
  const home = at(1)
  const wei = enrolled(home, 'wei')
  for (const { office } of [here, home]) office.time += 50 * minute
  const statement = stated(wei, here)
  const leaf = sure(parseCertificate(wei.der), 'a certificate')
  const told = explain(here, leaf, { statement })
  assert.equal(told['answer'], 'accepted')
  assert.deepEqual(each(told['statuses'], 'what', 'ageSeconds'), [
    'certificate 0',
    'issuing-key 3000',
    'agreement 0',
  ])
  const refusals = [
    [home.unit.founder.der, statement, 'statement-differs'],
    [wei.der, stated(wei, at(2)), 'statement-elsewhere'],
    [wei.der, { ...statement, payload: '' }, 'visit-malformed'],
    [wei.der, { ...statement, signatures: stated(wei, at(2)).signatures }, 'statement-signature'],
  ] as const
  for (const [der, given, kind] of refusals) {
    const input = { certificate: pem('CERTIFICATE', der), statement: given }
    assert.equal(refused(here, 'trust.explain', input), kind)
  }
})
