import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { checkLog, Log, noteSigner, storeReader, verifierOf, verifyLog } from '#record'
import { openSqliteCopy, openSqliteStore } from './sqlite.ts'

const origin = 'unit.example/acts'
const kills = 10

test('after each of ten kills under load all that was acknowledged is there', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-crash-'))
  context.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'unit.db')
  const keyFile = join(folder, 'key.pem')
  const signer = PrivateKey.generate('ed25519')
  writeFileSync(keyFile, signer.tlsPem(), { mode: 0o600 })
  const options = { origin, verifiers: [verifierOf(sure(noteSigner(origin, signer), 'the signer'))] }
  const acknowledged = new Map<number, string>()
  for (let round = 0; round < kills; round++) {
    // Killed at another stage each time: the more is acknowledged first, the longer the write-ahead log.
    const lines = await appendUntilKilled([path, keyFile, String(round)], 200 * (round + 1))
    for (const line of lines) acknowledged.set(...told(line))
    const copied = join(folder, `copy-${round}.db`)
    for (const suffix of ['', '-wal']) {
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copied + suffix)
    }
    const copy = sure(await openSqliteCopy(copied), 'the copy')
    assert.deepEqual((await checkLog(storeReader(copy, 'acts'), options)).faults, [])
    await copy.close()
    const store = sure(await openSqliteStore(path), 'the store')
    const log = sure(await Log.open({ store, name: 'acts', origin, signer }), 'the log')
    const texts: string[] = []
    for await (const found of verifyLog(storeReader(store, 'acts'), options)) {
      texts.push(Buffer.from(sure(found, 'an entry').bytes).toString())
    }
    assert.equal(texts.length, log.size)
    for (const [index, text] of acknowledged) assert.equal(texts[index], text)
    for (const [index, text] of lines.map(told)) assert.equal(await log.find(text), index)
    await store.close()
  }
  assert.ok(acknowledged.size > kills * 200)
})

/** The index and the text that a line acknowledges. */
function told(line: string): [number, string] {
  const [index = '', ...text] = line.split(' ')
  return [Number(index), text.join(' ')]
}

/** Runs the appending child until it has acknowledged `count` entries, kills it, gives what it printed. */
async function appendUntilKilled(given: readonly string[], count: number): Promise<readonly string[]> {
  const program = join(import.meta.dirname, 'crash.child.ts')
  const child = spawn(process.execPath, [program, ...given], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  let lines = 0
  child.stdout.on('data', (bytes: Buffer) => {
    printed += bytes.toString()
    lines += bytes.toString().split('\n').length - 1
    if (lines >= count) child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  assert.equal(signal, 'SIGKILL')
  return printed.split('\n').slice(0, -1)
}
