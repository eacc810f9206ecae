import type { GateWatch, ToldDecision } from '#api'
import { fromUtf8 } from '#bytes'
import { isoInstant } from '#clock'
import { decisionsIn, type Gate, type JournalledDecision, publishedServices, type Session } from '#gateway'
import { principalOf } from '#identity'
import { titlesOf } from '#procedure'
import { visitorOf } from '#recognition'
import type { Log } from '#record'
import type { State } from '#unit'

/** Sessions told at once, the newest: a screen of them is read by a person, the rest is counted. */
const sessionsShownMax = 1_000

interface GateWatchParts {
  readonly gate: Pick<Gate, 'sessions'>
  readonly journal: Log
  readonly unit: { readonly state: State }
}

/**
 * What can be seen of the gate at work. Decisions are read from the journal once they are durable, so that
 * whoever watches costs those who are decided on nothing.
 */
export function gateWatch({ gate, journal, unit }: GateWatchParts): GateWatch {
  return {
    sessions() {
      const all = gate.sessions().toSorted((one, other) => other.since - one.since)
      const named = namesIn(unit.state)
      const sessions = all.slice(0, sessionsShownMax).map((session) => sessionShown(named, session))
      return { connected: all.length, sessions }
    },
    journalSize: () => journal.size,
    async decisions(from, to) {
      const named = namesIn(unit.state)
      const found: ToldDecision[] = []
      for (let at = from; at < to; ) {
        const entries = await journal.read(at, to - at)
        if (entries.length === 0) break
        for (const [place, bytes] of entries.entries()) {
          const text = fromUtf8(bytes)
          const decisions = text.ok ? decisionsIn(text.value) : []
          for (const one of decisions) found.push({ entry: at + place, decision: decisionShown(named, one) })
        }
        at += entries.length
      }
      return found
    },
  }
}

/** What people, services and steps are called in a state. */
interface Names {
  who(principal: string, key?: string): object
  service(id: string): object
  step(of: string, step: string): object
}

function namesIn(state: State): Names {
  const titles = new Map(publishedServices(state).map(({ service, title }) => [service, title]))
  return {
    who(principal, key) {
      const [kind = '', id = ''] = splitOnce(principal)
      const name =
        kind === 'visitor'
          ? key && visitorOf(state, key)?.name
          : isPrincipalKind(kind) && principalOf(state, { kind, id })?.name
      return { kind, id, ...(name && { name }) }
    },
    service(id) {
      const title = titles.get(id)
      return { id, ...(title !== undefined && { title }) }
    },
    step: (of, step) => ({ case: of, step, ...titlesOf(state, of, step) }),
  }
}

function splitOnce(principal: string): readonly string[] {
  const at = principal.indexOf('/')
  return at < 0 ? ['', principal] : [principal.slice(0, at), principal.slice(at + 1)]
}

function isPrincipalKind(kind: string): kind is 'person' | 'device' | 'service' {
  return kind === 'person' || kind === 'device' || kind === 'service'
}

function decisionShown(named: Names, decision: JournalledDecision): ToldDecision['decision'] {
  const { at, principal, service, case: of, step, through, ...rest } = decision
  return {
    at: isoInstant(at),
    ...rest,
    ...(principal !== undefined && { by: named.who(principal) }),
    ...(service !== undefined && { service: named.service(service) }),
    ...(of !== undefined && step !== undefined && { under: named.step(of, step) }),
    ...(through !== undefined && { through: named.service(through) }),
  }
}

function sessionShown(named: Names, { principal, key, certificateSerial, since, underWay }: Session): object {
  return {
    by: named.who(principal, key),
    certificateSerial,
    since: isoInstant(since),
    underWay: underWay.map(({ service, case: of, step, permission, object, since: begun }) => ({
      ...{ service: named.service(service), permission, object, since: isoInstant(begun) },
      under: named.step(of, step),
    })),
  }
}
