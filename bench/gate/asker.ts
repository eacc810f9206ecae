import { connect as connectPlain, type Socket } from 'node:net'
import { connect } from 'node:tls'

/** One caller's connection; `ask` tells how many answers were not 200, or missing. */
export interface Asker {
  ask(count: number): Promise<number>
  close(): void
}

/** Where to, and with which key. */
export interface AskerOptions {
  readonly port: number
  readonly servername: string
  /** PEM. */
  readonly ca: string | Buffer
  readonly key: string
  readonly cert: string
}

const headEnd = Buffer.from('\r\n\r\n')

/** Opens a connection that sends requests, the next one when the one before is answered, all in turn. */
export function openAsker(options: AskerOptions, requests: readonly Buffer[]): Promise<Asker> {
  const socket = connect({ host: '127.0.0.1', ...options })
  socket.setNoDelay(true)
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('secureConnect', () =>
      resolve({ ask: (count) => ask(socket, requests, count), close: () => socket.destroy() }),
    )
  })
}

/** The same over plain HTTP. */
export function openPlainAsker(port: number, requests: readonly Buffer[]): Promise<Asker> {
  const socket = connectPlain({ host: '127.0.0.1', port })
  socket.setNoDelay(true)
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () =>
      resolve({ ask: (count) => ask(socket, requests, count), close: () => socket.destroy() }),
    )
  })
}

function ask(socket: Socket, requests: readonly Buffer[], count: number): Promise<number> {
  return new Promise((resolve) => {
    let answered = 0
    let failed = 0
    /** Bytes of the answer still to come. */
    let left = 0
    const send = (): void => {
      socket.write(requests[answered % requests.length] ?? Buffer.alloc(0))
    }
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
      if (answered < count) send()
      else end()
    }
    socket.on('data', take)
    socket.on('close', end)
    send()
  })
}
