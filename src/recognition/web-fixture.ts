import type { Duration } from '#clock'
import { certain } from '#fault'
import { foundedPeer, type Peer, publish, recognise, takeIn } from './fixture.ts'

/** For tests: that one unit recognises another, both by their place, and what the agreement says instead. */
export type WebAgreement = readonly [from: number, to: number, instead?: object]

/** For tests: the names of units by their place, under one domain. */
export function domainAt(place: number): string {
  return `u${place}.example`
}

/**
 * For tests: so many units that recognise each other, the first of which has taken in the bundles of those it
 * follows. Agreements name every unit and let three follow, unless they say otherwise.
 *
 * @param spoke how long after the beginning each unit publishes, when not at once
 */
export async function web(
  count: number,
  agreements: readonly WebAgreement[],
  spoke: readonly Duration[] = [],
): Promise<readonly Peer[]> {
  const places = Array.from({ length: count }, (_, place) => place)
  const peers = await Promise.all(places.map((place) => foundedPeer(domainAt(place))))
  const at = (place: number): Peer => certain(peers[place], 'a unit of the web')
  for (const [from, to, instead] of agreements) {
    const domains = places.filter((place) => place !== to).map(domainAt)
    recognise(at(from), at(to), { domains, hops: 3, ...instead })
  }
  const [own, ...others] = peers
  // Whom it follows comes to light as it goes; each round brings those one agreement further.
  for (const [place, { office }] of peers.entries()) office.time += spoke[place] ?? 0
  const here = certain(own, 'the first unit')
  here.office.time = Math.max(...peers.map(({ office }) => office.time))
  const published = await Promise.all(others.map((peer) => publish(peer)))
  for (let round = 0; round < count; round += 1) {
    for (const [place, peer] of others.entries()) {
      takeIn(here, peer.unit, certain(published[place], 'a bundle'))
    }
  }
  return peers
}
