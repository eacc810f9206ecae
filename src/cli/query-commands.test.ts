import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pathParameters, requestPath } from './query-commands.ts'

const paths: readonly (readonly [path: string, input: Record<string, unknown>, expected: string])[] = [
  ['/cases', {}, '/cases'],
  ['/cases/:case', { case: '17' }, '/cases/17'],
  ['/cases/:case', { case: '../acts' }, '/cases/..%2Facts'],
  ['/cases', { closed: true, limit: 20 }, '/cases?closed=true&limit=20'],
  ['/cases', { step: ['a', 'b c'] }, '/cases?step=a&step=b+c'],
  [
    '/cases/:case/steps/:step',
    { step: 's', case: '1', deep: { a: 1 } },
    '/cases/1/steps/s?deep=%7B%22a%22%3A1%7D',
  ],
]

test('the path of a query holds its parameters, the rest of its input stands behind', () => {
  for (const [path, input, expected] of paths) assert.equal(requestPath(path, input), expected)
})

test('the parameters of a path are found in their order', () => {
  assert.deepEqual(pathParameters('/cases/:case/steps/:stepName'), ['case', 'stepName'])
  assert.deepEqual(pathParameters('/cases'), [])
})
