import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { trustQueries } from '#recognition'
import type { QueryDefinition } from '#unit'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'

const unit = new FakeUnit()

before(() => unit.open())
after(() => unit.close())
beforeEach(() => unit.reset())

const queries: readonly unknown[] = trustQueries

/** What a command prints when the unit answers so. */
async function printed(argv: readonly string[], answer: unknown, ...options: string[]): Promise<string> {
  unit.situation = { [`/trust/${argv[1]}`]: answer }
  const path = Object.keys(unit.situation)[0] ?? ''
  const search = argv.slice(2).flatMap((word, at, all) => {
    return word.startsWith('--') ? [`${word.slice(2)}=${all[at + 1]}`] : []
  })
  if (argv[1] !== 'explain') unit.situation = { [`${path}?${search.join('&')}`]: answer }
  const code = await runCommandLine(
    [...options, ...argv],
    unit.ports({ queries: queries as QueryDefinition[] }),
  )
  assert.equal(code, 0, unit.err)
  const { out } = unit
  unit.reset()
  return out
}

const agreement = {
  ...{ agreement: '4a1f', by: 'water.example', with: 'roads.example', key: 'K' },
  ...{ grade: 'basic', purposes: ['client'], hops: 1, domains: ['roads.example'] },
  ...{ statusAgeMaxSeconds: 86_400, notBefore: '2026-01-01', notAfter: '2027-01-01' },
}
const roads = { unit: 'roads.example', key: 'K' }
const head = {
  certificate: { subject: 'CN=wei', serial: 'a1' },
  demanded: { purpose: 'client', grade: 'basic' },
  differences: [],
}
const accepted = {
  ...head,
  ...{ answer: 'accepted', home: roads, grade: 'medium', until: '2026-11-23', path: [agreement] },
  limiting: [
    { bound: 'grade', agreement: '4a1f', by: 'water.example', highest: 'medium' },
    { bound: 'hops', agreement: '4a1f', by: 'water.example', spare: 1 },
    { bound: 'validity', agreement: '4a1f', by: 'water.example', until: '2027-01-01' },
    { bound: 'status-age', agreement: '4a1f', by: 'water.example', spareSeconds: 90_000 },
    { bound: 'names', agreement: '4a1f', by: 'water.example', name: 'roads.example' },
  ],
  statuses: [
    { what: 'certificate', subject: 'CN=wei', asOf: '2026-11-22', ageSeconds: 61, secondsLeft: 7200 },
    { what: 'agreement', subject: 'CN=roads', asOf: '2026-11-22', ageSeconds: 0 },
  ],
  trusted: [roads],
  forgers: [roads],
  disjoint: { paths: 1, exact: true },
}
const refused = {
  ...head,
  answer: 'refused',
  refusal: { detail: 'no path (RFC 5280 §6.1.3(f))' },
  home: roads,
}

function stoppedBy(bound: string, members: object): object {
  const obstacle = { bound, agreement: '4a1f', by: 'water.example', with: 'roads.example', ...members }
  return { ...refused, where: 'agreements', nearest: { agreements: [agreement], obstacles: [obstacle] } }
}

function differing(kind: string, members: object = {}): object {
  return { ...accepted, differences: [{ kind, ...members }] }
}

const unnamed = { agreement: '4a1f', by: 'water.example', unit: 'parks.example' }

const explanations: readonly (readonly [answer: object, said: RegExp])[] = [
  [accepted, /accepted, until 2026-11-23 if nothing new is learnt; highest grade medium/],
  [accepted, /water\.example +roads\.example +basic +client +1 +roads\.example +1 d +2027-01-01 +4a1f/],
  [accepted, /status-age +water\.example +1 d 1 h to spare +4a1f/],
  [accepted, /certificate CN=wei +2026-11-22 +1 min 1 s +2 h/],
  [accepted, /agreement CN=roads +2026-11-22 +0 s +as the own record says/],
  [accepted, /each alone could have forged this +roads\.example/],
  [{ ...accepted, disjoint: { paths: 2, exact: false } }, /in common +at least 2 paths/],
  [
    { ...refused, where: 'issuer' },
    /refused: no path \(RFC 5280 §6\.1\.3\(f\)\)[^]*No unit that is followed/,
  ],
  [{ ...refused, where: 'certificate' }, /Agreements lead to roads\.example; what does not stand/],
  [{ ...refused, where: 'agreements', nearest: 'unconnected' }, /No agreements lead to roads\.example/],
  [{ ...refused, where: 'agreements', nearest: 'unknown' }, /was given up/],
  [
    stoppedBy('grade', { permits: ['basic'] }),
    /- the agreement of water\.example with roads\.example is for the grades basic/,
  ],
  [stoppedBy('purpose', { permits: [] }), /is for none/],
  [stoppedBy('names', { permits: ['a.example', 'b.example'] }), /is for the domains a\.example, b\.example/],
  [stoppedBy('validity', { notBefore: 'x', notAfter: 'y' }), /is valid from x to y/],
  [stoppedBy('hops', { permits: 0, needs: 1 }), /lets 0 more follow, and 1 do/],
  [
    stoppedBy('status-age', { permitsSeconds: 300, needsSeconds: 3600 }),
    /a status of 5 min, and one is 1 h old/,
  ],
  [{ ...head, answer: 'unknown', spent: 'steps' }, /never taken for accepted: [^]*\(steps\)/],
  [differing('mesh-finds-none'), /shows no such path; the search for paths has decided/],
  [differing('mesh-unknown'), /too large to explain/],
  [differing('mesh-finds-path', { trusted: [roads] }), /path over roads\.example, which is not accepted\./],
  [
    differing('mesh-finds-path', { trusted: [roads], unnamed }),
    /4a1f of water\.example is not for the domain parks/,
  ],
  [differing('mesh-forgers', { forgers: [] }), /alone could have forged it: nobody/],
  [differing('mesh-path-breaks'), /does not hold the path/],
  [{ answer: 'of a later version' }, /answer +of a later version/],
]

