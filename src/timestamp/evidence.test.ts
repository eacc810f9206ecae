import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { equalBytes, hex, utf8 } from '#bytes'
import { day, type Instant } from '#clock'
import { parseEvidenceRecord, writeEvidenceRecord } from '#cms'
import { type DigestName, digestBytes } from '#crypto'
import { certain, type Result, sure } from '#fault'
import { type FakeTsa, fakeNow, fakeQuestion, fakeToken, fakeTsa } from './fake-timestamps.ts'
import {
  archiveEvidence,
  type EvidenceFault,
  type EvidenceQuestion,
  type HashTree,
  HashTreeBuilder,
  renewalDigest,
  renewalDue,
  renewedDigests,
  renewHashTree,
  renewTimestamp,
  type SunsetRow,
  verifyEvidenceRecord,
} from './index.ts'

const year = 365 * day
const tsa = fakeTsa()

type Group = readonly string[]

const hashed = (text: string, algorithm: DigestName) => digestBytes(algorithm, utf8(text))
const digestsOf = (group: Group) => (algorithm: DigestName) => group.map((text) => hashed(text, algorithm))

function treeOf(groups: readonly Group[], algorithm: DigestName = 'sha256'): HashTree {
  const builder = new HashTreeBuilder(algorithm)
  for (const group of groups) builder.add(...digestsOf(group)(algorithm))
  return builder.build()
}

function tokenFor(tree: HashTree, time: Instant = fakeNow, by: FakeTsa = tsa): Uint8Array {
  return fakeToken(by, { algorithm: tree.algorithm, digest: tree.root }, { time })
}

/** The records of an archive. */
function archived(groups: readonly Group[], algorithm?: DigestName, time?: Instant): readonly Uint8Array[] {
  const tree = treeOf(groups, algorithm)
  const evidence = sure(archiveEvidence(tree, tokenFor(tree, time)), 'the evidence')
  return groups.map((_, at) => evidence.prove(at))
}

const numbered = (count: number): readonly Group[] =>
  Array.from({ length: count }, (_, at) => [`document ${at}`])

function question(more: Partial<EvidenceQuestion> = {}): EvidenceQuestion {
  return { ...fakeQuestion(), ...more, statusOf: more.statusOf ?? (() => ({ status: 'good' })) }
}

function answer(record: Uint8Array, group: Group, more: Partial<EvidenceQuestion> = {}): string {
  return told(verifyEvidenceRecord(record, digestsOf(group), question(more)))
}

function told(result: Result<unknown, EvidenceFault>): string {
  if (result.ok) return 'verified'
  const { fault } = result
  return fault.kind === 'record-token-refused' ? `token: ${fault.fault.kind}` : fault.kind
}

describe('one time-stamp over an archive', () => {
  test('proves every object of it, alone or in a group, and no other', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.uniqueArray(fc.nat(9_999), { minLength: 1, maxLength: 3 }), {
          minLength: 1,
          maxLength: 12,
          selector: (group) => [...group].sort((a, b) => a - b).join(),
        }),
        fc.nat(),
        (numbers, chosen) => {
          const groups = numbers.map((group, at) => group.map((number) => `${at}/${number}`))
          const records = archived(groups)
          const at = chosen % groups.length
          const other = (at + 1) % groups.length
          const record = certain(records[at], 'a record')
          assert.equal(answer(record, certain(groups[at], 'a group'), { exactly: true }), 'verified')
          if (other === at) return
          assert.equal(answer(record, certain(groups[other], 'a group')), 'record-object-missing')
        },
      ),
      { numRuns: 30 },
    )
  })

  test('proves a part of a group, and not that it was the whole', () => {
    const [record] = archived([['a', 'b', 'c'], ['d']])
    assert.equal(answer(certain(record, 'one'), ['c', 'a']), 'verified')
    assert.equal(answer(certain(record, 'one'), ['c', 'a'], { exactly: true }), 'record-object-more')
    assert.equal(answer(certain(record, 'one'), ['a', 'x']), 'record-object-missing')
  })

  test('over one document needs no tree', () => {
    const [record = new Uint8Array()] = archived([['alone']])
    const [[first] = []] = sure(parseEvidenceRecord(record), 'a record').chains
    assert.equal(first?.reducedTree, undefined)
    assert.equal(answer(record, ['alone'], { exactly: true }), 'verified')
  })

  test('is refused for another tree, and for one that is no time-stamp', () => {
    const tree = treeOf(numbered(3))
    assert.equal(told(archiveEvidence(tree, tokenFor(treeOf(numbered(4))))), 'token: token-imprint-differs')
    assert.equal(told(archiveEvidence(tree, Uint8Array.of(1))), 'token: token-unreadable')
  })

  test('with an octet changed proves nothing, or the same', () => {
    const [, record = new Uint8Array()] = archived(numbered(3))
    for (let at = 0; at < record.length; at += 3) {
      const changed = Uint8Array.from(record)
      changed[at] = (changed[at] ?? 0) ^ 0x40
      const verified = verifyEvidenceRecord(changed, digestsOf(['document 1']), question())
      assert.ok(!verified.ok || verified.value.time === fakeNow, `octet ${at}`)
    }
  })
})

