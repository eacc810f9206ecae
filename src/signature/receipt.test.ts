import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { base64, canonicalJson, concat, hex, sha256, utf8 } from '#bytes'
import { day, isoInstant, second } from '#clock'
import { PrivateKey, signEnvelope, thumbprintOf } from '#crypto'
import { sure } from '#fault'
import { leafHash } from '#merkle'
import { noteSigner, signNote } from '#record'
import { keyPurpose } from '#x509'
import {
  carried,
  type FakeHolder,
  fakeCertificate,
  fakeHolder,
  fakeList,
  fakeRoot,
  fakeSignature,
  fakeToken,
  nothing,
} from './fake-signatures.ts'
import type { SignatureObject } from './object.ts'
import type { JudgedReceipt } from './receipt.ts'
import { judgeSignatures } from './verify.ts'

const now = Date.UTC(2026, 10, 22, 12)
const city = fakeRoot('City', { from: now - day, until: now + 365 * day })
const wei = holder('Li Wei', 'person/li.wei')
const mei = holder('Zhao Mei', 'person/zhao.mei')
const log = holder('record', 'service/record', 'record')
const journal = holder('gate', 'service/gate', 'record')
const stranger = fakeRoot('Stranger', { from: now - day, until: now + day })

function holder(name: string, path: string, kind: 'signer' | 'record' = 'signer', under = city): FakeHolder {
  const names = [{ kind: 'uri', value: `spiffe://city.example/${path}` }] as const
  return fakeHolder(under, name, { from: now - day, until: now + 90 * day, kind, names })
}

const grant = {
  by: 'step',
  case: '17',
  step: 'decide',
  epoch: 41,
  permission: 'document.sign',
  object: 'permit/17',
  person: 'li.wei',
}
const claim = {
  unit: thumbprintOf(city.certificate),
  case: '17',
  step: 'decide',
  permission: 'document.sign',
  object: 'permit/17',
  epoch: 41,
  grant: sha256(utf8(canonicalJson(grant))),
}
const plain = fakeSignature(wei, { claims: { commitments: [], roles: [], authority: claim } })

/** What a receipt of the tests says in place of the truth. */
interface Untruth {
  readonly act?: string
  readonly unit?: string
  readonly signature?: string
  readonly grant?: object
  /** Further members of the event. */
  readonly event?: object
  readonly actor?: FakeHolder
  readonly log?: FakeHolder
  readonly origin?: string
  readonly proof?: Uint8Array
  readonly witness?: PrivateKey
}

const since = now - 3 * 3_600_000
const otherLeaf = leafHash(utf8('another entry'))

function receiptFor(object: SignatureObject, untruth: Untruth = {}): Uint8Array {
  const { act = 'document.sign', unit = claim.unit, actor = wei, log: by = log } = untruth
  const input = { signed: base64(object.signedBytes) }
  const payload = utf8(JSON.stringify({ act, id: 'x', unit, time: isoInstant(since), input }))
  const entry = utf8(
    JSON.stringify({
      v: 1,
      time: isoInstant(since),
      envelope: signEnvelope('application/vnd.chancery.act+json', payload, actor.key),
      grant: untruth.grant ?? grant,
      drawn: [],
      events: [{ kind: 'document-signed', signature: untruth.signature ?? object.id, ...untruth.event }],
    }),
  )
  const root = sha256(concat(Uint8Array.of(1), otherLeaf, leafHash(entry)))
  const origin = untruth.origin ?? 'city.example/record'
  const text = `${origin}\n2\n${base64(root)}\n`
  const note = signNote(text, sure(noteSigner(origin, by.key), 'the record'))
  const receipt = {
    index: 1,
    entry: base64(entry),
    proof: [base64(untruth.proof ?? otherLeaf)],
    checkpoint: untruth.witness ? note + cosigned(text, untruth.witness) : note,
  }
  const chain = [base64(city.certificate.der)]
  return utf8(JSON.stringify({ v: 1, receipt, record: base64(by.certificate.der), chain }))
}

/** A line by a witness (C2SP tlog-cosignature). */
function cosigned(text: string, key: PrivateKey): string {
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt((now - day / 24) / second))
  const signature = key.sign(utf8(`cosignature/v1\ntime ${(now - day / 24) / second}\n${text}`))
  const raw = key.publicKey.spki.subarray(-32)
  const id = sha256(concat(utf8('witness.example\n'), Uint8Array.of(4), raw)).subarray(0, 4)
  return `— witness.example ${base64(concat(id, time, signature))}\n`
}

const witness = PrivateKey.generate('ed25519')

