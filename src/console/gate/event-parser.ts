/** An event of a stream (WHATWG HTML §9.2.6): its name, its data, and the id it is known by. */
export interface StreamEvent {
  readonly event: string
  readonly data: string
  readonly id: string
}

/** Text that is no whole event yet may not grow beyond this: what is sent to people is far smaller. */
const pendingCharactersMax = 4 * 1024 * 1024

/** Takes the text of a stream as it comes and gives the events that are whole with it. */
export function eventParser(): (text: string) => readonly StreamEvent[] {
  let pending = ''
  let id = ''
  return (text) => {
    pending += text
    const parts = pending.split(/\r?\n\r?\n/)
    pending = parts.pop() ?? ''
    if (pending.length > pendingCharactersMax) throw new Error('the stream sends no whole event')
    return parts.flatMap((part) => {
      const fields = fieldsOf(part)
      id = fields.get('id') ?? id
      const data = fields.get('data')
      return data === undefined ? [] : [{ event: fields.get('event') ?? 'message', data, id }]
    })
  }
}

/** The fields of an event; several lines of data are joined. Lines that begin with a colon are comments. */
function fieldsOf(part: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of part.split(/\r?\n/)) {
    const [, name, value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? []
    if (name === undefined) continue
    const before = name === 'data' ? fields.get(name) : undefined
    fields.set(name, before === undefined ? value : `${before}\n${value}`)
  }
  return fields
}
