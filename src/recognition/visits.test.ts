import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { base64, base64url, sha256 } from '#bytes'
import { day, hour, minute } from '#clock'
import { sure } from '#fault'
import { fakeKey } from '#identity'
import { grades } from '#x509'
import { foundedPeer, outcomeOf, type Peer, recognise } from './fixture.ts'
import { agreementsOf } from './state.ts'
import { type StatementContent, signStatement } from './statement.ts'
import {
  enrolled,
  follow,
  neighbours,
  type Resident,
  received,
  type Shown,
  shown,
  stated,
  visit,
} from './visit-fixture.ts'
import { visitorCaller, visitorSpeaker } from './visitors.ts'

test('a person of a recognised unit is received with the offices their own unit states', async () => {
  const [here, there] = await neighbours()
  const wei = enrolled(there, 'wei', ['inspector', 'clerk'])
  const [event] = sure(visit(wei, here), 'a visit')
  const visitor = received(wei, here)
  assert.equal(event?.kind, 'visitor-received')
  assert.equal(visitor.visitor, 'wei@there.example')
  assert.deepEqual(visitor.offices, ['clerk', 'inspector'])
  assert.equal(visitor.grade, 'basic')
  assert.deepEqual(visitor.paths, { rudimentary: 1, basic: 1 })
  assert.deepEqual(visitor.units, [there.unit.keys.authority.publicKey.thumbprint])
  assert.equal(visitor.until, here.office.time + 8 * hour)
  assert.deepEqual(here.office.replayed(), here.office.state)
})

test('the grade is the highest that certificate and agreement both carry; test stands apart', async () => {
  const outcomes: Record<string, string> = {}
  for (const agreed of grades) {
    const [here, there] = await neighbours({ grade: agreed })
    for (const grade of grades) {
      const who = enrolled(there, `a-${grade}`, [], grade)
      const done = visit(who, here)
      outcomes[`${grade} over ${agreed}`] = done.ok ? received(who, here).grade : done.fault.kind
    }
  }
  const order = grades.slice(1)
  for (const [agreedPlace, agreed] of order.entries()) {
    for (const [place, grade] of order.entries()) {
      assert.equal(outcomes[`${grade} over ${agreed}`], order[Math.min(place, agreedPlace)])
    }
    assert.equal(outcomes[`test over ${agreed}`], 'visitor-unreached')
    assert.equal(outcomes[`${agreed} over test`], 'visitor-unreached')
  }
  assert.equal(outcomes['test over test'], 'test')
})

test('a visit lasts as long as statement, certificate and the age of status allowed do', async () => {
  const [here, there] = await neighbours({ statusAge: 3600 })
  const wei = enrolled(there, 'wei')
  sure(visit(wei, here), 'a visit')
  assert.equal(received(wei, here).until, here.office.time + hour)
  const ends = here.office.time + 2 * hour
  const [near, far] = await neighbours()
  const key = fakeKey()
  const der = far.unit.leaf(key, { id: 'ada', notAfter: ends })
  const ada = { ...enrolled(far, 'ada'), key, der }
  const content = { ...contentOf(ada, near), expires: ends + 10 * hour }
  const done = tried(ada, near, signStatement(content, far.unit.keys.issuing))
  assert.equal(done, 'done')
  assert.equal(received(ada, near).until, ends + 1000)
})

test('who was received speaks, and proves it by the very certificate, until the visit is over', async () => {
  const [here, there] = await neighbours()
  const wei = enrolled(there, 'wei')
  sure(visit(wei, here), 'a visit')
  const { state, time } = here.office
  const thumbprint = wei.key.publicKey.thumbprint
  const found = sure(visitorSpeaker(state, thumbprint, time), 'a speaker')
  assert.deepEqual(found.speaker, {
    kind: 'visitor',
    id: 'wei@there.example',
    key: thumbprint,
    serial: wei.speaker.serial,
  })
  assert.equal(base64(found.spki), base64(wei.key.publicKey.spki))
  assert.equal(sure(visitorCaller(state, wei.der, time), 'a caller').row, received(wei, here))
  assert.equal(
    outcomeOf(visitorCaller(state, there.unit.leaf(wei.key, { id: 'wei' }), time)),
    'visitor-unknown',
  )
  assert.equal(outcomeOf(visitorCaller(state, there.unit.founder.der, time)), 'visitor-unknown')
  assert.equal(outcomeOf(visitorCaller(state, Uint8Array.of(1), time)), 'visitor-unknown')
  assert.equal(outcomeOf(visitorCaller(state, wei.der, time + 8 * hour)), 'visit-over')
  assert.equal(outcomeOf(visitorSpeaker(state, thumbprint, time + 8 * hour)), 'visit-over')
})

