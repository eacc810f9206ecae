import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { utf8 } from '#bytes'
import type { TrustFacts } from './verification-worker.ts'
import { Verifications } from './verifications.ts'

const causes: string[] = []
const limits = { milliseconds: 60_000, waitingMax: 2, memoryMegabytesMax: 64 }
const script = new URL('./fake-verifier.ts', import.meta.url)
const verifications = new Verifications((cause) => causes.push(cause), limits, script)
after(() => verifications.close())

const trust: TrustFacts = { anchors: [], certificates: [], lists: [], inForce: [], now: 0 }

function judge(name: string): ReturnType<Verifications['judge']> {
  return verifications.judge([{ name, bytes: new Uint8Array(1) }], 'zh', trust)
}

function nameIn(judged: Awaited<ReturnType<typeof judge>>): unknown {
  return judged.ok ? judged.value.report : judged.fault.kind
}

test('files are judged one after the other, and more than may wait are refused', async () => {
  const names = ['a', 'b', 'c', 'd']
  const judged = await Promise.all(names.map((name) => judge(name)))
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name }))
  assert.deepEqual(judged.map(nameIn), [a, b, c, 'verifications-too-many'])
})

test('a file that breaks the verifier or eats its memory costs its own answer alone', async () => {
  for (const name of ['breaks', 'hungry']) {
    const [bad, good] = await Promise.all([judge(name), judge('good')])
    assert.deepEqual([nameIn(bad), nameIn(good)], ['verification-failed', { name: 'good' }])
  }
  assert.deepEqual(causes, ['Error', 'ERR_WORKER_OUT_OF_MEMORY'])
})

test('a file that is never done with is given up', async () => {
  const hasty = new Verifications(
    () => assert.fail('it did not break'),
    { ...limits, milliseconds: 200 },
    script,
  )
  const judged = await hasty.judge([{ name: 'endless', bytes: new Uint8Array(1) }], 'en', trust)
  assert.equal(nameIn(judged), 'verification-too-long')
  await hasty.close()
})

test('whoever waits when the node closes is told so', async () => {
  const waiting = [judge('endless'), judge('good')]
  await verifications.close()
  assert.deepEqual((await Promise.all(waiting)).map(nameIn), ['node-closing', 'node-closing'])
})

test('the verifier itself tells a typed name for what it is, in both languages', async () => {
  const real = new Verifications((cause) => assert.fail(cause), limits)
  const files = [{ name: 'letter.txt', bytes: utf8('/s/ Wang Fang') }]
  for (const [language, word] of [
    ['en', 'lang="en"'],
    ['zh', 'lang="zh-Hans"'],
  ] as const) {
    const judged = await real.judge(files, language, trust)
    assert.ok(judged.ok)
    assert.match(JSON.stringify(judged.value.report), /"Kind":"unsigned"/)
    assert.ok(judged.value.page.includes(word))
    assert.match(judged.value.pagePolicy, /^default-src 'none'; style-src 'sha256-/)
  }
  await real.close()
})
