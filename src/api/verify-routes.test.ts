import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { concat, utf8 } from '#bytes'
import { verificationBytesMax, verificationFilesMax } from './limits.ts'
import { World } from './test-world.ts'

const world = new World()
before(() => world.open())
after(() => world.api.close())

const bytesType = { 'Content-Type': 'application/octet-stream' }

/** A form as browsers write it. */
function form(...files: readonly (readonly [name: string, content: string])[]): {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
} {
  const parts = files.map(([name, content]) =>
    utf8(
      `--line\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n` +
        `Content-Type: application/octet-stream\r\n\r\n${content}\r\n`,
    ),
  )
  const headers = { 'Content-Type': 'multipart/form-data; boundary=line' }
  return { headers, body: concat(...parts, utf8('--line--\r\n')) }
}

test('the page is shown to anybody, in the language asked for, and may only send its form back', async () => {
  const cases = [
    ['/verify', { 'Accept-Language': 'zh-CN,zh;q=0.9' }, 'lang="zh"'],
    ['/verify', { 'Accept-Language': 'de, en;q=0.5' }, 'lang="en"'],
    ['/verify', {}, 'lang="en"'],
    ['/verify?lang=zh', { 'Accept-Language': 'en' }, 'lang="zh"'],
  ] as const
  for (const [path, headers, said] of cases) {
    const page = await world.plain('GET', path, { headers })
    assert.equal(page.status, 200)
    assert.ok(page.body.toString().startsWith(`<!doctype html>\n<html ${said}>`), path)
    const policy = String(page.headers['content-security-policy'])
    assert.match(policy, /default-src 'none'.*form-action 'self'/)
    assert.ok(page.body.toString().includes('Unit &lt;of&gt; test'))
  }
  assert.equal((await world.plain('GET', '/verify?lang=xx')).status, 400)
})

test('a file is judged as the body or as one of a form; programs read JSON, people a page', async () => {
  const one = await world.plain('POST', '/verify', { headers: bytesType, body: 'signed' })
  assert.deepEqual([one.status, one.json], [200, { handed: [{ name: '', octets: 6 }] }])
  assert.equal(one.headers['cache-control'], 'no-store')
  const several = await world.plain('POST', '/verify', form(['许可.pdf', 'abc'], ['permit.p7s', 'de']))
  assert.deepEqual(several.json['handed'], [
    { name: '许可.pdf', octets: 3 },
    { name: 'permit.p7s', octets: 2 },
  ])
  const { headers, body } = form(['a', 'b'])
  const page = await world.plain('POST', '/verify?lang=zh', {
    headers: { ...headers, Accept: 'text/html,application/xhtml+xml' },
    body,
  })
  assert.equal(page.body.toString(), '<!doctype html>zh')
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'/)
})

test('what cannot be taken is refused in words', async () => {
  const tooLarge = new Uint8Array(verificationBytesMax + 1)
  const many = Array.from({ length: verificationFilesMax + 1 }, (_, at) => [`f${at}`, 'x'] as const)
  const cases = [
    [{ headers: bytesType, body: '' }, 400, 'files-missing'],
    [form(['empty', '']), 400, 'files-missing'],
    [form(...many), 413, 'files-too-many'],
    [{ ...form(['a', 'b']), body: '--other--' }, 400, 'form-malformed'],
    [{ headers: { 'Content-Type': 'multipart/form-data' }, body: 'x' }, 400, 'form-malformed'],
    [{ headers: { 'Content-Type': 'text/plain' }, body: 'x' }, 415, 'body-type-unsupported'],
    [form(['endless', 'x']), 422, 'verification-too-long'],
    [{ headers: bytesType, body: tooLarge }, 413, 'body-too-large'],
  ] as const
  for (const [sent, status, kind] of cases) {
    const answer = await world.plain('POST', '/verify', sent)
    assert.deepEqual([answer.status, answer.json['type']], [status, `urn:chancery:problem:${kind}`])
  }
})

test('one caller has two requests judged at once and no more, and then again', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  world.judging = promise
  const held = [
    world.plain('POST', '/verify', form(['waits', 'x'])),
    world.plain('POST', '/verify', form(['waits', 'x'])),
  ]
  while (world.waiting < 2) await new Promise(setImmediate)
  const refused = await world.plain('POST', '/verify', form(['a', 'x']))
  assert.equal(refused.json['type'], 'urn:chancery:problem:verifications-too-many')
  resolve()
  assert.deepEqual(
    (await Promise.all(held)).map(({ status }) => status),
    [200, 200],
  )
  assert.equal((await world.plain('POST', '/verify', form(['a', 'x']))).status, 200)
})
