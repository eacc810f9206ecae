import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkCompletion } from './completion.ts'
import { checkOpening, dataTextLengthMax } from './data.ts'
import { procedureIn } from './fixture.ts'
import { covers, isObject, wider } from './object.ts'
import { matches, patternProblem } from './pattern.ts'

const procedure = procedureIn(`
procedure: parcel
title: { en: Parcel }
opened-by: anyone
data:
  parcel: { type: text }
  colour: { type: text, required: false, pattern: '[a-z]+' }
  weight: { type: number, required: false }
objects: parcel/{parcel}
steps:
  weigh:
    by: anyone
    outcomes: [light, heavy]
    data: { scale: { type: text } }
  send: { by: anyone, after: weigh }
`)

describe('data a case is opened with', () => {
  const table: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
    ['what is asked for', { parcel: 'p-1', colour: 'red', weight: 2.5 }, 'accepted'],
    ['only what is required', { parcel: 'p-1' }, 'accepted'],
    ['a name in any script', { parcel: '包裹' }, 'accepted'],
    ['a digest in base64url', { parcel: '-_Aa0' }, 'accepted'],
    ['a missing member', { colour: 'red' }, 'data-missing'],
    ['a member that only looks given', Object.create({ parcel: 'p' }), 'data-missing'],
    ['a member nobody asked for', { parcel: 'p', size: 1 }, 'data-unknown'],
    ['a member every object has', { parcel: 'p', constructor: 'x' }, 'data-unknown'],
    ['a number for a text', { parcel: 5 }, 'data-type'],
    ['a text for a number', { parcel: 'p', weight: '5' }, 'data-type'],
    ['a number that is none', { parcel: 'p', weight: Number.NaN }, 'data-type'],
    ['half a character', { parcel: '\ud800' }, 'data-type'],
    ['a text too long', { parcel: 'p'.repeat(dataTextLengthMax + 1) }, 'data-too-long'],
    ['another pattern', { parcel: 'p', colour: 'RED' }, 'data-pattern'],
    ['a pattern met in part', { parcel: 'p', colour: 'red 1' }, 'data-pattern'],
    ['a star that would widen an object', { parcel: '*' }, 'data-not-in-object'],
    ['a slash that would step out of an object', { parcel: '1/../2' }, 'data-not-in-object'],
    ['two dots', { parcel: '..' }, 'data-not-in-object'],
    ['nothing', { parcel: '' }, 'data-not-in-object'],
    ['a line break', { parcel: 'a\nb' }, 'data-not-in-object'],
    ['a placeholder', { parcel: '{case}' }, 'data-not-in-object'],
  ]
  for (const [name, data, expected] of table) {
    test(name, () => {
      const checked = checkOpening(procedure, '1', data)
      assert.equal(checked.ok ? 'accepted' : checked.fault.kind, expected)
    })
  }
})

test('a completion names an outcome if the step has some, and gives the data it asks for', () => {
  const [weigh, send] = procedure.steps
  assert.ok(weigh && send)
  const table = [
    [weigh, 'light', { scale: 'a' }, 'accepted'],
    [weigh, undefined, { scale: 'a' }, 'outcome-missing'],
    [weigh, 'medium', { scale: 'a' }, 'outcome-unknown'],
    [weigh, 'light', {}, 'data-missing'],
    [weigh, 'light', { scale: 'a', more: 'b' }, 'data-unknown'],
    [send, undefined, undefined, 'accepted'],
    [send, 'light', undefined, 'outcome-unknown'],
    [send, undefined, { scale: 'a' }, 'data-unknown'],
  ] as const
  for (const [type, outcome, data, expected] of table) {
    const checked = checkCompletion(type, outcome, data)
    assert.equal(checked.ok ? 'accepted' : checked.fault.kind, expected)
  }
})

test('an object covers itself, and with a final star whatever begins like it', () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ['permit/1', 'permit/1', true],
    ['permit/1', 'permit/11', false],
    ['permit/*', 'permit/1', true],
    ['permit/*', 'permit/1/page', true],
    ['permit/*', 'permit/', false],
    ['permit/*', 'permit', false],
    ['permit/*', 'permits/1', false],
    ['permit/1', 'permit/*', false],
  ]
  for (const [named, asked, expected] of table) {
    assert.equal(covers(named, asked), expected, `${named} ${asked}`)
    assert.equal(named === asked || wider(asked).includes(named), expected, `the wider names of ${asked}`)
  }
})

test('patterns are rows of characters and classes with few open repetitions', () => {
  const sound = [
    '[a-z]+',
    '\\d{4}-\\d{2}-\\d{2}',
    '[^/]{1,40}',
    '\\p{L}+ \\p{L}+',
    'a\\.b?',
    '[\\w.-]+@[a-z]+',
  ]
  const unsound = [
    '',
    '(a)',
    'a|b',
    '^a',
    'a$',
    '[a',
    'a{2',
    'a**',
    '(?=a)',
    '\\1',
    '\\b',
    'a+b+c+d+',
    '[z-a]',
    'a{5,2}',
  ]
  for (const pattern of sound) assert.equal(patternProblem(pattern), undefined, pattern)
  for (const pattern of unsound) assert.notEqual(patternProblem(pattern), undefined, pattern)
  assert.equal(matches('\\d{4}-\\d{2}-\\d{2}', '2026-11-22'), true)
  assert.equal(matches('[a-z]+', 'abc\n'), false)
})

test('an object that can be asked about has sound segments, and a star at its end alone', () => {
  const sound = ['record', 'todo/7', 'todo/*', 'a/b/*', 'user/beth@the-smiths.com', '许可/17', 'a/b_c']
  const unsound = [
    '',
    '/',
    'a/',
    '/a',
    'a//b',
    'a/../b',
    'a/*/b',
    '*',
    'a b',
    'a/**',
    'a/%2f',
    'a'.repeat(257),
  ]
  for (const text of sound) assert.equal(isObject(text), true, text)
  for (const text of unsound) assert.equal(isObject(text), false, text)
})
