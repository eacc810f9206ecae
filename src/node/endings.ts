import { EndedFeed, type Ending } from '#api'
import type { Clock } from '#clock'
import { servicesEnded } from '#gateway'
import { certificatesRevoked } from '#identity'
import { type EndedRight, endedRights } from '#procedure'
import { visitsEnded } from '#recognition'
import type { State, Unit } from '#unit'

/** The feed of what ended on a unit's record from now on. */
export function endedFeedOf(unit: Unit, clock: Clock): EndedFeed {
  const feed = new EndedFeed({ size: () => unit.state.size, isServing: () => !unit.stopped, clock })
  let before = unit.state
  unit.onEntry((after) => {
    feed.tell(after.size - 1, after.time, endingsBetween(before, after))
    before = after
  })
  return feed
}

/** What ended between two states: certificates, visits and services first, before single rights. */
export function endingsBetween(before: State, after: State): readonly Ending[] {
  const certificates = certificatesRevoked(before, after).map(({ serial, principal, key, revoked }) => ({
    event: 'certificate-ended' as const,
    of: principal,
    data: { serial, principal, key, reason: revoked?.reason },
  }))
  const visits = visitsEnded(before, after).map(({ visitor, key, serial }) => ({
    event: 'visit-ended' as const,
    of: { kind: 'visitor', id: visitor } as const,
    data: { visitor, key, serial },
  }))
  const services = servicesEnded(before, after).map(({ service, reason }) => ({
    event: 'service-ended' as const,
    of: { kind: 'service', id: service } as const,
    data: { service, reason },
  }))
  return [...certificates, ...visits, ...services, ...endedRights(before, after).map(rightEnding)]
}

function rightEnding({ person: id, kind, key, epoch, reason, ...right }: EndedRight): Ending {
  return { event: 'right-ended', of: { kind, id }, data: { ...right, [kind]: id, key, epoch, reason } }
}
