import { utf8 } from '#bytes'
import { day, hour, type Instant, isoInstant } from '#clock'
import { PrivateKey, systemRandom } from '#crypto'
import { certain, type Result, sure } from '#fault'
import {
  authorityActs,
  certificateActs,
  type FakeUnit,
  fakeFoundingEvents,
  fakeKey,
  fakeSpeaker,
  fakeUnit,
  identitySlice,
  revocationList,
} from '#identity'
import { organizationSlice } from '#organization'
import { Log, memoryStore, noteSigner, verifierKeyText, verifierOf } from '#record'
import { type Event, type Refusal, Rehearsal, type Speaker, stepFor } from '#unit'
import { agreementContent, pem, serialBytesMin, writeCertificate } from '#x509'
import { agreementActs, proposalIn } from './agreements.ts'
import { bundleActs, nextBundle } from './bundle-acts.ts'
import { horizonOf, pathTo } from './horizon.ts'
import { meshQueries } from './mesh-queries.ts'
import { type PublishedBundle, publishedText, recordOrigin } from './published.ts'
import { recognitionQueries } from './queries.ts'
import { retireActs } from './retire.ts'
import { type AgreementRow, agreementsOf, type Proposal, publicationOf, recognitionSlice } from './state.ts'
import { statementActs } from './statement-acts.ts'
import { authorityIn, validityOf } from './terms.ts'
import { trustQueries } from './trust-queries.ts'
import { visitorActs } from './visitor-acts.ts'
import { visitorQueries } from './visitor-queries.ts'

const start = Date.UTC(2026, 0, 5, 8)

/** For tests: a unit that recognises others, publishes and follows, without envelopes and a node. */
export interface Peer {
  readonly unit: FakeUnit
  readonly office: Rehearsal
  readonly node: Speaker
  readonly manager: Speaker
  readonly chief: Speaker
  /** Its record, as far as what it publishes goes. */
  readonly log: Log
  readonly logKey: PrivateKey
}

/** A unit just founded; its record begins with an entry that says nothing. */
export async function foundedPeer(domain: string, time: Instant = start): Promise<Peer> {
  const unit = fakeUnit(time, 5 * 365, domain)
  const logKey = PrivateKey.generate('ed25519')
  const signer = sure(noteSigner(recordOrigin(domain), logKey), 'the signer of a record')
  const log = await beganRecord(domain, logKey)
  const office = new Rehearsal({
    slices: [identitySlice, organizationSlice, recognitionSlice],
    acts: [
      ...agreementActs,
      ...bundleActs,
      ...retireActs,
      ...authorityActs,
      ...certificateActs,
      ...statementActs,
      ...visitorActs,
    ],
    queries: [...recognitionQueries, ...visitorQueries, ...trustQueries, ...meshQueries],
    permit: (_, question) => stepFor(question),
    eventsOfUse: () => [],
    means: { random: (length) => systemRandom.bytes(length), signer: () => unit.keys.issuing },
    time,
  })
  const [first, ...rest] = fakeFoundingEvents(unit)
  const founded = { ...certain(first, 'the founding'), recordKey: verifierKeyText(verifierOf(signer)) }
  office.happen(founded, ...rest)
  const speaker = (id: string): Speaker => fakeSpeaker('person', id, fakeKey())
  return {
    unit,
    office,
    node: fakeSpeaker('node', 'node', unit.keys.node),
    manager: speaker('mara'),
    chief: speaker('cleo'),
    log,
    logKey,
  }
}

/** A record of one entry that says nothing. */
export async function beganRecord(domain: string, logKey: PrivateKey): Promise<Log> {
  const options = { store: memoryStore(), name: 'record', origin: recordOrigin(domain), signer: logKey }
  const log = sure(await Log.open(options), 'a log')
  await log.append(utf8('{}'))
  return log
}

/** What a proposal to recognise another says unless told otherwise. */
export function proposalOf(other: FakeUnit, instead: object = {}): object {
  return {
    authority: pem('CERTIFICATE', other.authority.der),
    domain: other.domain,
    bundle: `https://${other.domain}/.well-known/chancery-bundle`,
    evidence: 'read out by telephone',
    ...instead,
  }
}

