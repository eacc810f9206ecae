/** One server-sent event (WHATWG HTML §9.2.6). */
export interface StreamEvent {
  readonly event: string
  readonly data: string
}

/** The longest event taken: those of a unit have some hundred bytes. */
const eventCharactersMax = 64 * 1024

/** Reads the events of one stream after the other. Owns what of an event has come, and the id read last. */
export class EventReader {
  #decoder = new TextDecoder()
  #begun = ''
  #lastEventId: string | undefined

  /** Of the event read last, whole: after this one a stream goes on. */
  get lastEventId(): string | undefined {
    return this.#lastEventId
  }

  /** Begins with another stream; an event that had only begun is as if it had not come. */
  restart(): void {
    this.#decoder = new TextDecoder()
    this.#begun = ''
  }

  /** The events that a piece completes; `undefined` when one grows too long. */
  read(piece: Uint8Array): readonly StreamEvent[] | undefined {
    const text = this.#begun + this.#decoder.decode(piece, { stream: true })
    const blocks = text.split('\n\n')
    this.#begun = blocks.pop() ?? ''
    if (this.#begun.length > eventCharactersMax) return undefined
    return blocks.flatMap((block) => this.#event(block))
  }

  /** A unit ends its lines with a line feed alone, and puts one space behind each colon. */
  #event(block: string): readonly StreamEvent[] {
    const fields = new Map<string, string>()
    for (const line of block.split('\n')) {
      const [, name = '', value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? []
      fields.set(name, value)
    }
    this.#lastEventId = fields.get('id') ?? this.#lastEventId
    const data = fields.get('data')
    return data === undefined ? [] : [{ event: fields.get('event') ?? 'message', data }]
  }
}
