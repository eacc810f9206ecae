import { utf8 } from '#bytes'
import { day, hour, isoInstant, second } from '#clock'
import { PrivateKey, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import {
  type FakeUnit,
  fakeFoundingEvents,
  fakeKey,
  fakeSpeaker,
  fakeUnit,
  identitySlice,
  revocationList,
} from '#identity'
import { organizationSlice } from '#organization'
import {
  agreementActs,
  authorityIn,
  bundleActs,
  nextBundle,
  publishedText,
  type RecognitionEvent,
  recognitionSlice,
  recordOrigin,
  validityOf,
} from '#recognition'
import { Log, memoryStore, noteSigner, verifierKeyText, verifierOf } from '#record'
import { type AuthorityQuestion, Rehearsal, type Speaker, stepFor } from '#unit'
import { agreementContent, pem, serialBytesMin, writeCertificate } from '#x509'

/** A unit that recognises others, publishes and follows by its acts, without envelopes and a node. */
export interface Member {
  readonly unit: FakeUnit
  readonly office: Rehearsal
  readonly log: Log
  readonly node: Speaker
}

export const meshTime = Date.UTC(2026, 10, 22, 12)

/** Somebody whose acts propose and sign. */
const person = fakeSpeaker('person', 'mara', fakeKey())

/** A unit just founded, whose record has begun. */
export async function founded(unit: FakeUnit): Promise<Member> {
  const logKey = PrivateKey.generate('ed25519')
  const origin = recordOrigin(unit.domain)
  const options = { store: memoryStore(), name: 'record', origin, signer: logKey }
  const log = sure(await Log.open(options), 'a log')
  await log.append(utf8('{}'))
  const office = new Rehearsal({
    slices: [identitySlice, organizationSlice, recognitionSlice],
    acts: [...agreementActs, ...bundleActs],
    queries: [],
    permit: permits(),
    eventsOfUse: () => [],
    means: { random: (length) => systemRandom.bytes(length), signer: () => unit.keys.issuing },
    time: meshTime,
  })
  const [first, ...rest] = fakeFoundingEvents(unit)
  const recordKey = verifierKeyText(verifierOf(sure(noteSigner(origin, logKey), 'the signer of a record')))
  office.happen({ ...certain(first, 'the founding'), recordKey }, ...rest)
  return { unit, office, log, node: fakeSpeaker('node', 'node', unit.keys.node) }
}

export function unitOf(domain: string): FakeUnit {
  return fakeUnit(meshTime - hour, 5 * 365, domain)
}

/** The same step permits the same again: reading its procedure is no part of what is measured. */
function permits(): (_: unknown, question: AuthorityQuestion) => ReturnType<typeof stepFor> {
  const known = new Map<string, ReturnType<typeof stepFor>>()
  return (_, question) => {
    const asked = `${question.permission} ${question.object} ${question.speaker.id}`
    const grant = known.get(asked) ?? stepFor(question)
    known.set(asked, grant)
    return grant
  }
}

/** Recognises another unit by both acts, with no hops. */
export function recognise({ unit, office }: Member, other: FakeUnit): void {
  const events = office.act('agreement.propose', person, {
    authority: pem('CERTIFICATE', other.authority.der),
    domain: other.domain,
    bundle: `https://${other.domain}/.well-known/chancery-bundle`,
    evidence: 'read out by telephone',
    statusAge: day / second,
  })
  const [proposed] = sure(events, 'a proposal') as readonly RecognitionEvent[]
  if (proposed?.kind !== 'agreement-proposed') throw new Error('bug: nothing was proposed')
  const { terms } = proposed
  const content = agreementContent({
    issuer: unit.authority,
    subject: authorityIn(terms),
    bounds: terms,
    serial: systemRandom.bytes(serialBytesMin).fill(0x40, 0, 1),
    ...validityOf(terms, unit.authority, office.time),
  })
  const certificate = pem('CERTIFICATE', writeCertificate(content, unit.keys.authority))
  sure(office.act('agreement.sign', person, { unit: other.domain, certificate }), 'an agreement')
}

/** Publishes a bundle of what the unit's state says and gives it as it is handed out, with its proof. */
export async function published({ unit, office, log, node }: Member): Promise<Uint8Array> {
  const { time, state } = office
  const list = revocationList(state, unit.keys.issuing, time)
  const edition = { time, lifetimeMilliseconds: day, checkpoint: log.checkpoint(), list }
  const bytes = nextBundle(state, edition, unit.keys.issuing)
  const digest = office.documents.keep(bytes)
  const events = sure(office.act('bundle.publish', node, { digest }), 'a publication')
  const envelope = { payloadType: 'x', payload: '', signatures: [{ keyid: 'x', sig: '' }] }
  const said = { v: 1, time: isoInstant(time), envelope, grant: { by: 'step' }, drawn: [], events }
  const entry = utf8(JSON.stringify(said))
  const { index, checkpoint, proof } = sure(await log.append(entry), 'an entry')
  return utf8(publishedText(bytes, { index, entry, proof, checkpoint }))
}

/** Takes in what another unit handed out. */
export function takeIn({ office, node }: Member, of: FakeUnit, text: Uint8Array): void {
  const digest = office.documents.keep(text)
  const key = of.keys.authority.publicKey.thumbprint
  sure(office.act('bundle.accept', node, { key, digest }), 'an acceptance')
}
