/**
 * A service that answers every request without body with the same bytes, as cheaply as can be, so that the
 * measured program is what is measured. Arguments: number of body bytes, and a field line to add (or
 * nothing).
 */
import { type AddressInfo, createServer } from 'node:net'

const [bodyBytes = '0', field = ''] = process.argv.slice(2)
const response = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n${field === '' ? '' : `${field}\r\n`}` +
    `Content-Length: ${bodyBytes}\r\n\r\n${'x'.repeat(Number(bodyBytes))}`,
)
const headEnd = Buffer.from('\r\n\r\n')

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (bytes: Buffer) => {
    // Requests come one at a time and whole: the callers measured here wait for each answer.
    if (bytes.indexOf(headEnd) !== -1) socket.write(response)
  })
  // The measured program closes its connections when it is stopped.
  socket.on('error', () => socket.destroy())
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`)
})
process.once('SIGTERM', () => process.exit(0))
// Whoever measures may be killed.
process.stdin.resume().once('end', () => process.exit(0))