test('an explanation is told in sentences and tables', async () => {
  const file = join(unit.folder, 'wei.pem')
  writeFileSync(file, 'the certificate')
  for (const [answer, said] of explanations) {
    assert.match(await printed(['trust', 'explain', file], answer), said)
  }
})

test('the certificate is read from its file and sent in the body, with what is demanded', async () => {
  const file = join(unit.folder, 'wei.pem')
  writeFileSync(file, 'the certificate')
  unit.situation = { '/trust/explain': accepted }
  const argv = ['--json', 'trust', 'explain', file, '--grade', 'high']
  assert.equal(await runCommandLine(argv, unit.ports({ queries: queries as QueryDefinition[] })), 0)
  assert.deepEqual(
    unit.received.map((body) => JSON.parse(body)),
    [{ grade: 'high', certificate: 'the certificate' }],
  )
  assert.deepEqual(JSON.parse(unit.out), accepted)
  const missing = ['trust', 'explain', join(unit.folder, 'none.pem')]
  assert.equal(await runCommandLine(missing, unit.ports({ queries: queries as QueryDefinition[] })), 2)
})

const onePlan = {
  ...{ with: 'parks.example', key: 'P', domains: ['parks.example', 'roads.example'], purpose: 'client' },
  ...{ grade: 'basic', hops: 1, statusAgeSeconds: 3900, onward: [agreement], existing: ['4a1f'], opens: [] },
}

const plans: readonly (readonly [answer: object, said: RegExp])[] = [
  [{ ...roads, answer: 'plans', plans: [onePlan] }, /1\. +sign one agreement with parks\.example \(key P\)/],
  [{ ...roads, answer: 'plans', plans: [onePlan] }, /in place of +4a1f\nleads on by +water\.example → roads/],
  [{ ...roads, answer: 'plans', plans: [{ ...onePlan, opens: [roads] }] }, /also opens +roads\.example/],
  [{ ...roads, answer: 'unneeded', awaited: false, path: [agreement] }, /accepted already/],
  [{ ...roads, answer: 'unneeded', awaited: true, path: [agreement] }, /a bundle on the way is not at hand/],
  [{ ...roads, answer: 'none' }, /Nothing this unit could sign leads to roads\.example/],
  [{ ...roads, answer: 'unknown' }, /was given up/],
]

test('a plan is told with the least that an agreement must allow', async () => {
  for (const [answer, said] of plans) {
    assert.match(await printed(['trust', 'plan', '--accept', 'roads.example'], answer), said)
  }
})

const visitor = { visitor: 'wei@roads.example', offices: ['clerk'], grade: 'basic', until: 'evening' }
const nothing = { lost: [], unfollowed: [], visitors: [] }
const uses = [
  { purpose: 'client', grade: 'basic' },
  { purpose: 'client', grade: 'medium' },
  { purpose: 'server', grade: 'basic' },
]

const impacts: readonly (readonly [answer: object, said: RegExp])[] = [
  [nothing, /No unit would be shut out\.\n\nNo visit would end/],
  [{ ...nothing, lost: 'unknown' }, /is not known: the search was given up/],
  [
    { ...nothing, lost: [{ ...roads, accepted: uses }] },
    /roads\.example +client: basic, medium; server: basic/,
  ],
  [{ ...nothing, unfollowed: [roads] }, /no longer followed: roads\.example/],
  [
    { ...nothing, visitors: [{ ...visitor, reason: 'agreement-withdrawn' }] },
    /wei@roads.*came by this agreement/,
  ],
]

test('an impact is told by units and people', async () => {
  for (const [answer, said] of impacts) {
    assert.match(await printed(['trust', 'impact', '--withdraw', '4a1f'], answer), said)
  }
})
