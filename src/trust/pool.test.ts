import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '#clock'
import { insecureDsaForConformance } from '#crypto'
import { type Certificate, nameText } from '#x509'
import { type FakeEntity, fakeAuthority, fakeEntity, fakeLeaf, fakeNow } from './fake-authority.ts'
import { defaultBudget, findPath, type PathQuestion, preparePool, SignatureMemo } from './index.ts'

/*
 * What questions over the same certificates have in common: the pool, and the signatures found good.
 */

const [a, b, c] = ['A', 'B', 'C'].map(fakeEntity) as [FakeEntity, FakeEntity, FakeEntity]
const ada = fakeEntity('Ada')
const anchors = [fakeAuthority(a, a)]
const leaf = fakeLeaf(c, ada)
const line = [fakeAuthority(a, b), fakeAuthority(b, c)]

function ask(more: Partial<PathQuestion>): string {
  const answer = findPath({
    leaf,
    anchors,
    intermediates: line,
    at: fakeNow,
    purpose: 'client',
    statusOf: () => ({ status: 'good' }),
    ...more,
  })
  if (answer.answer === 'refused') return answer.fault.kind
  return answer.answer === 'unknown' ? `spent ${answer.spent}` : 'accepted'
}

test('a pool answers as the certificates in it do, question after question', () => {
  const pool = preparePool(line)
  for (const intermediates of [line, pool, pool]) {
    assert.equal(ask({ intermediates }), 'accepted')
    assert.equal(ask({ intermediates, at: fakeNow + 2 * day }), 'expired')
    assert.equal(ask({ intermediates, leaf: fakeLeaf(ada, ada) }), 'issuer-unknown')
    assert.equal(ask({ intermediates, anchors: [fakeAuthority(b, b)] }), 'accepted')
  }
})

test('what does not lead to the leaf costs no step, however much there is of it', () => {
  const others = Array.from({ length: 400 }, (_, at) => fakeAuthority(a, fakeEntity(`O${at}`)))
  const budget = { ...defaultBudget, stepsMax: 4, signatureChecksMax: 3 }
  assert.equal(ask({ intermediates: [...others, ...line, ...others], budget }), 'accepted')
})

test('a certificate that is there many times costs one check of its signature', () => {
  const forged = fakeAuthority(b, c, { forger: a.key })
  const intermediates = [...Array.from({ length: 50 }, () => forged), ...line]
  assert.equal(ask({ intermediates, budget: { ...defaultBudget, signatureChecksMax: 4 } }), 'accepted')
})

test('what names the key of its issuer is tried before what names another', () => {
  // Each of the others would take a check of its signature.
  const keys = Array.from({ length: 5 }, () => ({ ...fakeEntity('B'), name: 'B' }))
  const others = keys.flatMap((key) => [fakeAuthority(a, key), fakeAuthority(key, c)])
  const budget = { ...defaultBudget, signatureChecksMax: 9 }
  for (const intermediates of [
    [...others, ...line],
    [...line, ...others],
  ]) {
    assert.equal(ask({ intermediates, budget }), 'accepted')
  }
})

test('the newest is tried first', () => {
  const old = Array.from({ length: 5 }, (_, at) => {
    return fakeAuthority(a, b, { notBefore: fakeNow - (at + 2) * day, forger: c.key })
  })
  const budget = { ...defaultBudget, signatureChecksMax: 7 }
  const asked: Certificate[] = []
  const statusOf: PathQuestion['statusOf'] = (certificate) => {
    asked.push(certificate)
    return { status: 'good' }
  }
  assert.equal(ask({ intermediates: [...old, ...line], budget, statusOf }), 'accepted')
  assert.deepEqual(asked[0], line[0])
})

test('a signature found good is not checked again', () => {
  const signatures = new SignatureMemo()
  const none = { ...defaultBudget, signatureChecksMax: 0 }
  assert.equal(ask({ signatures, budget: none }), 'spent signature-checks')
  assert.equal(ask({ signatures }), 'accepted')
  assert.equal(signatures.size, 3)
  assert.equal(ask({ signatures, budget: none }), 'accepted')
  assert.equal(ask({ signatures, budget: none, statusOf: () => ({ status: 'revoked' }) }), 'revoked')
})

test('a signature found wrong is not remembered', () => {
  const signatures = new SignatureMemo()
  const forged = [fakeAuthority(a, b, { forger: c.key }), fakeAuthority(b, c, { forger: a.key })]
  assert.equal(ask({ signatures, intermediates: forged }), 'signature-wrong')
  assert.equal(signatures.size, 0)
})

test('a signature found good for one key is none of another key under the same name', () => {
  const signatures = new SignatureMemo()
  assert.equal(ask({ signatures }), 'accepted')
  const impostor = fakeAuthority({ ...fakeEntity('A'), name: 'A' }, { ...fakeEntity('A'), name: 'A' })
  assert.equal(ask({ signatures, anchors: [impostor] }), 'signature-wrong')
})

test('what an algorithm policy lets in is not remembered for questions without one', () => {
  const signatures = new SignatureMemo()
  assert.equal(ask({ signatures, algorithms: insecureDsaForConformance }), 'accepted')
  assert.equal(signatures.size, 0)
})

