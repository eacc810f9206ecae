import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type NodeFault, tellNodeFault } from './words.ts'

/** One fault of every kind; the type holds the list to be whole. */
const faults: { readonly [K in NodeFault['kind']]: Extract<NodeFault, { readonly kind: K }> } = {
  'unit-missing': { kind: 'unit-missing', folder: 'var' },
  'unit-unfinished': { kind: 'unit-unfinished', folder: 'var', missing: 3 },
  'gate-not-certified': { kind: 'gate-not-certified', cause: 'see the log' },
  'gate-refused': {
    kind: 'gate-refused',
    port: 8443,
    fault: { kind: 'address-unavailable', code: 'EACCES' },
  },
  'listen-refused': { kind: 'listen-refused', code: 'EADDRINUSE', port: 8444 },
  'key-file-missing': { kind: 'key-file-missing', path: 'keys/node.key.json' },
  'key-file-refused': {
    kind: 'key-file-refused',
    path: 'keys/node.key.json',
    fault: { kind: 'passphrase-wrong' },
  },
  'log-refused': { kind: 'log-refused', log: 'record', fault: { kind: 'root-differs', size: 3 } },
  'store-in-use': { kind: 'store-in-use', path: 'store.sqlite' },
  'store-missing': { kind: 'store-missing', path: 'store.sqlite' },
  'store-foreign': { kind: 'store-foreign', path: 'store.sqlite' },
  'store-version': { kind: 'store-version', path: 'store.sqlite', version: 2, supported: 1 },
  'store-full': { kind: 'store-full' },
  'store-behind': { kind: 'store-behind', path: 'store.sqlite', log: 'record', length: 3, signed: 5 },
  'store-unreadable': { kind: 'store-unreadable', path: 'store.sqlite', reason: 'permission denied' },
  'folder-not-empty': { kind: 'folder-not-empty', folder: 'var' },
  'suite-not-for-units': { kind: 'suite-not-for-units', suite: 'ml-dsa-65', suites: ['ed25519'] },
  'snapshot-unreadable': { kind: 'snapshot-unreadable', problem: 'no head line' },
  'snapshot-differs': { kind: 'snapshot-differs', expected: 'a', found: 'b' },
  'snapshot-head': { kind: 'snapshot-head', problem: 'too short' },
  'snapshot-ahead': { kind: 'snapshot-ahead', size: 4, logSize: 3 },
  'snapshot-other-form': { kind: 'snapshot-other-form' },
  'snapshot-other-record': { kind: 'snapshot-other-record', size: 3 },
  'configuration-missing': { kind: 'configuration-missing', path: 'chancery.yaml' },
  'configuration-refused': {
    kind: 'configuration-refused',
    path: 'chancery.yaml',
    line: 3,
    key: 'gate.port',
    problem: 'too big',
  },
}

test('every fault of the room is told in one sentence of its own, in the form of the house', () => {
  const sentences = Object.values(faults).map((fault) => tellNodeFault(fault) ?? '')
  for (const sentence of sentences) assert.match(sentence, /^(?:[a-z`]|API).*[^.\s]$/)
  assert.equal(new Set(sentences).size, sentences.length)
})

test('a sentence names what it is about, and for a wrong passphrase no more than the file', () => {
  assert.match(tellNodeFault(faults['configuration-refused']) ?? '', /chancery\.yaml.*line 3.*gate\.port/)
  assert.match(tellNodeFault(faults['store-in-use']) ?? '', /store\.sqlite/)
  const wrong = 'the passphrase does not open `keys/node.key.json`'
  assert.equal(tellNodeFault(faults['key-file-refused']), wrong)
})

test('a fault of another room is left to that room', () => {
  for (const kind of ['step-taken', 'constructor', '__proto__', 'toString', '']) {
    assert.equal(tellNodeFault({ kind }), undefined)
  }
})