describe('a statement is made', () => {
  test('of what the record says of the person now, to the unit named and no other', async () => {
    const [here, there] = await neighbours()
    const wei = enrolled(there, 'wei', ['clerk'])
    const envelope = stated(wei, here)
    const { payload } = envelope
    assert.deepEqual(JSON.parse(Buffer.from(payload, 'base64').toString()), {
      ...{ v: 1, unit: there.unit.keys.authority.publicKey.thumbprint, domain: 'there.example' },
      ...{ audience: 'here.example', person: 'wei', name: 'WEI', offices: ['clerk'] },
      certificate: contentOf(wei, here).certificate,
      key: wei.key.publicKey.thumbprint,
      ...{ issued: '2026-01-05T08:00:00.000Z', expires: '2026-01-05T16:00:00.000Z' },
    })
  })

  test('to no machine, to no visitor, and not to the unit itself', async () => {
    const [here, there] = await neighbours()
    const wei = enrolled(there, 'wei')
    const ask = (speaker: Resident['speaker'], unit: string): string => {
      return there.office.tried('statement.issue', speaker, { unit })
    }
    assert.equal(ask({ ...wei.speaker, kind: 'service' }, here.unit.domain), 'statement-for-people')
    assert.equal(ask({ ...wei.speaker, kind: 'visitor' }, here.unit.domain), 'statement-for-people')
    assert.equal(ask(wei.speaker, there.unit.domain), 'statement-to-oneself')
  })
})

