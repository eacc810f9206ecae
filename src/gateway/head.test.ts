import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRequestHead, parseResponseHead, responseFraming } from './head.ts'

const fieldsMax = 100

function read(fields: string, line = 'POST /a HTTP/1.1'): ReturnType<typeof parseRequestHead> {
  return parseRequestHead(`${line}\r\nHost: a\r\n${fields}`, fieldsMax)
}

test('a request head that can be read in two ways is refused', () => {
  const cases: readonly (readonly [fields: string, kind: string, line?: string])[] = [
    ['Content-Length: 1\r\nTransfer-Encoding: chunked\r\n', 'framing-ambiguous'],
    ['Content-Length: 1\r\nContent-Length: 1\r\n', 'field-repeated'],
    ['Content-Length: 1, 1\r\n', 'length-malformed'],
    ['Content-Length: +1\r\n', 'length-malformed'],
    ['Content-Length: 0x1\r\n', 'length-malformed'],
    ['Content-Length: 1e3\r\n', 'length-malformed'],
    ['Content-Length: -0\r\n', 'length-malformed'],
    ['Content-Length:\r\n', 'length-malformed'],
    ['Content-Length: \xa01\r\n', 'length-malformed'],
    ['Content-Length: 1234567890123456\r\n', 'length-malformed'],
    ['Transfer-Encoding: gzip, chunked\r\n', 'coding-unknown'],
    ['Transfer-Encoding: identity\r\n', 'coding-unknown'],
    ['Transfer-Encoding:\r\n', 'coding-unknown'],
    ['Transfer-Encoding: "chunked"\r\n', 'coding-unknown'],
    ['Transfer-Encoding: \x0bchunked\r\n', 'field-malformed'],
    ['Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', 'field-repeated'],
    ['Host: a\r\n', 'field-repeated'],
    ['X : a\r\n', 'field-malformed'],
    [' X: a\r\n', 'field-malformed'],
    ['X: a\r\n b\r\n', 'field-malformed'],
    ['X: a\r\n\tb\r\n', 'field-malformed'],
    ['X: a\nY: b\r\n', 'field-malformed'],
    ['X: a\rY: b\r\n', 'field-malformed'],
    ['X: a\0\r\n', 'field-malformed'],
    ['X: a\x7f\r\n', 'field-malformed'],
    ['X\r\n', 'field-malformed'],
    [': a\r\n', 'field-malformed'],
    ['X(: a\r\n', 'field-malformed'],
    ['X\xe9: a\r\n', 'field-malformed'],
    ['X: a', 'field-malformed'],
    ['X: a\r\n'.repeat(fieldsMax), 'fields-too-many'],
    ['', 'version-unsupported', 'GET / HTTP/1.0'],
    ['', 'version-unsupported', 'GET / HTTP/2.0'],
    ['', 'start-line-malformed', 'GET  / HTTP/1.1'],
    ['', 'start-line-malformed', 'GET / HTTP/1.1 '],
    ['', 'start-line-malformed', 'GET /'],
    ['', 'start-line-malformed', 'G@T / HTTP/1.1'],
    ['', 'start-line-malformed', 'GET /a b HTTP/1.1'],
    ['', 'start-line-malformed', 'GET /\xe9 HTTP/1.1'],
    ['', 'start-line-malformed', 'GET / http/1.1'],
    ['', 'start-line-malformed', ''],
    ['Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n', 'upgrade-malformed'],
    ['Connection: upgrade\r\nUpgrade: websocket\r\n', 'upgrade-malformed', 'GET / HTTP/1.1'],
  ]
  for (const [fields, kind, line] of cases) {
    const parsed = read(fields, line)
    assert.equal(parsed.ok ? 'accepted' : parsed.fault.kind, kind, JSON.stringify([line, fields]))
  }
})

test('a request without Host is refused', () => {
  const parsed = parseRequestHead('GET / HTTP/1.1\r\nX: a\r\n', fieldsMax)
  assert.equal(parsed.ok ? 'accepted' : parsed.fault.kind, 'host-missing')
})

test('only end-to-end fields that are not the gate’s own go on', () => {
  const dropped = [
    'Connection: keep-alive, X-Hop',
    'X-Hop: 1',
    'x-HOP: 2',
    'Keep-Alive: timeout=5',
    'Proxy-Connection: keep-alive',
    'Proxy-Authorization: Basic x',
    'TE: trailers',
    'Trailer: X',
    'Upgrade: h2c',
    'HTTP2-Settings: x',
    'Content-Length: 3',
    'Client-Cert: :x:',
    'CLIENT-CERT-CHAIN: :x:',
    'Client_Cert: :x:',
    'client.cert: :x:',
    'Chancery-Token: x',
    'Chancery_Token: x',
    'Chancery-Anything: x',
    'Forwarded: for=1.2.3.4',
    'X-Forwarded-For: 1.2.3.4',
    'X_Forwarded_For: 1.2.3.4',
    'X-Forwarded-Host: x',
    'x-forwarded-anything: x',
    'X-Real-IP: 1.2.3.4',
    'X-Http-Method-Override: DELETE',
    'X-Original-URL: /admin',
    'X-SSL-Client-Verify: SUCCESS',
    'Proxy: http://x',
  ]
  const kept = [
    'Accept: text/html',
    'accept: x',
    'Cookie: a=b;  c',
    'X-A:',
    'X_Odd: 1',
    'Via: 1.0 x',
    'Expect: 100-continue',
  ]
  const mixed = dropped.flatMap((line, index) => [line, ...kept.slice(index, index + 1)])
  const parsed = read(mixed.map((line) => `${line}\r\n`).join(''))
  assert.ok(parsed.ok)
  assert.equal(parsed.value.fields.lines, kept.map((line) => `${line}\r\n`).join(''))
  assert.equal(parsed.value.fields.accept, 'text/html,x')
})

test('a response head that can be read in two ways is refused', () => {
  const cases = [
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n',
    'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n',
    'HTTP/1.1 200 OK\r\nX: a\r\n b\r\n',
    'HTTP/1.1 200 OK\r\nX : a\r\n',
    'HTTP/2 200 OK\r\n',
    'HTTP/1.1 20 OK\r\n',
    'HTTP/1.1 600 OK\r\n',
    'HTTP/1.1  200 OK\r\n',
    'HTTP/1.1 200 O\0K\r\n',
    'ICY 200 OK\r\n',
  ]
  for (const text of cases) assert.equal(parseResponseHead(text, fieldsMax).ok, false, text)
})

test('the end of a response body is found as RFC 9112 §6.3 says', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n', 'GET', 'length'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n', 'GET', 'none'],
    ['HTTP/1.1 200\r\nContent-Length: 5\r\n', 'HEAD', 'none'],
    ['HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n', 'GET', 'none'],
    ['HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n', 'GET', 'none'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n', 'GET', 'chunked'],
    ['HTTP/1.0 200 OK\r\n', 'GET', 'until-close'],
  ]
  for (const [text, method, kind] of cases) {
    const parsed = parseResponseHead(text, fieldsMax)
    assert.ok(parsed.ok)
    assert.equal(responseFraming(parsed.value, method).kind, kind, text)
  }
})