/** What ends when, in tests of renewal: the first signature after five years, the first hash after ten. */
const table: readonly SunsetRow[] = [
  { algorithm: 'ecdsa-p256', until: fakeNow + 5 * year, source: 'the test' },
  { algorithm: 'sha256', until: fakeNow + 10 * year, source: 'the test' },
  { algorithm: 'ed25519', source: 'the test' },
  { algorithm: 'sha512', source: 'the test' },
]
const sunset = { table, notice: year }
const later = fakeTsa({ suite: 'ed25519' })

/** The record of `group` with a second time-stamp after so many years. */
function stampedAgain(record: Uint8Array, years: number): Result<Uint8Array, EvidenceFault> {
  const over = sure(renewalDigest(record), 'what to stamp')
  return renewTimestamp(record, fakeToken(later, over, { time: fakeNow + years * year }))
}

/** Every record with a new tree over all of them, by SHA-512, after so many years. */
function hashedAgain(
  records: readonly Uint8Array[],
  groups: readonly Group[],
  years: number,
): readonly Uint8Array[] {
  const builder = new HashTreeBuilder('sha512')
  for (const [at, group] of groups.entries()) {
    const record = certain(records[at], 'a record')
    builder.add(...sure(renewedDigests(record, 'sha512', digestsOf(group)('sha512')), 'digests'))
  }
  const tree = builder.build()
  const token = tokenFor(tree, fakeNow + years * year, later)
  return records.map((record, at) => sure(renewHashTree(record, tree, at, token), 'a renewal'))
}

describe('a renewed record', () => {
  const groups: readonly Group[] = [['a'], ['b', 'c'], ['d'], ['e']]
  const records = archived(groups)
  const stamped = records.map((record) => sure(stampedAgain(record, 4), 'a renewal'))
  const rehashed = hashedAgain(stamped, groups, 9)

  for (const years of [6, 9, 15, 30]) {
    test(`verifies after ${years} years, as of the first time-stamp`, () => {
      for (const [at, group] of groups.entries()) {
        const record = certain(years < 10 ? stamped[at] : rehashed[at], 'a record')
        const asked = question({ at: fakeNow + years * year, sunset, exactly: true })
        const verified = sure(verifyEvidenceRecord(record, digestsOf(group), asked), `after ${years} years`)
        assert.equal(verified.time, fakeNow)
        assert.equal(verified.timestamps.length, years < 10 ? 2 : 3)
      }
    })
  }

  const missed: readonly (readonly [string, () => Uint8Array, number])[] = [
    ['not at all', () => certain(records[0], 'one'), 6],
    ['after the signature had ended', () => sure(stampedAgain(certain(records[0], 'one'), 6), 'late'), 7],
    ['only by a time-stamp when its hash had ended', () => certain(stamped[0], 'one'), 11],
    [
      'when its hash had ended',
      () => certain(hashedAgain(stamped.slice(0, 1), groups.slice(0, 1), 11)[0], 'late'),
      12,
    ],
  ]
  for (const [when, record, years] of missed) {
    test(`is worth nothing if it was renewed ${when}`, () => {
      assert.equal(answer(record(), ['a'], { at: fakeNow + years * year, sunset }), 'record-renewed-late')
    })
  }

  test('shares one time-stamp with others, over a tree of theirs', () => {
    const two = [...archived([['x']], 'sha256', fakeNow), ...archived([['y'], ['z']], 'sha256', fakeNow)]
    const builder = new HashTreeBuilder('sha256')
    for (const record of two) builder.add(sure(renewalDigest(record), 'a digest').digest)
    const tree = builder.build()
    const token = tokenFor(tree, fakeNow + 4 * year, later)
    const [x, y] = two.map((record, at) => sure(renewTimestamp(record, token, tree.reduced(at)), 'a renewal'))
    const at = fakeNow + 6 * year
    assert.equal(answer(certain(x, 'x'), ['x'], { at, sunset }), 'verified')
    assert.equal(answer(certain(y, 'y'), ['y'], { at, sunset }), 'verified')
  })

  test('is not made with a time-stamp of before, or over something else', () => {
    const [record = new Uint8Array()] = records
    assert.equal(told(stampedAgain(record, -1)), 'record-disordered')
    const other = fakeToken(later, { algorithm: 'sha256', digest: hashed('x', 'sha256') })
    assert.equal(told(renewTimestamp(record, other)), 'token: token-imprint-differs')
  })

  test('is refused where chains are put together that do not belong together', () => {
    const at = fakeNow + 6 * year
    const chainsOf = (record: Uint8Array) => sure(parseEvidenceRecord(record), 'a record')
    const [a, d] = [stamped[0], stamped[2]].map((record) => chainsOf(certain(record, 'one')))
    const first = certain(a, 'a').chains[0]?.[0]
    const foreign = chainsOf(
      certain(archived([['q'], ['r']]).map((r) => sure(stampedAgain(r, 4), 'x'))[0], 'q'),
    )
    const second = certain(foreign.chains[0]?.[1], 'a time-stamp')
    const mixed = writeEvidenceRecord({ ...certain(d, 'd'), chains: [[certain(first, 'first'), second]] })
    assert.equal(answer(mixed, ['a'], { at, sunset }), 'record-link-missing')
    const swapped = writeEvidenceRecord({
      ...certain(a, 'a'),
      chains: [certain(a, 'a').chains[0]?.toReversed() ?? []],
    })
    assert.notEqual(answer(swapped, ['a'], { at, sunset }), 'verified')
  })

  test('needs the digests by every algorithm of its trees', () => {
    const only = (algorithm: DigestName) => (algorithm === 'sha256' ? digestsOf(['a'])(algorithm) : undefined)
    const at = fakeNow + 15 * year
    const asked = verifyEvidenceRecord(certain(rehashed[0], 'one'), only, question({ at, sunset }))
    assert.equal(told(asked), 'record-digest-missing')
  })

  test('asks for the status of each certificate as of the time-stamp that came after', () => {
    const asked: Instant[] = []
    const at = fakeNow + 15 * year
    const statusOf: EvidenceQuestion['statusOf'] = (_certificate, _issuer, time) => {
      asked.push(time)
      return { status: 'good' }
    }
    assert.equal(answer(certain(rehashed[0], 'one'), ['a'], { at, sunset, statusOf }), 'verified')
    assert.deepEqual(asked, [fakeNow + 4 * year, fakeNow + 9 * year, at])
  })
})

