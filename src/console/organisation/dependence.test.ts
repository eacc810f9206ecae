import assert from 'node:assert/strict'
import { test } from 'node:test'
import { casesByPerson, countsByPerson, dependenceRows } from './dependence.ts'

test('each step that hangs on somebody has a line, and so has whoever else is needed', () => {
  const title = { en: 'Files' }
  const rows = dependenceRows([
    {
      procedure: 'files',
      title,
      completable: 'yes',
      people: [{ person: 'ida', name: 'Ida' }, { person: 'ivo' }],
      steps: [
        { step: 'write', title, person: 'ida', name: 'Ida' },
        { step: 'check', title },
        { step: 'found', title, person: 'fay', founding: true },
      ],
    },
  ])
  assert.deepEqual(
    rows.map(({ step, person, hangs }) => [step, person, hangs]),
    [
      ['write', 'ida', 'alone'],
      ['check', undefined, 'nobody'],
      ['found', 'fay', 'founder'],
      [undefined, 'ivo', 'needed'],
    ],
  )
})

test('whoever has the most steps to himself is told first, and the founder’s do not count', () => {
  const row = (person: string, hangs: 'alone' | 'founder') => ({ procedure: 'p', title: {}, person, hangs })
  const counts = countsByPerson([
    row('b', 'alone'),
    row('a', 'alone'),
    row('b', 'alone'),
    row('c', 'founder'),
  ])
  assert.deepEqual(counts, [
    { person: 'b', count: 2 },
    { person: 'a', count: 1 },
  ])
})

test('running cases are told by whom they hang on, those nobody could finish apart', () => {
  const told = casesByPerson([
    { case: '7', finishable: 'yes', people: ['ida', 'ivo'] },
    { case: '9', finishable: 'yes', people: ['ida'] },
    { case: '8', finishable: 'no', people: [] },
  ])
  assert.deepEqual(told, [
    { person: 'ida', cases: ['7', '9'] },
    { person: '', cases: ['8'] },
    { person: 'ivo', cases: ['7'] },
  ])
})
