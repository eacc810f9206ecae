import type { Command } from 'commander'
import { type Duration, second } from '#clock'
import { type Result, refuse } from '#fault'
import { printable, problemIn } from './answer.ts'
import { type Attach, type Context, withSession } from './context.ts'
import { EventReader, type StreamEvent } from './event-stream.ts'
import type { CliFault } from './fault.ts'
import { eventsType, type HttpAnswer, type HttpCaller } from './http.ts'
import { jsonIn } from './json.ts'

/** A stream that broke off is taken up again after this time, as the unit asks for by `retry`. */
const retryMilliseconds: Duration = second

/** The command that prints what ends as it ends. */
export function addRightsCommands(group: Command, attach: Attach): void {
  const watch = group
    .command('watch')
    .description('print what ends as it ends, until interrupted: of everybody, or of yours for a person')
  attach(watch, (context) => withSession(context, ({ caller }) => watched(context, caller)))
}

/** Goes on after each break until the unit refuses, or does not answer the first time. */
async function watched(context: Context, caller: HttpCaller): Promise<Result<string, CliFault>> {
  const reader = new EventReader()
  for (let isTold = false; ; ) {
    reader.restart()
    const { lastEventId } = reader
    const ended = await caller.follow({
      path: '/rights/ended',
      ...(lastEventId === undefined ? {} : { lastEventId }),
      take(piece) {
        isTold = false
        return printed(context, reader.read(piece))
      },
    })
    const isBroken = ended.ok ? hasBroken(ended.value) : ended.fault.kind === 'unreachable'
    if (!isBroken || reader.lastEventId === undefined) {
      return ended.ok ? refuse(problemIn(caller.address, ended.value)) : ended
    }
    if (!isTold) context.ports.err('chancery: the stream broke off; it is taken up again\n')
    isTold = true
    await context.ports.wait(retryMilliseconds)
  }
}

/** A stream that is over, or a node that does not serve at this moment. */
function hasBroken({ status, type }: HttpAnswer): boolean {
  return type === eventsType || status === 503
}

/** Whether the piece could be read. */
function printed({ json, ports }: Context, events: readonly StreamEvent[] | undefined): boolean {
  for (const event of events ?? []) ports.out(json ? jsonLine(event) : plainLine(event))
  return events !== undefined
}

/** One value a line, as programs read streams. */
function jsonLine({ event, data }: StreamEvent): string {
  return `${JSON.stringify({ event, ...membersOf(data) })}\n`
}

/** Heartbeats are for programs. */
function plainLine({ event, data }: StreamEvent): string {
  if (event === 'epoch') return ''
  const { at, ...members } = membersOf(data)
  const words = Object.entries(members).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return `${printable([at, event, ...words].join('  '))}\n`
}

function membersOf(data: string): Readonly<Record<string, unknown>> {
  const value = jsonIn(data)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
