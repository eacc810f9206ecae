import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { accept } from '#fault'
import { accessEndpoints, accessSchema, Citadel, schemaFault, todoFiles, todoMissing } from '#protocol'
import type { Answer } from './test-answer.ts'
import { World } from './test-world.ts'

interface Operation {
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly required?: readonly string[] } }>>
  }
  readonly responses?: Readonly<Record<string, object>>
}

/** A path of the OpenAPI document. */
interface Path {
  readonly post?: Operation
  readonly get?: Operation
}

const json = { 'content-type': 'application/json' }

describe('the Authorization API over HTTP', () => {
  const citadel = new Citadel().inhabit()
  const service = citadel.own('todo-app', 'service')
  const world = new World()
  before(() =>
    world.open({
      decisions: citadel.ports,
      // Who shows the certificate of the front is the service, Mei is Rick.
      readerOf: (der) =>
        Buffer.compare(der, world.front.der) === 0 ? accept(service) : accept(citadel.own('rick')),
    }),
  )
  after(() => world.api.close())

  function ask(path: string, question: unknown, headers = {}, as = world.front): Promise<Answer> {
    const body = typeof question === 'string' ? question : JSON.stringify(question)
    return world.secure('POST', path, { as, body, headers: { ...json, ...headers } })
  }

  const [evaluation, evaluations] = ['/access/v1/evaluation', '/access/v1/evaluations']
  const asked = {
    subject: { type: 'user', id: 'rick' },
    action: { name: 'can_read_user' },
    resource: { type: 'user', id: 'beth@the-smiths.com' },
  }

  test('decides the todo scenario as expected, in answers of the schema', { skip: todoMissing }, async () => {
    const schema = accessSchema('evaluation-response')
    for (const { name, cases } of todoFiles()) {
      for (const { request, expected } of cases) {
        const single = typeof expected === 'boolean'
        const { status, json: answer } = await ask(single ? evaluation : evaluations, request)
        assert.equal(status, 200)
        const answers = (single ? [answer] : answer['evaluations']) as { readonly decision: boolean }[]
        for (const one of answers) assert.equal(schemaFault(schema, one), undefined)
        const wanted = single ? [expected] : expected.map(({ decision }) => decision)
        assert.deepEqual(
          answers.map(({ decision }) => decision),
          wanted,
          `${name}: ${JSON.stringify(request)}`,
        )
      }
    }
  })

  test('answers in plain JSON, gives the identifier of the request back, and is not to be kept', async () => {
    const { status, headers } = await ask(evaluation, asked, { 'X-Request-ID': 'bfe9eb29 ~!' })
    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'application/json')
    assert.equal(headers['x-request-id'], 'bfe9eb29 ~!')
    assert.equal(headers['cache-control'], 'no-store')
    const refused = await ask(evaluation, '{', { 'X-Request-ID': 'again' })
    assert.deepEqual([refused.status, refused.headers['x-request-id']], [400, 'again'])
    assert.equal((await ask(evaluation, asked)).headers['x-request-id'], undefined)
  })

  test('refuses in problem details', async () => {
    const kind = async (answer: Promise<Answer>): Promise<string> => {
      const { status, headers, json: problem } = await answer
      assert.equal(headers['content-type'], 'application/problem+json')
      return `${status} ${String(problem['type']).split(':').at(-1)}`
    }
    assert.equal(
      await kind(world.plain('POST', evaluation, { headers: json, body: '{}' })),
      '403 reading-needs-tls',
    )
    assert.equal(
      await kind(world.secure('POST', evaluation, { headers: json, body: '{}' })),
      '401 certificate-missing',
    )
    assert.equal(await kind(ask(evaluation, { ...asked, subject: {} })), '400 access-question-malformed')
    assert.equal(
      await kind(ask(evaluation, asked, { 'content-type': 'text/plain' })),
      '400 question-not-json',
    )
    assert.equal(await kind(world.secure('POST', evaluation, { as: world.front })), '400 question-not-json')
    assert.equal(await kind(ask(evaluation, '')), '400 access-question-malformed')
    assert.equal(await kind(ask(evaluation, ' '.repeat(70_000))), '413 body-too-large')
    assert.equal(await kind(world.secure('GET', evaluation, { as: world.front })), '405 method-not-allowed')
    const other = { ...asked, subject: { type: 'user', id: 'morty' } }
    assert.equal(await kind(ask(evaluation, other, {}, world.mei)), '403 asker-not-entitled')
    assert.equal((await ask(evaluation, asked, {}, world.mei)).status, 200)
    const search = { ...asked, page: { token: 'x' } }
    assert.equal(await kind(ask('/access/v1/search/subject', search)), '400 page-token-refused')
    const many = { ...asked, evaluations: Array.from({ length: 101 }, () => ({})) }
    assert.equal(await kind(ask(evaluations, many)), '400 evaluations-too-many')
    citadel.fault = 'stopped'
    assert.equal(await kind(ask(evaluation, asked)), '503 node-closing')
    citadel.fault = 'journal-fails'
    assert.equal(await kind(ask(evaluation, asked)), '500 bug')
    citadel.fault = undefined
  })

  test('finds people, resources and actions', async () => {
    const found = async (of: string, question: object): Promise<unknown> =>
      (await ask(`/access/v1/search/${of}`, question)).json['results']
    assert.deepEqual(
      await found('subject', {
        ...asked,
        action: { name: 'can_create_todo' },
        resource: { type: 'todo', id: '1' },
      }),
      [
        { type: 'user', id: 'rick' },
        { type: 'user', id: 'morty' },
        { type: 'user', id: 'summer@the-smiths.com' },
      ],
    )
    const todos = { subject: asked.subject, action: { name: 'can_update_todo' }, resource: { type: 'todo' } }
    assert.deepEqual(await found('resource', todos), [
      { type: 'todo', id: '*' },
      { type: 'todo', id: '7240d0db-8ff0-41ec-98b2-34a096273b92' },
    ])
    assert.deepEqual(await found('action', { subject: asked.subject, resource: { type: 'todo', id: '1' } }), [
      { name: 'can_read_todos' },
      { name: 'can_create_todo' },
      { name: 'can_update_todo' },
      { name: 'can_delete_todo' },
    ])
  })

  test('counts ten of a boxcar as one request, and searches as readings', async () => {
    const slow = { burst: 3, perSecond: 0.01 }
    const limits = { authorizations: slow, reads: slow }
    const { ports } = citadel
    const narrow = await new World().open({ decisions: ports, readerOf: () => accept(service), limits })
    const status = async (path: string, question: object): Promise<number> => {
      const sent = { as: narrow.front, headers: json, body: JSON.stringify(question) }
      return (await narrow.secure('POST', path, sent)).status
    }
    const many = { ...asked, evaluations: Array.from({ length: 25 }, () => ({})) }
    assert.equal(await status(evaluations, many), 200)
    assert.equal(await status(evaluation, asked), 429)
    const searches = [1, 2, 3, 4].map(() => status('/access/v1/search/subject', asked))
    assert.deepEqual(
      (await Promise.all(searches)).sort((a, b) => a - b),
      [200, 200, 200, 429],
    )
    await narrow.api.close()
  })

  test('stands in the OpenAPI document with the forms of its questions', async () => {
    const document = (await world.plain('GET', '/openapi.json')).json
    const paths = document['paths'] as Readonly<Record<string, Path>>
    for (const { path } of accessEndpoints) assert.ok(paths[path]?.post, path)
    const { requestBody, responses } = paths[evaluation]?.post ?? {}
    const { schema } = requestBody?.content['application/json'] ?? {}
    assert.deepEqual(schema?.required, ['subject', 'action', 'resource'])
    assert.ok(responses?.['200'])
    assert.ok(paths['/.well-known/authzen-configuration']?.get)
  })

  test('tells where it is, by the address of the founding or the one it is asked at over TLS', async () => {
    const path = '/.well-known/authzen-configuration'
    const {
      status,
      headers,
      json: metadata,
    } = await world.secure('GET', path, { headers: { host: 'pdp.example:8443' } })
    assert.deepEqual([status, headers['content-type']], [200, 'application/json'])
    assert.equal(metadata['policy_decision_point'], 'https://pdp.example:8443')
    for (const { parameter, path: place } of accessEndpoints) {
      assert.equal(metadata[parameter], `https://pdp.example:8443${place}`)
    }
    assert.equal((await world.secure('GET', path, { headers: { host: 'a/b?c' } })).status, 404)
    assert.equal((await world.plain('GET', path)).status, 404)
    const named = await new World().open({ decisions: citadel.ports, url: 'https://unit.test' })
    const { json: told } = await named.plain('GET', path)
    assert.equal(told['access_evaluation_endpoint'], 'https://unit.test/access/v1/evaluation')
    await named.api.close()
  })
})
