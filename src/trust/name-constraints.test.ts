import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex } from '#bytes'
import { sure } from '#fault'
import { type GeneralName, type NameConstraints, nameOf } from '#x509'
import { fakeAuthority, fakeEntity, fakeLeaf, fakeNow } from './fake-authority.ts'
import { findPath } from './index.ts'

const authority = fakeEntity('A')
const below = fakeEntity('B')
const ada = fakeEntity('Ada')

const dns = (value: string): GeneralName => ({ kind: 'dns', value })
const email = (value: string): GeneralName => ({ kind: 'email', value })
const uri = (value: string): GeneralName => ({ kind: 'uri', value })
const ip = (text: string): GeneralName => ({ kind: 'ip', bytes: sure(fromHex(text), 'hex') })
const directory = (commonName: string): GeneralName => ({ kind: 'directory', name: nameOf({ commonName }) })
const registered = (text: string): GeneralName => ({
  kind: 'other',
  number: 8,
  der: sure(fromHex(text), 'hex'),
})

/** What a leaf of these names, below an authority constrained to or from one name, is answered. */
function answer(constraints: NameConstraints, names: readonly GeneralName[]): string {
  const anchor = fakeAuthority(authority, authority, { known: { nameConstraints: constraints } })
  const leaf = fakeLeaf(below, ada, names.length > 0 ? { known: { subjectAltName: names } } : {})
  const found = findPath({
    leaf,
    anchors: [anchor],
    intermediates: [fakeAuthority(authority, below)],
    at: fakeNow,
    purpose: 'any',
    statusOf: () => ({ status: 'good' }),
  })
  if (found.answer === 'refused') return found.fault.kind
  return found.answer === 'unknown' ? `spent ${found.spent}` : found.answer
}

const cases: readonly (readonly [
  name: GeneralName,
  constraint: GeneralName,
  permitted: string,
  excluded: string,
])[] = [
  [dns('office.example'), dns('office.example'), 'accepted', 'name-refused'],
  [dns('a.b.office.example'), dns('office.example'), 'accepted', 'name-refused'],
  [dns('A.Office.EXAMPLE'), dns('office.example'), 'accepted', 'name-refused'],
  [dns('myoffice.example'), dns('office.example'), 'name-refused', 'accepted'],
  [dns('example'), dns('office.example'), 'name-refused', 'accepted'],
  [dns('any.example'), dns(''), 'accepted', 'name-refused'],
  [dns('*.office.example'), dns('office.example'), 'accepted', 'name-refused'],
  [dns('*.office.example'), dns('a.office.example'), 'name-refused', 'name-refused'],
  [dns('*.office.example'), dns('b.a.office.example'), 'name-refused', 'accepted'],
  [email('ada@office.example'), email('ada@office.example'), 'accepted', 'name-refused'],
  [email('ada@OFFICE.example'), email('ada@office.example'), 'accepted', 'name-refused'],
  [email('ADA@office.example'), email('ada@office.example'), 'name-refused', 'accepted'],
  [email('ada@office.example'), email('office.example'), 'accepted', 'name-refused'],
  [email('ada@a.office.example'), email('office.example'), 'name-refused', 'accepted'],
  [email('ada@a.office.example'), email('.office.example'), 'accepted', 'name-refused'],
  [email('ada@office.example'), email('.office.example'), 'name-refused', 'accepted'],
  [email('ada'), email('office.example'), 'name-unreadable', 'name-unreadable'],
  [uri('spiffe://office.example/person/ada'), uri('office.example'), 'accepted', 'name-refused'],
  [uri('https://ada@office.example:443/?q'), uri('office.example'), 'accepted', 'name-refused'],
  [uri('https://a.office.example'), uri('office.example'), 'name-refused', 'accepted'],
  [uri('https://a.office.example'), uri('.office.example'), 'accepted', 'name-refused'],
  [uri('https://evil.example?.office.example'), uri('.office.example'), 'name-refused', 'accepted'],
  [uri('https://192.0.2.1/'), uri('office.example'), 'name-unreadable', 'name-unreadable'],
  [uri('urn:office.example'), uri('office.example'), 'name-unreadable', 'name-unreadable'],
  [ip('c0000201'), ip('c0000200ffffff00'), 'accepted', 'name-refused'],
  [ip('c0000301'), ip('c0000200ffffff00'), 'name-refused', 'accepted'],
  [
    ip(`20010db8${'00'.repeat(12)}`),
    ip(`20010db8${'00'.repeat(12)}ffffffff${'00'.repeat(12)}`),
    'accepted',
    'name-refused',
  ],
  [ip('c0000201'), ip('00'.repeat(32)), 'name-refused', 'accepted'],
  [ip('c00002'), ip('c0000200ffffff00'), 'name-unreadable', 'name-unreadable'],
  [registered('880129'), registered('880129'), 'name-unreadable', 'name-unreadable'],
  [registered('880129'), dns('office.example'), 'accepted', 'accepted'],
  [dns('other.example'), email('office.example'), 'accepted', 'accepted'],
]

