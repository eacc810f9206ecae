import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '#bytes'
import { isoInstant } from '#clock'
import { certain, sure } from '#fault'
import type { Session } from '#gateway'
import { caseOpened, foundedNode, start } from './fixture.ts'
import { gateWatch } from './gate-watch.ts'

async function watched(sessions: readonly Session[] = []) {
  const node = await foundedNode()
  const { unit, journal } = node.opened
  const watch = gateWatch({ gate: { sessions: () => sessions }, journal, unit })
  const write = async (...entries: readonly object[]): Promise<void> => {
    const lines = entries.map((entry) => utf8(JSON.stringify({ v: 1, at: isoInstant(start), ...entry })))
    sure(await journal.appendMany(lines), 'entries')
  }
  return { node, watch, write }
}

test('a decision is told with the names of the person and the step', async () => {
  const { node, watch, write } = await watched()
  const id = await caseOpened(node, 'audit')
  const access = { outcome: 'forwarded', principal: 'person/fay', case: id, step: 'read', service: 'permits' }
  await write({ outcome: 'read' }, access)
  const [told, ...others] = await watch.decisions(0, watch.journalSize())
  assert.deepEqual([told?.entry, told?.decision.permitted, others], [1, true, []])
  const { by, under, service } = certain(told, 'a decision').decision as Readonly<Record<string, unknown>>
  assert.deepEqual(by, { kind: 'person', id: 'fay', name: 'Fay' })
  assert.deepEqual(service, { id: 'permits' })
  const { title, stepTitle, procedure } = under as Readonly<Record<string, Readonly<Record<string, string>>>>
  assert.deepEqual([procedure, title?.['zh'], stepTitle?.['zh']], ['audit', '审计', '查阅记录'])
})

test('who and what nobody knows is told by its identifier', async () => {
  const { watch, write } = await watched()
  await write(
    { outcome: 'refused', principal: 'visitor/wei@water.example', problem: 'permission-missing' },
    { outcome: 'forwarded', principal: 'nobody', case: '99', step: 'gone', through: 'portal' },
  )
  const [visitor, stranger] = await watch.decisions(0, 2)
  assert.deepEqual(visitor?.decision['by'], { kind: 'visitor', id: 'wei@water.example' })
  assert.deepEqual(stranger?.decision['under'], { case: '99', step: 'gone' })
  assert.deepEqual(stranger?.decision['through'], { id: 'portal' })
})

test('more entries than one read of the store gives are all read', async () => {
  const { watch, write } = await watched()
  const access = { outcome: 'refused', principal: 'person/fay', problem: 'route-unpublished' }
  await write(...Array.from({ length: 700 }, () => access))
  const told = await watch.decisions(100, 700)
  assert.deepEqual([told.length, told[0]?.entry, told.at(-1)?.entry], [600, 100, 699])
  assert.deepEqual(await watch.decisions(700, 800), [])
})

test('of many sessions the newest are told, and how many there are', async () => {
  const session = { principal: 'person/fay', certificateSerial: 'a1', key: 'k' }
  const since = (place: number): number => start + place
  const sessions = Array.from({ length: 1_200 }, (_, place) => ({
    ...{ ...session, since: since(place), underWay: [] },
  }))
  const { watch } = await watched(sessions)
  const told = watch.sessions()
  assert.deepEqual([told.connected, told.sessions.length], [1_200, 1_000])
  const [newest] = told.sessions as readonly Readonly<Record<string, unknown>>[]
  assert.deepEqual(
    [newest?.['since'], newest?.['by']],
    [isoInstant(since(1_199)), { kind: 'person', id: 'fay', name: 'Fay' }],
  )
})
