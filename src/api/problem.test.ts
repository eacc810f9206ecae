import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AnyRefusal, problemKinds, problemOf } from './problem.ts'
import { apiWords } from './words-api.ts'
import { authorityWords } from './words-authority.ts'
import { directoryWords } from './words-directory.ts'
import { documentWords } from './words-document.ts'
import { foundingWords } from './words-founding.ts'
import { gatewayWords } from './words-gateway.ts'
import { identityWords } from './words-identity.ts'
import { organizationWords } from './words-organization.ts'
import { procedureWords } from './words-procedure.ts'
import { protocolWords } from './words-protocol.ts'
import { recognitionWords } from './words-recognition.ts'
import { signatureWords } from './words-signature.ts'
import { taskWords } from './words-task.ts'
import { evidenceWords, timestampWords } from './words-timestamp.ts'
import { trustWords } from './words-trust.ts'
import { unitWords } from './words-unit.ts'
import { visitWords } from './words-visit.ts'

type Members = Readonly<Record<string, unknown>>

/** Members that any fault might carry, each of a fitting type: what a table reads of them is in the words. */
const evidence: Members = {
  ...Object.fromEntries(
    [
      'act',
      'asked',
      'at',
      'by',
      'case',
      'cause',
      'domain',
      'end',
      'given',
      'host',
      'id',
      'key',
      'known',
      'member',
    ].map((name) => [name, `<${name}>`]),
  ),
  ...Object.fromEntries(
    [
      'name',
      'object',
      'office',
      'other',
      'outcome',
      'path',
      'pattern',
      'payloadType',
      'permission',
      'person',
    ].map((name) => [name, `<${name}>`]),
  ),
  ...Object.fromEntries(
    [
      'principalKind',
      'proxy',
      'problem',
      'procedure',
      'query',
      'request',
      'serial',
      'service',
      'speaker',
      'state',
      'step',
      'substitute',
      'training',
    ].map((name) => [name, `<${name}>`]),
  ),
  ...Object.fromEntries(
    [
      'bytesMax',
      'count',
      'countMax',
      'hostsMax',
      'holdersMax',
      'lengthMax',
      'milliseconds',
      'officesMax',
    ].map((name) => [name, 7]),
  ),
  ...Object.fromEntries(
    ['daysMax', 'retrySeconds', 'streamsMax', 'toleranceMilliseconds', 'uses', 'waitingMax', 'yearsMax'].map(
      (name) => [name, 7],
    ),
  ),
  ...Object.fromEntries(
    ['deadline', 'from', 'issuerNotAfter', 'notAfter', 'notBefore', 'now', 'since', 'time', 'until'].map(
      (name) => [name, 0],
    ),
  ),
  ...Object.fromEntries(
    ['accepted', 'allowed', 'declared', 'objects', 'outcomes', 'wanted'].map((name) => [
      name,
      ['<one>', '<other>'],
    ]),
  ),
  digest: '<digest>',
  template: '<template>',
  entry: 7,
  reason: 'one is missing',
  type: 'text',
  openedBy: { kind: 'office', office: '<office>' },
}

