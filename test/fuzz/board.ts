import { inputBytesMax } from './byte-mutation.ts'

/** What a thread is at, where another thread can read it even when the first never comes back. */
export class Board {
  readonly memory: SharedArrayBuffer
  readonly #header: Int32Array
  readonly #input: Uint8Array

  /** Public seeds can be longer than what is made of them; nothing comes near this. */
  static readonly #inputBytesMax = 8 * inputBytesMax

  constructor(memory?: SharedArrayBuffer) {
    this.memory = memory ?? new SharedArrayBuffer(12 + Board.#inputBytesMax)
    this.#header = new Int32Array(this.memory, 0, 3)
    this.#input = new Uint8Array(this.memory, 12)
  }

  /** Says that the target of this place in the list is about to be given this input. */
  write(target: number, input: Uint8Array): void {
    const kept = input.subarray(0, Board.#inputBytesMax)
    this.#input.set(kept)
    Atomics.store(this.#header, 1, target)
    Atomics.store(this.#header, 2, kept.length)
    Atomics.add(this.#header, 0, 1)
  }

  /** How many inputs there were. */
  get count(): number {
    return Atomics.load(this.#header, 0)
  }

  /** The place of the target and the input written last. */
  read(): { readonly target: number; readonly input: Uint8Array } {
    const length = Atomics.load(this.#header, 2)
    return { target: Atomics.load(this.#header, 1), input: Uint8Array.from(this.#input.subarray(0, length)) }
  }
}
