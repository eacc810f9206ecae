import { type PrivateKey, systemRandom } from '#crypto'
import { sure } from '#fault'
import { type FakeUnit, fakeKey, rolloverCertificates } from '#identity'
import { type Certificate, pem } from '#x509'
import type { Peer } from './fixture.ts'

/** For tests: the new authority of a unit that was rolled over by both acts. */
export interface Rolled {
  readonly key: PrivateKey
  readonly authority: Certificate
}

/** For tests: rolls over the authority key of a unit. */
export function rollOver({ office, unit, manager, chief }: Peer): Rolled {
  const key = fakeKey()
  const certificates = rolloverCertificates({
    old: unit.authority,
    oldKey: unit.keys.authority,
    newKey: key,
    issuing: unit.issuing,
    time: office.time,
    random: systemRandom,
  })
  const parts = Object.entries(certificates).map(([part, { der }]) => [part, pem('CERTIFICATE', der)])
  const input = { ...Object.fromEntries(parts), evidence: 'made beside the safe' }
  sure(office.act('authority.propose-rollover', manager, input), 'a proposal')
  sure(office.act('authority.roll-over', chief, { key: key.publicKey.thumbprint }), 'a rollover')
  return { key, authority: certificates.authority }
}

/** For tests: a unit as those know it who hold to its new key. */
export function knownByNew({ unit }: Peer, { key, authority }: Rolled): FakeUnit {
  return { ...unit, authority, keys: { ...unit.keys, authority: key } }
}
