import { base64 } from '#bytes'
import type { Instant } from '#clock'
import type { Envelope, PrivateKey } from '#crypto'
import { certain, type Result, sure } from '#fault'
import { fakeIssued, fakeKey, fakeSpeaker } from '#identity'
import type { Event, Refusal, Speaker } from '#unit'
import { type Grade, parseCertificate } from '#x509'
import { foundedPeer, type Peer, publish, recognise, takeIn } from './fixture.ts'
import { signPresentation, statementDigest } from './statement.ts'
import type { StatementIssued, VisitorRow } from './visitor.ts'
import { visitorOf } from './visitors.ts'

/** For tests: a person of a unit with a certificate of their own. */
export interface Resident {
  readonly home: Peer
  readonly id: string
  readonly key: PrivateKey
  readonly der: Uint8Array
  readonly speaker: Speaker & { readonly serial: string }
}

/** For tests: what is sent to be received. */
export interface Shown {
  readonly certificate: string
  readonly statement: Envelope
  readonly presentation: Envelope
}

/** For tests: a person enrolled and put into offices. */
export function enrolled(
  home: Peer,
  id: string,
  offices: readonly string[] = [],
  grade: Grade = 'medium',
): Resident {
  const key = fakeKey()
  const der = home.unit.leaf(key, { id, commonName: id.toUpperCase(), grade })
  home.office.happen(
    { ...fakeIssued(der, 'person', id, id.toUpperCase()) },
    ...offices.map((office) => ({ kind: 'person-appointed', person: id, office })),
  )
  const { serial } = sure(parseCertificate(der), 'a certificate of the test')
  return { home, id, key, der, speaker: { ...fakeSpeaker('person', id, key), serial } }
}

/** For tests: the statement of a resident's own unit to another. */
export function stated({ home, speaker }: Resident, audience: Peer): Envelope {
  const [event] = sure(
    home.office.act('statement.issue', speaker, { unit: audience.unit.domain }),
    'a statement',
  )
  return (event as StatementIssued).statement
}

/** For tests: a statement as its holder shows it to a unit. */
export function shown(who: Resident, statement: Envelope, to: Peer, time: Instant = to.office.time): Shown {
  const unit = to.unit.keys.authority.publicKey.thumbprint
  const presentation = signPresentation({ unit, statement: statementDigest(statement), time }, who.key)
  return { certificate: base64(who.der), statement, presentation }
}

/** For tests: a visit with a statement made for it. */
export function visit(who: Resident, to: Peer): Result<readonly Event[], Refusal> {
  return to.office.act('visitor.receive', to.node, shown(who, stated(who, to), to))
}

/** For tests: the visitor as the state of a unit has them. */
export function received(who: Resident, at: Peer): VisitorRow {
  return certain(visitorOf(at.office.state, who.key.publicKey.thumbprint), 'a visitor')
}

/** For tests: lets a unit publish and another take it in. */
export async function follow(by: Peer, of: Peer, since?: number): Promise<Result<readonly Event[], Refusal>> {
  return takeIn(by, of.unit, await publish(of, since))
}

/** For tests: a unit that recognises another and has taken its bundle in; what the agreement says instead. */
export async function neighbours(instead: object = {}): Promise<readonly [Peer, Peer]> {
  const here = await foundedPeer('here.example')
  const there = await foundedPeer('there.example')
  recognise(here, there, instead)
  sure(await follow(here, there), 'a bundle')
  return [here, there]
}
