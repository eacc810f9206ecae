import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHost, parseTarget } from './target.ts'

test('a target that servers read differently is refused', () => {
  const refused = [
    '',
    '*',
    'permits',
    'http://permits.example/',
    'permits.example:443',
    '//permits',
    '/a//b',
    '/./a',
    '/a/..',
    '/a/%2e%2E/b',
    '/a/.%2e',
    '/a%2Fb',
    '/a%2fb',
    '/a%5Cb',
    '/a\\b',
    '/a%00',
    '/a%0d%0a',
    '/a%7f',
    '/a%C2%85',
    '/a%',
    '/a%4',
    '/a%zz',
    '/a%252e',
    '/a%2541',
    '/a;v=1/b',
    '/a%3Bv',
    '/a|b',
    '/a"b',
    '/a<b',
    '/a[b]',
    '/a#b',
    '/a?b#c',
    '/\xe9',
    '/%E9',
    '/%C0%AF',
    '/%ED%A0%80',
    '/e%CC%81',
    `/${'a/'.repeat(80)}`,
  ]
  for (const target of refused) assert.equal(parseTarget(target).ok, false, target)
})

test('a target with one meaning is read to its segments', () => {
  const cases: readonly (readonly [string, string, readonly string[], string | undefined])[] = [
    ['/', '/', [''], undefined],
    ['/a/b', '/a/b', ['a', 'b'], undefined],
    ['/a/b/', '/a/b/', ['a', 'b', ''], undefined],
    ['/a?x=/../y&z=%00', '/a?x=/../y&z=%00', ['a'], undefined],
    ['/a?x={"y":[1]}|^`', '/a?x={"y":[1]}|^`', ['a'], undefined],
    ['/%61%20b', '/%61%20b', ['a b'], undefined],
    ['/100%25', '/100%25', ['100%'], undefined],
    ['/a..b/...', '/a..b/...', ['a..b', '...'], undefined],
    ["/-._~!$&'()*+,=:@", "/-._~!$&'()*+,=:@", ["-._~!$&'()*+,=:@"], undefined],
    ['https://Permits.example:8443/a?b', '/a?b', ['a'], 'Permits.example:8443'],
    ['HTTPS://permits.example', '/', [''], 'permits.example'],
    ['https://permits.example?x', '/?x', [''], 'permits.example'],
  ]
  for (const [text, origin, segments, authority] of cases) {
    assert.deepEqual(parseTarget(text), { ok: true, value: { origin, segments, authority } }, text)
  }
})

test('a host is read without its port, in lower case, and nothing else is one', () => {
  assert.equal(parseHost('Permits.Example'), 'permits.example')
  assert.equal(parseHost('permits.example:8443'), 'permits.example')
  assert.equal(parseHost('[2001:DB8::1]:443'), '[2001:db8::1]')
  const refused = [
    '',
    'a b',
    'a/b',
    'a@b',
    'a:b',
    'a:',
    'a,b',
    ':443',
    'a?b',
    '-a',
    '.a',
    'é',
    'a_b',
    'a:123456',
  ]
  for (const text of refused) assert.equal(parseHost(text), undefined, text)
})