describe('a visit is refused', () => {
  type Case = readonly [what: string, kind: string, make: (at: At) => Shown]
  const cases: readonly Case[] = [
    ['without a certificate', 'visitor-certificate', ({ good }) => ({ ...good, certificate: 'AAAA' })],
    [
      'with the certificate of an authority',
      'visitor-unnamed',
      ({ good, there }) => ({ ...good, certificate: base64(there.unit.issuing.der) }),
    ],
    [
      'with the certificate of a machine',
      'visitor-no-person',
      ({ good, there }) => ({ ...good, certificate: base64(there.unit.node.der) }),
    ],
    [
      'of somebody of this unit',
      'visitor-own-domain',
      ({ good, here }) => ({ ...good, certificate: base64(here.unit.founder.der) }),
    ],
    [
      'with anything as a statement',
      'visit-unreadable',
      ({ good }) => ({ ...good, statement: { ...good.statement, payload: '!' } }),
    ],
    [
      'with a presentation as a statement',
      'visit-malformed',
      ({ good }) => ({ ...good, statement: good.presentation }),
    ],
    [
      'with a statement as a presentation',
      'visit-malformed',
      ({ good }) => ({ ...good, presentation: good.statement }),
    ],
    [
      'when somebody else shows it',
      'presentation-signature',
      ({ wei, good, here }) => shown({ ...wei, key: fakeKey() }, good.statement, here),
    ],
    [
      'when it is shown to another unit',
      'presentation-elsewhere',
      ({ wei, good, there }) => shown(wei, good.statement, there),
    ],
    [
      'when another statement is shown',
      'presentation-other-statement',
      ({ wei, good, here }) => ({ ...good, presentation: shown(wei, stated(wei, here), here).presentation }),
    ],
    [
      'when it was shown long ago',
      'presentation-time',
      ({ wei, good, here }) => shown(wei, good.statement, here, here.office.time - 5 * minute - 1),
    ],
    [
      'when it will be shown much later',
      'presentation-time',
      ({ wei, good, here }) => shown(wei, good.statement, here, here.office.time + 5 * minute + 1),
    ],
    [
      'with a statement to another unit',
      'statement-elsewhere',
      (at) => saying(at, { audience: 'else.example' }),
    ],
    [
      'with a statement that has expired',
      'statement-expired',
      (at) => saying(at, { issued: at.here.office.time - hour, expires: at.here.office.time }),
    ],
    [
      'with a statement from the future',
      'statement-from-future',
      (at) => saying(at, { issued: at.here.office.time + 6 * minute }),
    ],
    [
      'with a statement for longer than a day',
      'statement-too-long',
      (at) => saying(at, { expires: at.here.office.time + day + 1 }),
    ],
    ['with a statement that ends before it begins', 'visit-malformed', (at) => saying(at, { expires: 0 })],
    ['with a statement of another unit', 'statement-differs', (at) => saying(at, { domain: 'else.example' })],
    ['with a statement of another person', 'statement-differs', (at) => saying(at, { person: 'ann' })],
    [
      'with a statement of another certificate',
      'statement-differs',
      (at) => saying(at, { certificate: 'x'.repeat(43) }),
    ],
    ['with a statement of another key', 'statement-differs', (at) => saying(at, { key: 'x'.repeat(43) })],
    ['with offices that are none', 'visit-malformed', (at) => saying(at, { offices: ['head office'] })],
    [
      'with a statement by a stranger',
      'statement-signer',
      ({ wei, here }) => shown(wei, signStatement(contentOf(wei, here), fakeKey()), here),
    ],
    [
      'with a statement by oneself',
      'statement-signer',
      ({ wei, here }) => shown(wei, signStatement(contentOf(wei, here), wei.key), here),
    ],
    [
      'with a statement that was changed',
      'statement-signature',
      (at) => {
        const { statement } = saying(at, { offices: ['director'] })
        const { signatures } = at.good.statement
        return shown(at.wei, { ...statement, signatures }, at.here)
      },
    ],
    [
      'with a statement that calls another founder',
      'statement-signature',
      (at) => saying(at, { unit: 'x'.repeat(43) }),
    ],
  ]
  for (const [what, kind, make] of cases) {
    test(`${what}: ${kind}`, async () => {
      const [here, there] = await neighbours()
      const wei = enrolled(there, 'wei', ['clerk'])
      const good = shown(wei, stated(wei, here), here)
      const sent = make({ here, there, wei, good })
      assert.equal(here.office.tried('visitor.receive', here.node, sent), kind)
      assert.equal(here.office.tried('visitor.receive', here.node, good), 'done')
    })
  }

  test('twice with the same presentation, and not with a later one', async () => {
    const [here, there] = await neighbours()
    const wei = enrolled(there, 'wei')
    const first = shown(wei, stated(wei, here), here)
    assert.equal(here.office.tried('visitor.receive', here.node, first), 'done')
    assert.equal(here.office.tried('visitor.receive', here.node, first), 'presentation-repeated')
    const later = shown(wei, first.statement, here, here.office.time + 1)
    assert.equal(here.office.tried('visitor.receive', here.node, later), 'done')
  })

  test('with a key that somebody of this unit is known by', async () => {
    const [here, there] = await neighbours()
    const wei = enrolled(there, 'wei')
    const ann = { ...enrolled(here, 'ann'), home: there }
    const der = there.unit.leaf(ann.key, { id: 'ann' })
    assert.equal(outcomeOf(visit(wei, here)), 'done')
    const content = contentOf({ ...ann, der }, here)
    assert.equal(
      tried({ ...ann, der }, here, signStatement(content, there.unit.keys.issuing)),
      'visitor-key-known',
    )
  })

  test('by strangers, before their bundle is there, and over an agreement for servers alone', async () => {
    const [here, there] = [await foundedPeer('here.example'), await foundedPeer('there.example')]
    const wei = enrolled(there, 'wei')
    assert.equal(outcomeOf(visit(wei, here)), 'statement-signer')
    recognise(here, there)
    assert.equal(outcomeOf(visit(wei, here)), 'statement-signer')
    sure(await follow(here, there), 'a bundle')
    assert.equal(outcomeOf(visit(wei, here)), 'done')
    const [near, far] = await neighbours({ purposes: ['server'] })
    assert.equal(outcomeOf(visit(enrolled(far, 'wei'), near)), 'visitor-unreached')
  })

  test('with a certificate that the home unit has revoked, as far as it is known', async () => {
    const [here, there] = await neighbours()
    const wei = enrolled(there, 'wei')
    const envelope = stated(wei, here)
    revoke(there, wei)
    sure(await follow(here, there, 2), 'a bundle')
    here.office.time += 1
    assert.equal(tried(wei, here, envelope), 'visitor-unreached')
  })

  test('when the bundle of the home unit is no longer fresh', async () => {
    const [here, there] = await neighbours()
    const wei = enrolled(there, 'wei')
    here.office.time += day
    there.office.time += day
    assert.equal(outcomeOf(visit(wei, here)), 'visitor-unit-unreached')
  })

  test('of another unit that claims the same people', async () => {
    const [here, there] = await neighbours()
    const other = await foundedPeer('else.example')
    recognise(here, other)
    sure(await follow(here, other), 'a bundle')
    const key = fakeKey()
    const der = other.unit.leaf(key, { id: 'wei', domain: 'there.example' })
    const wei = { ...enrolled(there, 'wei'), key, der }
    for (const signer of [other.unit.keys.issuing, there.unit.keys.issuing]) {
      const outcome = tried(wei, here, signStatement(contentOf(wei, here), signer))
      assert.equal(
        outcome,
        signer === there.unit.keys.issuing ? 'visitor-unit-unreached' : 'statement-signer',
      )
    }
  })
})