/** Evidence of another shape than that of its name elsewhere. */
const special: Readonly<Record<string, Members>> = {
  'files-too-many': { filesMax: 8 },
  'founding-certificate': { which: 'founder', fault: { kind: 'not-base64' } },
  'authority-unreadable': { fault: { kind: 'not-pem' } },
  'authority-unfit': { lacking: 'ca' },
  'domain-not-theirs': { domain: 'a.example', named: 'spiffe://b.example' },
  'bundle-url-refused': { url: 'http://x', problem: 'it must begin with `https://`' },
  'recognised-already': { domain: 'a.example', agreement: 'a1' },
  'agreements-full': { agreementsMax: 7 },
  'agreement-unknown': { agreement: 'a1', unit: 'a.example' },
  'agreement-widened': { bound: 'hops' },
  'agreement-unchanged': { agreement: 'a1' },
  'agreement-serial-used': { agreement: 'a1' },
  'agreement-unreadable': { fault: { kind: 'not-pem' } },
  'agreement-differs': { part: 'bounds' },
  'proposal-missing': { case: '3', unit: 'a.example' },
  'proposal-unknown': { unit: 'a.example' },
  'bundle-certificate': { at: 'links.0', fault: { kind: 'no-agreement' } },
  'bundle-checkpoint': { fault: { kind: 'key-unreadable' } },
  'bundle-differs': { part: 'number' },
  'bundle-domain-differs': { domain: 'a.example', expected: 'b.example' },
  'bundle-signer-unknown': { signer: 'x' },
  'bundle-signature-wrong': { signer: 'x' },
  'bundle-path': { fault: { kind: 'unknown' } },
  'bundle-authority-strange': { subject: 'CN=x' },
  'bundle-list-strange': { place: 0 },
  'bundle-from-future': { thisUpdate: 0, now: 0 },
  'bundle-expired': { nextUpdate: 0, now: 0 },
  'bundle-known': { number: 2 },
  'bundle-rolled-back': { number: 2, known: 3 },
  'bundle-forked': { number: 2 },
  'bundle-unit-differs': { unit: 'x', known: 'y' },
  'record-rolled-back': { size: 2, known: 3 },
  'record-forked': { size: 2 },
  'rollover-unreadable': { part: 'issuing', fault: { kind: 'not-pem' } },
  'rollover-differs': { part: 'newWithOld', differs: 'signature' },
  'authorities-full': { linksMax: 16 },
  'rollover-other-key': { key: 'x', proposed: 'y' },
  'authority-in-use': { key: 'x', units: ['a.example', 'b.example'] },
  'founding-unfinished': { missing: 3 },
  'procedure-unannounced': { digest: 'x', due: 'y' },
  'founding-path': { which: 'founder', fault: { kind: 'unknown' } },
  'founding-name': { which: 'founder', expected: 'x' },
  'founding-grade': { which: 'founder', expected: 'basic' },
  'suite-unknown': { suite: 'x' },
  'presentation-elsewhere': { unit: 'x' },
  'presentation-other-statement': {},
  'statement-differs': { part: 'key' },
  'statement-elsewhere': { audience: 'a.example', domain: 'b.example' },
  'statement-expired': { expires: 0, now: 0 },
  'statement-from-future': { issued: 0, now: 0 },
  'statement-signer': { domain: 'a.example', signer: 'x' },
  'statement-older': { issued: 0, shown: 1 },
  'statement-too-long': { hoursMax: 24 },
  'visit-malformed': { part: 'statement', at: 'offices.0', problem: 'must be the name of an office' },
  'visit-unreadable': { part: 'statement', fault: { kind: 'envelope-unreadable' } },
  'visit-over': { visitor: 'x@a.example', until: 0 },
  'visitor-certificate': { fault: { kind: 'serial-not-positive' } },
  'visitor-key-refused': { fault: { kind: 'key-unreadable' } },
  'visitor-no-person': { subject: 'service/robot' },
  'visitor-unreached': { fault: { kind: 'grade-missing' } },
  'visitors-full': { visitorsMax: 7 },
  'no-step': { openSteps: [{ case: '3', step: 'read', title: 'read', procedure: 'audit' }] },
  'several-steps': { steps: [] },
  'cases-too-many': { open: 7 },
  'lodging-unknown': { lodging: 'x' },
  'lodgings-full': { open: 7 },
  'wish-hidden': { code: 'U+202E' },
  'wish-repeated': { lodging: 'x' },
  'procedure-misnamed': { named: 'x', inText: 'y' },
  'draft-differs': { drafted: 'x', named: 'y' },
  'procedure-text': {
    faults: [{ kind: 'cycle', line: 3, column: 1, key: 'steps.a', steps: ['a', 'b', 'a'] }],
  },
  'step-state': { state: 'dormant', wanted: ['invoked'] },
  'not-trustee': { by: { kind: 'opener' } },
  'not-delegable': { depthMax: 1 },
  'not-delegate': { delegate: 'li.wei' },
  'pair-differs': { rule: 'senior', other: 'read' },
  'people-too-few': { people: 2, steps: ['read'] },
  'people-too-many': { people: 2, steps: ['read'] },
  'rounds-spent': { to: 'read', rounds: 3 },
  'strands-cases': {
    cases: [
      {
        case: '3',
        procedure: 'audit',
        conflict: {
          steps: [{ step: 'read', by: { kind: 'opener' }, people: ['li.wei'], count: 1 }],
          constraints: [{ place: 0, kind: 'different-people', steps: ['read', 'write'] }],
        },
      },
    ],
    more: 2,
  },
  'record-unreadable': { fault: { kind: 'digest-unknown', algorithm: '3000' } },
  'record-digest-missing': { algorithm: 'sha512' },
  'record-object-missing': { chain: 0, place: 0 },
  'record-object-more': { documents: 3, proven: 2 },
  'record-link-missing': { chain: 0, place: 1 },
  'record-algorithms-mixed': { chain: 0, place: 1, algorithm: 'sha256', found: 'sha512' },
  'record-disordered': { chain: 0, place: 1, time: 0, before: 1 },
  'record-token-refused': { chain: 0, place: 0, fault: { kind: 'token-signature-wrong' } },
  'record-renewed-late': {
    ...{ chain: 0, place: 0, at: 9 },
    standing: { state: 'ended', algorithm: 'sha256', until: 1, source: 'the table' },
  },
  'token-unreadable': { fault: { kind: 'not-der', fault: { kind: 'truncated', offset: 3 } } },
  'token-content': { contentType: '1.2.3' },
  'token-attribute-missing': { attribute: 'content-type' },
  'token-certificate-unreadable': { fault: { kind: 'serial-not-positive' } },
  'token-key-refused': { fault: { kind: 'key-unreadable' } },
  'token-algorithm-unknown': { algorithm: '3000' },
  'token-imprint-missing': { algorithm: 'sha512' },
  'token-time-ahead': { time: 1, at: 0 },
  'token-time-early': { time: 0, notBefore: 1 },
  'token-path-refused': { fault: { kind: 'revoked', subject: 'CN=x', serial: 'a1' } },
  'token-path-unknown': { spent: 'steps' },
  'timestamp-answer-unreadable': { fault: { kind: 'digest-unknown', algorithm: '3000' } },
  'timestamp-denied': { status: 'rejection', failures: ['badAlg'], texts: ['no'] },
  'timestamp-answer-differs': { what: 'nonce' },
  'form-refused': { fault: { kind: 'form-unreadable', form: 'PAdES', problem: 'x' } },
  'mark-refused': { fault: { kind: 'mark-too-small', width: 1, height: 1 } },
  'claim-differs': { part: 'step', due: 'decide' },
  'key-for-other-use': { use: 'seal' },
  'seal-over': { cause: 'revoked' },
  'signature-recorded': { signature: 'a1' },
  'signature-not-found': { signature: 'a1' },
  'signatures-full': { of: 'object' },
  'override-unknown': { override: 'x', known: [] },
  'second-unfit': { tell: { kind: 'opener' } },
  'certificate-unreadable': { fault: { kind: 'not-der', fault: { kind: 'truncated', offset: 3 } } },
  'path-refused': { fault: { kind: 'revoked', subject: 'CN=x', serial: 'a1' } },
  'request-refused': {
    fault: { kind: 'key-refused', fault: { kind: 'key-weak', type: 'rsa', bits: 1024, bitsMin: 2048 } },
  },
  'leaf-unreached': { fault: { kind: 'revoked', subject: 'CN=x', serial: 'a1' }, clause: 'RFC 5280 §6' },
  'diagram-refused': { faults: [{ kind: 'start-missing' }] },
  'explain-unreadable': { fault: { kind: 'not-pem' } },
  'unit-unheard': { unit: 'a.example' },
  'unit-ambiguous': { unit: 'a.example', keys: ['x', 'y'] },
  'principal-not-found': { principal: { kind: 'person', id: 'ann' } },
  'impact-on-oneself': { unit: 'a.example' },
  'impact-agreement-unknown': { agreement: 'a1' },
  'upstream-refused': { fault: { kind: 'upstream-address-malformed', text: 'x' } },
  'asker-not-entitled': { asker: 'device/pad', cause: 'not-service' },
  'routes-refused': { fault: { kind: 'routes-ambiguous', route: 1, other: 0 } },
}

