/**
 * Sends requests over TLS connections, one for each caller, who waits for each answer before he asks again.
 * Reads one JSON line `{ port, requests }` after the other from standard input and answers each with
 * `{ failed }` when done. Connections stay open from one line to the next. Argument: folder with
 * `callers.json` and `authority.pem`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { connect, type TLSSocket } from 'node:tls'
import type { BenchCaller } from './callers.ts'

const [folder = ''] = process.argv.slice(2)
const ca = readFileSync(join(folder, 'authority.pem'))
const callers = JSON.parse(readFileSync(join(folder, 'callers.json'), 'utf8')) as readonly BenchCaller[]
const headEnd = Buffer.from('\r\n\r\n')

/** One caller's connection; `ask` tells how many answers were not 200, or missing. */
interface Asker {
  ask(count: number): Promise<number>
}

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
  const request = requestFor(path)
  const socket = connect({ host: '127.0.0.1', port, servername: 'permits.example', ca, key, cert })
  socket.setNoDelay(true)
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('secureConnect', () => resolve({ ask: (count) => ask(socket, request, count) }))
  })
}

function ask(socket: TLSSocket, request: Buffer, count: number): Promise<number> {
  return new Promise((resolve) => {
    let answered = 0
    let failed = 0
    /** Bytes of the answer still to come. */
    let left = 0
    const end = (): void => {
      socket.off('data', take)
      socket.off('close', end)
      resolve(failed + count - answered)
    }
    const take = (bytes: Buffer): void => {
      if (left === 0) {
        const head = bytes.toString('latin1', 0, bytes.indexOf(headEnd) + headEnd.length)
        left = head.length + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN)
        if (!head.startsWith('HTTP/1.1 200 ')) failed++
      }
      left -= bytes.length
      if (left !== 0) return
      answered++
      if (answered < count) socket.write(request)
      else end()
    }
    socket.on('data', take)
    socket.on('close', end)
    socket.write(request)
  })
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
