/**
 * Sends requests over a number of TLS connections, each waiting for its answer before it asks again. Reads one JSON
 * line `{ port, requests }` after the other from standard input and answers each with `{ failed }` when done.
 * Arguments: number of connections, folder with `caller.key`, `caller.pem` and `authority.pem`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { connect } from 'node:tls'

const [connections = '1', folder = ''] = process.argv.slice(2)
const credentials = {
  key: readFileSync(join(folder, 'caller.key')),
  cert: readFileSync(join(folder, 'caller.pem')),
  ca: readFileSync(join(folder, 'authority.pem')),
}
/** What a browser sends, roughly. */
const request = Buffer.from(
  'GET /permits/7?view=short HTTP/1.1\r\nHost: permits.example\r\n' +
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n' +
    'Accept: application/json\r\nAccept-Language: en,de;q=0.7\r\nAccept-Encoding: gzip, deflate, br\r\n' +
    'Cookie: session=0123456789abcdef0123456789abcdef\r\n\r\n',
)
const headEnd = Buffer.from('\r\n\r\n')

for await (const line of createInterface({ input: process.stdin })) {
  const { port, requests } = JSON.parse(line) as { port: number; requests: number }
  const each = Math.ceil(requests / Number(connections))
  const failed = await Promise.all(Array.from({ length: Number(connections) }, () => ask(port, each)))
  process.stdout.write(`${JSON.stringify({ failed: failed.reduce((sum, count) => sum + count, 0) })}\n`)
}

/** Asks `count` times over one connection; how many answers were not 200, or missing. */
function ask(port: number, count: number): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, servername: 'permits.example', ...credentials })
    let answered = 0
    let failed = 0
    /** Bytes of the answer still to come. */
    let left = 0
    socket.setNoDelay(true)
    socket.on('secureConnect', () => socket.write(request))
    socket.on('data', (bytes: Buffer) => {
      if (left === 0) {
        const head = bytes.toString('latin1', 0, bytes.indexOf(headEnd) + headEnd.length)
        left = head.length + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN)
        if (!head.startsWith('HTTP/1.1 200 ')) failed++
      }
      left -= bytes.length
      if (left !== 0) return
      answered++
      if (answered < count) socket.write(request)
      else socket.end()
    })
    // What did not come shows in the count.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(failed + count - answered))
  })
}