for (const kind of problemKinds) {
  test(`${kind} is told in the house's manner: what is wrong, and what to do next`, () => {
    const problem = problemOf({ ...evidence, ...special[kind], kind })
    assert.ok(problem)
    assert.equal(problem.type, `urn:chancery:problem:${kind}`)
    assert.ok(problem.status >= 400 && problem.status < 600)
    for (const text of [problem.title, problem.detail]) {
      assert.match(text, /^[a-z`<]/, text)
      assert.doesNotMatch(text, /[.!]$|undefined|NaN|\[object|\n| {2}/, text)
    }
    assert.doesNotMatch(problem.title, /</, 'the title is the same for every occurrence')
    // What is wrong, then what to do.
    assert.match(problem.detail, /[:;,]/)
  })
}

test('no kind stands in two tables', () => {
  const tables: readonly object[] = [
    apiWords,
    authorityWords,
    directoryWords,
    documentWords,
    foundingWords,
    gatewayWords,
    identityWords,
    organizationWords,
    procedureWords,
    protocolWords,
    recognitionWords,
    signatureWords,
    taskWords,
    timestampWords,
    evidenceWords,
    trustWords,
    unitWords,
    visitWords,
  ]
  const kinds = tables.flatMap((table) => Object.keys(table))
  assert.deepEqual(kinds.sort(), [...problemKinds])
})

test('a kind that no table knows has no words', () => {
  assert.equal(problemOf({ kind: 'not-in-any-table' }), undefined)
  assert.equal(problemOf({ kind: 'constructor' }), undefined)
  assert.equal(problemOf({ kind: '__proto__' }), undefined)
})

const nested = [
  [
    { kind: 'key-weak', type: 'rsa', bits: 1024, bitsMin: 2048 },
    /the rsa key has 1024 bits, at least 2048 are needed: make/,
  ],
  [{ kind: 'key-unreadable' }, /the public key is malformed: make/],
] as const

for (const [fault, words] of nested) {
  test(`a request refused for ${fault.kind} says so`, () => {
    const refusal: AnyRefusal = { kind: 'request-refused', fault: { kind: 'key-refused', fault } }
    assert.match(problemOf(refusal)?.detail ?? '', words)
  })
}

test('a full store is told as such', () => {
  const told = problemOf({ kind: 'unit-stopped', cause: 'store-full' } as AnyRefusal)
  assert.equal(told?.status, 503)
  assert.match(told?.detail ?? '', /store of the node is full/)
})
