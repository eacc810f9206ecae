import assert from 'node:assert/strict'
import { test } from 'node:test'
import { occurrenceOf } from './fake-evidence.ts'
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

for (const kind of problemKinds) {
  test(`${kind} is told in the house's manner: what is wrong, and what to do next`, () => {
    const problem = problemOf(occurrenceOf(kind))
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