describe('a visit ends', () => {
  const reasons = (done: ReturnType<Peer['office']['act']>): readonly string[] => {
    return sure(done, 'an act').flatMap((event) =>
      'reason' in event && event.kind === 'visitor-ended' ? [String(event.reason)] : [],
    )
  }

  test('with the withdrawal of the agreement it came by, in the same entry', async () => {
    const [here, there] = await neighbours()
    const wei = enrolled(there, 'wei')
    const serial = agreementsOf(here.office.state)[0]?.agreement
    sure(visit(wei, here), 'a visit')
    const input = { unit: 'there.example', agreement: serial, reason: 'no more' }
    const done = here.office.act('agreement.withdraw', here.chief, input)
    assert.deepEqual(reasons(done), ['agreement-withdrawn'])
    assert.equal(
      outcomeOf(visitorSpeaker(here.office.state, wei.key.publicKey.thumbprint, here.office.time)),
      'visitor-unknown',
    )
    assert.equal(outcomeOf(visit(wei, here)), 'visitor-unit-unreached')
    assert.deepEqual(here.office.replayed(), here.office.state)
  })

  test('with a certificate revoked at home, once that is known, and nobody else’s visit', async () => {
    const [here, there] = await neighbours()
    const [wei, ada] = [enrolled(there, 'wei'), enrolled(there, 'ada')]
    for (const who of [wei, ada]) sure(visit(who, here), 'a visit')
    revoke(there, wei)
    assert.deepEqual(reasons(await follow(here, there, 2)), ['revoked'])
    assert.equal(received(ada, here).visitor, 'ada@there.example')
    assert.deepEqual(here.office.replayed(), here.office.state)
  })

  test('not with a bundle that takes nothing back', async () => {
    const [here, there] = await neighbours()
    const wei = enrolled(there, 'wei')
    sure(visit(wei, here), 'a visit')
    assert.deepEqual(reasons(await follow(here, there, 2)), [])
    assert.equal(received(wei, here).visitor, 'wei@there.example')
  })
})

interface At {
  readonly here: Peer
  readonly there: Peer
  readonly wei: Resident
  readonly good: Shown
}

/** What a statement of a resident would say. */
function contentOf(who: Resident, audience: Peer): StatementContent {
  const { unit, office } = who.home
  return {
    unit: unit.keys.authority.publicKey.thumbprint,
    domain: unit.domain,
    audience: audience.unit.domain,
    ...{ person: who.id, name: 'Somebody', offices: [] },
    certificate: base64url(sha256(who.der)),
    key: who.key.publicKey.thumbprint,
    ...{ issued: office.time, expires: office.time + 8 * hour },
  }
}

function saying({ wei, here, there }: At, instead: Partial<StatementContent>): Shown {
  return shown(wei, signStatement({ ...contentOf(wei, here), ...instead }, there.unit.keys.issuing), here)
}

function tried(who: Resident, at: Peer, statement: Shown['statement']): string {
  return at.office.tried('visitor.receive', at.node, shown(who, statement, at))
}

function revoke(home: Peer, who: Resident): void {
  const input = { serial: who.speaker.serial, reason: 'key-compromise' }
  sure(home.office.act('certificate.revoke', home.manager, input), 'a revocation')
  home.office.time += minute
}
