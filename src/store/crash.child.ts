import { readFileSync } from 'node:fs'
import { importPrivateKey } from '#crypto'
import { certain, sure } from '#fault'
import { Log } from '#record'
import { openSqliteStore } from './sqlite.ts'

// Appends to a log without end and prints each index that was acknowledged, until it is killed.

const [path, keyFile, round] = process.argv.slice(2)
const signer = sure(importPrivateKey(readFileSync(certain(keyFile, 'the key file'), 'utf8')), 'the key')
const store = sure(await openSqliteStore(certain(path, 'the path')), 'the store')
const log = sure(await Log.open({ store, name: 'acts', origin: 'unit.example/acts', signer }), 'the log')

/** Callers that append one entry after another. */
const callers = 100

async function appendForever(caller: number): Promise<never> {
  for (let i = 0; ; i++) {
    const text = `${round} ${caller} ${i}`
    const { index } = sure(await log.append(Buffer.from(text), text), 'the append')
    process.stdout.write(`${index} ${text}\n`)
  }
}

await Promise.all(Array.from({ length: callers }, (_, caller) => appendForever(caller)))
