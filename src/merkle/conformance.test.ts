import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fromBase64 } from '#bytes'
import { sure } from '#fault'
import { verifyConsistency, verifyInclusion } from './proof.ts'

// The proofs of transparency-dev/merkle: the verifier refuses exactly those marked `wantErr`.
const folder = join(import.meta.dirname, '../../../shared/data/merkle')
const skip = existsSync(folder) ? false : 'no ../shared/data/merkle'

interface InclusionCase {
  readonly leafIdx: number
  readonly treeSize: number
  readonly root: string
  readonly leafHash: string
  readonly proof: readonly string[] | null
  readonly wantErr: boolean
}

interface ConsistencyCase {
  readonly size1: number
  readonly size2: number
  readonly root1: string
  readonly root2: string
  readonly proof: readonly string[] | null
  readonly wantErr: boolean
}

test('inclusion proofs are refused exactly where the public cases say so', { skip }, () => {
  const cases = casesIn('inclusion') as readonly Named<InclusionCase>[]
  for (const [name, given] of cases) {
    const claim = {
      index: given.leafIdx,
      size: given.treeSize,
      leafHash: bytes(given.leafHash),
      root: bytes(given.root),
    }
    assert.equal(verifyInclusion(claim, (given.proof ?? []).map(bytes)).ok, !given.wantErr, name)
  }
  assert.equal(cases.length, 98)
})

test('consistency proofs are refused exactly where the public cases say so', { skip }, () => {
  const cases = casesIn('consistency') as readonly Named<ConsistencyCase>[]
  for (const [name, given] of cases) {
    const claim = {
      first: given.size1,
      second: given.size2,
      firstRoot: bytes(given.root1),
      secondRoot: bytes(given.root2),
    }
    assert.equal(verifyConsistency(claim, (given.proof ?? []).map(bytes)).ok, !given.wantErr, name)
  }
  assert.equal(cases.length, 98)
})

type Named<T> = readonly [string, T]

function casesIn(kind: string): readonly Named<unknown>[] {
  const names = readdirSync(join(folder, kind), { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(join(folder, kind, name), 'utf8')) as unknown])
}

function bytes(text: string): Uint8Array {
  return sure(fromBase64(text), 'base64 of a case')
}