test('a full memo lets go of the oldest, and holds one signature at least', () => {
  const signatures = new SignatureMemo(2)
  for (const name of ['one', 'two', 'three']) signatures.keep(name, 'key')
  assert.deepEqual(
    ['one', 'two', 'three'].map((name) => signatures.has(name, 'key')),
    [false, true, true],
  )
  assert.equal(signatures.has('two', 'another key'), false)
  assert.throws(() => new SignatureMemo(0), /bug/)
})

/** A mesh in which every unit certifies ten others, so that everything leads everywhere. */
function mesh(units: readonly FakeEntity[]): readonly Certificate[] {
  return units.flatMap((unit, at) => {
    return Array.from({ length: 10 }, (_, step) => {
      return fakeAuthority(unit, units[(at * 7 + step * step * 3 + 1) % units.length] ?? unit)
    })
  })
}

test('a mesh too large to be walked whole is searched with few signatures and steps', () => {
  const units = Array.from({ length: 150 }, (_, at) => fakeEntity(`U${at}`))
  const intermediates = preparePool(mesh(units))
  const budget = { ...defaultBudget, stepsMax: 3_000, signatureChecksMax: 8 }
  for (const at of [3, 50, 97, 149]) {
    const far = fakeLeaf(units[at] ?? a, ada)
    const answer = ask({
      leaf: far,
      anchors: [fakeAuthority(units[0] ?? a, units[0] ?? a)],
      intermediates,
      budget,
    })
    assert.equal(answer, 'accepted', `to ${at}`)
  }
})

test('in a mesh what turns out forged, revoked or stale on the way is gone round', () => {
  const units = Array.from({ length: 150 }, (_, at) => fakeEntity(`U${at}`))
  const [first = a] = units
  const certificates = mesh(units)
  const anchored = [fakeAuthority(first, first)]
  const question: PathQuestion = {
    leaf: fakeLeaf(units[97] ?? a, ada),
    anchors: anchored,
    intermediates: certificates,
    at: fakeNow,
    purpose: 'client',
    statusOf: () => ({ status: 'good' }),
  }
  const gone = new Set<string>()
  for (let round = 0; round < 6; round += 1) {
    const answer = findPath({
      ...question,
      statusOf: ({ fingerprint }) => ({ status: gone.has(fingerprint) ? 'revoked' : 'good' }),
    })
    assert.ok(answer.answer === 'accepted')
    const { chain } = answer.path
    assert.ok(chain.every(({ fingerprint }) => !gone.has(fingerprint)))
    for (const { fingerprint } of chain) gone.add(fingerprint)
  }
})

test('in a mesh in which most agreements have been revoked the ways that are left are found', () => {
  const units = Array.from({ length: 120 }, (_, at) => fakeEntity(`V${at}`))
  const [first = a] = units
  const certificates = mesh(units)
  const keyOf = new Map(units.map(({ name, key }) => [`CN=${name}`, key.publicKey.thumbprint]))
  const known = new SignatureMemo()
  for (const { fingerprint, issuer } of certificates)
    known.keep(fingerprint, keyOf.get(nameText(issuer)) ?? '')
  // Four in five, the same ones in every run.
  const left = certificates.filter((_, at) => (at * 7919) % 97 < 19)
  const distances = new Map([[`CN=${first.name}`, 0]])
  for (const [name, distance] of distances) {
    for (const { issuer, subject } of left) {
      const next = nameText(subject)
      if (nameText(issuer) === name && !distances.has(next)) distances.set(next, distance + 1)
    }
  }
  const within = new Set(left.map(({ fingerprint }) => fingerprint))
  const intermediates = preparePool(certificates)
  const answers = new Set<string>()
  for (const unit of units.slice(0, 40)) {
    const own = fakeLeaf(unit, ada)
    const answer = ask({
      leaf: own,
      anchors: [fakeAuthority(first, first)],
      intermediates,
      signatures: known,
      statusOf: ({ fingerprint }) => {
        return { status: within.has(fingerprint) || fingerprint === own.fingerprint ? 'good' : 'revoked' }
      },
    })
    const near = (distances.get(`CN=${unit.name}`) ?? units.length) <= defaultBudget.depthMax
    assert.equal(answer, near ? 'accepted' : 'revoked', unit.name)
    answers.add(answer)
  }
  assert.deepEqual([...answers].toSorted(), ['accepted', 'revoked'])
})

test('a sealed memo takes nothing in', () => {
  const signatures = new SignatureMemo().seal()
  assert.equal(ask({ signatures }), 'accepted')
  assert.equal(signatures.size, 0)
})

test('what may stand on a path to a leaf is found by names, each once, and what leads elsewhere not', () => {
  const back = [fakeAuthority(c, b), fakeAuthority(a, c)]
  const aside = fakeAuthority(b, fakeEntity('D'))
  const found = preparePool([...line, aside, ...back]).towards(leaf)
  assert.equal(found.length, 4)
  assert.deepEqual(new Set(found), new Set([...line, ...back]))
  assert.deepEqual(preparePool(line).towards(fakeLeaf(ada, ada)), [])
})
