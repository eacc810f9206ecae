import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { World } from './test-world.ts'

const script = 'export const one = 1\n'.repeat(50)

describe('the console', () => {
  const folder = mkdtempSync(join(tmpdir(), 'console-'))
  let world: World
  before(async () => {
    mkdirSync(join(folder, 'assets'))
    const put = (path: string, content: string | Uint8Array) => writeFileSync(join(folder, path), content)
    put('index.html', '<!doctype html><style nonce="__NONCE__"></style><p title="__NONCE__">console')
    put('assets/main-abc.js', script)
    put('assets/main-abc.js.br', brotliCompressSync(script))
    put('assets/main-abc.js.gz', gzipSync(script))
    put('icon.svg', '<svg/>')
    put('.stamp', 'secret')
    put('notes.secret', 'secret')
    world = await new World().open({ consoleFolder: folder })
  })
  after(async () => {
    await world.api.close()
    rmSync(folder, { recursive: true })
  })

  test('both listeners lead from their root to it', async () => {
    for (const ask of [world.plain.bind(world), world.secure.bind(world)]) {
      const root = await ask('GET', '/')
      assert.deepEqual([root.status, root.headers.location], [302, '/console/'])
      assert.equal((await ask('GET', '/console')).headers.location, '/console/')
      assert.equal((await ask('GET', '/console/')).status, 200)
    }
  })

  test('each answer has a nonce of its own, in page and policy alike', async () => {
    const nonces = new Set<string>()
    for (let time = 0; time < 3; time++) {
      const { headers, body } = await world.plain('GET', '/console/work')
      const policy = String(headers['content-security-policy'])
      const [, nonce = ''] = /'nonce-([\w-]{22})'/.exec(policy) ?? []
      assert.equal(
        body.toString(),
        `<!doctype html><style nonce="${nonce}"></style><p title="${nonce}">console`,
      )
      assert.match(policy, /^default-src 'none'; script-src 'self';/)
      assert.match(policy, /require-trusted-types-for 'script'/)
      assert.equal(headers['cache-control'], 'no-store')
      nonces.add(nonce)
    }
    assert.equal(nonces.size, 3)
  })

  test('every address without a file is the page, whatever it holds', async () => {
    const long = 'x'.repeat(2_000)
    for (const path of [
      '',
      'people/person/li.wei',
      'a%2Fb',
      '%3Cscript%3E',
      'record/%E5%9B%BD',
      long,
      'index.html',
    ]) {
      const answer = await world.plain('GET', `/console/${path}`)
      assert.equal(answer.status, 200, path)
      assert.match(answer.body.toString(), /console$/, path)
    }
  })

  test('files named by content may be kept for ever, others are asked for anew', async () => {
    const hashed = await world.plain('GET', '/console/assets/main-abc.js')
    assert.equal(hashed.headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.equal(hashed.headers['content-type'], 'text/javascript; charset=utf-8')
    assert.equal(hashed.body.toString(), script)
    // A worker asks the unit, and nobody else.
    assert.match(
      String(hashed.headers['content-security-policy']),
      /default-src 'none';.* connect-src 'self';/,
    )
    const icon = await world.plain('GET', '/console/icon.svg')
    assert.equal(icon.headers['cache-control'], 'no-cache')
    const fields = { 'if-none-match': String(icon.headers.etag) }
    assert.equal((await world.plain('GET', '/console/icon.svg', { headers: fields })).status, 304)
  })

  const encodings: readonly (readonly [asked: string, given: string | undefined])[] = [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['BR', 'br'],
    ['identity', undefined],
    ['br;q=0.0', undefined],
  ]
  for (const [asked, given] of encodings) {
    test(`a browser that takes \`${asked}\` gets ${given ?? 'the file as it is'}`, async () => {
      const headers = { 'accept-encoding': asked }
      const answer = await world.plain('GET', '/console/assets/main-abc.js', { headers })
      assert.equal(answer.headers['content-encoding'], given)
      assert.equal(answer.headers.vary, 'Accept-Encoding')
    })
  }

  test('what was not built to be served is not served', async () => {
    for (const path of [
      '.stamp',
      'notes.secret',
      '..%2Ficon.svg',
      '%2e%2e/icon.svg',
      'assets/main-abc.js.br',
    ]) {
      const { body } = await world.plain('GET', `/console/${path}`)
      assert.ok(!body.toString().includes('secret'), path)
      assert.ok(!body.toString().includes('<svg'), path)
    }
  })

  test('a script that is gone is told as such', async () => {
    const answer = await world.plain('GET', '/console/assets/gone.js')
    assert.equal(answer.status, 404)
    assert.equal(answer.json['type'], 'urn:chancery:problem:console-file-absent')
  })

  test('what is built anew is served without a restart', async () => {
    writeFileSync(join(folder, 'index.html'), 'another')
    const answer = await world.plain('GET', '/console/')
    assert.equal(answer.body.toString(), 'another')
  })
})

test('where nothing was built a page says what to do, and everything else serves', async () => {
  const world = await new World().open()
  const english = await world.plain('GET', '/console/')
  assert.equal(english.status, 503)
  assert.match(english.body.toString(), /npm run build:console/)
  const chinese = await world.plain('GET', '/console/x', { headers: { 'accept-language': 'zh-CN' } })
  assert.match(chinese.body.toString(), /控制台尚未构建/)
  assert.equal((await world.plain('GET', '/health')).status, 200)
  await world.api.close()
})
