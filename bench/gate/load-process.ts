/**
 * Sends requests over TLS connections, one for each caller, who waits for each answer before he asks again.
 * Reads one JSON line `{ port, requests }` after the other from standard input and answers each with
 * `{ failed }` when done. Connections stay open from one line to the next. Argument: folder with
 * `callers.json` and `authority.pem`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Asker, openAsker } from './asker.ts'
import type { BenchCaller } from './callers.ts'

const [folder = ''] = process.argv.slice(2)
const ca = readFileSync(join(folder, 'authority.pem'))
const callers = JSON.parse(readFileSync(join(folder, 'callers.json'), 'utf8')) as readonly BenchCaller[]

const askers = new Map<number, readonly Asker[]>()

for await (const line of createInterface({ input: process.stdin })) {
  const { port, requests } = JSON.parse(line) as { port: number; requests: number }
  const ready = askers.get(port) ?? (await Promise.all(callers.map((caller) => open(caller, port))))
  askers.set(port, ready)
  const failed = await Promise.all(ready.map((asker) => asker.ask(Math.ceil(requests / callers.length))))
  process.stdout.write(`${JSON.stringify({ failed: failed.reduce((sum, count) => sum + count, 0) })}\n`)
}
process.exit(0)

function open({ key, certificate: cert, path }: BenchCaller, port: number): Promise<Asker> {
  return openAsker({ port, servername: 'permits.example', ca, key, cert }, [requestFor(path)])
}

/** What a browser sends, roughly. */
function requestFor(path: string): Buffer {
  return Buffer.from(
    `GET ${path}?view=short HTTP/1.1\r\nHost: permits.example\r\n` +
      'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n' +
      'Accept: application/json\r\nAccept-Language: en,de;q=0.7\r\nAccept-Encoding: gzip, deflate, br\r\n' +
      'Cookie: session=0123456789abcdef0123456789abcdef\r\n\r\n',
  )
}
