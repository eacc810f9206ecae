import type { Server, Socket } from 'node:net'
import { addressCaller } from './token-buckets.ts'

/**
 * The open connections of one listener, counted by address. Owns no socket, but ends those that are too many
 * and, when the listener closes, those that are left.
 */
export class Connections {
  readonly #perAddressMax: number
  readonly #sockets = new Set<Socket>()
  readonly #counts = new Map<string, number>()
  #turnedAway = 0

  constructor(perAddressMax: number) {
    this.#perAddressMax = perAddressMax
  }

  /** Connections open now. */
  get open(): number {
    return this.#sockets.size
  }

  /** Connections ended at once because their address had too many. */
  get turnedAway(): number {
    return this.#turnedAway
  }

  /** Counts the connections of a server from the TCP handshake on, before TLS costs anything. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#admit(socket))
  }

  /** Ends every connection, whatever it is doing. */
  end(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Ends those that never said a word: nothing of theirs is under way. */
  endSilent(): void {
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy()
  }

  #admit(socket: Socket): void {
    const caller = addressCaller(socket.remoteAddress ?? '')
    const count = (this.#counts.get(caller) ?? 0) + 1
    if (count > this.#perAddressMax) {
      this.#turnedAway++
      socket.destroy()
      return
    }
    this.#counts.set(caller, count)
    this.#sockets.add(socket)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      const left = (this.#counts.get(caller) ?? 1) - 1
      if (left === 0) this.#counts.delete(caller)
      else this.#counts.set(caller, left)
    })
  }
}