/** The cross-certificate for what a case proposes, as made beside the safe; what is given instead. */
export function crossCertificate(
  by: Peer,
  proposal: Proposal,
  instead: Partial<Parameters<typeof agreementContent>[0]> = {},
  key: PrivateKey = by.unit.keys.authority,
): string {
  const issuer = by.unit.authority
  const content = agreementContent({
    issuer,
    subject: authorityIn(proposal.terms),
    bounds: proposal.terms,
    serial: systemRandom.bytes(serialBytesMin).fill(0x40, 0, 1),
    ...validityOf(proposal.terms, issuer, by.office.time),
    ...instead,
  })
  return pem('CERTIFICATE', writeCertificate(content, key))
}

/** What is proposed in case 1, which is every case of a rehearsal. */
export function proposalBy({ office }: Peer): Proposal {
  return certain(proposalIn(office.state, '1'), 'a proposal')
}

/** Recognises another unit by both acts. */
export function recognise(by: Peer, other: Peer, instead: object = {}): AgreementRow {
  sure(by.office.act('agreement.propose', by.manager, proposalOf(other.unit, instead)), 'a proposal')
  const certificate = crossCertificate(by, proposalBy(by))
  const unit = other.unit.domain
  sure(by.office.act('agreement.sign', by.chief, { unit, certificate }), 'an agreement')
  return certain(
    agreementsOf(by.office.state).find(({ terms }) => terms.domain === unit),
    'the agreement',
  )
}

/** Publishes the next bundle and gives it as it is handed out, with a proof from a size seen before. */
export async function publish(peer: Peer, since?: number): Promise<Uint8Array> {
  const { office, unit, node, log } = peer
  const { time } = office
  const edition = {
    time,
    lifetimeMilliseconds: day,
    checkpoint: log.checkpoint(),
    list: revocationList(office.state, unit.keys.issuing, time),
  }
  const bytes = nextBundle(office.state, edition, unit.keys.issuing)
  const digest = office.documents.keep(bytes)
  const events = sure(office.act('bundle.publish', node, { digest }), 'a publication')
  return handOut(peer, bytes, events, since)
}

/** Puts events on the record and hands a bundle out with the proof of that entry. */
export async function handOut(
  { log, office }: Peer,
  bundle: Uint8Array,
  events: readonly Event[],
  since?: number,
): Promise<Uint8Array> {
  const envelope = { payloadType: 'x', payload: '', signatures: [{ keyid: 'x', sig: '' }] }
  const grant = { by: 'step' }
  const entry = utf8(
    JSON.stringify({ v: 1, time: isoInstant(office.time), envelope, grant, drawn: [], events }),
  )
  const { index, checkpoint, proof } = sure(await log.append(entry), 'an entry')
  const receipt: PublishedBundle['receipt'] = { index, entry, proof, checkpoint }
  if (since === undefined) return utf8(publishedText(bundle, receipt))
  const consistency = { from: since, proof: sure(await log.proveConsistency(since), 'a proof') }
  return utf8(publishedText(bundle, receipt, consistency))
}

/** Takes in what another unit handed out, known by its authority key. */
export function takeIn(by: Peer, of: FakeUnit, published: Uint8Array): Result<readonly Event[], Refusal> {
  const digest = by.office.documents.keep(published)
  const key = of.keys.authority.publicKey.thumbprint
  return by.office.act('bundle.accept', by.node, { key, digest })
}

/** `done`, or what it was refused with. */
export function outcomeOf(done: Result<unknown, Refusal>): string {
  return done.ok ? 'done' : done.fault.kind
}

/** An hour passes in each of these. */
export function passHours(hours: number, ...peers: readonly Peer[]): void {
  for (const { office } of peers) office.time += hours * hour
}

/** The number of the bundle published last. */
export function numberOf({ office }: Peer): number {
  return publicationOf(office.state)?.number ?? 0
}

/** What the search for a path to the founder of another unit comes to. */
export function pathOf({ office }: Peer, of: Peer, at: Instant = office.time): string {
  const horizon = horizonOf(office.state, office.documents)
  const found = pathTo(horizon, of.unit.founder, { purpose: 'client', grade: 'basic' }, at)
  return found.answer === 'refused' ? found.fault.kind : found.answer
}