function judge(object: SignatureObject, recognised?: FakeHolder): JudgedReceipt {
  const [judged] = judgeSignatures({
    objects: [object],
    context: {
      anchors: [city.certificate],
      intermediates: recognised ? [recognised.certificate] : [],
      evidence: {
        ...nothing,
        lists: [city, ...(recognised ? [recognised] : [])].map((one) => fakeList(one, now - day / 2)),
      },
      now,
      witnesses: [{ name: 'witness.example', key: witness.publicKey }],
    },
  })
  assert.equal(judged?.verdict.indication, 'TOTAL-PASSED')
  return judged.receipt
}

test('a receipt proves offline that the act stands on the record, and who says since when', () => {
  const receipt = judge({ ...plain, receipt: receiptFor(plain) })
  assert.ok(receipt.state === 'proven')
  const { entry } = receipt
  assert.deepEqual([entry.since, entry.index, entry.size, entry.origin], [since, 1, 2, 'city.example/record'])
  assert.deepEqual(entry.cosignatures, [])
  const seen = judge({ ...plain, receipt: receiptFor(plain, { witness }) })
  assert.ok(seen.state === 'proven')
  assert.deepEqual(seen.entry.cosignatures, [{ witness: 'witness.example', at: now - day / 24 }])
  const forged = judge({ ...plain, receipt: receiptFor(plain, { witness: PrivateKey.generate('ed25519') }) })
  assert.ok(forged.state === 'proven')
  assert.deepEqual(forged.entry.cosignatures, [])
})

test('without a receipt a claim of authority is unproven, and no claim is none', () => {
  assert.deepEqual(judge(plain), { state: 'unproven' })
  assert.deepEqual(judge(fakeSignature(wei)), { state: 'none' })
})

const table: readonly (readonly [string, Untruth, string])[] = [
  ['of another act', { act: 'case.open' }, 'contradicted act'],
  ['of another signature', { signature: hex(sha256(utf8('other'))) }, 'contradicted signature'],
  ['of another unit', { unit: 'V'.repeat(43) }, 'unproven receipt-unit-other'],
  ['of another case', { grant: { ...grant, case: '18' } }, 'contradicted case'],
  ['of another step', { grant: { ...grant, step: 'check' } }, 'contradicted step'],
  ['of another permission', { grant: { ...grant, permission: 'document.seal' } }, 'contradicted permission'],
  ['of another object', { grant: { ...grant, object: 'permit/18' } }, 'contradicted object'],
  ['of another epoch', { grant: { ...grant, epoch: 42 } }, 'contradicted epoch'],
  ['of an office', { grant: { ...grant, office: 'permits' } }, 'contradicted office'],
  ['of another person’s grant', { grant: { ...grant, person: 'zhao.mei' } }, 'contradicted grant'],
  ['of another actor', { actor: mei }, 'unproven receipt-actor-other'],
  ['with another proof', { proof: sha256(utf8('x')) }, 'unproven receipt-not-included'],
  ['of a log of another origin', { origin: 'city.example/journal/node' }, 'unproven receipt-checkpoint'],
  ['of a service that is no record', { log: journal }, 'unproven receipt-checkpoint'],
  ['of a person who writes a record', { log: wei }, 'unproven receipt-record-refused'],
  [
    'of a record nobody trusts',
    { log: holder('record', 'service/record', 'record', stranger) },
    'unproven receipt-record-refused',
  ],
]

describe('a signature by a key that its holder has for documents alone', () => {
  const names = [{ kind: 'uri', value: 'spiffe://city.example/person/li.wei' }] as const
  const terms = { from: now - day, until: now + 90 * day, names, purposes: [keyPurpose.documentSigning] }
  const papers = fakeHolder(city, 'Li Wei', terms)
  const signed = fakeSignature(papers, { claims: { commitments: [], roles: [], authority: claim } })
  const { serial } = papers.certificate
  const by = { kind: 'person', id: 'li.wei' }
  const stateOf = (event: object): string => {
    const receipt = judge({ ...signed, receipt: receiptFor(signed, { event }) })
    return receipt.state === 'unproven' ? (receipt.problem?.kind ?? '') : receipt.state
  }

  test('is proven by the record, which names its certificate and person', () => {
    assert.equal(stateOf({ serial, by }), 'proven')
  })

  test('is not, where the record names another certificate or person, or none', () => {
    const wrong = [{ serial: 'ff', by }, { serial, by: { ...by, id: 'zhao.mei' } }, { serial }, { by }, {}]
    for (const event of [...wrong, { serial, by: { kind: 'visitor', id: 'li.wei' } }]) {
      assert.equal(stateOf(event), 'receipt-actor-other', JSON.stringify(event))
    }
  })

  test('which may act as well has signed the act, or it is another’s', () => {
    const event = { serial: wei.certificate.serial, by }
    const receipt = judge({ ...plain, receipt: receiptFor(plain, { event, actor: mei }) })
    assert.equal(receipt.state === 'unproven' && receipt.problem?.kind, 'receipt-actor-other')
  })
})