for (const [name, constraint, permitted, excluded] of cases) {
  const show = (shown: GeneralName): string => JSON.stringify(Object.values(shown).slice(0, 2))
  test(`${show(name)} under ${show(constraint)}: permitted ${permitted}, excluded ${excluded}`, () => {
    assert.equal(answer({ permitted: [constraint] }, [name]), permitted)
    assert.equal(answer({ excluded: [constraint] }, [name]), excluded)
  })
}

/** Other name, X.400 address, EDI party and registered identifier: forms that are given no meaning. */
for (const [number, tag] of [
  [0, 'a0'],
  [3, 'a3'],
  [5, 'a5'],
  [8, '88'],
] as const) {
  test(`a name of form ${number} cannot be held against a constraint of its form, and is refused`, () => {
    const name: GeneralName = { kind: 'other', number, der: sure(fromHex(`${tag}0406022a03`), 'hex') }
    for (const constraints of [{ permitted: [name] }, { excluded: [name] }]) {
      assert.equal(answer(constraints, [name]), 'name-unreadable')
      assert.equal(answer(constraints, [dns('office.example')]), 'accepted')
    }
  })
}

test('what long names cost is spent', () => {
  const office = (at: number, city: string): GeneralName => directory(`Office number ${at}, ${city}`)
  const names = Array.from({ length: 60 }, (_, at) => office(at, 'where the certificate was issued'))
  const spend = (count: number): string => {
    return answer({ excluded: Array.from({ length: count * 60 }, (_, at) => office(at, 'elsewhere')) }, names)
  }
  assert.equal(spend(1), 'accepted')
  assert.equal(spend(8), 'spent steps')
})

test('the subject and the authorities between are held against directory constraints', () => {
  // Both `CN=B` and `CN=Ada` stand below the constraint.
  assert.equal(answer({ permitted: [directory('Ada')] }, []), 'name-refused')
  assert.equal(answer({ permitted: [directory('ada'), directory(' b ')] }, []), 'accepted')
  assert.equal(answer({ excluded: [directory('b')] }, []), 'name-refused')
  assert.equal(answer({ excluded: [directory('C')] }, []), 'accepted')
})

test('one name outside is enough to refuse, and constraints add up', () => {
  const permitted = [dns('office.example'), dns('other.example')]
  assert.equal(answer({ permitted }, [dns('a.office.example'), dns('a.other.example')]), 'accepted')
  assert.equal(answer({ permitted }, [dns('a.office.example'), dns('a.third.example')]), 'name-refused')
  const excluded = [dns('b.office.example')]
  assert.equal(answer({ permitted, excluded }, [dns('b.office.example')]), 'name-refused')
})

const malformed: readonly GeneralName[] = [
  dns('.office.example'),
  dns('*.office.example'),
  dns('192.0.2.1'),
  email('a@b@.example'),
  uri('https://office.example'),
  ip('c0000200'),
  ip('c0000200ff00ff00'),
]

for (const constraint of malformed) {
  test(`the constraint ${JSON.stringify(Object.values(constraint))} is no constraint`, () => {
    assert.equal(answer({ excluded: [constraint] }, []), 'extension-unfit')
  })
}
