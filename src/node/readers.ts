import type { ApiOptions, ReceivedVisit } from '#api'
import { type Clock, isoInstant } from '#clock'
import { accept, certain, type Result, refuse } from '#fault'
import { type Caller, callerFault, callerOf } from '#identity'
import { type VisitorCaller, type VisitorReceived, visitorAgain, visitorCaller } from '#recognition'
import type { Event, Refusal, Speaker, State, Unit } from '#unit'
import type { Duties } from './duties.ts'

/** Somebody of this unit, with the path found once; or of another, received by the record. */
type Known = { readonly caller: Caller } | { readonly visitor: VisitorCaller }

/**
 * Who reads, by the leaf of a connection, which is one object for its life: found once, and whether it counts
 * looked at each time.
 */
export function readers(unit: Unit, clock: Clock): ApiOptions['readerOf'] {
  const known = new WeakMap<Uint8Array, Known>()
  return (leafDer) => {
    const before = known.get(leafDer)
    if (before) return stillCounts(unit.state, before, clock.now())
    const found = identified(unit.state, leafDer, clock.now())
    if (!found.ok) return found
    known.set(leafDer, found.value)
    return accept(speakerIn(found.value))
  }
}

function identified(state: State, leafDer: Uint8Array, now: number): Result<Known, Refusal> {
  const caller = callerOf(state, leafDer, now)
  if (caller.ok) return accept({ caller: caller.value })
  if (caller.fault.kind !== 'certificate-not-recorded') return caller
  const visitor = visitorCaller(state, leafDer, now)
  if (visitor.ok) return accept({ visitor: visitor.value })
  return visitor.fault.kind === 'visit-over' ? visitor : caller
}

function stillCounts(state: State, before: Known, now: number): Result<Speaker, Refusal> {
  if ('visitor' in before) {
    const again = visitorAgain(state, before.visitor, now)
    return again.ok ? accept(again.value.speaker) : again
  }
  const fault = callerFault(state, before.caller, now)
  return fault ? refuse(fault) : accept(before.caller.speaker)
}

function speakerIn(known: Known): Speaker {
  return 'visitor' in known ? known.visitor.speaker : known.caller.speaker
}

/** Has the node receive a person of another unit. */
export async function receiveVisit(duties: Duties, shown: object): Promise<Result<ReceivedVisit, Refusal>> {
  const receipt = await duties.act('visitor.receive', shown)
  if (!receipt.ok) return receipt
  const event = certain(receipt.value.events.find(isReceived), 'the event of a visit')
  const { visitor, offices, grade, until } = event
  return accept({ visitor, offices, grade, until: isoInstant(until), index: receipt.value.index })
}

function isReceived(event: Event): event is VisitorReceived {
  return event.kind === 'visitor-received'
}
