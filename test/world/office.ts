import type { PrivateKey } from '#crypto'
import { certain } from '#fault'
import { ownCertificates, rolloverCertificates } from '#identity'
import { type AgreementRow, agreementsOf, authorityIn, type Terms, validityOf } from '#recognition'
import { agreementContent, pem, serialBytesMin, writeCertificate } from '#x509'
import type { Chance } from '../fuzz/chance.ts'
import type { Bounds } from './model.ts'
import type { Given, Participant } from './participant.ts'

/** What the founder of a unit decides in person, with the authority key from the safe. */
export interface Office {
  readonly at: Participant
  /** Serials of what the machine beside the safe signs. */
  readonly chance: Chance
  /** The newest authority key. */
  readonly authority: PrivateKey
}

/** The unit recognises another, within bounds. */
export async function recognise(office: Office, other: Participant, bounds: Bounds): Promise<void> {
  const { domain, authority } = other.material
  const { statusAgeSeconds: statusAge, ...rest } = bounds
  const proposal = {
    ...{ ...rest, domains: [...rest.domains], purposes: [...rest.purposes], statusAge },
    ...{ authority: pem('CERTIFICATE', authority.der), domain, evidence: 'read out by telephone' },
    bundle: `https://${domain}/.well-known/chancery-bundle`,
  }
  await office.at.decides('recognise-unit', { unit: domain }, [
    ['propose', 'agreement.propose', () => proposal],
    ['sign', 'agreement.sign', (events) => ({ unit: domain, certificate: signed(office, events) })],
  ])
}

/** The unit renews an agreement within its bounds, signed with its newest key. */
async function renew(office: Office, domain: string): Promise<void> {
  await office.at.running()
  const { agreement } = agreementWith(office.at, domain)
  await office.at.decides('renew-recognition', { unit: domain }, [
    ['propose', 'agreement.propose-renewal', () => ({ unit: domain, agreement, evidence: 'still so' })],
    ['sign', 'agreement.sign', (events) => ({ unit: domain, certificate: signed(office, events) })],
  ])
}

/** The unit recognises another no longer. */
export async function withdraw({ at }: Office, domain: string): Promise<void> {
  await at.running()
  const { agreement } = agreementWith(at, domain)
  await at.decides('withdraw-recognition', { unit: domain }, [
    ['withdraw', 'agreement.withdraw', () => ({ unit: domain, agreement, reason: 'over' })],
  ])
}

/** The unit's authority key gives way to a new one, under which everything is signed anew. */
export async function rollOver(office: Office, newKey: PrivateKey): Promise<Office> {
  const { at, authority: oldKey, chance } = office
  await at.running()
  const certificates = rolloverCertificates({
    ...{ old: newest(at, 'authorities'), issuing: newest(at, 'issuing'), oldKey, newKey },
    time: at.clock.now(),
    random: chance,
  })
  const parts = Object.entries(certificates).map(([part, { der }]) => [part, pem('CERTIFICATE', der)])
  const proposal = { ...Object.fromEntries(parts), evidence: 'made beside the safe' }
  await at.decides('roll-over-authority', {}, [
    ['propose', 'authority.propose-rollover', () => proposal],
    ['decide', 'authority.roll-over', () => ({ key: newKey.publicKey.thumbprint })],
  ])
  const rolled = { ...office, authority: newKey }
  for (const { terms } of agreementsOf(stateOf(at))) await renew(rolled, terms.domain)
  await at.decides('retire-authority', {}, [
    ['retire', 'authority.retire', () => ({ key: oldKey.publicKey.thumbprint, reason: 'it is old' })],
  ])
  return rolled
}

/** What the machine in the safe makes of the terms that were proposed. */
function signed({ at, chance, authority }: Office, events: readonly Given[]): string {
  const proposed = events.find(({ kind }) => kind === 'agreement-proposed')
  const terms = certain(proposed, 'the proposal')['terms'] as Terms
  const issuer = newest(at, 'authorities')
  const content = agreementContent({
    ...{ issuer, subject: authorityIn(terms), bounds: terms },
    serial: chance.bytes(serialBytesMin).fill(0x40, 0, 1),
    ...validityOf(terms, issuer, at.clock.now()),
  })
  return pem('CERTIFICATE', writeCertificate(content, authority))
}

function agreementWith(at: Participant, domain: string): AgreementRow {
  const found = agreementsOf(stateOf(at)).find(({ terms }) => terms.domain === domain)
  return certain(found, `the agreement of ${at.domain} with ${domain}`)
}

function newest(at: Participant, which: 'authorities' | 'issuing') {
  return certain(ownCertificates(stateOf(at), which).at(-1), `the newest of the ${which}`)
}

function stateOf({ node, domain }: Participant) {
  return certain(node, `the node of ${domain}`).opened.unit.state
}
