import assert from 'node:assert/strict'
import { test } from 'node:test'
import { thumbprintOf } from '#crypto'
import { certain, sure } from '#fault'
import { disjointPathsTo } from './disjoint.ts'
import type { Peer } from './fixture.ts'
import { isAgreement } from './followed.ts'
import { horizonOf } from './horizon.ts'
import { enrolled, received, visit } from './visit-fixture.ts'
import { type WebAgreement, web } from './web-fixture.ts'

/** A unit that recognises so many others, each of which recognises the last; it may do so itself, too. */
function fan(middles: number, direct = false): Promise<readonly Peer[]> {
  const last = middles + 1
  const ways = Array.from({ length: middles }, (_, at): readonly WebAgreement[] => [
    [0, at + 1],
    [at + 1, last],
  ])
  return web(last + 1, [...(direct ? ([[0, last]] as const) : []), ...ways.flat()])
}

test('a visitor is reached over as many paths as there are, and no more', async () => {
  for (const [middles, direct, paths] of [
    [1, false, 1],
    [2, false, 2],
    [2, true, 3],
    [0, true, 1],
    [5, false, 4],
  ] as const) {
    const peers = await fan(middles, direct)
    const [here, far] = [certain(peers[0], 'a unit'), certain(peers.at(-1), 'a unit')]
    const wei = enrolled(far, 'wei')
    sure(visit(wei, here), 'a visit')
    assert.equal(received(wei, here).paths.basic, paths)
  }
})

test('a shortest path that blocks two others is given up for them', async () => {
  const lines = [
    [0, 1, 2, 6],
    [0, 1, 3, 4, 6],
    [0, 5, 7, 2, 6],
  ]
  const pairs = new Set(lines.flatMap((line) => line.slice(1).map((to, at) => `${line[at]} ${to}`)))
  const agreements = [...pairs].map((pair): WebAgreement => {
    const [from = 0, to = 0] = pair.split(' ').map(Number)
    return [from, to]
  })
  const peers = await web(8, agreements)
  const [here, far] = [certain(peers[0], 'a unit'), certain(peers[6], 'a unit')]
  const horizon = horizonOf(here.office.state, here.office.documents)
  const question = {
    leaf: far.unit.founder,
    home: thumbprintOf(far.unit.authority),
    purpose: 'client',
    grade: 'basic',
    at: here.office.time,
  } as const
  const { paths, exact } = disjointPathsTo(horizon, question, 4)
  assert.ok(exact)
  const third = paths.map(({ chain }) => chain.filter(isAgreement).slice(1).map(thumbprintOf))
  assert.deepEqual(
    third.map(({ length }) => length),
    [3, 3],
  )
  assert.equal(new Set(third.flat()).size, 6)
})