test('the record of a unit that is recognised vouches for nothing in the name of another', () => {
  const terms = { from: now - day, until: now + 90 * day }
  const bounds = [{ kind: 'uri', value: 'village.example' }] as const
  const village = fakeHolder(city, 'Village', { ...terms, kind: 'authority', names: bounds })
  const names = [{ kind: 'uri', value: 'spiffe://village.example/service/record' }] as const
  const theirs = fakeHolder(village, 'record', { ...terms, kind: 'record', names })
  const untruth = { log: theirs, origin: 'village.example/record' }
  const unit = thumbprintOf(village.certificate)
  const own = fakeSignature(wei, { claims: { commitments: [], roles: [], authority: { ...claim, unit } } })
  const judged = (object: SignatureObject, receipt: Uint8Array): string => {
    const found = judge({ ...object, receipt }, village)
    return found.state === 'unproven' ? `${found.problem?.kind}` : found.state
  }
  assert.equal(judged(own, receiptFor(own, { ...untruth, unit })), 'proven')
  assert.equal(judged(plain, receiptFor(plain, untruth)), 'receipt-unit-other')
  assert.equal(judged(plain, receiptFor(plain, { ...untruth, unit })), 'contradicted')
})

test('a receipt holds across a rollover, and not for a key that the new one alone calls its old one', () => {
  const terms = { from: now - day, until: now + 90 * day, kind: 'authority' } as const
  const [old, stranger] = [fakeRoot('City', terms), fakeRoot('City', terms)]
  const link = (issuer: FakeHolder, of: FakeHolder): Uint8Array => fakeCertificate(issuer, of, terms).der
  const cases = [
    [old, [link(old, city)], 'proven'],
    [old, [], 'unproven'],
    [stranger, [link(city, stranger)], 'unproven'],
  ] as const
  for (const [first, links, expected] of cases) {
    const unit = thumbprintOf(first.certificate)
    const own = fakeSignature(wei, { claims: { commitments: [], roles: [], authority: { ...claim, unit } } })
    const certificates = [...own.evidence.certificates, ...links, first.certificate.der]
    const object = { ...own, evidence: { ...own.evidence, certificates } }
    assert.equal(judge({ ...object, receipt: receiptFor(own, { unit }) }).state, expected)
  }
})

for (const [name, untruth, expected] of table) {
  test(`a receipt ${name}: ${expected}`, () => {
    const receipt = judge({ ...plain, receipt: receiptFor(plain, untruth) })
    const why =
      receipt.state === 'contradicted'
        ? receipt.differs
        : receipt.state === 'unproven'
          ? receipt.problem?.kind
          : undefined
    assert.equal(`${receipt.state} ${why}`, expected)
  })
}

test('an archive time-stamp over a receipt outlasts the key of the record and its algorithms', () => {
  const later = now + 200 * day
  const terms = { from: now - day, until: later + day, suite: 'ml-dsa-65' } as const
  const archive = fakeRoot('Archive', terms)
  const clock = fakeHolder(archive, 'Clock', { ...terms, kind: 'clock' })
  const receipt = receiptFor(plain)
  const evidence = { ...plain.evidence, lists: [fakeList(city, now - day / 2)] }
  const judgeLater = (covers: readonly string[]): string => {
    const over = utf8(covers.join(' '))
    const stamp = carried('archive', fakeToken(clock, now, over), over, covers, evidence)
    const [judged] = judgeSignatures({
      objects: [{ ...plain, receipt, evidence, timestamps: [stamp] }],
      context: {
        anchors: [city.certificate, archive.certificate],
        intermediates: [],
        evidence: { ...nothing, lists: [fakeList(archive, later - day)] },
        now: later,
        sunsets: [
          { algorithm: 'ed25519', until: now + 100 * day, source: 'the test' },
          ...['sha256', 'sha512', 'ml-dsa-65'].map((algorithm) => ({ algorithm, source: 'the test' })),
        ],
      },
    })
    assert.equal(judged?.verdict.indication, 'TOTAL-PASSED')
    return judged.receipt.state
  }
  assert.equal(judgeLater([plain.id, hex(sha256(receipt))]), 'proven')
  assert.equal(judgeLater([plain.id]), 'unproven')
})

test('what is no receipt proves nothing', () => {
  for (const text of ['', '{}', '[]', '{"v":1}', '{"v":2}', '\u0000']) {
    assert.deepEqual(judge({ ...plain, receipt: utf8(text) }), {
      state: 'unproven',
      problem: { kind: 'receipt-unreadable', part: 'form' },
    })
  }
})

test('any octet of a receipt changed: it is not proven, or proves the same', () => {
  const bytes = receiptFor(plain)
  const before = JSON.stringify(judge({ ...plain, receipt: bytes }))
  for (let at = 0; at < bytes.length; at += 7) {
    const changed = Uint8Array.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    const after = judge({ ...plain, receipt: changed })
    if (after.state === 'proven') assert.equal(JSON.stringify(after), before)
  }
})
