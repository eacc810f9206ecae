import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sure } from '#fault'
import { compileRoutes, matchRoute, type Route, type RouteFault } from './route.ts'
import { parseTarget } from './target.ts'

function route(method: string, path: string, object = 'all', permission = 'permit.read'): Route {
  return { method, path, permission, object }
}

function match(routes: readonly Route[], method: string, target: string): string | undefined {
  const compiled = sure(compileRoutes(routes), 'the routes')
  return matchRoute(compiled, method, sure(parseTarget(target), 'the target').segments)?.object
}

test('the most specific published route wins, and what is not published is refused', () => {
  const routes = [
    route('GET', '/', 'root'),
    route('GET', '/permits', 'list'),
    route('GET', '/permits/', 'list-slash'),
    route('GET', '/permits/new', 'form'),
    route('GET', '/permits/:case', 'permit/{case}'),
    route('POST', '/permits/:id/approve', 'permit/{id}'),
    route('GET', '/permits/:case/files/:file', 'file/{file}/of/{case}'),
    route('GET', '/assets/*', 'assets'),
    route('GET', '/assets/secret', 'secret'),
    route('HEAD', '/permits', 'head-of-list'),
    route('GET', '/许可/:case', 'permit/{case}'),
  ]
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['GET', '/', 'root'],
    ['GET', '/permits', 'list'],
    ['GET', '/permits/', 'list-slash'],
    ['GET', '/permits?a=/x', 'list'],
    ['GET', '/permits/new', 'form'],
    ['GET', '/permits/17', 'permit/17'],
    ['GET', '/permits/a%20b', 'permit/a b'],
    ['GET', '/%70ermits/%31%37', 'permit/17'],
    ['POST', '/permits/new/approve', 'permit/new'],
    ['GET', '/permits/17/files/x.pdf', 'file/x.pdf/of/17'],
    ['GET', '/assets/a/b/c', 'assets'],
    ['GET', '/assets/secret', 'secret'],
    ['HEAD', '/permits', 'head-of-list'],
    ['HEAD', '/permits/17', 'permit/17'],
    ['GET', '/%E8%AE%B8%E5%8F%AF/17', 'permit/17'],
    ['GET', '/permits/17/', undefined],
    ['GET', '/assets', undefined],
    ['POST', '/permits', undefined],
    ['GET', '/Permits', undefined],
    ['GET', '/permits/17/files', undefined],
    ['DELETE', '/permits/17', undefined],
  ]
  for (const [method, target, object] of cases) {
    assert.equal(match(routes, method, target), object, `${method} ${target}`)
  }
})

test('a rest takes what a longer literal way leaves without the method', () => {
  const routes = [route('GET', '/a/*', 'rest'), route('POST', '/a/b/c', 'literal')]
  assert.equal(match(routes, 'GET', '/a/b/c'), 'rest')
  assert.equal(match(routes, 'POST', '/a/b/c'), 'literal')
})

test('malformed and ambiguous routes are refused', () => {
  const cases: readonly (readonly [readonly Route[], RouteFault['kind']])[] = [
    [[route('get', '/')], 'method-malformed'],
    [[route('CONNECT', '/')], 'method-malformed'],
    [[route('TRACE', '/')], 'method-malformed'],
    [[route('GET', 'permits')], 'pattern-malformed'],
    [[route('GET', '/a//b')], 'pattern-malformed'],
    [[route('GET', '/a/../b')], 'pattern-malformed'],
    [[route('GET', '/a/%2e')], 'pattern-malformed'],
    [[route('GET', '/a/*/b')], 'pattern-malformed'],
    [[route('GET', '/a/b*')], 'pattern-malformed'],
    [[route('GET', '/a/:')], 'pattern-malformed'],
    [[route('GET', '/a/:x/:x', '{x}')], 'pattern-malformed'],
    [[route('GET', '/a;b')], 'pattern-malformed'],
    [[route('GET', '/a b')], 'pattern-malformed'],
    [[route('GET', `/${'a/'.repeat(40)}`)], 'pattern-malformed'],
    [[route('GET', '/a/:x', 'thing/{y}')], 'object-malformed'],
    [[route('GET', '/a/:x', 'thing/{x')], 'object-malformed'],
    [[route('GET', '/a/:x', '')], 'object-malformed'],
    [[route('GET', '/a', 'all', 'Read')], 'permission-malformed'],
    [[route('GET', '/a/:x', '{x}'), route('GET', '/a/:y', '{y}')], 'routes-ambiguous'],
    [[route('GET', '/a/*'), route('GET', '/a/*')], 'routes-ambiguous'],
    [Array.from({ length: 1001 }, (_, number) => route('GET', `/${number}`)), 'routes-too-many'],
  ]
  for (const [routes, kind] of cases) {
    const compiled = compileRoutes(routes)
    assert.equal(compiled.ok ? 'accepted' : compiled.fault.kind, kind, JSON.stringify(routes[0]))
  }
})

test('a parameter never reaches into another segment of the object', () => {
  const compiled = sure(compileRoutes([route('GET', '/permits/:case', 'permit/{case}')]), 'the routes')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const target = parseTarget(`/permits/${encodeURIComponent(text.toWellFormed())}`)
      if (!target.ok) return
      const object = matchRoute(compiled, 'GET', target.value.segments)?.object
      if (object !== undefined) assert.equal(object.split('/').length, 2)
    }),
  )
})

test('a permission may be named as other software names its actions', () => {
  assert.equal(compileRoutes([route('GET', '/todos', 'todo/all', 'todo.can_read_todos')]).ok, true)
})