describe('what is to be renewed', () => {
  const verified = (record: Uint8Array, group: Group, years: number) =>
    sure(
      verifyEvidenceRecord(record, digestsOf(group), question({ at: fakeNow + years * year, sunset })),
      'a record',
    )

  test('is nothing, then the time-stamp, then the tree', () => {
    const [record = new Uint8Array()] = archived([['a']])
    const due = (years: number, of = record) => {
      const { last, algorithm } = verified(of, ['a'], years)
      return renewalDue(last, algorithm, fakeNow + years * year, sunset)
    }
    assert.equal(due(1), undefined)
    assert.deepEqual(due(4), { what: 'time-stamp', by: fakeNow + 5 * year, ends: 'ecdsa-p256' })
    const again = sure(stampedAgain(record, 4), 'a renewal')
    assert.equal(due(6, again), undefined)
    assert.deepEqual(due(9, again), { what: 'hash-tree', by: fakeNow + 10 * year, ends: 'sha256' })
  })

  test('is the time-stamp when its certificate is about to end', () => {
    const brief = fakeTsa({ suite: 'ed25519', notAfter: fakeNow + 60 * day })
    const tree = treeOf([['a'], ['b']], 'sha512')
    const record = sure(archiveEvidence(tree, tokenFor(tree, fakeNow, brief)), 'evidence').prove(0)
    const { last, algorithm } = verified(record, ['a'], 0)
    const due = renewalDue(last, algorithm, fakeNow, sunset)
    assert.deepEqual([due?.what, due?.ends], ['time-stamp', 'certificate'])
    assert.equal(answer(record, ['a'], { at: fakeNow + 61 * day }), 'token: token-path-refused')
  })
})

test('two records of one archive have one time-stamp and two ways to it', () => {
  const [one, other] = archived(numbered(2)).map((record) => {
    const [[timestamp] = []] = sure(parseEvidenceRecord(record), 'a record').chains
    return certain(timestamp, 'a time-stamp')
  })
  assert.ok(equalBytes(certain(one, 'one').token, certain(other, 'other').token))
  const lists = [one, other].map((each) => each?.reducedTree?.map((list) => list.map(hex)))
  assert.deepEqual(lists[0]?.[0], lists[1]?.[1])
  assert.deepEqual(lists[1]?.[0], lists[0]?.[1])
})
