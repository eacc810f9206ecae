import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { accept, refuse } from '#fault'
import { flagName } from './definition-options.ts'
import { checkedInput, inputOf, inputOptions } from './input-options.ts'

const schema = z.strictObject({
  serial: z.string().describe('serial of the certificate'),
  notAfter: z.string().optional(),
  count: z.int().min(1).default(3),
  isUrgent: z.boolean().optional(),
  reason: z.enum(['superseded', 'key-compromise']),
  dns: z.array(z.string()).optional(),
  ports: z.array(z.int()).optional(),
  routes: z.array(z.strictObject({ method: z.string() })).optional(),
  data: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  upstream: z.strictObject({ host: z.string() }).optional(),
})

const options = inputOptions(schema)

test('every member of a schema is an option with its form', () => {
  const lines = options.map(({ name, value, many, required, byDefault }) => {
    return [name, value.form, many, required ? 'required' : '', byDefault ?? ''].join(' ').trim()
  })
  assert.deepEqual(lines, [
    'serial text one required',
    'not-after text one',
    'count number one  3',
    'is-urgent boolean one',
    'reason choice one required',
    'dns text many',
    'ports number many',
    'routes json many',
    'data json pairs',
    'upstream json one',
  ])
  assert.equal(options[0]?.description, 'serial of the certificate')
})

const files = (path: string) =>
  path === 'text.txt' ? accept('from the file') : refuse('there is no such file')

const read: readonly (readonly [given: Record<string, unknown>, input: Record<string, unknown>])[] = [
  [{}, {}],
  [{ serial: '4f' }, { serial: '4f' }],
  [{ serial: '@text.txt' }, { serial: 'from the file' }],
  [{ serial: '@@text.txt' }, { serial: '@text.txt' }],
  [{ count: '12' }, { count: 12 }],
  [{ count: '-1.5' }, { count: -1.5 }],
  [{ isUrgent: true }, { isUrgent: true }],
  [{ dns: ['a.example', 'b.example'] }, { dns: ['a.example', 'b.example'] }],
  [{ ports: ['80', '443'] }, { ports: [80, 443] }],
  [{ routes: ['{"method":"GET"}'] }, { routes: [{ method: 'GET' }] }],
  [
    { data: ['permit=17', 'name=a=b', 'text=@text.txt'] },
    { data: { permit: 17, name: 'a=b', text: 'from the file' } },
  ],
  [{ upstream: '{"host":"x"}' }, { upstream: { host: 'x' } }],
]

test('what is given for the options makes the input', () => {
  for (const [given, input] of read) assert.deepEqual(inputOf(options, given, files), accept(input))
})

const unread: readonly (readonly [given: Record<string, unknown>, fault: object])[] = [
  [{ count: 'three' }, { kind: 'option-value', option: 'count', problem: 'wants a number' }],
  [{ count: '0x10' }, { kind: 'option-value', option: 'count', problem: 'wants a number' }],
  [{ count: '' }, { kind: 'option-value', option: 'count', problem: 'wants a number' }],
  [
    { reason: 'boredom' },
    { kind: 'option-value', option: 'reason', problem: 'wants one of `superseded`, `key-compromise`' },
  ],
  [{ data: ['permit'] }, { kind: 'option-value', option: 'data', problem: 'wants `key=value`' }],
  [{ data: ['=17'] }, { kind: 'option-value', option: 'data', problem: 'wants `key=value`' }],
  [
    { upstream: 'host' },
    { kind: 'option-value', option: 'upstream', problem: 'wants JSON, or `@file` with JSON in it' },
  ],
  [
    { serial: '@none' },
    { kind: 'option-file', option: 'serial', path: 'none', problem: 'there is no such file' },
  ],
]

test('what cannot be read is refused with the name of its option', () => {
  for (const [given, fault] of unread) assert.deepEqual(inputOf(options, given, files), refuse(fault))
})

const checked: readonly (readonly [input: object, at: string, problem: string])[] = [
  [{ reason: 'superseded' }, '--serial', 'is missing'],
  [{ serial: '4f' }, '--reason', 'is missing'],
  [{ serial: '4f', reason: 'superseded', count: 0 }, '--count', 'too small: expected number to be >=1'],
  [{ serial: '4f', reason: 'superseded', routes: [{}] }, '--routes.0.method', 'is missing'],
  [{ serial: '4f', reason: 'superseded', hue: 1 }, 'input', 'unrecognized key: "hue"'],
]

test('what the schema does not take is named as on the command line', () => {
  for (const [input, at, problem] of checked) {
    assert.deepEqual(checkedInput(schema, input), refuse({ kind: 'input-malformed', at, problem }))
  }
})

test('a member that bears the name of an option of every command is named as it is called', () => {
  const fault = { kind: 'input-malformed', at: '--input-url', problem: 'is missing' } as const
  assert.deepEqual(checkedInput(z.strictObject({ url: z.string() }), {}, flagName), refuse(fault))
})

test('an input that the schema takes comes back with its defaults', () => {
  const input = { serial: '4f', reason: 'superseded' }
  assert.deepEqual(checkedInput(schema, input), accept({ ...input, count: 3 }))
})
